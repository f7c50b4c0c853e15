//! `StockUpdated`: one event for each cell that a batch changed and nothing else has told of. Where many orders take from
//! many cells at once, `OrderAllocated` tells what they took, and the cells' own events follow with the ticks, each once.

use std::collections::BTreeSet;

use holdfast_crdt::{Account, Deed, Sku, WarehouseId};
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::desk::CellKey;

use super::HubEngine;
use crate::store::{HubStore, Needs};

/// Cells that orders took from and that are told of in the same batch.
const AT_ONCE_MAX: usize = 32;
/// Cells told of in one tick.
const A_TICK: usize = 1_000;

const TAKEN: Deed = Deed::Move { from: Account::Available, to: Account::Committed };

impl<S: HubStore> HubEngine<S> {
    pub(super) fn tell_of_stock(&mut self, changed: &BTreeSet<CellKey>) {
        let events = self.world.events.iter().filter(|event| event.kind == "StockUpdated");
        let told: BTreeSet<&str> = events.map(|event| event.subject.as_str()).collect();
        let is_told =
            |(warehouse, sku): &CellKey| !told.is_empty() && told.contains(format!("{warehouse}/{sku}").as_str());
        let due: Vec<CellKey> = changed.iter().filter(|cell| !is_told(cell)).cloned().collect();
        let (taken, moved) = self.apart(due);
        for (warehouse, sku) in &moved {
            self.world.emit_stock(warehouse, sku);
        }
        if taken.len() > AT_ONCE_MAX {
            self.untold.extend(taken);
            return;
        }
        for (warehouse, sku) in &taken {
            self.world.emit_stock(warehouse, sku);
        }
    }

    /// Cells that orders merely took from, and those that anything else happened to.
    fn apart(&self, due: Vec<CellKey>) -> (Vec<CellKey>, Vec<CellKey>) {
        let entries = &self.world.desk.changes().entries;
        let (mut posted, mut moved) = (BTreeSet::<(&WarehouseId, &Sku)>::new(), BTreeSet::new());
        for entry in entries {
            let cell = (&entry.warehouse, &entry.entry.sku);
            posted.insert(cell);
            if entry.entry.deed != TAKEN {
                moved.insert(cell);
            }
        }
        // a row that came from a node has no entry of this batch
        due.into_iter()
            .partition(|(warehouse, sku)| posted.contains(&(warehouse, sku)) && !moved.contains(&(warehouse, sku)))
    }

    /// Tells of cells that were left, oldest change first.
    pub(super) fn tell_the_rest(&mut self) -> Result<(), StoreError> {
        let cells: Vec<CellKey> = self.untold.drain(..A_TICK.min(self.untold.len())).collect();
        self.store.load(&mut self.world, &Needs { cells: cells.iter().cloned().collect(), ..Needs::default() })?;
        for (warehouse, sku) in &cells {
            self.world.emit_stock(warehouse, sku);
        }
        Ok(())
    }
}
