//! What terminals are told: one event a changed cell and a changed task of a batch, in the transaction that changed them.

use std::collections::BTreeSet;

use holdfast_crdt::{Millis, TaskId};
use holdfast_shell::sqlite::{StoreError, insert_event};
use holdfast_shell::stock::{InventoryRecord, Shown, stock_changed};
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
        for draft in std::mem::take(&mut self.news) {
            // every changed cell is told of below, once
            if draft.kind != "StockUpdated" {
                insert_event(&self.connection, now, draft.kind, &draft.subject, &draft.data.to_string())?;
            }
        }
        let cells: BTreeSet<_> = changes.rows.iter().map(|(key, _)| key).collect();
        let as_of = self.link.heard_at();
        for (warehouse, sku) in cells {
            let shown = Shown { site: self.seat.site, incoming: self.incoming.of(sku.as_str()), as_of };
            let record = InventoryRecord::of(warehouse, sku, self.desk.cell(warehouse, sku), shown);
            let draft = stock_changed(&record);
            insert_event(&self.connection, now, draft.kind, &draft.subject, &draft.data.to_string())?;
        }
        for (id, task) in tasks {
            let kind = if task.version == 1 { "TaskReleased" } else { "TaskUpdated" };
            let view = TaskView::read(&self.connection, task)?;
            let data = serde_json::to_string(&view).map_err(|error| StoreError::Broken(error.to_string()))?;
            insert_event(&self.connection, now, kind, &id.to_string(), &data)?;
        }
        Ok(())
    }
}
