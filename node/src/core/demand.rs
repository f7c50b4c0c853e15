//! What the floor has lately taken, or asked for in vain, of each SKU: units that fade with a half-life of a minute.

use std::collections::BTreeMap;

use holdfast_crdt::{Millis, Sku};

const HALF_LIFE_MILLIS: f64 = 60_000.0;
/// SKUs remembered; beyond that the faded ones are forgotten, and then the least wanted.
const SKUS_MAX: usize = 4096;
/// Less than this counts as no demand.
const NOTHING: f64 = 0.5;

#[derive(Debug, Default)]
pub struct Demand {
    rates: BTreeMap<Sku, Faded>,
}

#[derive(Debug, Clone, Copy)]
struct Faded {
    units: f64,
    at: Millis,
}

impl Faded {
    fn units_at(self, now: Millis) -> f64 {
        self.units * (-(now.since(self.at) as f64) / HALF_LIFE_MILLIS).exp2()
    }
}

impl Demand {
    /// The floor took `units`.
    pub fn felt(&mut self, sku: &Sku, units: u64, now: Millis) {
        let before = self.rates.get(sku).map_or(0.0, |rate| rate.units_at(now));
        self.set(sku, before + units as f64, now);
    }

    /// The floor asked for `units` in vain. Asking again for the same is no new demand.
    pub fn missed(&mut self, sku: &Sku, units: u64, now: Millis) {
        let before = self.rates.get(sku).map_or(0.0, |rate| rate.units_at(now));
        self.set(sku, before.max(units as f64), now);
    }

    fn set(&mut self, sku: &Sku, units: f64, now: Millis) {
        if !self.rates.contains_key(sku) && self.rates.len() >= SKUS_MAX {
            self.make_room(now);
        }
        self.rates.insert(sku.clone(), Faded { units, at: now });
    }

    /// Units the floor is likely to want soon, rounded.
    pub fn units(&self, sku: &Sku, now: Millis) -> u64 {
        let units = self.rates.get(sku).map_or(0.0, |rate| rate.units_at(now));
        if units < NOTHING { 0 } else { units.ceil() as u64 }
    }

    fn make_room(&mut self, now: Millis) {
        self.rates.retain(|_, rate| rate.units_at(now) >= NOTHING);
        if self.rates.len() >= SKUS_MAX {
            let least = self.rates.iter().min_by(|a, b| a.1.units_at(now).total_cmp(&b.1.units_at(now)));
            if let Some(sku) = least.map(|(sku, _)| sku.clone()) {
                self.rates.remove(&sku);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn demand_halves_in_a_minute_and_ends() {
        let sku = Sku::new("CUP").unwrap();
        let mut demand = Demand::default();
        demand.felt(&sku, 8, Millis(0));
        demand.felt(&sku, 4, Millis(60_000));
        demand.missed(&sku, 6, Millis(60_000));
        assert_eq!(demand.units(&sku, Millis(60_000)), 8);
        assert_eq!(demand.units(&sku, Millis(120_000)), 4);
        assert_eq!(demand.units(&sku, Millis(600_000)), 0);
    }

    #[test]
    fn memory_of_demand_is_bounded() {
        let mut demand = Demand::default();
        for i in 0..SKUS_MAX + 100 {
            demand.felt(&Sku::new(&format!("S{i}")).unwrap(), 2, Millis(i as u64));
        }
        assert!(demand.rates.len() <= SKUS_MAX);
    }
}
