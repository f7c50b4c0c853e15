//! The hub without sockets: its core in memory, its engine over a real store, its API as a document.

mod core;
mod engine;
mod floor;
mod openapi;
