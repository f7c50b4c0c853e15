//! Reorder points: one event each time a cell's available units fall below what its slot asks for.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::{Sku, WarehouseId};
use holdfast_sync::desk::CellKey;
use serde_json::json;

use super::EventDraft;

/// Cells whose slot has a reorder point, and which of them are below it.
#[derive(Debug, Default)]
pub struct ReorderPoints {
    points: BTreeMap<CellKey, Point>,
    /// Those whose point was set since it was last looked at them.
    due: BTreeSet<CellKey>,
}

#[derive(Debug)]
struct Point {
    units: u64,
    is_low: bool,
}

impl ReorderPoints {
    /// From the store, at a start: what is low by then was told before.
    pub fn load(&mut self, cell: CellKey, units: u64, available: u64) {
        self.points.insert(cell, Point { units, is_low: available < units });
    }

    /// Somebody has set or removed the point of a slot.
    pub fn set(&mut self, cell: CellKey, units: Option<u64>) {
        match units {
            Some(units) => {
                let is_low = self.points.get(&cell).is_some_and(|point| point.is_low);
                self.points.insert(cell.clone(), Point { units, is_low });
                self.due.insert(cell);
            }
            None => drop(self.points.remove(&cell)),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    pub fn has(&self, cell: &CellKey) -> bool {
        self.points.contains_key(cell)
    }

    /// Cells whose point was set, once.
    pub fn take_due(&mut self) -> BTreeSet<CellKey> {
        std::mem::take(&mut self.due)
    }

    /// Looks at a cell that may have changed: `StockLow` where it has fallen below its point since the last look.
    pub fn look(&mut self, cell: &CellKey, available: u64) -> Option<EventDraft> {
        let point = self.points.get_mut(cell)?;
        let was_low = std::mem::replace(&mut point.is_low, available < point.units);
        (point.is_low && !was_low).then(|| low(cell, available, point.units))
    }
}

fn low((warehouse, sku): &(WarehouseId, Sku), available: u64, point: u64) -> EventDraft {
    let data = json!({ "warehouseId": warehouse, "sku": sku, "availableQuantity": available, "reorderPoint": point });
    EventDraft::new("StockLow", format!("{warehouse}/{sku}"), &data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_below_the_point_is_told_once_and_again_after_it_was_above() {
        let cell = (WarehouseId::new("LEEDS").unwrap(), Sku::new("CUP").unwrap());
        let mut points = ReorderPoints::default();
        assert!(points.look(&cell, 0).is_none(), "nobody has set a point");
        points.set(cell.clone(), Some(5));
        assert_eq!(points.take_due().len(), 1);
        let told: Vec<bool> =
            [9, 4, 3, 5, 4].into_iter().map(|available| points.look(&cell, available).is_some()).collect();
        assert_eq!(told, [false, true, false, false, true]);
        points.set(cell.clone(), None);
        assert!(points.look(&cell, 0).is_none());
        let mut again = ReorderPoints::default();
        again.load(cell.clone(), 5, 3);
        assert!(again.look(&cell, 2).is_none(), "it was told of before the start");
    }
}
