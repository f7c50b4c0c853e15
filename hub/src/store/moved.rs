//! Which warehouses a commit moved: their sessions look where the store stands, and a hub's many others do not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use holdfast_crdt::WarehouseId;
use tokio::sync::watch;

/// What sessions are told by.
#[derive(Debug, Clone, Default)]
pub struct Moved(Arc<Mutex<BTreeMap<WarehouseId, watch::Sender<u64>>>>);

/// What the batch under way moves.
#[derive(Debug, Default)]
pub(super) struct Moving {
    warehouses: BTreeSet<WarehouseId>,
    /// The catalogue goes to all.
    all: bool,
}

impl Moving {
    pub fn note(&mut self, books: &BTreeSet<WarehouseId>, catalogue: bool) {
        self.warehouses.extend(books.iter().cloned());
        self.all |= catalogue;
    }
}

impl Moved {
    fn all(&self) -> MutexGuard<'_, BTreeMap<WarehouseId, watch::Sender<u64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes after every commit that moved where the store stands in this warehouse.
    pub fn subscribe(&self, warehouse: &WarehouseId) -> watch::Receiver<u64> {
        self.all().entry(warehouse.clone()).or_default().subscribe()
    }

    /// I-3: only after the commit.
    pub(super) fn tell(&self, moving: Moving) {
        let tell = |sender: &watch::Sender<u64>| sender.send_modify(|count| *count += 1);
        if moving.all {
            self.all().values().for_each(tell);
        } else if !moving.warehouses.is_empty() {
            let all = self.all();
            moving.warehouses.iter().filter_map(|warehouse| all.get(warehouse)).for_each(tell);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_hear_of_their_own_warehouse_and_of_the_catalogue() {
        let [leeds, lyon] = ["LEEDS", "LYON"].map(|id| WarehouseId::new(id).unwrap());
        let moved = Moved::default();
        let [mut at_leeds, mut at_lyon] = [&leeds, &lyon].map(|warehouse| moved.subscribe(warehouse));
        let mut told = |moving| {
            moved.tell(moving);
            [&mut at_leeds, &mut at_lyon].map(|heard| {
                let changed = heard.has_changed().unwrap();
                heard.mark_unchanged();
                changed
            })
        };
        assert_eq!(told(Moving::default()), [false, false]);
        let mut moving = Moving::default();
        moving.note(&BTreeSet::from([leeds]), false);
        assert_eq!(told(moving), [true, false]);
        let mut moving = Moving::default();
        moving.note(&BTreeSet::new(), true);
        assert_eq!(told(moving), [true, true]);
    }
}
