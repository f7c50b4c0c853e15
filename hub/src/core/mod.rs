//! What the hub decides, and nothing else: the life of an order, allocation, claims, transfers, rights.
//!
//! Purity contract: no clock, no socket, no store, no unordered map; time and chance are fields of the [`World`] that the
//! engine fills in before each batch.

pub mod access;
pub mod allocation;
pub mod cancel;
pub mod claim;
pub mod contested;
pub mod figures;
pub mod fill;
pub mod goods_view;
pub mod history;
pub mod nearest;
pub mod order;
pub mod outcome;
pub mod place;
pub mod purchase;
pub mod recovery;
pub mod release;
pub mod replenish;
pub mod returns;
pub mod rights;
pub mod supplier;
pub mod tally;
pub mod transfer;
pub mod view;
pub mod world;

pub use holdfast_shell::geo;
