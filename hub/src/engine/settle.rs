//! What follows from a batch: claims paid and backorders filled from the rights it brought.

use std::collections::BTreeSet;

use holdfast_crdt::{Account, Deed, OrderId, Sku, WarehouseId};
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::desk::CellKey;

use super::HubEngine;
use crate::core::allocation::Demand;
use crate::core::place::Wanted;
use crate::core::{claim, fill};
use crate::store::{HubStore, Needs};

/// Orders looked at for one SKU in one batch; more stock brings the next ones in the next batch.
const WAITING_MAX: usize = 200;
/// SKUs for which rights are asked in one tick.
const WISHES_MAX: usize = 64;
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
            self.wishes.extend(skus);
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

    /// Rights that orders wait for and floors on line hold. A SKU is looked at once after each change of its stock: a floor
    /// that has none to give is not asked over and over.
    pub(super) fn wish(&mut self) -> Result<Wanted, StoreError> {
        let skus: BTreeSet<Sku> = self.wishes.iter().take(WISHES_MAX).cloned().collect();
        if skus.is_empty() {
            return Ok(Wanted::new());
        }
        self.wishes.retain(|sku| !skus.contains(sku));
        let waiting: Vec<OrderId> = self.store.waiting_orders(&skus, WAITING_MAX)?;
        let needs = Needs { orders: waiting.iter().copied().collect(), ..Needs::default() };
        self.store.load(&mut self.world, &needs)?;
        let (mut needs, mut missing) = (Needs::default(), Demand::new());
        self.cells_of_orders(&waiting, &mut needs);
        self.store.load(&mut self.world, &needs)?;
        for line in waiting.iter().filter_map(|id| self.world.orders.get(*id)).flat_map(|order| &order.lines) {
            if line.backordered > 0 && skus.contains(&line.sku) {
                *missing.entry(line.sku.clone()).or_default() += line.backordered;
            }
        }
        Ok(self.held_on_line(&missing))
    }

    fn held_on_line(&self, missing: &Demand) -> Wanted {
        let mut wanted = Wanted::new();
        for (sku, units) in missing {
            for warehouse in self.world.places.keys().filter(|warehouse| self.world.is_online(warehouse)) {
                let rights = self.world.desk.rights(warehouse, sku);
                let available = self.world.desk.cell(warehouse, sku).available();
                if available > rights {
                    wanted.push((warehouse.clone(), sku.clone(), available.min(rights + units)));
                }
            }
        }
        wanted
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

    /// One event for each cell that nothing else has told of; what orders took, `OrderAllocated` tells.
    fn tell_of_stock(&mut self, changed: &BTreeSet<CellKey>) {
        let taken = Deed::Move { from: Account::Available, to: Account::Committed };
        let entries = &self.world.desk.changes().entries;
        let posted: BTreeSet<(&WarehouseId, &Sku)> =
            entries.iter().map(|posted| (&posted.warehouse, &posted.entry.sku)).collect();
        let moved: BTreeSet<(&WarehouseId, &Sku)> = entries
            .iter()
            .filter(|posted| posted.entry.deed != taken)
            .map(|posted| (&posted.warehouse, &posted.entry.sku))
            .collect();
        let told: BTreeSet<&str> = self
            .world
            .events
            .iter()
            .filter(|event| event.kind == "StockUpdated")
            .map(|event| event.subject.as_str())
            .collect();
        let due: Vec<CellKey> = changed
            .iter()
            .filter(|(warehouse, sku)| !posted.contains(&(warehouse, sku)) || moved.contains(&(warehouse, sku)))
            .filter(|(warehouse, sku)| told.is_empty() || !told.contains(format!("{warehouse}/{sku}").as_str()))
            .cloned()
            .collect();
        for (warehouse, sku) in due {
            self.world.emit_stock(&warehouse, &sku);
        }
    }
}
