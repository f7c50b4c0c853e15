//! Cells in the store: one record a row of a cell.

use holdfast_crdt::{Cell, ReplicaId, Row, SiteId, Sku, WarehouseId};
use holdfast_sync::desk::{CellKey, Desk};
use rusqlite::{Connection, params};

use super::StoreError;

/// Reads one cell; empty where nothing was ever stocked.
pub fn load_cell(connection: &Connection, warehouse: &str, sku: &str) -> Result<Cell, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT site, incarnation, body FROM cell_rows WHERE warehouse = ?1 AND sku = ?2")?;
    let mut found = statement.query(params![warehouse, sku])?;
    let mut cell = Cell::default();
    while let Some(record) = found.next()? {
        let owner = ReplicaId::new(SiteId(record.get(0)?), record.get(1)?);
        cell.merge(owner, decode_row(record.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?)?);
    }
    Ok(cell)
}

/// Puts those cells on the desk that are not there yet.
pub fn load_cells<'a>(
    connection: &Connection,
    desk: &mut Desk,
    keys: impl IntoIterator<Item = (&'a WarehouseId, &'a Sku)>,
) -> Result<(), StoreError> {
    for (warehouse, sku) in keys {
        if !desk.has(warehouse, sku) {
            let cell = load_cell(connection, warehouse.as_str(), sku.as_str())?;
            desk.load((warehouse.clone(), sku.clone()), cell);
        }
    }
    Ok(())
}

pub(crate) fn save_row(
    connection: &Connection,
    (warehouse, sku): &CellKey,
    owner: ReplicaId,
    row: &Row,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO cell_rows (warehouse, sku, site, incarnation, version, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO UPDATE SET version = excluded.version, body = excluded.body",
    )?;
    let body = postcard::to_stdvec(row).map_err(|error| StoreError::Broken(error.to_string()))?;
    statement.execute(params![
        warehouse.as_str(),
        sku.as_str(),
        owner.site.0,
        owner.incarnation,
        row.version as i64,
        body
    ])?;
    Ok(())
}

/// A row from its stored bytes.
pub fn decode_row(bytes: &[u8]) -> Result<Row, StoreError> {
    postcard::from_bytes(bytes)
        .map_err(|error| StoreError::Broken(format!("a row of the store does not decode: {error}")))
}

/// The digest over all rows of `owner` in a warehouse, from the rows themselves.
pub fn rows_digest(connection: &Connection, warehouse: &WarehouseId, owner: ReplicaId) -> Result<u64, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT sku, body FROM cell_rows WHERE warehouse = ?1 AND site = ?2 AND incarnation = ?3")?;
    let mut found = statement.query(params![warehouse.as_str(), owner.site.0, owner.incarnation])?;
    let mut digest = 0;
    while let Some(record) = found.next()? {
        let sku: String = record.get(0)?;
        let sku = Sku::new(&sku).map_err(|error| StoreError::Broken(format!("SKU {sku:?} {error}")))?;
        digest ^= decode_row(record.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?.digest(&sku, owner);
    }
    Ok(digest)
}

/// Takes empty cells off the list.
pub fn mark_discontinued(connection: &Connection, cells: &[(WarehouseId, Sku)]) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached("INSERT OR IGNORE INTO discontinued_cells (warehouse, sku) VALUES (?1, ?2)")?;
    for (warehouse, sku) in cells {
        statement.execute(params![warehouse.as_str(), sku.as_str()])?;
    }
    Ok(())
}

/// Whether a cell was taken off the list.
pub fn is_discontinued(connection: &Connection, warehouse: &str, sku: &str) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT 1 FROM discontinued_cells WHERE warehouse = ?1 AND sku = ?2")?;
    Ok(statement.exists(params![warehouse, sku])?)
}
