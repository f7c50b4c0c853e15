//! The bodies of the inventory API by operation, as its handlers read and judge them.

use holdfast_crdt::Sku;

use super::command::{BatchBody, PatchBody, PostRow, ReserveBody, ResizeBody};
use crate::http::json::{self, Reader};
use crate::http::problem::Problem;

pub const BODIES: &[(&str, Reader)] = &[
    ("setInventory", |bytes| json::parse::<PostRow>(bytes)?.check().map(drop)),
    ("changeInventory", |bytes| json::parse::<PatchBody>(bytes)?.check(any_sku()?).map(drop)),
    ("reserveInventory", |bytes| json::parse::<ReserveBody>(bytes)?.check(any_sku()?).map(drop)),
    ("changeInventoryBatch", |bytes| json::parse::<BatchBody>(bytes)?.check().map(drop)),
    ("resizeReservation", |bytes| json::parse::<ResizeBody>(bytes).map(drop)),
];

/// What stands in the path of these operations.
fn any_sku() -> Result<Sku, Problem> {
    Sku::new("SKU").map_err(|_| Problem::not_found("sku"))
}
