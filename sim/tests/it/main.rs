//! The world's tests.

mod disk;
mod documents;
mod worlds;
