//! The ghost ledger: what the harness itself saw come and go, kept apart from all that the servers say they know.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A warehouse and a SKU.
pub type CellKey = (String, String);

/// Units of one cell, as answered 2xx: all only go up but `held`, which a release takes down again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// Received, found, set at the hub.
    pub arrived: i64,
    /// Missing at a count, short at a pick, written off.
    pub lost: i64,
    pub shipped: i64,
    /// In reservations that no order has taken over.
    pub held: i64,
}

impl Flow {
    pub fn on_hand(&self) -> i64 {
        self.arrived - self.lost - self.shipped
    }

    /// I-1: units that left and were never there.
    pub fn oversold(&self) -> i64 {
        (-self.on_hand()).max(0)
    }
}

/// Safe to share between actors. An actor books only what was answered, so sums are true once all have stopped.
#[derive(Debug, Default)]
pub struct Ghost {
    cells: Mutex<BTreeMap<CellKey, Flow>>,
}

impl Ghost {
    pub fn arrived(&self, warehouse: &str, sku: &str, units: i64) {
        self.book(warehouse, sku, |flow| flow.arrived += units);
    }

    pub fn lost(&self, warehouse: &str, sku: &str, units: i64) {
        self.book(warehouse, sku, |flow| flow.lost += units);
    }

    pub fn shipped(&self, warehouse: &str, sku: &str, units: i64) {
        self.book(warehouse, sku, |flow| flow.shipped += units);
    }

    pub fn held(&self, warehouse: &str, sku: &str, units: i64) {
        self.book(warehouse, sku, |flow| flow.held += units);
    }

    /// A change of on-hand stock in either direction.
    pub fn moved(&self, warehouse: &str, sku: &str, units: i64) {
        if units >= 0 {
            self.arrived(warehouse, sku, units);
        } else {
            self.lost(warehouse, sku, -units);
        }
    }

    pub fn cells(&self) -> BTreeMap<CellKey, Flow> {
        self.lock().clone()
    }

    fn book(&self, warehouse: &str, sku: &str, change: impl FnOnce(&mut Flow)) {
        change(self.lock().entry((warehouse.to_owned(), sku.to_owned())).or_default());
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<CellKey, Flow>> {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_there_is_oversold() {
        let ghost = Ghost::default();
        ghost.moved("A", "x", 5);
        ghost.moved("A", "x", -2);
        ghost.shipped("A", "x", 3);
        let flow = ghost.cells()[&("A".to_owned(), "x".to_owned())];
        assert_eq!((flow.on_hand(), flow.oversold()), (0, 0));
        ghost.shipped("A", "x", 2);
        assert_eq!(ghost.cells()[&("A".to_owned(), "x".to_owned())].oversold(), 2);
    }
}
