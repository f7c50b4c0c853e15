//! A small store whose every transaction is whole or is seen to be broken.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rusqlite::{Connection, params};

/// Lines of one transaction. Long enough for a page to hold one only.
pub const LINES: i64 = 3;
const LINE_BYTES: usize = 1500;

/// How a store is written.
#[derive(Debug, Clone, Copy)]
pub struct Mode {
    pub journal: &'static str,
    pub synchronous: &'static str,
}

pub const DURABLE: Mode = Mode { journal: "WAL", synchronous: "FULL" };

pub fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

pub fn open(path: &str, mode: Mode) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", mode.journal)?;
    connection.pragma_update(None, "synchronous", mode.synchronous)?;
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY);
         CREATE TABLE IF NOT EXISTS lines (number INTEGER, line INTEGER, content BLOB, UNIQUE (line, number));",
    )?;
    Ok(connection)
}

/// Commits entry `number`: once it answers well, it is durable.
pub fn post(connection: &mut Connection, number: i64) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute("INSERT INTO entries VALUES (?1)", [number])?;
    for line in 0..LINES {
        let content = vec![number as u8; LINE_BYTES];
        transaction.execute("INSERT INTO lines VALUES (?1, ?2, ?3)", params![number, line, content])?;
    }
    transaction.commit()
}

/// The entries there are, or what is wrong with the store. Half an entry is wrong.
pub fn read(connection: &Connection) -> Result<Vec<i64>, String> {
    let found = || -> rusqlite::Result<_> {
        let verdict: String = connection.query_row("PRAGMA integrity_check", [], |record| record.get(0))?;
        let mut entries = connection.prepare("SELECT number FROM entries ORDER BY number")?;
        let entries: Vec<i64> = entries.query_map([], |record| record.get(0))?.collect::<Result<_, _>>()?;
        let mut lines = connection.prepare("SELECT number, content FROM lines ORDER BY number, line")?;
        let lines: Vec<(i64, Vec<u8>)> =
            lines.query_map([], |record| Ok((record.get(0)?, record.get(1)?)))?.collect::<Result<_, _>>()?;
        Ok((verdict, entries, lines))
    };
    let (verdict, entries, lines) = found().map_err(|error| error.to_string())?;
    if verdict != "ok" {
        return Err(verdict);
    }
    let expected: Vec<i64> = entries.iter().flat_map(|number| [*number; LINES as usize]).collect();
    if lines.iter().map(|(number, _)| *number).collect::<Vec<_>>() != expected {
        return Err(format!("lines of other entries than {entries:?}"));
    }
    match lines.iter().find(|(number, content)| *content != vec![*number as u8; LINE_BYTES]) {
        Some((number, _)) => Err(format!("a line of {number} is not what was written")),
        None => Ok(entries),
    }
}
