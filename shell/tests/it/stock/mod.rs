//! The decision over stock that hub and node share, in memory.

mod bench;
mod changes;
mod holds;
mod list;
mod rows;
