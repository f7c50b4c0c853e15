//! The owner thread: one batch, one commit, and what happens when it cannot be kept.

mod full_disk;
mod thread;
