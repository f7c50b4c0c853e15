//! Units on their way here, kept beside the store for readers: every record of stock shows them.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use holdfast_crdt::Sku;

#[derive(Debug, Default)]
pub struct Incoming(RwLock<BTreeMap<Sku, u64>>);

impl Incoming {
    pub fn set(&self, units: BTreeMap<Sku, u64>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = units;
    }

    pub fn all(&self) -> BTreeMap<Sku, u64> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn of(&self, sku: &Sku) -> u64 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(sku).copied().unwrap_or(0)
    }
}
