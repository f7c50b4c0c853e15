//! The world's tests.

mod disk;
