//! Who asks for things: shops and planners at the hub, terminals and workers on the floors, and the goods themselves.

pub mod clients;
pub(crate) mod floor;
pub(crate) mod office;
pub mod shelf;
