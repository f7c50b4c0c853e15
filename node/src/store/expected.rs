//! Goods that are expected, in the store.

use std::collections::BTreeMap;

use holdfast_crdt::{ExpectedReceiptId, Sku};
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::mail::{Letter, LetterBody, ToHub};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use crate::core::board::Board;
use crate::core::expected::{ExpectedReceipt, State};

pub type ExpectedReceipts = Board<ExpectedReceiptId, ExpectedReceipt>;

/// What nobody said a time of comes last.
const NO_TIME: i64 = i64::MAX;

fn decode(body: &str) -> Result<ExpectedReceipt, StoreError> {
    serde_json::from_str(body).map_err(|error| StoreError::Broken(format!("an expected receipt of the store: {error}")))
}

fn due_at(expected: &ExpectedReceipt) -> i64 {
    expected.due_at.map_or(NO_TIME, |at| at.0 as i64)
}

pub fn load_expected(connection: &Connection, id: ExpectedReceiptId) -> Result<Option<ExpectedReceipt>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT body FROM expected_receipts WHERE id = ?1")?;
    let body: Option<String> = statement.query_row([id.to_string()], |record| record.get(0)).optional()?;
    body.map(|body| decode(&body)).transpose()
}

/// Saves what changed, and takes all down; those that changed.
pub fn save_expected(
    connection: &Connection,
    expected: &mut ExpectedReceipts,
) -> Result<Vec<ExpectedReceipt>, StoreError> {
    let mut saved = Vec::new();
    for (id, found) in expected.take_changed() {
        let body = serde_json::to_string(&found).map_err(|error| StoreError::Broken(error.to_string()))?;
        connection
            .prepare_cached(
                "INSERT INTO expected_receipts (id, kind, state, due_at, body) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET kind = excluded.kind, state = excluded.state, due_at = excluded.due_at,
                     body = excluded.body",
            )?
            .execute(params![id.to_string(), found.kind.name(), found.state().name(), due_at(&found), body])?;
        saved.push(found);
    }
    expected.retain(|_| false);
    Ok(saved)
}

/// Those that are open.
pub fn open_expected(connection: &Connection) -> Result<Vec<ExpectedReceipt>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT body FROM expected_receipts WHERE state = 'open' ORDER BY id")?;
    let mut found = statement.query([])?;
    let mut open = Vec::new();
    while let Some(record) = found.next()? {
        open.push(decode(&record.get::<_, String>(0)?)?);
    }
    Ok(open)
}

/// Adds what suppliers are to bring to units on their way here.
pub(super) fn add_incoming(connection: &Connection, units: &mut BTreeMap<Sku, u64>) -> Result<(), StoreError> {
    for expected in open_expected(connection)? {
        for (sku, due) in expected.due() {
            *units.entry(sku.clone()).or_default() += due;
        }
    }
    Ok(())
}

/// Where a page of the list ends.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Place {
    due_at: i64,
    id: String,
}

impl Place {
    pub fn of(expected: &ExpectedReceipt) -> Self {
        Self { due_at: due_at(expected), id: expected.id.to_string() }
    }
}

/// The first due first, behind a place; one more than the limit, where there are so many.
pub fn list_expected(
    connection: &Connection,
    state: Option<State>,
    after: Option<&Place>,
    limit: usize,
) -> Result<Vec<ExpectedReceipt>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT body FROM expected_receipts
         WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR due_at > ?2 OR (due_at = ?2 AND id > ?3))
         ORDER BY due_at, id LIMIT ?4",
    )?;
    let (due_at, id) = after.map(|place| (place.due_at, place.id.as_str())).unzip();
    let mut found = statement.query(params![state.map(State::name), due_at, id, limit as i64 + 1])?;
    let mut expected = Vec::new();
    while let Some(record) = found.next()? {
        expected.push(decode(&record.get::<_, String>(0)?)?);
    }
    Ok(expected)
}

/// Letters about goods that are kept for a hub that forgets them: the newest (I-9).
const TOLD_MAX: i64 = 10_000;

/// Keeps what the hub is told of goods.
pub fn keep_told(connection: &Connection, letter: &Letter) -> Result<(), StoreError> {
    if !matches!(letter.body, LetterBody::ToHub(ToHub::Received(_) | ToHub::Inspected(_))) {
        return Ok(());
    }
    let body = postcard::to_stdvec(&letter.body).map_err(|error| StoreError::Broken(error.to_string()))?;
    let keep = "INSERT OR REPLACE INTO goods_told (seq, body) VALUES (?1, ?2)";
    connection.prepare_cached(keep)?.execute(params![letter.seq as i64, body])?;
    let prune = "DELETE FROM goods_told WHERE seq IN (SELECT seq FROM goods_told ORDER BY seq DESC LIMIT 1 OFFSET ?1)";
    connection.prepare_cached(prune)?.execute([TOLD_MAX])?;
    Ok(())
}

/// Takes what the hub was told of goods after our letter of that number: it is to be told anew.
pub fn take_told(connection: &Connection, letters: u64) -> Result<Vec<LetterBody>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT body FROM goods_told WHERE seq > ?1 ORDER BY seq")?;
    let mut found = statement.query([letters as i64])?;
    let mut told = Vec::new();
    while let Some(record) = found.next()? {
        let body = record.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        told.extend(postcard::from_bytes(body).ok());
    }
    connection.execute("DELETE FROM goods_told WHERE seq > ?1", [letters as i64])?;
    Ok(told)
}
