//! The parts of the bench, each with stands of its own.

pub mod back;
pub mod backfill;
pub mod crowd;
pub mod growth;
pub mod instructions;
pub mod large;
pub mod nodes;
pub mod orders;
pub mod overload;
pub mod rivals;
pub mod scans;
pub mod seen;
pub mod slowed;
pub mod small;
pub mod stranded;
