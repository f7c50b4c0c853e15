//! The hub without sockets: its core in memory, its engine over a real store, its API over its router and as a document.

mod api;
mod core;
mod engine;
mod floor;
mod openapi;
