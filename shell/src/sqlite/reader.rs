//! A connection for reading, and snapshots in which the tables and the rows kept back ([`super::late_rows`]) agree.

use std::ops::Deref;
use std::path::Path;

use holdfast_crdt::{Cell, Sku, WarehouseId};
use rusqlite::Connection;

use super::late_rows::{Kept, KeptRows};
use super::{StoreError, open_reader};

/// Snapshots tried that a commit just went past; after that the rows kept back are read from the store itself.
const TRIES: usize = 64;

pub struct Reader {
    connection: Connection,
    /// Of this process's writer; a process that has none reads the records themselves.
    kept: Option<KeptRows>,
}

impl Deref for Reader {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl Reader {
    /// Beside a writer of this process, or alone.
    pub fn open(path: &Path, cache_kib: u32, kept: Option<KeptRows>) -> Result<Self, StoreError> {
        Ok(Self { connection: open_reader(path, cache_kib)?, kept })
    }

    /// A cell that was read before, as of the last commit.
    pub fn at_hand(&self, warehouse: &WarehouseId, sku: &Sku) -> Option<Cell> {
        let shared = self.kept.as_ref().filter(|_| !self.is_pinned())?;
        shared.cells().get(warehouse, sku)
    }

    /// Keeps a cell at hand that was read in a snapshot whose newest record of rows was `through`.
    pub fn keep_at_hand(&self, warehouse: &WarehouseId, sku: &Sku, cell: &Cell, through: i64) {
        if let Some(shared) = &self.kept
            && cell.version() > 0
        {
            shared.cells().keep(warehouse, sku, cell, through);
        }
    }

    /// Whether a snapshot is held, of whatever commit.
    fn is_pinned(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Takes what is wanted of the rows kept back; until the pin is dropped, the tables read as of the same commit.
    pub fn pin<T>(&self, take: impl Fn(&Kept) -> T) -> Result<(T, Pin<'_>), StoreError> {
        let nested = self.is_pinned();
        if let Some(shared) = self.kept.as_ref().filter(|_| !nested) {
            for _ in 0..TRIES {
                let pin = Pin::begin(&self.connection, false)?;
                let newest = newest_record(&self.connection)?;
                let taken = shared.look(|kept| (kept.through() == newest).then(|| take(kept)));
                if let Some(taken) = taken {
                    return Ok((taken, pin));
                }
                // between a commit and its word to us
                drop(pin);
                std::thread::yield_now();
            }
        }
        let pin = Pin::begin(&self.connection, nested)?;
        Ok((take(&Kept::read(&self.connection)?), pin))
    }
}

fn newest_record(connection: &Connection) -> Result<i64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT coalesce(max(id), 0) FROM row_batches")?;
    Ok(statement.query_row([], |record| record.get(0))?)
}

/// A snapshot that is held.
pub struct Pin<'a>(Option<&'a Connection>);

impl<'a> Pin<'a> {
    /// Within a transaction of the caller, that one is the snapshot.
    fn begin(connection: &'a Connection, nested: bool) -> Result<Self, StoreError> {
        if nested {
            return Ok(Self(None));
        }
        connection.prepare_cached("BEGIN")?.execute([])?;
        Ok(Self(Some(connection)))
    }
}

impl Drop for Pin<'_> {
    fn drop(&mut self) {
        // nothing was written, so there is nothing to lose
        let ended = self.0.map(|connection| connection.prepare_cached("ROLLBACK").and_then(|mut end| end.execute([])));
        if let Some(Err(error)) = ended {
            tracing::warn!(%error, "a snapshot did not end");
        }
    }
}
