//! What documents show, in tables: where bins are, and what is to be ordered again when.

use holdfast_crdt::{Sku, WarehouseId};
use holdfast_shell::document::{Slot, Warehouse};
use holdfast_shell::sqlite::{self as kit, StoreError};
use rusqlite::{Connection, OptionalExtension, params};

/// Zones and bins of the warehouse document, in place of those that stood here.
pub fn show_bins(connection: &Connection, warehouse: &Warehouse) -> Result<(), StoreError> {
    connection.execute("DELETE FROM bin_places", [])?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO bin_places (bin, zone, zone_kind, sequence, capacity, blocked) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (name, bin) in warehouse.body.bins.iter() {
        let kind = warehouse.body.zones.kind(&bin.zone).name();
        let capacity = bin.capacity.map(|units| u64::from(units) as i64);
        let blocked = bin.blocked.unwrap_or(false);
        insert.execute(params![name.as_str(), bin.zone.as_str(), kind, bin.sequence, capacity, blocked])?;
    }
    Ok(())
}

pub fn show_slot(connection: &Connection, slot: &Slot) -> Result<(), StoreError> {
    let bins = serde_json::to_string(slot.bins()).map_err(|error| StoreError::Broken(error.to_string()))?;
    connection
        .prepare_cached(
            "INSERT INTO slots (sku, bins, reorder_point, reorder_quantity) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET bins = excluded.bins, reorder_point = excluded.reorder_point,
                 reorder_quantity = excluded.reorder_quantity",
        )?
        .execute(params![
            slot.sku.as_str(),
            bins,
            slot.reorder_point.map(|units| units.get() as i64),
            slot.reorder_quantity.map(|units| units.get() as i64)
        ])?;
    Ok(())
}

/// Units below which a SKU is to be ordered again, where anybody has said so.
pub fn reorder_point(connection: &Connection, sku: &str) -> Result<Option<u64>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT reorder_point FROM slots WHERE sku = ?1")?;
    let found = statement.query_row([sku], |record| record.get::<_, Option<i64>>(0)).optional()?;
    Ok(found.flatten().map(|units| units as u64))
}

/// SKUs that have one, with it.
pub fn reorder_points(connection: &Connection) -> Result<Vec<(Sku, u64)>, StoreError> {
    let query = "SELECT sku, reorder_point FROM slots WHERE reorder_point IS NOT NULL";
    let mut statement = connection.prepare(query)?;
    let mut found = statement.query([])?;
    let mut points = Vec::new();
    while let Some(record) = found.next()? {
        let text: String = record.get(0)?;
        let sku = Sku::new(&text).map_err(|error| StoreError::Broken(format!("slot {text:?}: {error}")))?;
        points.push((sku, record.get::<_, i64>(1)? as u64));
    }
    Ok(points)
}

const CLOCK_FLOOR: &str = "document-clock-floor";
const BY_DOCUMENTS: &str = "catalogue-by-documents";

/// The clock of our own edits.
pub fn document_clock(connection: &Connection) -> Result<u64, StoreError> {
    let floor: Option<u64> =
        kit::read_meta(connection, CLOCK_FLOOR)?.and_then(|bytes| bytes.try_into().ok()).map(u64::from_le_bytes);
    Ok(kit::last_version(connection)?.max(floor.unwrap_or(0)))
}

/// The clock goes on above this: versions below may have been given by a life that is forgotten.
pub fn raise_document_clock(connection: &Connection, floor: u64) -> Result<(), StoreError> {
    kit::write_meta(connection, CLOCK_FLOOR, &floor.to_le_bytes())
}

/// Whether all of the catalogue that is held came as documents. What came as records, from a hub of an earlier version, is
/// to come again.
pub fn is_by_documents(connection: &Connection) -> Result<bool, StoreError> {
    Ok(kit::read_meta(connection, BY_DOCUMENTS)?.is_some_and(|value| value == [1]))
}

pub fn set_by_documents(connection: &Connection, by_documents: bool) -> Result<(), StoreError> {
    kit::write_meta(connection, BY_DOCUMENTS, &[u8::from(by_documents)])
}

/// The node's own warehouse as its document shows it; one without a name where none has come yet.
pub fn shown_warehouse(connection: &Connection, id: &WarehouseId) -> Result<Warehouse, StoreError> {
    let doc = holdfast_crdt::DocId::Warehouse(id.clone());
    let Some((shown, _)) = kit::shown_document(connection, &doc)? else { return Ok(Warehouse::unnamed(id)) };
    serde_json::from_str(&shown).map_err(|error| StoreError::Broken(format!("document {doc}: {error}")))
}
