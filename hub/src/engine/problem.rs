//! Refusals of the core as problems.

use holdfast_shell::http::problem::{Problem, Slug};
use serde_json::{Value, json};

use crate::core::cancel::LifecycleRefusal;
use crate::core::place::{Lack, PlaceRefusal};

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
