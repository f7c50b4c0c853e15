//! What can go wrong with a store, and what a person can do about it.

use std::path::PathBuf;

use thiserror::Error;

#[derive(Debug, Error)]
pub enum StoreError {
    #[error("{path}: another process serves this data directory; stop it first, or name another directory")]
    InUse { path: PathBuf },
    #[error(
        "{path}: written by a newer version of Holdfast (schema {found}, this program knows {known}); upgrade this program"
    )]
    NewerSchema { path: PathBuf, found: i64, known: usize },
    #[error("{path}: the store is damaged ({detail}); restore a backup with `restore`")]
    Corrupt { path: PathBuf, detail: String },
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: std::io::Error },
    #[error("the disk is full: free space on the disk of the data directory, then try again")]
    DiskFull,
    #[error("the store failed: {0}")]
    Sqlite(rusqlite::Error),
    #[error("the store's schema could not be brought up to date: {0}")]
    Migration(rusqlite_migration::Error),
    #[error("{0}")]
    Broken(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DiskFull, SystemIoFailure};
        match &error {
            rusqlite::Error::SqliteFailure(failure, _) if failure.code == DiskFull => Self::DiskFull,
            // a quota or a file size limit shows as a failed write
            rusqlite::Error::SqliteFailure(failure, _)
                if failure.code == SystemIoFailure && failure.extended_code == rusqlite::ffi::SQLITE_IOERR_WRITE =>
            {
                Self::DiskFull
            }
            _ => Self::Sqlite(error),
        }
    }
}

impl StoreError {
    /// A sync failed: what it should have made durable counts as written from now on, and may be gone with the power.
    pub fn is_failed_sync(&self) -> bool {
        use rusqlite::ffi::{SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSYNC};
        matches!(self, Self::Sqlite(rusqlite::Error::SqliteFailure(failure, _))
            if matches!(failure.extended_code, SQLITE_IOERR_FSYNC | SQLITE_IOERR_DIR_FSYNC))
    }

    pub(crate) fn io(path: &std::path::Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}
