//! The deterministic world: the real node and hub cores under virtual time, on a virtual disk, with injected faults.
//! Pure: no clock, no chance but a seed, no socket, no file, no unordered map.

pub mod actors;
mod checks;
mod clock;
pub mod disk;
mod faults;
mod life;
mod net;
mod owner;
pub mod plan;
pub mod run;
pub mod script;
pub mod seed;
mod setup;
pub mod shrink;
pub mod sometimes;
pub mod trace;
pub mod workload;
pub mod world;
