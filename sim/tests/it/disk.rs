//! The virtual disk.
