//! The centre: orders, allocation, every warehouse's inventory, and the REST API that shops and planners call.

pub mod access;
pub mod api;
pub mod cli;
pub mod client;
pub mod commands;
pub mod core;
pub mod engine;
pub mod import;
pub mod keys;
pub mod links;
pub mod replica;
pub mod roles;
pub mod server;
pub mod service;
pub mod shown;
pub mod store;
pub mod verifier;
mod web;
pub mod world;

pub use holdfast_shell::document::{product as catalogue, warehouse};
pub use holdfast_shell::money;
