//! Why a change of stock is refused, before it becomes HTTP.

use holdfast_crdt::{Account, PostError, Sku, WarehouseId};
use serde_json::json;
use thiserror::Error;

use crate::http::problem::{Problem, Slug};

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StockRefusal {
    #[error("there is no warehouse {0}")]
    NoWarehouse(WarehouseId),
    #[error("there is no product {0}")]
    NoProduct(Sku),
    #[error("there is no reservation {0}")]
    NoReservation(String),
    #[error("{wanted} of {sku} wanted in {warehouse}, {available} available")]
    Insufficient { warehouse: WarehouseId, sku: Sku, wanted: u64, available: u64, rights: u64 },
    /// The stock is there, the other side holds the rights.
    #[error(
        "{wanted} of {sku} wanted in {warehouse}, {available} available, of which this side may promise {rights} now"
    )]
    Held { warehouse: WarehouseId, sku: Sku, wanted: u64, available: u64, rights: u64 },
    #[error("{wanted} of {sku} wanted from {}, which holds {held}", .account.name())]
    BeyondAccount { sku: Sku, account: Account, wanted: u64, held: u64 },
    /// The other side set the units apart, so only it may put them back.
    #[error(
        "{wanted} of {sku} wanted from {} in {warehouse}, which holds {held}, of which this side set apart {part}: the \
         rest is put back where it was set apart", .account.name()
    )]
    SetApart { warehouse: WarehouseId, sku: Sku, account: Account, wanted: u64, held: u64, part: u64 },
    #[error("on hand may be at most 1000000000")]
    TooMany,
    #[error("{0} is fenced: its counters are promised from again once its node and the hub agree on them")]
    Fenced(WarehouseId),
    #[error("{0}")]
    WrongState(String),
    #[error("If-Match names {wanted}, the current version is {found}")]
    Stale { wanted: String, found: String },
}

impl StockRefusal {
    /// What a refused post says of one cell.
    pub fn of(error: PostError, warehouse: &WarehouseId, sku: &Sku) -> Self {
        let (warehouse, sku) = (warehouse.clone(), sku.clone());
        match error {
            PostError::BeyondRights { wanted, rights, available } if available >= wanted => {
                Self::Held { warehouse, sku, wanted, available, rights }
            }
            PostError::BeyondRights { wanted, rights, available } => {
                Self::Insufficient { warehouse, sku, wanted, available, rights }
            }
            PostError::BeyondAccount { account, wanted, held } => Self::BeyondAccount { sku, account, wanted, held },
            PostError::BeyondPart { account, wanted, held, part } => {
                Self::SetApart { warehouse, sku, account, wanted, held, part }
            }
            PostError::TooMany => Self::TooMany,
            PostError::GrantToSelf | PostError::NoMovement { .. } => Self::WrongState(error.to_string()),
        }
    }

    /// As a problem; `held` is how this side names rights on the other one.
    pub fn problem(&self, held: Slug) -> Problem {
        let detail = self.to_string();
        match self {
            Self::NoWarehouse(_) | Self::NoProduct(_) | Self::NoReservation(_) => Problem::new(Slug::NotFound, detail),
            Self::Insufficient { sku, wanted, rights, .. } => {
                with_line(Problem::new(Slug::InsufficientStock, detail), sku, *wanted, *rights)
            }
            Self::Held { sku, wanted, rights, .. } => with_line(Problem::new(held, detail), sku, *wanted, *rights),
            Self::SetApart { sku, wanted, part, .. } => with_line(Problem::new(held, detail), sku, *wanted, *part),
            Self::BeyondAccount { sku, wanted, .. } => {
                with_line(Problem::new(Slug::InsufficientStock, detail), sku, *wanted, 0)
            }
            Self::TooMany => Problem::new(Slug::InvalidRequest, detail.clone()).field("/quantity", detail),
            Self::Fenced(_) => Problem::new(Slug::Fenced, detail),
            Self::WrongState(_) => Problem::new(Slug::WrongState, detail),
            Self::Stale { .. } => {
                Problem::new(Slug::VersionMismatch, format!("{detail}; read it again and decide anew"))
            }
        }
    }
}

fn with_line(problem: Problem, sku: &Sku, requested: u64, promisable: u64) -> Problem {
    problem.with("lines", json!([{ "sku": sku.as_str(), "requested": requested, "promisable": promisable }]))
}
