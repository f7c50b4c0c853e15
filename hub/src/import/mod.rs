//! Files of products, stock and orders, brought in over the hub's own API: read whole, planned without IO, then sent piece by
//! piece under idempotency keys that follow from the file, so that a repetition has no second effect.

mod columns;
mod orders;
mod plan;
mod rejects;
mod rows;
mod send;
mod standing;

pub use columns::{Kind, Mapping};
pub use plan::{Known, Piece, Plan, Wanted, plan};
pub use rejects::Rejects;
pub use rows::{Delimiter, Rows};
pub use send::{Outcome, send, send_in_order};
pub use standing::Standing;
