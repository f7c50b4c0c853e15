//! Cells in the store: one record a row of a cell, and before it what `late_rows` has not written there yet.

use std::collections::BTreeMap;

use holdfast_crdt::{Cell, ReplicaId, Row, SiteId, Sku, WarehouseId};
use holdfast_sync::desk::Desk;
use rusqlite::{Connection, params};

use super::StoreError;
use super::late_rows::{Kept, LateRows};
use super::reader::Reader;

/// A row that is kept back, as it goes before the table's.
pub type LateRow = (Sku, ReplicaId, Row);

/// Reads one cell; empty where nothing was ever stocked, or could be.
pub fn load_cell(reader: &Reader, warehouse: &str, sku: &str) -> Result<Cell, StoreError> {
    match WarehouseId::new(warehouse).ok().zip(Sku::new(sku).ok()) {
        Some((warehouse, sku)) => read_cell(reader, &warehouse, &sku),
        None => Ok(Cell::default()),
    }
}

fn read_cell(reader: &Reader, warehouse: &WarehouseId, sku: &Sku) -> Result<Cell, StoreError> {
    if let Some(cell) = reader.at_hand(warehouse, sku) {
        return Ok(cell);
    }
    let ((late, through), _pin) = reader.pin(|kept| {
        let late = kept.rows_of_cell(warehouse, sku).map(|(owner, row)| (owner, row.clone()));
        (late.collect::<Vec<_>>(), kept.through())
    })?;
    let cell = cell_with(reader, warehouse.as_str(), sku.as_str(), late)?;
    reader.keep_at_hand(warehouse, sku, &cell, through);
    Ok(cell)
}

/// A cell as the table has it, with its late rows in place.
pub(super) fn cell_with(
    connection: &Connection,
    warehouse: &str,
    sku: &str,
    late: impl IntoIterator<Item = (ReplicaId, Row)>,
) -> Result<Cell, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT site, incarnation, body FROM cell_rows WHERE warehouse = ?1 AND sku = ?2")?;
    let mut found = statement.query(params![warehouse, sku])?;
    let mut cell = Cell::default();
    while let Some(record) = found.next()? {
        let owner = ReplicaId::new(SiteId(record.get(0)?), record.get(1)?);
        cell.replace(owner, decode_row(record.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?)?);
    }
    for (owner, row) in late {
        cell.replace(owner, row);
    }
    Ok(cell)
}

/// Puts those cells on the desk that are not there yet.
pub fn load_cells<'a>(
    connection: &Connection,
    late: &LateRows,
    desk: &mut Desk,
    keys: impl IntoIterator<Item = (&'a WarehouseId, &'a Sku)>,
) -> Result<(), StoreError> {
    for (warehouse, sku) in keys {
        if !desk.has(warehouse, sku) {
            let cell = late.cell(connection, warehouse, sku)?;
            desk.load((warehouse.clone(), sku.clone()), cell);
        }
    }
    Ok(())
}

/// Which cells of a warehouse are wanted.
#[derive(Debug, Clone, Copy)]
pub struct CellsOf<'a> {
    pub warehouse: &'a WarehouseId,
    /// Those behind this SKU; empty for all.
    pub behind: &'a str,
    pub only: Option<&'a str>,
}

impl<'a> CellsOf<'a> {
    pub fn all(warehouse: &'a WarehouseId) -> Self {
        Self { warehouse, behind: "", only: None }
    }

    /// What [`CellsOf::each`] must be given of the rows kept back.
    pub fn late(&self, kept: &Kept) -> Vec<LateRow> {
        let rows = kept.rows_behind(self.warehouse, self.behind);
        let wanted = rows.filter(|(sku, ..)| self.only.is_none_or(|only| sku.as_str() == only));
        wanted.map(|(sku, owner, row)| (sku.clone(), owner, row.clone())).collect()
    }

    /// Reads cell after cell in order of SKU, while `take` says to go on.
    pub fn each(
        &self,
        connection: &Connection,
        late: Vec<LateRow>,
        mut take: impl FnMut(&Sku, Cell) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = connection.prepare_cached(
            "SELECT sku, site, incarnation, body FROM cell_rows WHERE warehouse = ?1 AND sku > ?2 AND (?3 IS NULL OR sku = ?3)
             ORDER BY sku",
        )?;
        let mut found = statement.query(params![self.warehouse.as_str(), self.behind, self.only])?;
        let mut late = late.into_iter().peekable();
        let mut stored = next_stored(&mut found)?;
        loop {
            let first = match (&stored, late.peek()) {
                (Some((stored, ..)), Some((late, ..))) => stored.min(late).clone(),
                (Some((sku, ..)), None) | (None, Some((sku, ..))) => sku.clone(),
                (None, None) => return Ok(()),
            };
            let mut cell = Cell::default();
            while let Some((_, owner, row)) = stored.take_if(|(sku, ..)| *sku == first) {
                cell.replace(owner, row);
                stored = next_stored(&mut found)?;
            }
            while let Some((_, owner, row)) = late.next_if(|(sku, ..)| *sku == first) {
                cell.replace(owner, row);
            }
            if !take(&first, cell)? {
                return Ok(());
            }
        }
    }
}

fn next_stored(found: &mut rusqlite::Rows<'_>) -> Result<Option<LateRow>, StoreError> {
    let Some(record) = found.next()? else { return Ok(None) };
    let text = record.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
    let sku = Sku::new(text).map_err(|error| StoreError::Broken(format!("SKU {text:?} {error}")))?;
    let owner = ReplicaId::new(SiteId(record.get(1)?), record.get(2)?);
    Ok(Some((sku, owner, decode_row(record.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?)?)))
}

/// Rows of `owner` in a warehouse that changed after `version`.
pub fn changed_rows(
    reader: &Reader,
    warehouse: &WarehouseId,
    owner: ReplicaId,
    version: u64,
) -> Result<u64, StoreError> {
    let (late, _pin) = reader.pin(|kept| {
        let own = kept.rows_behind(warehouse, "").filter(|(_, by, _)| *by == owner);
        own.map(|(sku, _, row)| (sku.clone(), row.version > version)).collect::<BTreeMap<_, _>>()
    })?;
    let mut statement = reader.prepare_cached(
        "SELECT sku FROM cell_rows WHERE warehouse = ?1 AND site = ?2 AND incarnation = ?3 AND version > ?4",
    )?;
    let place = params![warehouse.as_str(), owner.site.0, owner.incarnation, version as i64];
    let mut found = statement.query(place)?;
    let mut count = late.values().filter(|changed| **changed).count() as u64;
    while let Some(record) = found.next()? {
        let sku = record.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        count += u64::from(!late.contains_key(sku));
    }
    Ok(count)
}

/// A row from its stored bytes.
pub(super) fn decode_row(bytes: &[u8]) -> Result<Row, StoreError> {
    postcard::from_bytes(bytes)
        .map_err(|error| StoreError::Broken(format!("a row of the store does not decode: {error}")))
}

pub(super) fn encode_row(row: &Row) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(row).map_err(|error| StoreError::Broken(error.to_string()))
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
