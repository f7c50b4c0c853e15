//! The world's tests.

mod disk;
mod documents;
mod lives;
mod rig;
mod worlds;
