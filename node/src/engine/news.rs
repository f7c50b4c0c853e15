//! What terminals are told: one event a changed cell and a changed task of a batch, in the transaction that changed them.

use std::collections::BTreeSet;

use holdfast_crdt::{Millis, TaskId};
use holdfast_shell::sqlite::StoreError;
use holdfast_shell::stock::{EventDraft, InventoryRecord, Shown, stock_changed};
use holdfast_sync::desk::Changes;

use super::NodeEngine;
use crate::api::show::TaskView;
use crate::core::task::FloorTask;

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
        for (id, task) in tasks {
            let kind = if task.version == 1 { "TaskReleased" } else { "TaskUpdated" };
            drafts.push(EventDraft::new(kind, id, &TaskView::read(&self.connection, task)?));
        }
        self.outbox.save(&self.connection, now, &drafts)
    }
}
