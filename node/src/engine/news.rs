//! What terminals are told: one event a changed cell and a changed task of a batch, in the transaction that changed them.

use std::collections::BTreeSet;

use holdfast_crdt::{Millis, TaskId};
use holdfast_shell::sqlite::StoreError;
use holdfast_shell::stock::{EventDraft, InventoryRecord, ReorderPoints, Shown, stock_changed};
use holdfast_sync::desk::Changes;

use super::NodeEngine;
use crate::api::show::TaskView;
use crate::core::task::FloorTask;
use crate::store;

impl NodeEngine {
    pub(super) fn publish(
        &mut self,
        changes: &Changes,
        tasks: &[(TaskId, FloorTask)],
        now: Millis,
    ) -> Result<(), StoreError> {
        let mut drafts = std::mem::take(&mut self.news);
        // every changed cell is told of below, once
        drafts.retain(|draft| draft.kind != "StockUpdated");
        let cells: BTreeSet<_> = changes.rows.iter().map(|(key, _)| key).collect();
        let as_of = self.link.heard_at();
        for (warehouse, sku) in cells {
            let shown = Shown { site: self.seat.site, incoming: self.incoming.of(sku), as_of };
            let record = InventoryRecord::of(warehouse, sku, self.desk.cell(warehouse, sku), shown);
            drafts.push(stock_changed(&record));
        }
        self.note_low_stock(changes, &mut drafts);
        for (id, task) in tasks {
            let kind = if task.version == 1 { "TaskReleased" } else { "TaskUpdated" };
            drafts.push(EventDraft::new(kind, id, &TaskView::read(&self.connection, task)?));
        }
        self.outbox.save(&self.connection, now, &drafts)
    }

    /// Cells of this batch that have fallen below their slots' reorder points.
    fn note_low_stock(&mut self, changes: &Changes, drafts: &mut Vec<EventDraft>) {
        if self.reorder.is_empty() {
            return;
        }
        let mut cells = self.reorder.take_due();
        let changed = changes.rows.iter().map(|(cell, _)| cell);
        cells.extend(changed.filter(|cell| self.reorder.has(cell)).cloned());
        for cell in cells {
            let available = self.desk.cell(&cell.0, &cell.1).available();
            drafts.extend(self.reorder.look(&cell, available));
        }
    }

    /// Reorder points as the store has them, and which cells are below theirs already.
    pub(super) fn load_reorder_points(&mut self) -> Result<(), StoreError> {
        self.reorder = ReorderPoints::default();
        for (sku, units) in store::reorder_points(&self.connection)? {
            let available = self.rows.cell(&self.connection, &self.seat.warehouse, &sku)?.available();
            self.reorder.load((self.seat.warehouse.clone(), sku), units, available);
        }
        Ok(())
    }
}
