//! The IO that node and hub both run.

pub mod clock;
pub mod config;
pub mod csv;
pub mod document;
pub mod geo;
pub mod http;
pub mod link;
pub mod money;
pub mod owner;
pub mod process;
pub mod progress;
pub mod shutdown;
pub mod sqlite;
pub mod stock;
pub mod telemetry;
