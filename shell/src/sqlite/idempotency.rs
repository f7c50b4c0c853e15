//! I-4: answers kept under their idempotency key, refusals included, in the transaction of what they answer. The answers of
//! one batch are one record or a few; where a key's answer stands says an index that is written late.

use std::sync::Arc;

use holdfast_crdt::Millis;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::late_index::{Entry, LateIndex, text_key};
use super::packed::{Packer, unpack};
use crate::http::answer::Outcome;
use crate::http::problem::{Problem, Slug};
use crate::http::request::Context;

/// What is known of a request's key.
#[derive(Debug)]
pub enum Remembered {
    /// Never seen, or the request has none.
    New,
    /// Answered before: this was the answer.
    Replay(Outcome),
}

/// Answers are kept at least this long (API contract: 24 hours).
pub const KEPT_MILLIS: u64 = 48 * 3_600_000;
/// Answers in one record: finding one again unpacks them all.
const PACKED_MAX: usize = 64;

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// Of an answer of this transaction: looked at before its key is.
    #[serde(skip)]
    slot: i64,
    principal: i64,
    key: Arc<str>,
    fingerprint: [u8; 32],
    outcome: Outcome,
}

/// All kept answers of a store.
pub struct Answers {
    slots: LateIndex,
    /// Of this transaction.
    kept: Vec<Kept>,
    /// The same as records: slots and bytes of each.
    packed: Vec<(Vec<i64>, Vec<u8>)>,
    packer: Packer,
}

impl Answers {
    pub fn open(connection: &Connection) -> Result<Self, StoreError> {
        let slots = LateIndex::open(connection, "answer_slots", |through| slots_after(connection, through))?;
        Ok(Self { slots, kept: Vec::new(), packed: Vec::new(), packer: Packer::new()? })
    }

    /// Looks up a request. The same key with another request is answered with the refusal itself.
    pub fn recall(&self, connection: &Connection, context: &Context) -> Result<Remembered, StoreError> {
        let Some(key) = context.key.as_deref() else { return Ok(Remembered::New) };
        let told = |kept: &Kept| match kept.fingerprint == context.fingerprint {
            true => Remembered::Replay(kept.outcome.clone()),
            false => Remembered::Replay(Err(reused())),
        };
        let principal = context.principal.id;
        let is_it = |kept: &&Kept| kept.principal == principal && &*kept.key == key;
        let slot = slot(principal, key);
        if let Some(kept) = self.kept.iter().filter(|kept| kept.slot == slot).find(is_it) {
            return Ok(told(kept));
        }
        for row in self.slots.rows(connection, slot)? {
            if let Some(kept) = read(connection, row)?.iter().find(is_it) {
                return Ok(told(kept));
            }
        }
        Ok(Remembered::New)
    }

    /// Keeps an answer, saved with [`Answers::save`]. Does nothing for a request without a key.
    pub fn remember(&mut self, context: Context, outcome: Outcome) {
        if let Some(key) = context.key {
            let (principal, fingerprint) = (context.principal.id, context.fingerprint);
            self.kept.push(Kept { slot: slot(principal, &key), principal, key, fingerprint, outcome });
        }
    }

    /// Packs what was remembered: work that needs no store.
    pub fn pack(&mut self) -> Result<(), StoreError> {
        let mut kept = self.kept.iter();
        self.packed = self
            .packer
            .pack_all(&self.kept, PACKED_MAX)?
            .into_iter()
            .map(|(count, bytes)| (kept.by_ref().take(count).map(|kept| kept.slot).collect(), bytes))
            .collect();
        Ok(())
    }

    /// Writes what was packed; the caller's transaction makes it one with what was answered.
    pub fn save(&mut self, connection: &Connection, now: Millis) -> Result<(), StoreError> {
        for (slots, packed) in self.packed.drain(..) {
            connection
                .prepare_cached("INSERT INTO answers (at, slots, body) VALUES (?1, ?2, ?3)")?
                .execute(params![now.0 as i64, slots_bytes(&slots), packed])?;
            let row = connection.last_insert_rowid();
            slots.iter().for_each(|slot| self.slots.add(*slot, row));
        }
        self.slots.save(connection)
    }

    /// The transaction was committed.
    pub fn committed(&mut self) {
        self.kept.clear();
        self.slots.committed();
    }

    /// Forgets records of answers that are older than they must be kept, at most `limit` of them; how many. Ids grow with
    /// time, so the first record tells whether there is anything to do.
    pub fn prune(&mut self, connection: &Connection, now: Millis, limit: usize) -> Result<usize, StoreError> {
        let before = now.0.saturating_sub(KEPT_MILLIS) as i64;
        let mut statement = connection.prepare_cached("SELECT id, at, slots FROM answers ORDER BY id LIMIT ?1")?;
        let (mut last, mut count, mut entries) = (None, 0, Vec::new());
        let mut found = statement.query([limit as i64])?;
        while let Some(record) = found.next()? {
            if record.get::<_, i64>(1)? >= before {
                break;
            }
            let row = record.get(0)?;
            (last, count) = (Some(row), count + 1);
            entries.extend(slots_of(&record.get::<_, Vec<u8>>(2)?, row));
        }
        if let Some(last) = last {
            connection.prepare_cached("DELETE FROM answers WHERE id <= ?1")?.execute([last])?;
            self.slots.forget(connection, &entries)?;
        }
        Ok(count)
    }
}

/// The refusal of a key that was used for another request.
pub fn reused() -> Problem {
    Problem::new(Slug::IdempotencyKeyReused, "this Idempotency-Key was used for another request; use a new key")
}

/// 64 bits of the key's place, so that the index stays small whatever clients choose as keys.
fn slot(principal: i64, key: &str) -> i64 {
    text_key(&principal.to_le_bytes(), key.as_bytes())
}

fn read(connection: &Connection, row: i64) -> Result<Vec<Kept>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT body FROM answers WHERE id = ?1")?;
    let body: Option<Vec<u8>> = statement.query_row([row], |record| record.get(0)).optional()?;
    let Some(body) = body else { return Ok(Vec::new()) };
    postcard::from_bytes(&unpack(&body)?)
        .map_err(|error| StoreError::Broken(format!("kept answers do not decode: {error}")))
}

fn slots_after(connection: &Connection, through: i64) -> Result<Vec<Entry>, StoreError> {
    let mut statement = connection.prepare("SELECT id, slots FROM answers WHERE id > ?1")?;
    let mut found = statement.query([through])?;
    let mut entries = Vec::new();
    while let Some(record) = found.next()? {
        entries.extend(slots_of(&record.get::<_, Vec<u8>>(1)?, record.get(0)?));
    }
    Ok(entries)
}

fn slots_bytes(slots: &[i64]) -> Vec<u8> {
    slots.iter().flat_map(|slot| slot.to_le_bytes()).collect()
}

fn slots_of(bytes: &[u8], row: i64) -> impl Iterator<Item = Entry> {
    bytes.chunks_exact(8).map(move |slot| (i64::from_le_bytes(slot.try_into().unwrap_or_default()), row))
}
