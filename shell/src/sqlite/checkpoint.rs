//! Checkpoints beside the writer: pages move from the write-ahead log into the store on a thread of their own, so that no
//! commit waits for them; the writer helps only when the log has grown far beyond what that thread keeps up with.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::Connection;

use super::{StoreError, read_meta, write_meta};

/// Pages (of 4 KiB) in the log that nobody has moved yet, beyond which the thread moves them. Few: the sync of a commit waits
/// behind whatever of a checkpoint the disk was given before it.
const DUE_PAGES: i64 = 400;
/// Pages in the log, beyond which the writer moves the rest itself, so that the log begins anew.
const RELIEF_PAGES: i64 = 24_000;
/// Between two looks at a log that grows.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// And at one that rests.
const LOOK_SELDOM: Duration = Duration::from_millis(50);
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
            let mut before = 0;
            let mut pause = LOOK_SELDOM;
            while !seen.load(Ordering::Relaxed) {
                thread::sleep(pause);
                match move_pages(&connection, DUE_PAGES) {
                    Ok(pages) => {
                        pause = if pages == before { LOOK_SELDOM } else { LOOK_EVERY };
                        before = pages;
                    }
                    Err(error) => tracing::warn!(%error, "a checkpoint did not succeed; the next one tries again"),
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

/// Moves what can be moved from the log into the store, waiting for nobody.
pub fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    state(connection, "PRAGMA wal_checkpoint(PASSIVE)").map(drop)
}

/// For the writer, before it trusts what it reads: after a crash or a failed sync the log may end in commits that the system
/// holds in memory only. Later syncs do not write those out (Rebello et al. 2020, "Can Applications Recover from fsync
/// Failures?"), and whatever is committed behind them is gone with the power, too. So all goes into the store, durably, and
/// the log begins anew. Does nothing to an empty log.
pub fn begin_log_anew(connection: &Connection) -> Result<(), StoreError> {
    let (pages, _) = state(connection, "PRAGMA wal_checkpoint(NOOP)")?;
    if pages <= 0 {
        return Ok(());
    }
    // not TRUNCATE: a file that is cut short and not synced may come back in part, and what is left of the old log would then
    // undo what the store holds
    let is_busy: bool = connection.query_row("PRAGMA wal_checkpoint(RESTART)", [], |record| record.get(0))?;
    if is_busy {
        return Err(StoreError::Broken("the write-ahead log is in use by a reader that does not end".to_owned()));
    }
    // the next commit writes the head of the new log and syncs it before anything else: from then on the old one is void.
    // Each time another value, since SQLite leaves out a write that changes nothing.
    let count = read_meta(connection, LOG)?.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes);
    write_meta(connection, LOG, &(count + 1).to_le_bytes())
}

/// Where it stands how often the log was begun anew.
const LOG: &str = "log";

/// Moves pages where so many are due; how many the log holds.
fn move_pages(connection: &Connection, due: i64) -> Result<i64, StoreError> {
    let (pages, moved) = state(connection, "PRAGMA wal_checkpoint(NOOP)")?;
    if pages - moved > due {
        // never waits for readers or the writer
        state(connection, "PRAGMA wal_checkpoint(PASSIVE)")?;
    }
    Ok(pages)
}

/// (pages in the log, pages of it that have been moved)
fn state(connection: &Connection, pragma: &str) -> Result<(i64, i64), StoreError> {
    let mut statement = connection.prepare_cached(pragma)?;
    Ok(statement.query_row([], |record| Ok((record.get(1)?, record.get(2)?)))?)
}
