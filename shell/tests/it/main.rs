//! The shell from outside: one binary, one module per part.

mod link;
mod owner;
mod sqlite;
mod stock;
