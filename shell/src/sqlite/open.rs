//! Opening a store: refuse what must not be served, bring the schema up to date, set the pragmas durability rests on.

use std::fs;
use std::io::Read;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{Migrations, SchemaVersion};

use super::StoreError;

/// How to open a store.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// Memory for pages, in KiB.
    pub cache_kib: u32,
    /// How many migrations this program knows.
    pub schema: usize,
}

const MAGIC: &[u8] = b"SQLite format 3\0";
/// A full check reads the whole file; larger stores are checked by `verify` instead.
const QUICK_CHECK_BYTES_MAX: u64 = 64 << 20;
pub(super) const BUSY_MILLIS: u64 = 5_000;

/// Opens for writing, making the store where there is none. Refuses damaged stores and those of a newer schema.
pub fn open(path: &Path, migrations: &Migrations<'_>, opening: Opening) -> Result<Connection, StoreError> {
    let fresh = !path.exists();
    if !fresh {
        check_file(path)?;
    }
    let mut connection = Connection::open(path)?;
    let prepared = prepare(&mut connection, migrations, opening, path, fresh);
    prepared.map_err(|error| damaged(path, error))?;
    Ok(connection)
}

fn prepare(
    connection: &mut Connection,
    migrations: &Migrations<'_>,
    opening: Opening,
    path: &Path,
    fresh: bool,
) -> Result<(), StoreError> {
    set_pragmas(connection, opening)?;
    if let SchemaVersion::Outside(found) = migrations.current_version(connection).map_err(StoreError::Migration)? {
        let (path, found) = (path.to_owned(), found.get() as i64);
        return Err(StoreError::NewerSchema { path, found, known: opening.schema });
    }
    if !fresh && file_size(path) <= QUICK_CHECK_BYTES_MAX {
        let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(StoreError::Corrupt { path: path.to_owned(), detail: verdict });
        }
    }
    migrations.to_latest(connection).map_err(StoreError::Migration)
}

/// I-3: WAL with `synchronous=FULL` makes a commit survive power loss.
fn set_pragmas(connection: &Connection, opening: Opening) -> Result<(), StoreError> {
    connection.busy_timeout(std::time::Duration::from_millis(BUSY_MILLIS))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "cache_size", -i64::from(opening.cache_kib))?;
    connection.pragma_update(None, "journal_size_limit", 128 << 20)?;
    // checkpoints run beside the writer (`Checkpointer`)
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(())
}

/// A connection that can only read.
pub fn open_reader(path: &Path, cache_kib: u32) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_millis(BUSY_MILLIS))?;
    connection.pragma_update(None, "query_only", "ON")?;
    connection.pragma_update(None, "cache_size", -i64::from(cache_kib))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// The header says how many pages the file has; a file cut short is found before anything reads it.
fn check_file(path: &Path) -> Result<(), StoreError> {
    let corrupt = |detail: &str| StoreError::Corrupt { path: path.to_owned(), detail: detail.to_owned() };
    let mut header = [0u8; 100];
    let mut file = fs::File::open(path).map_err(|source| StoreError::io(path, source))?;
    let size = file_size(path);
    if size == 0 {
        // made, and killed before the first write; but a key stands beside a store that was written once
        return if path.with_file_name("admin.key").exists() { Err(corrupt("emptied")) } else { Ok(()) };
    }
    file.read_exact(&mut header).map_err(|_| corrupt("shorter than a header"))?;
    if !header.starts_with(MAGIC) {
        return Err(corrupt("no SQLite header"));
    }
    let page = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let pages = u64::from(u32::from_be_bytes([header[28], header[29], header[30], header[31]]));
    // pages still in the write-ahead log may be missing from the file, but then the log is there
    let log = file_size(&path.with_extension("db-wal"));
    if size < page * pages && log == 0 {
        return Err(corrupt("cut short"));
    }
    Ok(())
}

fn file_size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |found| found.len())
}

fn damaged(path: &Path, error: StoreError) -> StoreError {
    let detail = error.to_string();
    let inner = match &error {
        StoreError::Sqlite(inner) => Some(inner),
        StoreError::Migration(rusqlite_migration::Error::RusqliteError { err, .. }) => Some(err),
        _ => None,
    };
    match inner {
        Some(rusqlite::Error::SqliteFailure(failure, _))
            if matches!(failure.code, rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) =>
        {
            StoreError::Corrupt { path: path.to_owned(), detail }
        }
        _ => error,
    }
}

/// Copies a live store into one self-contained file; `step(done, total)` is told the pages. The copy is of the moment it
/// began.
pub fn back_up(source: &Connection, target: &Path, mut step: impl FnMut(u64, u64)) -> Result<(), StoreError> {
    let mut copy = Connection::open(target)?;
    {
        // a backup begins anew whenever somebody else has written, unless its reader stays where it is
        let snapshot = source.unchecked_transaction()?;
        snapshot.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
        let backup = rusqlite::backup::Backup::new(source, &mut copy)?;
        while !matches!(backup.step(1024)?, rusqlite::backup::StepResult::Done) {
            let told = backup.progress();
            step((told.pagecount - told.remaining) as u64, told.pagecount as u64);
        }
    }
    // one file, not three
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    copy.close().map_err(|(_, error)| StoreError::from(error))
}

/// Copies a backup, found whole, into a new file.
pub fn restore(backup: &Path, store: &Path, step: impl FnMut(u64, u64)) -> Result<(), StoreError> {
    fs::metadata(backup).map_err(|source| StoreError::io(backup, source))?;
    if file_size(backup) == 0 {
        return Err(StoreError::Corrupt { path: backup.to_owned(), detail: "empty".to_owned() });
    }
    check_file(backup)?;
    let source = Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(StoreError::from)?;
    let verdict: Result<String, _> = source.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
    match verdict {
        Ok(verdict) if verdict == "ok" => back_up(&source, store, step),
        Ok(detail) => Err(StoreError::Corrupt { path: backup.to_owned(), detail }),
        Err(error) => Err(StoreError::Corrupt { path: backup.to_owned(), detail: error.to_string() }),
    }
}
