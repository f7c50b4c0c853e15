//! Connections for reading, lent out one at a time: reads never wait for the owner thread.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use rusqlite::Connection;

use super::{StoreError, open_reader};

/// Idle connections kept; more are opened under load and closed after.
const IDLE_MAX: usize = 8;

#[derive(Clone)]
pub struct Readers(Arc<Pool>);

struct Pool {
    path: PathBuf,
    cache_kib: u32,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub fn new(path: &Path, cache_kib: u32) -> Self {
        Self(Arc::new(Pool { path: path.to_owned(), cache_kib, idle: Mutex::default() }))
    }

    /// Runs `read` over one connection, here and now.
    pub fn with<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let kept = self.0.idle.lock().ok().and_then(|mut idle| idle.pop());
        let connection = kept.map_or_else(|| self.open(), Ok)?;
        let found = read(&connection);
        if let Ok(mut idle) = self.0.idle.lock()
            && idle.len() < IDLE_MAX
        {
            idle.push(connection);
        }
        found
    }

    /// The same, off the async threads.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let readers = self.clone();
        let done = tokio::task::spawn_blocking(move || readers.with(read)).await;
        done.unwrap_or_else(|error| Err(StoreError::Broken(format!("a read did not end: {error}"))))
    }

    /// A connection to keep.
    pub fn open(&self) -> Result<Connection, StoreError> {
        open_reader(&self.0.path, self.0.cache_kib)
    }
}
