//! Refusals of the core as problems.

use holdfast_shell::http::problem::{Problem, Slug};
use serde_json::{Value, json};

use crate::core::cancel::LifecycleRefusal;
use crate::core::fill::RetryRefusal;
use crate::core::place::{Lack, PlaceRefusal};
use crate::core::purchase::PurchaseRefusal;
use crate::core::returns::ReturnRefusal;
use crate::core::transfer::TransferRefusal;

pub fn of_placing(refusal: &PlaceRefusal) -> Problem {
    let detail = refusal.to_string();
    match refusal {
        PlaceRefusal::NoProduct { line, .. } => {
            Problem::new(Slug::NotFound, detail.clone()).field(format!("/items/{line}/sku"), detail)
        }
        PlaceRefusal::NoReservation(_) => Problem::new(Slug::NotFound, detail),
        PlaceRefusal::Reservation { .. } => Problem::new(Slug::WrongState, detail),
        PlaceRefusal::Insufficient(lacks) => Problem::new(Slug::InsufficientStock, detail).with("lines", lines(lacks)),
        PlaceRefusal::Held(lacks) => Problem::new(Slug::HeldByWarehouse, detail).with("lines", lines(lacks)),
        PlaceRefusal::Fenced(_) => Problem::new(Slug::Fenced, detail),
        PlaceRefusal::NeedsRights(_) => Problem::new(Slug::HeldByWarehouse, detail),
        PlaceRefusal::NeedsCells => Problem::new(Slug::InternalError, detail),
    }
}

fn lines(lacks: &[Lack]) -> Value {
    let line = |lack: &Lack| json!({ "sku": lack.sku, "requested": lack.requested, "promisable": lack.promisable });
    lacks.iter().map(line).collect()
}

pub fn of_lifecycle(refusal: &LifecycleRefusal) -> Problem {
    let slug = match refusal {
        LifecycleRefusal::NoOrder(_) => Slug::NotFound,
        LifecycleRefusal::WrongState { .. } => Slug::WrongState,
    };
    Problem::new(slug, refusal.to_string())
}

pub fn of_retry(refusal: &RetryRefusal) -> Problem {
    let slug = match refusal {
        RetryRefusal::NoOrder(_) => Slug::NotFound,
        RetryRefusal::WaitsForNothing { .. } => Slug::WrongState,
        RetryRefusal::AwaitsFloors => Slug::Fenced,
        RetryRefusal::NeedsRights(_) => Slug::HeldByWarehouse,
    };
    Problem::new(slug, refusal.to_string())
}

pub fn of_transfer(refusal: &TransferRefusal) -> Problem {
    let slug = match refusal {
        TransferRefusal::NoTransfer(_) => Slug::NotFound,
        TransferRefusal::WrongState { .. } => Slug::WrongState,
    };
    Problem::new(slug, refusal.to_string())
}

pub fn of_purchase(refusal: &PurchaseRefusal) -> Problem {
    let detail = refusal.to_string();
    let missing = |pointer: String| Problem::new(Slug::NotFound, detail.clone()).field(pointer, detail.clone());
    match refusal {
        PurchaseRefusal::NoPurchase(_) => Problem::new(Slug::NotFound, detail),
        PurchaseRefusal::NoWarehouse(_) => missing("/warehouseId".to_owned()),
        PurchaseRefusal::NoProduct { line, .. } => missing(format!("/lines/{line}/sku")),
        PurchaseRefusal::NoCurrency => Problem::invalid("/currency", detail),
        PurchaseRefusal::WrongState { .. } => Problem::new(Slug::WrongState, detail),
    }
}

pub fn of_return(refusal: &ReturnRefusal) -> Problem {
    let detail = refusal.to_string();
    let about = |slug: Slug, pointer: String| Problem::new(slug, detail.clone()).field(pointer, detail.clone());
    match refusal {
        ReturnRefusal::NoReturn(_) => Problem::new(Slug::NotFound, detail),
        ReturnRefusal::NoOrder(_) => about(Slug::NotFound, "/orderId".to_owned()),
        ReturnRefusal::NoWarehouse(_) => about(Slug::NotFound, "/warehouseId".to_owned()),
        ReturnRefusal::NotInOrder { line, .. } => Problem::invalid(format!("/lines/{line}/sku"), detail),
        ReturnRefusal::TooMany { line, .. } => about(Slug::WrongState, format!("/lines/{line}/quantity")),
        ReturnRefusal::WrongState { .. } => Problem::new(Slug::WrongState, detail),
    }
}
