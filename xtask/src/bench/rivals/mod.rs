//! What Holdfast is compared to, set up by the bench itself.

pub mod front;
pub mod place;
pub mod postgres;
pub mod small;
