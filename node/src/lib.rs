//! One warehouse: floor rules, store, owner thread, uplink and floor API.

pub mod access;
mod addresses;
pub mod api;
pub mod cli;
pub mod commands;
pub mod core;
pub mod engine;
pub mod https;
pub mod incoming;
pub mod keys;
pub mod link;
pub mod mdns;
pub mod paper;
pub mod replica;
pub mod roles;
pub mod scan;
pub mod server;
pub mod store;
pub mod trust;
mod web;
pub mod world;
