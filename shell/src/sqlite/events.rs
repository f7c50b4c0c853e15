//! The transactional outbox: what happened, committed with what made it happen, read by event streams afterwards.

use holdfast_crdt::Millis;
use rusqlite::{Connection, params};

use super::StoreError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub id: u64,
    pub at: Millis,
    pub kind: String,
    pub subject: String,
    /// JSON.
    pub data: String,
}

pub fn insert_event(
    connection: &Connection,
    at: Millis,
    kind: &str,
    subject: &str,
    data: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO events (at, kind, subject, data) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![at.0 as i64, kind, subject, data])?;
    Ok(())
}

/// The last event's id, 0 before the first.
pub fn event_head(connection: &Connection) -> Result<u64, StoreError> {
    let id: i64 = connection.query_row("SELECT coalesce(max(id), 0) FROM events", [], |record| record.get(0))?;
    Ok(id as u64)
}

pub fn events_since(connection: &Connection, since: u64, limit: usize) -> Result<Vec<Event>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT id, at, kind, subject, data FROM events WHERE id > ?1 ORDER BY id LIMIT ?2")?;
    let found = statement.query_map(params![since as i64, limit as i64], |record| {
        Ok(Event {
            id: record.get::<_, i64>(0)? as u64,
            at: Millis(record.get::<_, i64>(1)? as u64),
            kind: record.get(2)?,
            subject: record.get(3)?,
            data: record.get(4)?,
        })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Forgets events from before `before`, at most `limit` of them.
pub fn prune_events(connection: &Connection, before: Millis, limit: usize) -> Result<usize, StoreError> {
    let before = before.0 as i64;
    let mut first = connection.prepare_cached("SELECT at FROM events ORDER BY id LIMIT 1")?;
    let oldest: Option<i64> = rusqlite::OptionalExtension::optional(first.query_row([], |record| record.get(0)))?;
    if oldest.is_none_or(|at| at >= before) {
        return Ok(0);
    }
    let mut old = connection
        .prepare_cached("DELETE FROM events WHERE id IN (SELECT id FROM events ORDER BY id LIMIT ?2) AND at < ?1")?;
    Ok(old.execute(params![before, limit as i64])?)
}
