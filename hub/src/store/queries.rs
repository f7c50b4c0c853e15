//! What the API reads: over read connections, beside the owner thread.

use holdfast_crdt::Millis;
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::catalogue::ProductRecord;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::sqlite::{decode, document};
use crate::catalogue::Product;
use crate::core::order::Order;
use crate::core::transfer::Transfer;
use crate::warehouse::Warehouse;

/// Filters of the order list.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    pub status: Option<&'static str>,
    pub warehouse: Option<String>,
    pub sku: Option<String>,
    pub from: Option<Millis>,
    pub to: Option<Millis>,
    pub after: Option<String>,
    /// Newest first.
    pub descending: bool,
}

pub fn order(connection: &Connection, id: &str) -> Result<Option<Order>, StoreError> {
    document(connection, "SELECT body FROM orders WHERE id = ?1", id)
}

pub fn order_of_shipment(connection: &Connection, shipment: &str) -> Result<Option<Order>, StoreError> {
    document(connection, "SELECT o.body FROM shipments s JOIN orders o ON o.id = s.order_id WHERE s.id = ?1", shipment)
}

/// At most `limit` orders in order of age.
pub fn orders(connection: &Connection, filter: &OrderFilter, limit: usize) -> Result<Vec<Order>, StoreError> {
    let mut query = "SELECT body FROM orders WHERE 1".to_owned();
    let mut values: Vec<Value> = Vec::new();
    let mut add = |clause: &str, value: Value| {
        values.push(value);
        query.push_str(&clause.replace('?', &format!("?{}", values.len())));
    };
    if let Some(status) = filter.status {
        add(" AND status = ?", status.to_owned().into());
    }
    if let Some(warehouse) = &filter.warehouse {
        add(" AND id IN (SELECT order_id FROM order_warehouses WHERE warehouse = ?)", warehouse.clone().into());
    }
    if let Some(sku) = &filter.sku {
        add(" AND id IN (SELECT order_id FROM order_skus WHERE sku = ?)", sku.clone().into());
    }
    if let Some(from) = filter.from {
        add(" AND placed_at >= ?", (from.0 as i64).into());
    }
    if let Some(to) = filter.to {
        add(" AND placed_at < ?", (to.0 as i64).into());
    }
    if let Some(after) = &filter.after {
        add(if filter.descending { " AND id < ?" } else { " AND id > ?" }, after.clone().into());
    }
    add(if filter.descending { " ORDER BY id DESC LIMIT ?" } else { " ORDER BY id LIMIT ?" }, (limit as i64).into());
    documents(connection, &query, params_from_iter(values))
}

fn documents<T: serde::de::DeserializeOwned>(
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

pub fn transfers(connection: &Connection, after: &str, limit: usize) -> Result<Vec<Transfer>, StoreError> {
    documents(connection, "SELECT body FROM transfers WHERE id > ?1 ORDER BY id LIMIT ?2", params![after, limit as i64])
}

pub fn product(connection: &Connection, sku: &str) -> Result<Option<Product>, StoreError> {
    document(connection, "SELECT body FROM products WHERE sku = ?1", sku)
}

/// Products of the catalogue by SKU; `query` is part of the SKU or the name, in lower case.
pub fn products(
    connection: &Connection,
    query: Option<&str>,
    after: &str,
    limit: usize,
) -> Result<Vec<Product>, StoreError> {
    documents(
        connection,
        "SELECT body FROM products WHERE discontinued = 0 AND sku > ?1
         AND (?2 IS NULL OR instr(lower(sku), ?2) > 0 OR instr(lower(name), ?2) > 0) ORDER BY sku LIMIT ?3",
        params![after, query, limit as i64],
    )
}

pub fn warehouse(connection: &Connection, id: &str) -> Result<Option<Warehouse>, StoreError> {
    document(connection, "SELECT body FROM warehouses WHERE id = ?1", id)
}

pub fn warehouses(connection: &Connection, after: &str, limit: usize) -> Result<Vec<Warehouse>, StoreError> {
    documents(
        connection,
        "SELECT body FROM warehouses WHERE id > ?1 ORDER BY id LIMIT ?2",
        params![after, limit as i64],
    )
}

pub fn warehouse_ids(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id FROM warehouses ORDER BY id")?;
    let found = statement.query_map([], |record| record.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The catalogue's clock: the version of the product that changed last.
pub fn catalogue_clock(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT coalesce(max(version), 0) FROM products")?;
    Ok(statement.query_row([], |record| record.get::<_, i64>(0))? as u64)
}

/// What nodes are sent of the catalogue, oldest change first.
pub fn read_products(connection: &Connection, since: u64, limit: usize) -> Result<Vec<ProductRecord>, StoreError> {
    let query = "SELECT body FROM products WHERE version > ?1 ORDER BY version LIMIT ?2";
    let products: Vec<Product> = documents(connection, query, params![since as i64, limit as i64])?;
    Ok(products.iter().map(Product::record).collect())
}

/// Units on their way to a cell.
pub fn incoming(connection: &Connection, warehouse: &str, sku: &str) -> Result<u64, StoreError> {
    let query = "SELECT body FROM transfers WHERE receiver = ?1 AND state NOT IN ('received', 'canceled')";
    let open: Vec<Transfer> = documents(connection, query, [warehouse])?;
    let mut units = std::collections::BTreeMap::new();
    open.iter().for_each(|transfer| crate::core::transfer::expect(&mut units, transfer));
    Ok(units.iter().filter(|((_, found), _)| found.as_str() == sku).map(|(_, due)| *due).sum())
}

pub fn is_known(connection: &Connection, query: &str, key: &str) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached(query)?.query_row([key], |_| Ok(())).optional()?.is_some())
}
