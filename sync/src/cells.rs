//! The cells in memory, found by name. Looking one up is what a decision does most, so they stand in hash tables that keep
//! the order of insertion: no order of a hash ever decides anything, and a run is the same on every machine.

use std::collections::BTreeMap;
use std::hash::{BuildHasherDefault, DefaultHasher};

use indexmap::IndexMap;

use holdfast_crdt::{Cell, Sku, WarehouseId};

type BySku = IndexMap<Sku, Cell, BuildHasherDefault<DefaultHasher>>;

#[derive(Debug, Default)]
pub(crate) struct Cells {
    warehouses: BTreeMap<WarehouseId, BySku>,
    count: usize,
}

/// Those of one warehouse.
#[derive(Clone, Copy)]
pub(crate) struct CellsAt<'a>(Option<&'a BySku>);

impl<'a> CellsAt<'a> {
    pub fn get(&self, sku: &Sku) -> Option<&'a Cell> {
        self.0?.get(sku)
    }
}

impl Cells {
    pub fn at(&self, warehouse: &WarehouseId) -> CellsAt<'_> {
        CellsAt(self.warehouses.get(warehouse))
    }

    pub fn of(&self, warehouse: &WarehouseId) -> impl Iterator<Item = (&Sku, &Cell)> {
        self.warehouses.get(warehouse).into_iter().flatten()
    }

    pub fn get(&self, warehouse: &WarehouseId, sku: &Sku) -> Option<&Cell> {
        self.at(warehouse).get(sku)
    }

    /// The cell to change, made empty where there is none.
    pub fn entry(&mut self, warehouse: &WarehouseId, sku: &Sku) -> &mut Cell {
        let count = &mut self.count;
        let made = || {
            *count += 1;
            Cell::default()
        };
        self.warehouses.entry(warehouse.clone()).or_default().entry(sku.clone()).or_insert_with(made)
    }

    pub fn len(&self) -> usize {
        self.count
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }
}
