//! The escrow protocol of one cell, with its crashes and its restores, as a model of which every state is searched. What
//! is decided about rights and how views merge is `holdfast-crdt` itself (`Stream::post`, `Cell::merge`, `Cell::rights`);
//! what is modelled, the properties and the counts stand in `README.md`.

pub mod meeting;
pub mod options;
pub mod properties;
pub mod protocol;
pub mod search;
pub mod state;
pub mod store;
pub mod suite;
pub mod view;
