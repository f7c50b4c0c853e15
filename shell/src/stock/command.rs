//! What a client may ask of stock: bodies as they come, and operations as they are decided.

use std::sync::Arc;

use holdfast_crdt::{Count, Quantity, ReservationId, Sku, WarehouseId};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::Ref;
use utoipa::openapi::schema::{AnyOfBuilder, ObjectBuilder, SchemaType};

use crate::http::answer::Outcome;
use crate::http::json;
use crate::http::problem::{Problem, Slug};
use crate::http::request::Context;
use crate::http::shapes::{MoveShape, Reason, Reference, SkuShape, SomeUnitsShape, UnitsShape, exactly_one};
use crate::shape;

/// Rows of a batch, at most (API contract).
pub const BATCH_ROWS_MAX: usize = 1_000;
const REASON_CHARS_MAX: usize = 500;
const REFERENCE_CHARS_MAX: usize = 128;
/// A year: longer holds are no reservations.
const EXPIRY_SECONDS_MAX: u64 = 366 * 86_400;
const MOVE_MAX: u64 = 1_000_000_000;

/// `POST …/inventory`: sets on hand, or moves it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PostRow {
    #[schema(value_type = SkuShape)]
    pub sku: Sku,
    #[schema(value_type = Option<UnitsShape>)]
    pub quantity: Option<Count>,
    #[schema(value_type = Option<MoveShape>)]
    pub adjust: Option<i64>,
    #[schema(value_type = Option<Reason>)]
    pub reason: Option<String>,
    #[schema(value_type = Option<Reference>)]
    pub reference: Option<String>,
}

/// `PATCH …/inventory/{sku}`: exactly one of `adjust`, `reserve`, `damaged`.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PatchBody {
    #[schema(value_type = Option<MoveShape>)]
    pub adjust: Option<i64>,
    #[schema(value_type = Option<UnitsShape>)]
    pub reserve: Option<Count>,
    #[schema(value_type = Option<MoveShape>)]
    pub damaged: Option<i64>,
    #[schema(value_type = Option<Reason>)]
    pub reason: Option<String>,
    #[schema(value_type = Option<Reference>)]
    pub reference: Option<String>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ReserveBody {
    #[schema(value_type = SomeUnitsShape)]
    pub quantity: Quantity,
    #[schema(value_type = Option<Reference>)]
    pub reference: Option<String>,
    #[schema(minimum = 1, maximum = 31_622_400)]
    pub expires_in_seconds: Option<u64>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResizeBody {
    #[schema(value_type = UnitsShape)]
    pub quantity: Count,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BatchBody {
    /// Each as the body of a single POST; a row that is wrong is refused alone.
    #[schema(value_type = Vec<RowShape>, min_items = 1, max_items = 1000)]
    pub items: Vec<Value>,
}

shape!(
    /// Sets on hand or moves it.
    PostRowShape as "PostRow",
    exactly_one(PostRow::schema(), &[&["quantity"], &["adjust"]]),
    parts of PostRow
);
shape!(
    /// One change of one cell.
    PatchShape as "PatchBody",
    exactly_one(PatchBody::schema(), &[&["adjust"], &["reserve", "reference"], &["damaged"]]),
    parts of PatchBody
);
shape!(
    /// A row; one of another form is no fault of the request.
    RowShape as "BatchRow",
    AnyOfBuilder::new().item(Ref::from_schema_name("PostRow")).item(ObjectBuilder::new().schema_type(SchemaType::AnyValue)),
    parts of PostRow
);

/// One change of one cell, checked in form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    SetOnHand {
        quantity: Count,
    },
    /// Not 0.
    Adjust {
        by: i64,
    },
    /// Not 0; negative heals.
    Damage {
        by: i64,
    },
    /// Sets the hold of a reference.
    Hold {
        quantity: Count,
        reference: Arc<str>,
    },
}

/// A change with what is said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    pub sku: Sku,
    pub change: Change,
    pub reason: Option<Arc<str>>,
    pub reference: Option<Arc<str>>,
}

#[derive(Debug, Clone)]
pub enum StockOp {
    Change(Deal),
    Discontinue { sku: Sku },
    Reserve { sku: Sku, quantity: Quantity, reference: Option<Arc<str>>, expires_in_seconds: Option<u64> },
    Resize { reservation: ReservationId, quantity: Count },
    Release { reservation: ReservationId },
    Batch(Vec<Result<Deal, Problem>>),
}

#[derive(Debug, Clone)]
pub struct StockCommand {
    pub context: Context,
    /// `None` for operations on a reservation, which knows its warehouse.
    pub warehouse: Option<WarehouseId>,
    pub op: StockOp,
    /// The last try: rights were asked for already, so a refusal is final and remembered.
    pub last: bool,
}

/// What the engine says to a command.
#[derive(Debug, Clone)]
pub enum StockReply {
    Answered {
        outcome: Outcome,
        replayed: bool,
    },
    /// The other side holds the rights: nothing was done or remembered. (warehouse, SKU, rights wanted here.)
    NeedsRights(Vec<(WarehouseId, Sku, u64)>),
}

impl PostRow {
    pub fn check(self) -> Result<Deal, Problem> {
        let change = match (self.quantity, self.adjust) {
            (Some(quantity), None) => Change::SetOnHand { quantity },
            (None, Some(by)) => Change::Adjust { by: signed("/adjust", by)? },
            _ => return Err(invalid("", "give either quantity (sets on hand) or adjust (moves it)")),
        };
        Deal { sku: self.sku, change, reason: None, reference: None }.saying(self.reason, self.reference)
    }
}

impl PatchBody {
    pub fn check(self, sku: Sku) -> Result<Deal, Problem> {
        let change = match (self.adjust, self.reserve, self.damaged) {
            (Some(by), None, None) => Change::Adjust { by: signed("/adjust", by)? },
            (None, None, Some(by)) => Change::Damage { by: signed("/damaged", by)? },
            (None, Some(quantity), None) => {
                let reference = text("/reference", self.reference.clone(), REFERENCE_CHARS_MAX)?;
                let reference =
                    reference.ok_or_else(|| invalid("/reference", "a hold needs the reference it is for"))?;
                Change::Hold { quantity, reference }
            }
            _ => return Err(invalid("", "give exactly one of adjust, reserve, damaged")),
        };
        Deal { sku, change, reason: None, reference: None }.saying(self.reason, self.reference)
    }
}

impl Deal {
    fn saying(mut self, reason: Option<String>, reference: Option<String>) -> Result<Self, Problem> {
        self.reason = text("/reason", reason, REASON_CHARS_MAX)?;
        self.reference = text("/reference", reference, REFERENCE_CHARS_MAX)?;
        Ok(self)
    }
}

impl ReserveBody {
    pub fn check(self, sku: Sku) -> Result<StockOp, Problem> {
        if self.expires_in_seconds.is_some_and(|seconds| seconds == 0 || seconds > EXPIRY_SECONDS_MAX) {
            return Err(invalid("/expiresInSeconds", "must be 1 to 31622400 (366 days)"));
        }
        let reference = text("/reference", self.reference, REFERENCE_CHARS_MAX)?;
        Ok(StockOp::Reserve { sku, quantity: self.quantity, reference, expires_in_seconds: self.expires_in_seconds })
    }
}

impl BatchBody {
    pub fn check(self) -> Result<StockOp, Problem> {
        if self.items.is_empty() || self.items.len() > BATCH_ROWS_MAX {
            return Err(invalid("/items", "must have 1 to 1000 rows"));
        }
        let row = |item: Value| json::from_value(item).and_then(PostRow::check);
        Ok(StockOp::Batch(self.items.into_iter().map(row).collect()))
    }
}

fn signed(pointer: &str, by: i64) -> Result<i64, Problem> {
    if by == 0 || by.unsigned_abs() > MOVE_MAX {
        return Err(invalid(pointer, "must not be 0, and at most 1000000000 either way"));
    }
    Ok(by)
}

fn text(pointer: &str, given: Option<String>, most: usize) -> Result<Option<Arc<str>>, Problem> {
    let Some(given) = given else { return Ok(None) };
    if given.is_empty() || given.chars().count() > most || given.chars().any(char::is_control) {
        return Err(invalid(pointer, &format!("must be 1 to {most} characters without control characters")));
    }
    Ok(Some(given.into()))
}

fn invalid(pointer: &str, detail: &str) -> Problem {
    Problem::new(Slug::InvalidRequest, "the request does not fit this operation").field(pointer, detail)
}
