//! What follows from a batch: claims paid and backorders filled from the rights it brought.

use std::collections::BTreeSet;

use holdfast_crdt::{OrderId, Sku};
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::desk::CellKey;

use super::HubEngine;
use crate::core::{claim, fill};
use crate::store::{HubStore, Needs};

/// Orders looked at for one SKU in one batch; more stock brings the next ones in the next batch.
const WAITING_MAX: usize = 200;
const CLAIM_ORDERS_MAX: usize = 500;

impl<S: HubStore> HubEngine<S> {
    pub(super) fn settle(&mut self) -> Result<(), StoreError> {
        self.note_new();
        let changed: BTreeSet<CellKey> = self.world.desk.changes().rows.iter().map(|(cell, _)| cell.clone()).collect();
        self.settle_claims(&changed)?;
        let skus: BTreeSet<Sku> =
            changed.iter().map(|(_, sku)| sku).filter(|sku| self.waited_for.contains(*sku)).cloned().collect();
        if !skus.is_empty() {
            self.fill_waiting(&skus)?;
        }
        self.note_new();
        self.tell_of_stock(&changed);
        Ok(())
    }

    fn settle_claims(&mut self, changed: &BTreeSet<CellKey>) -> Result<(), StoreError> {
        let cells: Vec<CellKey> = changed.iter().filter(|cell| self.claimed.contains(*cell)).cloned().collect();
        for cell in cells {
            let claims = self.store.open_claims(&cell)?;
            let orders = self.store.open_orders(&cell.0, &cell.1, CLAIM_ORDERS_MAX)?;
            let needs = Needs {
                claims: claims.iter().copied().collect(),
                orders: orders.iter().copied().collect(),
                ..Needs::default()
            };
            self.store.load(&mut self.world, &needs)?;
            let mut needs = Needs::default();
            self.cells_of_orders(&orders, &mut needs);
            self.store.load(&mut self.world, &needs)?;
            for id in &claims {
                let open = self.world.claims.get(*id).is_some_and(|claim| claim.outstanding > 0);
                if open && self.world.desk.rights(&cell.0, &cell.1) > 0 {
                    claim::settle(&mut self.world, *id);
                }
            }
            if claims.is_empty() {
                self.claimed.remove(&cell);
            }
        }
        Ok(())
    }

    fn fill_waiting(&mut self, skus: &BTreeSet<Sku>) -> Result<(), StoreError> {
        let mut waiting: Vec<OrderId> = self.store.waiting_orders(skus, WAITING_MAX)?;
        let needs = Needs { orders: waiting.iter().copied().collect(), ..Needs::default() };
        self.store.load(&mut self.world, &needs)?;
        // orders of this very batch are not in the store yet
        waiting.extend(self.world.orders.iter().filter(|(_, order)| order.backordered() > 0).map(|(id, _)| id));
        waiting.sort();
        waiting.dedup();
        let mut needs = Needs::default();
        self.cells_of_orders(&waiting, &mut needs);
        self.store.load(&mut self.world, &needs)?;
        fill::fill_all(&mut self.world, waiting);
        for sku in skus {
            if self.store.waiting_orders(&BTreeSet::from([sku.clone()]), 1)?.is_empty() {
                self.waited_for.remove(sku);
            }
        }
        Ok(())
    }

    /// Remembers what now waits or claims, so that the next change of its cells is noticed.
    fn note_new(&mut self) {
        for (_, order) in self.world.orders.iter() {
            for line in order.lines.iter().filter(|line| line.backordered > 0) {
                self.waited_for.insert(line.sku.clone());
            }
        }
        for (_, claim) in self.world.claims.iter().filter(|(_, claim)| claim.outstanding > 0) {
            self.claimed.insert((claim.warehouse.clone(), claim.sku.clone()));
        }
    }

    /// One event for each cell that nothing else has told of.
    fn tell_of_stock(&mut self, changed: &BTreeSet<CellKey>) {
        let told: BTreeSet<String> = self
            .world
            .events
            .iter()
            .filter(|event| event.kind == "StockUpdated")
            .map(|event| event.subject.clone())
            .collect();
        for (warehouse, sku) in changed {
            if !told.contains(&format!("{warehouse}/{sku}")) {
                self.world.emit_stock(warehouse, sku);
            }
        }
    }
}
