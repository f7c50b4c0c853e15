//! Connections for reading, lent out one at a time: reads never wait for the owner thread.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use holdfast_crdt::{Cell, Sku, WarehouseId};
use tokio::sync::Semaphore;

use super::late_rows::KeptRows;
use super::{Reader, StoreError};

/// Idle connections kept.
const IDLE_MAX: usize = 8;
/// Reads at a time off the async threads: as many as find a connection that is warm. Opening one costs more than most reads.
const AT_ONCE: usize = IDLE_MAX;

#[derive(Clone)]
pub struct Readers(Arc<Pool>);

struct Pool {
    path: PathBuf,
    cache_kib: u32,
    kept: Option<KeptRows>,
    idle: Mutex<Vec<Reader>>,
    turns: Semaphore,
}

impl Readers {
    /// `kept`: what the writer of this process keeps back.
    pub fn new(path: &Path, cache_kib: u32, kept: Option<KeptRows>) -> Self {
        let turns = Semaphore::new(AT_ONCE);
        Self(Arc::new(Pool { path: path.to_owned(), cache_kib, kept, idle: Mutex::default(), turns }))
    }

    /// A cell that was read before, as of the last commit: needs no connection.
    pub fn at_hand(&self, warehouse: &WarehouseId, sku: &Sku) -> Option<Cell> {
        self.0.kept.as_ref()?.cells().get(warehouse, sku)
    }

    /// Runs `read` over one connection, here and now.
    pub fn with<T>(&self, read: impl FnOnce(&Reader) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let kept = self.0.idle.lock().ok().and_then(|mut idle| idle.pop());
        let reader = kept.map_or_else(|| self.open(), Ok)?;
        let found = read(&reader);
        if let Ok(mut idle) = self.0.idle.lock()
            && idle.len() < IDLE_MAX
        {
            idle.push(reader);
        }
        found
    }

    /// The same, off the async threads, as soon as there is a turn.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let Ok(_turn) = self.0.turns.acquire().await else {
            return Err(StoreError::Broken("the store is read no more".into()));
        };
        let readers = self.clone();
        let done = tokio::task::spawn_blocking(move || readers.with(read)).await;
        done.unwrap_or_else(|error| Err(StoreError::Broken(format!("a read did not end: {error}"))))
    }

    /// A connection to keep.
    pub fn open(&self) -> Result<Reader, StoreError> {
        Reader::open(&self.0.path, self.0.cache_kib, self.0.kept.clone())
    }
}
