//! The list of a warehouse's cells: streamed in order of SKU, or gathered and sorted by a quantity.

use std::cmp::Ordering;

use holdfast_crdt::{Cell, Sku, WarehouseId};
use serde::{Deserialize, Serialize};

use super::record::{InventoryRecord, ShownIn};
use super::service::Facts;
use crate::sqlite::{CellsOf, Reader, StoreError, is_discontinued};

/// What is asked for, checked in form.
#[derive(Debug, Clone)]
pub struct Listing {
    pub warehouse: WarehouseId,
    pub sku: Option<String>,
    /// Part of the SKU or of the product's name, in any letter case.
    pub query: Option<String>,
    pub below_reorder_point: bool,
    /// (field, descending)
    pub sort: Vec<(String, bool)>,
    pub after: Option<Place>,
    pub limit: usize,
}

/// Where a page ended: the values sorted by, and the SKU that breaks ties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    values: Vec<u64>,
    sku: String,
}

/// Fields a list may be sorted by.
pub const SORTABLE: &[&str] = &[
    "sku",
    "quantity",
    "reservedQuantity",
    "availableQuantity",
    "promisableQuantity",
    "damagedQuantity",
    "incomingQuantity",
    "version",
];

impl Listing {
    fn by_sku(&self) -> bool {
        self.sort.is_empty() || self.sort == [("sku".to_owned(), false)]
    }

    /// One page, and where the next begins.
    pub fn read(
        &self,
        reader: &Reader,
        facts: &dyn Facts,
        shown: &ShownIn,
    ) -> Result<(Vec<InventoryRecord>, Option<Place>), StoreError> {
        let from = self.after.as_ref().filter(|_| self.by_sku()).map_or("", |place| &place.sku);
        let most = if self.by_sku() { self.limit + 1 } else { usize::MAX };
        let mut records = self.scan((reader, facts, shown), from, most)?;
        if !self.by_sku() {
            records.sort_by(|a, b| self.order(&self.place(a), &self.place(b)));
            if let Some(after) = &self.after {
                records.retain(|record| self.order(&self.place(record), after) == Ordering::Greater);
            }
        }
        let more = records.len() > self.limit;
        records.truncate(self.limit);
        let next = records.last().filter(|_| more).map(|last| self.place(last));
        Ok((records, next))
    }

    fn scan(
        &self,
        (reader, facts, shown): (&Reader, &dyn Facts, &ShownIn),
        from: &str,
        most: usize,
    ) -> Result<Vec<InventoryRecord>, StoreError> {
        let cells = CellsOf { warehouse: &self.warehouse, behind: from, only: self.sku.as_deref() };
        let (late, _pin) = reader.pin(|kept| cells.late(kept))?;
        let mut records = Vec::new();
        cells.each(reader, late, |sku, cell| {
            if self.wants(reader, facts, sku, &cell)? {
                records.push(InventoryRecord::of(&self.warehouse, sku, &cell, shown.of(sku)));
            }
            Ok(records.len() < most)
        })?;
        Ok(records)
    }

    /// Whether a cell belongs on the list.
    fn wants(&self, reader: &Reader, facts: &dyn Facts, sku: &Sku, cell: &Cell) -> Result<bool, StoreError> {
        // stocked again, a cell that was taken off the list is back on it
        if cell.on_hand() == 0 && is_discontinued(reader, self.warehouse.as_str(), sku.as_str())? {
            return Ok(false);
        }
        let wanted = match &self.query {
            None => true,
            Some(query) => {
                let name = facts.product_name(reader, sku.as_str())?.unwrap_or_default();
                sku.as_str().to_lowercase().contains(query) || name.to_lowercase().contains(query)
            }
        };
        if !wanted || !self.below_reorder_point {
            return Ok(wanted);
        }
        let point = facts.reorder_point(reader, &self.warehouse, sku.as_str())?;
        Ok(point.is_some_and(|point| cell.available() < point))
    }

    fn place(&self, record: &InventoryRecord) -> Place {
        let value = |field: &str| match field {
            "quantity" => record.quantities.quantity,
            "reservedQuantity" => record.quantities.reserved_quantity,
            "availableQuantity" => record.quantities.available_quantity,
            "promisableQuantity" => record.quantities.promisable_quantity,
            "damagedQuantity" => record.quantities.damaged_quantity,
            "incomingQuantity" => record.quantities.incoming_quantity,
            "version" => record.version,
            _ => 0,
        };
        Place { values: self.sort.iter().map(|(field, _)| value(field)).collect(), sku: record.sku.clone() }
    }

    fn order(&self, a: &Place, b: &Place) -> Ordering {
        for (at, (field, descending)) in self.sort.iter().enumerate() {
            let order = if field == "sku" { a.sku.cmp(&b.sku) } else { a.values.get(at).cmp(&b.values.get(at)) };
            let order = if *descending { order.reverse() } else { order };
            if order != Ordering::Equal {
                return order;
            }
        }
        a.sku.cmp(&b.sku)
    }
}
