//! I-4: answers kept under their idempotency key, refusals included, in the transaction of what they answer.

use holdfast_crdt::Millis;
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
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

/// Looks up a request. The same key with another request is answered with the refusal itself.
pub fn recall(connection: &Connection, context: &Context) -> Result<Remembered, StoreError> {
    let Some(key) = context.key.as_deref() else { return Ok(Remembered::New) };
    let mut statement = connection
        .prepare_cached("SELECT fingerprint, outcome FROM answers WHERE slot = ?1 AND principal = ?2 AND key = ?3")?;
    let found = statement
        .query_row(params![slot(context.principal.id, key), context.principal.id, key], |record| {
            Ok((record.get::<_, Vec<u8>>(0)?, record.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    Ok(match found {
        None => Remembered::New,
        Some((fingerprint, _)) if fingerprint != context.fingerprint => Remembered::Replay(Err(reused())),
        Some((_, outcome)) => Remembered::Replay(decode(&outcome)?),
    })
}

/// Whether a replayed outcome is the stored one rather than the refusal of a reused key.
pub fn reused() -> Problem {
    Problem::new(Slug::IdempotencyKeyReused, "this Idempotency-Key was used for another request; use a new key")
}

/// Keeps an answer. Does nothing for a request without a key.
pub fn remember(connection: &Connection, context: &Context, outcome: &Outcome, now: Millis) -> Result<(), StoreError> {
    let Some(key) = context.key.as_deref() else { return Ok(()) };
    let bytes = postcard::to_stdvec(outcome).map_err(|error| StoreError::Broken(error.to_string()))?;
    connection
        .prepare_cached(
            "INSERT INTO answers (slot, principal, key, fingerprint, at, outcome) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            slot(context.principal.id, key),
            context.principal.id,
            key,
            context.fingerprint.as_slice(),
            now.0 as i64,
            bytes
        ])?;
    Ok(())
}

/// Forgets answers that are older than they must be kept, at most `limit` of them; how many. Ids grow with time, so the
/// first record tells whether there is anything to do.
pub fn prune_answers(connection: &Connection, now: Millis, limit: usize) -> Result<usize, StoreError> {
    let before = now.0.saturating_sub(KEPT_MILLIS) as i64;
    let mut first = connection.prepare_cached("SELECT at FROM answers ORDER BY id LIMIT 1")?;
    let oldest: Option<i64> = first.query_row([], |record| record.get(0)).optional()?;
    if oldest.is_none_or(|at| at >= before) {
        return Ok(0);
    }
    let mut old = connection
        .prepare_cached("DELETE FROM answers WHERE id IN (SELECT id FROM answers ORDER BY id LIMIT ?2) AND at < ?1")?;
    Ok(old.execute(params![before, limit as i64])?)
}

/// 64 bits of the key's place, so that the index stays small whatever clients choose as keys.
fn slot(principal: i64, key: &str) -> i64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&principal.to_le_bytes());
    hasher.update(key.as_bytes());
    i64::from_le_bytes(hasher.finalize().as_bytes()[..8].try_into().unwrap_or_default())
}

fn decode(bytes: &[u8]) -> Result<Outcome, StoreError> {
    postcard::from_bytes(bytes).map_err(|error| StoreError::Broken(format!("a kept answer does not decode: {error}")))
}
