//! What the API reads: over read connections, beside the owner thread.

use holdfast_crdt::{Millis, WarehouseId};
use holdfast_shell::sqlite::{self as kit, StoreError, Tail};
use holdfast_sync::Pending;
use holdfast_sync::catalogue::ProductRecord;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::sorted::{Key, Sorting};
use super::sqlite::{decode, document};
use super::tags::{sku_key, warehouse_key};
use crate::catalogue::Product;
use crate::core::order::Order;
use crate::core::transfer::Transfer;
use crate::links::Holds;
use crate::warehouse::Warehouse;

/// Filters of the order list.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    pub status: Option<&'static str>,
    pub warehouse: Option<String>,
    pub sku: Option<String>,
    pub from: Option<Millis>,
    pub to: Option<Millis>,
}

pub fn order(connection: &Connection, id: &str) -> Result<Option<Order>, StoreError> {
    document(connection, "SELECT body FROM orders WHERE id = ?1", id)
}

pub fn order_of_shipment(connection: &Connection, shipment: &str) -> Result<Option<Order>, StoreError> {
    document(connection, "SELECT o.body FROM shipments s JOIN orders o ON o.id = s.order_id WHERE s.id = ?1", shipment)
}

/// At most `limit` orders, with the place of each.
pub fn orders(
    connection: &Connection,
    tail: &Tail,
    filter: &OrderFilter,
    sorting: &Sorting,
    limit: usize,
) -> Placed<Order> {
    let mut query = String::new();
    let mut values: Vec<Value> = Vec::new();
    let mut add = |clause: &str, value: Value| {
        values.push(value);
        query.push_str(&clause.replace('?', &format!("?{}", values.len())));
    };
    if let Some(status) = filter.status {
        add(" AND status = ?", status.to_owned().into());
    }
    let warehouse = filter.warehouse.as_deref().map(warehouse_key);
    for key in warehouse.into_iter().chain(filter.sku.as_deref().map(sku_key)) {
        // the tail first: what leaves it is in the table by then
        let rows: Vec<String> = tail.rows(key).iter().map(i64::to_string).collect();
        add(" AND (num IN (SELECT value FROM json_each(?))", format!("[{}]", rows.join(",")).into());
        add(" OR num IN (SELECT row FROM order_tags WHERE key = ?))", key.into());
    }
    if let Some(from) = filter.from {
        add(" AND placed_at >= ?", (from.0 as i64).into());
    }
    if let Some(to) = filter.to {
        add(" AND placed_at < ?", (to.0 as i64).into());
    }
    placed(connection, ("orders", &query, values), sorting, limit)
}

/// Records with the place of each in their list.
pub type Placed<T> = Result<Vec<(T, Vec<Key>)>, StoreError>;

/// The bodies of a table that fit a filter (` AND …` with its values), in a client's order.
pub(super) fn placed<T: serde::de::DeserializeOwned>(
    connection: &Connection,
    (table, filter, mut values): (&str, &str, Vec<Value>),
    sorting: &Sorting,
    limit: usize,
) -> Placed<T> {
    let behind = sorting.behind(&mut values);
    let (columns, order_by) = (sorting.columns(), sorting.order_by());
    let query = format!("SELECT body{columns} FROM {table} WHERE 1{filter}{behind}{order_by} LIMIT {limit}");
    let mut statement = connection.prepare_cached(&query)?;
    let mut found = statement.query(params_from_iter(values))?;
    let mut records = Vec::new();
    while let Some(record) = found.next()? {
        records.push((decode(&record.get::<_, String>(0)?)?, sorting.place(record, 1)?));
    }
    Ok(records)
}

pub(super) fn documents<T: serde::de::DeserializeOwned>(
    connection: &Connection,
    query: &str,
    of: impl rusqlite::Params,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    let mut found = statement.query(of)?;
    let mut records = Vec::new();
    while let Some(record) = found.next()? {
        records.push(decode(&record.get::<_, String>(0)?)?);
    }
    Ok(records)
}

pub fn transfer(connection: &Connection, id: &str) -> Result<Option<Transfer>, StoreError> {
    document(connection, "SELECT body FROM transfers WHERE id = ?1", id)
}

pub fn transfers(connection: &Connection, sorting: &Sorting, limit: usize) -> Placed<Transfer> {
    placed(connection, ("transfers", "", Vec::new()), sorting, limit)
}

pub fn product(connection: &Connection, sku: &str) -> Result<Option<Product>, StoreError> {
    document(connection, "SELECT body FROM products WHERE sku = ?1", sku)
}

/// Products that are sold, and of them those whose SKU or name has in it what [`looked_for`] binds. lower() knows the letters of
/// ASCII only: what was asked for is looked for as it stands, too.
pub(super) const IN_CATALOGUE: &str = " AND discontinued = 0 AND (?1 IS NULL OR instr(lower(sku), ?2) > 0
    OR instr(lower(name), ?2) > 0 OR instr(sku, ?1) > 0 OR instr(name, ?1) > 0)";

/// The first two values of [`IN_CATALOGUE`].
pub(super) fn looked_for(query: Option<&str>) -> Vec<Value> {
    let text = |text: Option<String>| text.map_or(Value::Null, Value::Text);
    vec![text(query.map(str::to_owned)), text(query.map(str::to_lowercase))]
}

/// Products of the catalogue; `query` is part of the SKU or the name.
pub fn products(connection: &Connection, query: Option<&str>, sorting: &Sorting, limit: usize) -> Placed<Product> {
    placed(connection, ("products", IN_CATALOGUE, looked_for(query)), sorting, limit)
}

/// Units below which a cell is to be ordered again, where anybody has said so.
pub fn reorder_point(connection: &Connection, warehouse: &str, sku: &str) -> Result<Option<u64>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT reorder_point FROM slots WHERE warehouse = ?1 AND sku = ?2")?;
    let read = |record: &rusqlite::Row<'_>| record.get::<_, Option<i64>>(0);
    let found = statement.query_row([warehouse, sku], read).optional()?;
    Ok(found.flatten().map(|units| units as u64))
}

pub fn warehouse(connection: &Connection, id: &str) -> Result<Option<Warehouse>, StoreError> {
    document(connection, "SELECT body FROM warehouses WHERE id = ?1", id)
}

pub fn warehouses(connection: &Connection, sorting: &Sorting, limit: usize) -> Placed<Warehouse> {
    placed(connection, ("warehouses", "", Vec::new()), sorting, limit)
}

pub fn warehouse_ids(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM warehouses ORDER BY id")?;
    let found = statement.query_map([], |record| record.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The clock of documents, and of the catalogue: the version of what changed last.
pub fn catalogue_clock(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT coalesce(max(version), 0) FROM products")?;
    let last = statement.query_row([], |record| record.get::<_, i64>(0))? as u64;
    let last = last.max(kit::last_version(connection)?);
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    let floor: Option<[u8; 8]> = statement.query_row([CATALOGUE_FLOOR], |record| record.get(0)).optional()?;
    Ok(last.max(floor.map_or(0, u64::from_le_bytes)))
}

/// Versions of the catalogue begin above this: those below may have been given by a life that this store has forgotten.
pub(super) const CATALOGUE_FLOOR: &str = "catalogue-floor";

/// What nodes are sent of the catalogue, oldest change first.
pub fn read_products(connection: &Connection, since: u64, limit: usize) -> Result<Vec<ProductRecord>, StoreError> {
    let query = "SELECT body FROM products WHERE version > ?1 ORDER BY version LIMIT ?2";
    let products: Vec<Product> = documents(connection, query, params![since as i64, limit as i64])?;
    Ok(products.iter().map(Product::record).collect())
}

/// What of a warehouse's book its node does not hold yet. Before the node's first word since the hub started only letters
/// are known to wait.
pub fn pending(connection: &Connection, warehouse: &str, holds: Option<Holds>) -> Result<Pending, StoreError> {
    let count = |query: &str, since: u64| -> Result<u64, StoreError> {
        let mut statement = connection.prepare_cached(query)?;
        Ok(statement.query_row(params![warehouse, since as i64], |record| record.get::<_, i64>(0))? as u64)
    };
    let letters = count("SELECT count(*) FROM letters WHERE warehouse = ?1 AND seq > ?2", 0)?;
    let Some(holds) = holds else { return Ok(Pending { letters, ..Pending::default() }) };
    // of the life that is: what a node holds is told of that, and no more of the log is read than waits
    let own = "FROM movements WHERE warehouse = ?1 AND site = 0
        AND incarnation = (SELECT incarnation FROM books WHERE warehouse = ?1) AND seq > ?2";
    Ok(Pending {
        cells: count(&format!("SELECT count(DISTINCT sku) {own}"), holds.rows)?,
        entries: count(&format!("SELECT count(*) {own}"), holds.entries)?,
        documents: WarehouseId::new(warehouse)
            .map_or(Ok(0), |warehouse| kit::count_changed(connection, &warehouse, holds.catalogue))?,
        letters,
    })
}

pub fn is_known(connection: &Connection, query: &str, key: &str) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached(query)?.query_row([key], |_| Ok(())).optional()?.is_some())
}
