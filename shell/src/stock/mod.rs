//! Stock as hub and node show and change it: one inventory API, one pure decision, on either side's own rights.

mod api;
mod bodies;
mod command;
mod decide;
mod hold;
mod links;
mod list;
mod path;
mod record;
mod refusal;
mod reorder;
mod service;

pub use api::router;
pub use bodies::BODIES;
pub use command::{
    BatchBody, Change, Deal, PatchBody, PostRow, ReserveBody, ResizeBody, StockCommand, StockOp, StockReply,
};
pub use decide::{EventDraft, StockDesk, StockView, cause_of, decide, stock_changed};
pub use hold::{HoldState, Holds, Reservation, ReservationRecord, expire};
pub use links::LINKS;
pub use list::Listing;
pub use record::{InventoryRecord, Quantities, Shown, ShownIn};
pub use refusal::StockRefusal;
pub use reorder::ReorderPoints;
pub use service::{Facts, Stock, StockService, unanswered, unreadable};
