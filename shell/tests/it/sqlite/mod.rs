//! The SQLite kit over real files.

mod answers;
mod copies;
mod documents;
mod late;
mod opening;
mod portions;
pub mod replica;
mod verifying;
