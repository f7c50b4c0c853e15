//! Checkpoints beside the writer: pages move from the write-ahead log into the store on a thread of their own, so that no
//! commit waits for them; the writer helps only when the log has grown far beyond what that thread keeps up with.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use super::StoreError;

/// Pages (of 4 KiB) in the log that nobody has moved yet, beyond which the thread moves them.
const DUE_PAGES: i64 = 12_000;
/// Pages in the log, beyond which the writer moves the rest itself, so that the log begins anew.
const RELIEF_PAGES: i64 = 24_000;
const LOOK_EVERY: Duration = Duration::from_millis(50);
const _: () = assert!(DUE_PAGES < RELIEF_PAGES);

/// Runs until dropped.
#[derive(Debug)]
pub struct Checkpointer {
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpointer {
    pub fn start(store: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(store)?;
        let over = Arc::new(AtomicBool::new(false));
        let seen = over.clone();
        let run = move || {
            while !seen.load(Ordering::Relaxed) {
                thread::sleep(LOOK_EVERY);
                if let Err(error) = move_pages(&connection, DUE_PAGES) {
                    tracing::warn!(%error, "a checkpoint did not succeed; the next one tries again");
                }
            }
        };
        let thread = thread::Builder::new().name("checkpoints".to_owned()).spawn(run);
        let thread = thread.map_err(|source| StoreError::io(store, source))?;
        Ok(Self { over, thread: Some(thread) })
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the checkpoint thread panicked");
        }
    }
}

/// For the writer, between two batches: nothing in the ordinary case. What was committed stays committed whatever
/// happens here.
pub fn relieve(connection: &Connection) {
    let relieved = state(connection, "PRAGMA wal_checkpoint(NOOP)").and_then(|(pages, _)| {
        if pages > RELIEF_PAGES {
            // nobody writes meanwhile: once all is moved, the next commit begins the log anew
            state(connection, "PRAGMA wal_checkpoint(PASSIVE)")?;
            metrics::counter!("store_writer_checkpoints_total").increment(1);
        }
        Ok(())
    });
    if let Err(error) = relieved {
        tracing::warn!(%error, "the write-ahead log could not be relieved");
    }
}

/// For a store that is opened again, before anything of it is read or told: what a process wrote and was ended before it was
/// synced, or what a sync failed to keep, is read from the log as if it were committed, and would be gone after a power cut
/// (I-3). So the log is moved into the store, synced.
pub fn make_durable(connection: &Connection) -> Result<(), StoreError> {
    let mut statement = connection.prepare("PRAGMA wal_checkpoint(TRUNCATE)")?;
    let busy: i64 = statement.query_row([], |record| record.get(0))?;
    if busy != 0 {
        // somebody reads (a backup): a commit syncs the log as far as it goes
        connection.execute_batch(
            "BEGIN IMMEDIATE; INSERT OR REPLACE INTO meta (name, value) VALUES ('opened', x'01'); COMMIT;",
        )?;
    }
    Ok(())
}

/// Moves what can be moved from the log into the store, waiting for nobody.
pub fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    state(connection, "PRAGMA wal_checkpoint(PASSIVE)").map(drop)
}

fn move_pages(connection: &Connection, due: i64) -> Result<(), StoreError> {
    let (pages, moved) = state(connection, "PRAGMA wal_checkpoint(NOOP)")?;
    if pages - moved > due {
        // never waits for readers or the writer
        state(connection, "PRAGMA wal_checkpoint(PASSIVE)")?;
    }
    Ok(())
}

/// (pages in the log, pages of it that have been moved)
fn state(connection: &Connection, pragma: &str) -> Result<(i64, i64), StoreError> {
    let mut statement = connection.prepare_cached(pragma)?;
    Ok(statement.query_row([], |record| Ok((record.get(1)?, record.get(2)?)))?)
}
