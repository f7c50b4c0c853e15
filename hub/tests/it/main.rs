//! The hub: its core in memory, its engine over a real store, its API as a document, its program as a process.

mod core;
mod engine;
mod floor;
mod openapi;
mod program;
