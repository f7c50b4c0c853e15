//! The virtual disk under real SQLite: what it keeps, what it loses, and that a seed repeats it.

mod faults;
mod generations;
mod ledger;
mod plain;
mod power;
