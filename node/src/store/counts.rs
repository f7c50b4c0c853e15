//! Counts and count lists in the store, and when what was counted last.

use std::collections::BTreeMap;

use holdfast_crdt::{Millis, Sku};
use holdfast_shell::document::product::Price;
use holdfast_shell::sqlite::StoreError;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ulid::Ulid;

use crate::core::bins::Bin;
use crate::core::count_list::CountList;
use crate::core::count_record::{CountRecord, CountState};

fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Broken(error.to_string()))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Broken(format!("a count of the store: {error}")))
}

/// Counts one page longer than asked for are cut by the caller.
fn page<T: DeserializeOwned>(
    connection: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map(values, |record| record.get::<_, String>(0))?;
    found.map(|text| read(&text?)).collect()
}

pub fn save_count(connection: &Connection, record: &CountRecord) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO counts (count_id, state, record) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET state = excluded.state, record = excluded.record",
        )?
        .execute(params![record.count.to_string(), record.state.name(), json(record)?])?;
    Ok(())
}

pub fn load_count(connection: &Connection, count: Ulid) -> Result<Option<CountRecord>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT record FROM counts WHERE count_id = ?1")?;
    let found = statement.query_row([count.to_string()], |record| record.get::<_, String>(0)).optional()?;
    found.map(|text| read(&text)).transpose()
}

/// The newest first, from before `before` on; one more than the limit where there are so many.
pub fn list_counts(
    connection: &Connection,
    state: Option<CountState>,
    before: Option<&str>,
    limit: usize,
) -> Result<Vec<CountRecord>, StoreError> {
    let sql = "SELECT record FROM counts WHERE (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR count_id < ?2)
               ORDER BY count_id DESC LIMIT ?3";
    page(connection, sql, params![state.map(CountState::name), before, limit as i64 + 1])
}

/// Counts that wait for a supervisor.
pub fn waiting_counts(connection: &Connection) -> Result<Vec<CountRecord>, StoreError> {
    let sql = "SELECT record FROM counts WHERE state = ?1 ORDER BY count_id";
    page(connection, sql, [CountState::AwaitingApproval.name()])
}

pub fn save_count_list(connection: &Connection, list: &CountList) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO count_lists (list_id, done, record) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET done = excluded.done, record = excluded.record",
        )?
        .execute(params![list.list.to_string(), list.is_done(), json(list)?])?;
    Ok(())
}

pub fn load_count_list(connection: &Connection, list: Ulid) -> Result<Option<CountList>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT record FROM count_lists WHERE list_id = ?1")?;
    let found = statement.query_row([list.to_string()], |record| record.get::<_, String>(0)).optional()?;
    found.map(|text| read(&text)).transpose()
}

/// The newest first, from before `before` on; one more than the limit where there are so many.
pub fn list_count_lists(
    connection: &Connection,
    before: Option<&str>,
    limit: usize,
) -> Result<Vec<CountList>, StoreError> {
    let sql = "SELECT record FROM count_lists WHERE (?1 IS NULL OR list_id < ?1) ORDER BY list_id DESC LIMIT ?2";
    page(connection, sql, params![before, limit as i64 + 1])
}

/// All of a SKU, or what of it is in one bin, was counted.
pub fn note_counted(connection: &Connection, sku: &Sku, bin: Option<&Bin>, at: Millis) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO count_times (sku, bin, at) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET at = excluded.at",
        )?
        .execute(params![sku.as_str(), bin.map_or("", Bin::as_str), at.0 as i64])?;
    Ok(())
}

/// When each was counted last: by SKU, and by bin where it was counted by bin (no name: all of it).
pub fn count_times(connection: &Connection) -> Result<BTreeMap<(String, String), Millis>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT sku, bin, at FROM count_times")?;
    let read = |record: &rusqlite::Row<'_>| {
        Ok(((record.get(0)?, record.get(1)?), Millis(record.get::<_, i64>(2)?.max(0) as u64)))
    };
    Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
}

/// What one unit of each SKU that has a price is worth, in the minor units of its money. Prices in other money are laid beside
/// one another as numbers: they choose what is counted first, and are added up nowhere.
pub fn unit_values(connection: &Connection) -> Result<BTreeMap<Sku, u64>, StoreError> {
    let broken = || StoreError::Broken("a product of the store has no valid price".into());
    let mut statement = connection.prepare_cached("SELECT sku, price FROM products WHERE price IS NOT NULL")?;
    let mut found = statement.query([])?;
    let mut values = BTreeMap::new();
    while let Some(record) = found.next()? {
        let sku = Sku::new(&record.get::<_, String>(0)?).map_err(|_| broken())?;
        let price: Price = serde_json::from_str(&record.get::<_, String>(1)?).map_err(|_| broken())?;
        values.insert(sku, price.in_minor_units());
    }
    Ok(values)
}

/// Units of a SKU that open claims say are missing.
pub fn claimed_units(connection: &Connection, sku: &Sku) -> Result<u64, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT coalesce(sum(outstanding), 0) FROM claims WHERE sku = ?1 AND outstanding > 0")?;
    Ok(statement.query_row([sku.as_str()], |record| record.get::<_, i64>(0))? as u64)
}
