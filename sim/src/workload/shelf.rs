//! The goods themselves, which no crash, cut or restore brings back: a ledger that only people's hands write.

use std::collections::{BTreeMap, BTreeSet};

/// A node's machine and a number of a SKU.
pub type Spot = (usize, usize);

#[derive(Debug, Default)]
pub struct Shelves {
    units: BTreeMap<Spot, u64>,
    /// Units that vanished and have not turned up.
    gone: BTreeMap<Spot, u64>,
    /// Where anything ever vanished.
    pub lossy: BTreeSet<Spot>,
    /// Units that had vanished and turned up.
    returned: BTreeMap<Spot, u64>,
    /// Units that left for customers.
    pub left: BTreeMap<Spot, u64>,
    /// Units that came in or were put away.
    pub came: BTreeMap<Spot, u64>,
}

impl Shelves {
    pub fn units(&self, spot: Spot) -> u64 {
        self.units.get(&spot).copied().unwrap_or(0)
    }

    /// Units that vanished and have not turned up.
    pub fn gone(&self, spot: Spot) -> u64 {
        self.gone.get(&spot).copied().unwrap_or(0)
    }

    /// Units that had vanished and turned up, ever.
    pub fn returned(&self, spot: Spot) -> u64 {
        self.returned.get(&spot).copied().unwrap_or(0)
    }

    pub fn put(&mut self, spot: Spot, units: u64) {
        *self.units.entry(spot).or_default() += units;
        *self.came.entry(spot).or_default() += units;
    }

    /// Goods that were not taken in after all go back where they came from.
    pub fn send_back(&mut self, spot: Spot, units: u64) {
        self.remove(spot, units);
        let came = self.came.entry(spot).or_default();
        *came = came.saturating_sub(units);
    }

    /// Whether there was as much to take away.
    pub fn ship(&mut self, spot: Spot, units: u64) -> bool {
        *self.left.entry(spot).or_default() += units;
        self.remove(spot, units)
    }

    /// What has vanished turns up; how many units.
    pub fn give_back(&mut self, spot: Spot) -> u64 {
        let back = self.gone.remove(&spot).unwrap_or(0);
        *self.returned.entry(spot).or_default() += back;
        *self.units.entry(spot).or_default() += back;
        back
    }

    /// Units vanish from the shelf, never from the `carts`; how many.
    pub fn lose(&mut self, spot: Spot, units: u64, carts: u64) -> u64 {
        let gone = units.min(self.units(spot).saturating_sub(carts));
        self.remove(spot, gone);
        if gone > 0 {
            self.lossy.insert(spot);
            *self.gone.entry(spot).or_default() += gone;
        }
        gone
    }

    fn remove(&mut self, spot: Spot, units: u64) -> bool {
        let there = self.units.entry(spot).or_default();
        let enough = *there >= units;
        *there = there.saturating_sub(units);
        enough
    }
}
