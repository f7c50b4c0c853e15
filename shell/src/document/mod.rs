//! Documents as hub and node show and edit them: products, warehouses, slots; and what was written on both sides of a dead
//! link.

mod api;
mod bodies;
pub mod field;
mod floor_plan;
mod links;
pub mod product;
mod service;
mod slot;
mod text;
pub mod warehouse;

pub use api::router;
pub use bodies::BODIES;
pub use floor_plan::{Bin, Bins, FloorZone, ZoneKind, Zones};
pub use links::LINKS;
pub use product::{Product, ProductPatch};
pub use service::{DocumentService, Documents, may_edit};
pub use slot::{Slot, SlotPatch};
pub use text::{PlaceName, Prose, Text};
pub use warehouse::{Warehouse, WarehousePatch};
