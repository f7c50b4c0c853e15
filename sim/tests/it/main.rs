//! The world's tests.

mod disk;
mod worlds;
