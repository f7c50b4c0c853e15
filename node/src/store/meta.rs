//! What a node knows about itself: its identity, its hub, its store's number, and what the hub has acknowledged.

use holdfast_crdt::{Millis, WarehouseId};
use holdfast_shell::link::{Enrolment, ServingIdentity};
use holdfast_shell::sqlite::StoreError;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

/// What the hub holds of ours, durably.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledged {
    pub rows: u64,
    pub letters: u64,
    pub entries: u64,
    /// Our own edits of documents, by their clock.
    #[serde(default)]
    pub documents: u64,
    /// Movements that a completed backup of the hub holds too.
    #[serde(default)]
    pub backed_up: u64,
    /// The newest word from the hub.
    pub heard_at: Millis,
}

/// What joining made of this machine.
#[derive(Debug, Clone)]
pub struct Home {
    pub enrolment: Enrolment,
    /// `HOST:PORT` of the hub's QUIC side.
    pub hub: String,
}

const ENROLMENT: &str = "enrolment";
const HUB: &str = "hub";
const STORE: &str = "store";
const ACKNOWLEDGED: &str = "acknowledged";
const RESTORED: &str = "restored";
const SERVING: &str = "serving";
const PARCEL_SERIAL: &str = "parcel_serial";

fn read(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    Ok(statement.query_row([name], |record| record.get(0)).optional()?)
}

fn write(connection: &Connection, name: &str, value: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
    connection.prepare_cached(sql)?.execute(params![name, value])?;
    Ok(())
}

fn text(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let broken = || StoreError::Broken(format!("the store's {name} is no text"));
    read(connection, name)?.map(|bytes| String::from_utf8(bytes).map_err(|_| broken())).transpose()
}

/// `None` before the machine has joined.
pub fn home(connection: &Connection) -> Result<Option<Home>, StoreError> {
    let (Some(pem), Some(hub)) = (text(connection, ENROLMENT)?, text(connection, HUB)?) else { return Ok(None) };
    let enrolment =
        Enrolment::from_pem(&pem).map_err(|error| StoreError::Broken(format!("the store's identity: {error}")))?;
    Ok(Some(Home { enrolment, hub }))
}

pub fn save_home(connection: &Connection, home: &Home) -> Result<(), StoreError> {
    write(connection, ENROLMENT, home.enrolment.to_pem().as_bytes())?;
    write(connection, HUB, home.hub.as_bytes())
}

/// What the node shows browsers; `None` before its hub has signed it.
pub fn serving(connection: &Connection) -> Result<Option<ServingIdentity>, StoreError> {
    let broken = |error| StoreError::Broken(format!("the store's certificate for HTTPS: {error}"));
    text(connection, SERVING)?.map(|pem| ServingIdentity::from_pem(&pem).map_err(broken)).transpose()
}

pub fn save_serving(connection: &Connection, serving: &ServingIdentity) -> Result<(), StoreError> {
    write(connection, SERVING, serving.to_pem().as_bytes())
}

/// The store's own number, drawn when it was made. `fresh` is chance for a store that has none yet.
pub fn store_id(connection: &Connection, fresh: u128) -> Result<u128, StoreError> {
    if let Some(bytes) = read(connection, STORE)? {
        let bytes = bytes.try_into().map_err(|_| StoreError::Broken("the store's number is none".into()))?;
        return Ok(u128::from_le_bytes(bytes));
    }
    write(connection, STORE, &fresh.to_le_bytes())?;
    Ok(fresh)
}

pub fn acknowledged(connection: &Connection) -> Result<Acknowledged, StoreError> {
    let found = read(connection, ACKNOWLEDGED)?;
    Ok(found.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
}

pub fn save_acknowledged(connection: &Connection, held: Acknowledged) -> Result<(), StoreError> {
    let bytes = serde_json::to_vec(&held).map_err(|error| StoreError::Broken(error.to_string()))?;
    write(connection, ACKNOWLEDGED, &bytes)
}

/// Letters that the hub has applied are not needed any more.
pub fn forget_letters(connection: &Connection, warehouse: &WarehouseId, through: u64) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("DELETE FROM letters WHERE warehouse = ?1 AND seq <= ?2")?;
    statement.execute(params![warehouse.as_str(), through as i64])?;
    Ok(())
}

/// Whether this store was restored from a copy and has not met its hub since: it may know less than it has done.
pub fn restored(connection: &Connection) -> Result<bool, StoreError> {
    Ok(read(connection, RESTORED)?.is_some_and(|value| value == [1]))
}

pub fn mark_restored(connection: &Connection, restored: bool) -> Result<(), StoreError> {
    write(connection, RESTORED, &[u8::from(restored)])
}

/// The next serial of a parcel, used from here on: above the last, and not below `least`.
pub fn next_parcel_serial(connection: &Connection, least: u64) -> Result<u64, StoreError> {
    let last = read(connection, PARCEL_SERIAL)?.and_then(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?)));
    let next = last.map_or(1, |last| last + 1).max(least);
    write(connection, PARCEL_SERIAL, &next.to_le_bytes())?;
    Ok(next)
}
