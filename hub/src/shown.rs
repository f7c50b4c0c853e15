//! What reads of stock show beside the cells, in memory and as of the last commit: which warehouses there are, when each was
//! last heard of, and what is on its way there.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use holdfast_crdt::{Millis, Sku, WarehouseId};

use crate::core::world::World;

/// One warehouse.
#[derive(Debug, Clone, Default)]
pub struct PlaceShown {
    /// Its node's newest word, as far as the engine was told.
    pub heard_at: Option<Millis>,
    /// Units on their way.
    pub incoming: BTreeMap<Sku, u64>,
}

/// Shared between the engine, which sets it, and readers.
#[derive(Debug, Clone, Default)]
pub struct PlacesShown(Arc<RwLock<BTreeMap<WarehouseId, PlaceShown>>>);

impl PlacesShown {
    /// Shows what the world holds, all of which is committed.
    pub fn show(&self, world: &World) {
        let place = |heard_at| PlaceShown { heard_at, incoming: BTreeMap::new() };
        let mut places: BTreeMap<WarehouseId, PlaceShown> =
            world.places.iter().map(|(id, known)| (id.clone(), place(known.heard_at))).collect();
        for ((to, sku), units) in &world.incoming {
            if let Some(place) = places.get_mut(to) {
                place.incoming.insert(sku.clone(), *units);
            }
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = places;
    }

    /// Units on their way to any warehouse.
    pub fn incoming(&self) -> BTreeMap<Sku, u64> {
        let mut sums = BTreeMap::new();
        for place in self.0.read().unwrap_or_else(PoisonError::into_inner).values() {
            for (sku, units) in &place.incoming {
                *sums.entry(sku.clone()).or_default() += units;
            }
        }
        sums
    }

    /// `None`: there is no such warehouse.
    pub fn look<T>(&self, warehouse: &WarehouseId, look: impl FnOnce(&PlaceShown) -> T) -> Option<T> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(warehouse).map(look)
    }
}
