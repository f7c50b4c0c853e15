//! The hub: its core in memory, its engine over a real store, its API over its router and as a document, its program as a
//! process.

mod api;
mod core;
mod engine;
mod files;
mod floor;
mod openapi;
mod program;
