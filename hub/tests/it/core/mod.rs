//! The hub's core in memory: no store, no engine, the floors played by the tests.

mod claims;
mod filling;
mod goods;
mod laws;
mod lifecycle;
mod parts;
mod placing;
mod recovery;
mod scene;
mod transfers;

pub use scene::{backorder, wish};
