//! `StockUpdated`: one event for each cell that a batch changed and nothing else has told of. Where many orders take from
//! many cells at once, `OrderAllocated` tells what they took, and the cells' own events follow with the ticks, each once.

use std::collections::BTreeSet;

use holdfast_crdt::{Account, Deed, SiteId};
use holdfast_shell::sqlite::StoreError;
use holdfast_shell::stock::ReorderPoints;
use holdfast_sync::desk::CellKey;

use super::HubEngine;
use crate::store::{HubStore, Needs};

/// Cells that orders took from and that are told of in the same batch.
const AT_ONCE_MAX: usize = 32;
/// Cells told of in one tick.
const A_TICK: usize = 1_000;

const TAKEN: Deed = Deed::Move { from: Account::Available, to: Account::Committed };

impl<S: HubStore> HubEngine<S> {
    pub(super) fn tell_of_stock(&mut self) {
        let events = self.world.events.iter().filter(|event| event.kind == "StockUpdated");
        let told: BTreeSet<&str> = events.map(|event| event.subject.as_str()).collect();
        let is_told =
            |(warehouse, sku): &CellKey| !told.is_empty() && told.contains(format!("{warehouse}/{sku}").as_str());
        let (mut taken, mut moved) = self.changed_cells();
        taken.retain(|cell| !is_told(cell));
        moved.retain(|cell| !is_told(cell));
        if taken.len() > AT_ONCE_MAX {
            self.untold.extend(taken.drain(..));
        }
        for (warehouse, sku) in moved.iter().chain(&taken) {
            self.world.emit_stock(warehouse, sku);
        }
        self.tell_of_low_stock();
    }

    /// Cells of this batch that have fallen below their slots' reorder points.
    fn tell_of_low_stock(&mut self) {
        if self.reorder.is_empty() {
            return;
        }
        let mut cells = self.reorder.take_due();
        let changed = self.world.desk.changes().rows.iter().map(|(cell, _)| cell);
        cells.extend(changed.filter(|cell| self.reorder.has(cell)).cloned());
        for cell in cells {
            let available = self.world.desk.cell(&cell.0, &cell.1).available();
            self.world.events.extend(self.reorder.look(&cell, available));
        }
    }

    /// Reorder points as the store has them, and which cells are below theirs already.
    pub(super) fn load_reorder_points(&mut self) -> Result<(), StoreError> {
        self.reorder = ReorderPoints::default();
        let points = self.store.reorder_points()?;
        let cells = points.iter().map(|(cell, _)| cell.clone()).collect();
        self.store.load(&mut self.world, &Needs { cells, ..Needs::default() })?;
        for (cell, units) in points {
            let available = self.world.desk.cell(&cell.0, &cell.1).available();
            self.reorder.load(cell, units, available);
        }
        Ok(())
    }

    /// Cells that orders merely took from, and those that anything else happened to.
    fn changed_cells(&self) -> (Vec<CellKey>, Vec<CellKey>) {
        let changes = self.world.desk.changes();
        // entries received tell of what rows told before
        let own = changes.entries.iter().filter(|posted| posted.replica.site == SiteId::HUB);
        let others = own.filter(|posted| posted.entry.deed != TAKEN);
        let mut moved: BTreeSet<CellKey> =
            others.map(|posted| (posted.warehouse.clone(), posted.entry.sku.clone())).collect();
        // a row that came from a node has no entry of ours
        let received = changes.rows.iter().filter(|(_, owner)| owner.site != SiteId::HUB);
        moved.extend(received.map(|(cell, _)| cell.clone()));
        // rows stand in order of their cells
        let mut taken: Vec<CellKey> =
            changes.rows.iter().map(|(cell, _)| cell).filter(|cell| !moved.contains(*cell)).cloned().collect();
        taken.dedup();
        (taken, moved.into_iter().collect())
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
