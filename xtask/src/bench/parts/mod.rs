//! The parts of the bench, each with stands of its own.

pub mod crowd;
pub mod growth;
pub mod instructions;
pub mod large;
pub mod orders;
pub mod overload;
pub mod rivals;
pub mod scans;
pub mod slowed;
pub mod small;
pub mod stranded;
