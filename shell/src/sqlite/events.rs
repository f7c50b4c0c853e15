//! The transactional outbox: what happened, committed with what made it happen, read by event streams afterwards. The
//! events of one batch are one record.

use holdfast_crdt::Millis;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::packed::{Packer, unpack};
use crate::stock::EventDraft;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub id: u64,
    pub at: Millis,
    pub kind: String,
    pub subject: String,
    /// JSON.
    pub data: String,
}

/// Writes events; one a batch.
pub struct Outbox(Packer);

/// Events in one record: reading one unpacks them all.
const PACKED_MAX: usize = 256;

#[derive(Debug, Deserialize)]
struct Packed(String, String, String);

#[derive(Debug, Serialize)]
struct Draft<'a>(&'a str, &'a str, &'a str);

impl Outbox {
    pub fn new() -> Result<Self, StoreError> {
        Packer::new().map(Self)
    }

    /// Packs the events of a batch: work that needs no store.
    pub fn pack(&mut self, drafts: &[EventDraft]) -> Result<PackedEvents, StoreError> {
        let events = drafts.iter().map(|draft| Draft(draft.kind, &draft.subject, &draft.data));
        self.0.pack_all(events, PACKED_MAX).map(PackedEvents)
    }

    /// Packs and saves, within the caller's transaction.
    pub fn save(&mut self, connection: &Connection, at: Millis, drafts: &[EventDraft]) -> Result<(), StoreError> {
        self.pack(drafts)?.save(connection, at)
    }
}

/// Events of a batch, ready to be saved: count and bytes of each record.
#[derive(Debug)]
pub struct PackedEvents(Vec<(usize, Vec<u8>)>);

impl PackedEvents {
    /// Within the caller's transaction.
    pub fn save(&self, connection: &Connection, at: Millis) -> Result<(), StoreError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let mut head = event_head(connection)?;
        for (count, body) in &self.0 {
            head += *count as u64;
            connection
                .prepare_cached("INSERT INTO events (id, count, at, body) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![head as i64, *count as i64, at.0 as i64, body])?;
        }
        Ok(())
    }
}

/// The last event's id, 0 before the first.
pub fn event_head(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT coalesce(max(id), 0) FROM events")?;
    Ok(statement.query_row([], |record| record.get::<_, i64>(0))? as u64)
}

/// Events behind `since`, at most `limit`, oldest first.
pub fn events_since(connection: &Connection, since: u64, limit: usize) -> Result<Vec<Event>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, count, at, body FROM events WHERE id > ?1 ORDER BY id")?;
    let mut found = statement.query([since.min(i64::MAX as u64) as i64])?;
    let mut events = Vec::new();
    while events.len() < limit {
        let Some(record) = found.next()? else { break };
        let (last, count) = (record.get::<_, i64>(0)? as u64, record.get::<_, i64>(1)? as u64);
        let at = Millis(record.get::<_, i64>(2)? as u64);
        let bytes = unpack(record.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?)?;
        let packed: Vec<Packed> = postcard::from_bytes(&bytes)
            .map_err(|error| StoreError::Broken(format!("events of the store do not decode: {error}")))?;
        let numbered = (last + 1 - count..=last).zip(packed).filter(|(id, _)| *id > since);
        let left = limit - events.len();
        events.extend(numbered.take(left).map(|(id, Packed(kind, subject, data))| Event {
            id,
            at,
            kind,
            subject,
            data,
        }));
    }
    Ok(events)
}

/// Forgets records of events from before `before`, at most `limit` of them. The newest stays: ids go on from it.
pub fn prune_events(connection: &Connection, before: Millis, limit: usize) -> Result<usize, StoreError> {
    let before = before.0 as i64;
    let mut first = connection.prepare_cached("SELECT at FROM events ORDER BY id LIMIT 1")?;
    let oldest: Option<i64> = first.query_row([], |record| record.get(0)).optional()?;
    if oldest.is_none_or(|at| at >= before) {
        return Ok(0);
    }
    let mut old = connection.prepare_cached(
        "DELETE FROM events WHERE id IN (SELECT id FROM events ORDER BY id LIMIT ?2) AND at < ?1
         AND id < (SELECT max(id) FROM events)",
    )?;
    Ok(old.execute(params![before, limit as i64])?)
}
