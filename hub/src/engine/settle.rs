//! What follows from a batch: claims paid and backorders filled from the rights it brought.

use std::collections::BTreeSet;

use holdfast_shell::sqlite::StoreError;
use holdfast_sync::desk::CellKey;

use super::HubEngine;
use super::needs::CLAIM_ORDERS_MAX;
use crate::core::claim;
use crate::store::{HubStore, Needs};

impl<S: HubStore> HubEngine<S> {
    pub(super) fn settle(&mut self) -> Result<(), StoreError> {
        self.note_new();
        self.settle_claims()?;
        if !self.backlog.waited_for.is_empty() {
            self.fill_waiting()?;
        }
        self.note_new();
        self.tell_of_stock();
        Ok(())
    }

    /// Waiting orders come before what is asked now, also within a batch.
    pub(super) fn fill_first(&mut self) -> Result<(), StoreError> {
        self.note_new();
        self.settle_claims()?;
        self.fill_waiting()
    }

    fn settle_claims(&mut self) -> Result<(), StoreError> {
        if self.claimed.is_empty() {
            return Ok(());
        }
        let changed: BTreeSet<&CellKey> = self.world.desk.changes().rows.iter().map(|(cell, _)| cell).collect();
        let cells: Vec<CellKey> = self.claimed.iter().filter(|cell| changed.contains(cell)).cloned().collect();
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

    /// Remembers what now waits or claims, so that the next change of its cells is noticed.
    pub(super) fn note_new(&mut self) {
        for (_, order) in self.world.orders.iter() {
            for line in order.lines.iter().filter(|line| line.backordered > 0) {
                self.backlog.waited_for.insert(line.sku.clone());
            }
        }
        for (_, claim) in self.world.claims.iter().filter(|(_, claim)| claim.outstanding > 0) {
            self.claimed.insert((claim.warehouse.clone(), claim.sku.clone()));
        }
    }
}
