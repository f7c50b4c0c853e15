//! The deterministic world: the real node and hub cores under virtual time, on a virtual disk, with injected faults.
//! Pure: no clock, no chance but a seed, no socket, no file, no unordered map.

pub mod disk;
