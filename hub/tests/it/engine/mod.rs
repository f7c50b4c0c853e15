//! The hub's engine over a real store, driven batch by batch.

mod documents;
mod exchange;
mod expiry;
mod failure;
mod goods;
mod idempotency;
mod places;
pub mod stage;
mod verify;
mod waiting;
