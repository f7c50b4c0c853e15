//! Cells in memory for readers, each as of the last commit. A snapshot of a store that is written all the time begins with an
//! empty page cache, and then looking one cell up costs more than all else a read does. So a cell that was read stays here,
//! and every commit brings it up to date before anybody hears of that commit.

use std::sync::atomic::{AtomicI64, Ordering};

use dashmap::DashMap;
use dashmap::mapref::entry::Entry;
use holdfast_crdt::{Cell, Row, Sku, WarehouseId};

use super::late_rows::RowPlace;

/// Cells kept (I-9); at some hundred bytes each.
const CELLS_MAX: usize = 65_536;

#[derive(Debug, Default)]
pub struct CellsAtHand {
    cells: DashMap<(WarehouseId, Sku), Cell>,
    /// The newest record of rows of which a commit has begun to be told here.
    newest: AtomicI64,
}

impl CellsAtHand {
    /// A cell that was read before, as of the last commit.
    pub fn get(&self, warehouse: &WarehouseId, sku: &Sku) -> Option<Cell> {
        // the ids are shared texts: a key costs no copy of them
        self.cells.get(&(warehouse.clone(), sku.clone())).map(|cell| cell.clone())
    }

    /// Keeps a cell read in a snapshot whose newest record is `through`. One that a commit went past since is not kept: that
    /// commit has found nothing here to bring up to date.
    pub fn keep(&self, warehouse: &WarehouseId, sku: &Sku, cell: &Cell, through: i64) {
        if self.cells.len() >= CELLS_MAX {
            self.cells.clear();
        }
        if let Entry::Vacant(place) = self.cells.entry((warehouse.clone(), sku.clone()))
            // asked while the entry is locked: a commit that comes later finds the cell
            && self.newest.load(Ordering::SeqCst) == through
        {
            place.insert(cell.clone());
        }
    }

    /// A commit changed these rows; its newest record is `through`.
    pub fn committed(&self, rows: &[(RowPlace, Row)], through: i64) {
        self.newest.store(through, Ordering::SeqCst);
        if self.cells.is_empty() {
            return;
        }
        for ((warehouse, sku, owner), row) in rows {
            if let Some(mut cell) = self.cells.get_mut(&(warehouse.clone(), sku.clone())) {
                cell.replace(*owner, row.clone());
            }
        }
    }

    /// Forgets all: what the store holds was read anew.
    pub fn forget(&self, through: i64) {
        self.newest.store(through, Ordering::SeqCst);
        self.cells.clear();
    }
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::{ReplicaId, SiteId};

    use super::*;

    const OWNER: ReplicaId = ReplicaId::new(SiteId(1), 1);

    fn row(version: u64) -> Row {
        Row { version, minted: version, ..Row::default() }
    }

    fn cell(version: u64) -> Cell {
        let mut cell = Cell::default();
        cell.replace(OWNER, row(version));
        cell
    }

    #[test]
    fn a_cell_that_is_kept_follows_every_commit_and_one_read_too_early_is_not_kept() {
        let (warehouse, sku) = (WarehouseId::new("LEEDS").unwrap(), Sku::new("CUP").unwrap());
        let at_hand = CellsAtHand::default();
        let version = || at_hand.get(&warehouse, &sku).map(|cell| cell.version());
        let commit = |version| {
            let rows = [((warehouse.clone(), sku.clone(), OWNER), row(version))];
            at_hand.committed(&rows, version as i64);
        };
        commit(1);
        assert_eq!(version(), None);
        at_hand.keep(&warehouse, &sku, &cell(1), 1);
        assert_eq!(version(), Some(1));
        commit(2);
        assert_eq!(version(), Some(2));
        // a slow reader with what it saw before
        at_hand.keep(&warehouse, &sku, &cell(1), 1);
        assert_eq!(version(), Some(2));
        at_hand.forget(3);
        at_hand.keep(&warehouse, &sku, &cell(2), 2);
        assert_eq!(version(), None);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let (warehouse, at_hand) = (WarehouseId::new("LEEDS").unwrap(), CellsAtHand::default());
        for n in 0..CELLS_MAX + 10 {
            at_hand.keep(&warehouse, &Sku::new(&format!("S{n}")).unwrap(), &cell(1), 0);
        }
        assert!((1..=CELLS_MAX).contains(&at_hand.cells.len()), "I-9");
    }
}
