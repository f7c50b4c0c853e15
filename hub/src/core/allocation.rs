//! Which warehouses an order comes from: a pure function of demand and supply. A whole order from one warehouse before a
//! split, fewer parcels before nearer ones, nearer before farther, then by stock relative to demand.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use holdfast_crdt::{Sku, WarehouseId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Units wanted, by SKU.
pub type Demand = BTreeMap<Sku, u64>;

/// What one warehouse may promise now.
#[derive(Debug, Clone)]
pub struct Supply {
    pub warehouse: WarehouseId,
    /// To the customer; `None` where either place is unknown, which ranks behind all known ones.
    pub distance_km: Option<f64>,
    /// Units held here for this very customer: such a warehouse goes first.
    pub holds: bool,
    pub units: Units,
}

/// Units by SKU, in order of SKU. A plain list: it is made for each warehouse and order, and has a handful of entries.
#[derive(Debug, Clone, Default)]
pub struct Units(Vec<(Sku, u64)>);

impl FromIterator<(Sku, u64)> for Units {
    fn from_iter<T: IntoIterator<Item = (Sku, u64)>>(units: T) -> Self {
        let mut list: Vec<(Sku, u64)> = units.into_iter().collect();
        list.sort_by(|(a, _), (b, _)| a.cmp(b));
        Self(list)
    }
}

impl Units {
    fn find(&self, sku: &Sku) -> Option<usize> {
        self.0.binary_search_by(|(known, _)| known.cmp(sku)).ok()
    }

    /// 0 for what is not listed.
    pub fn get(&self, sku: &Sku) -> u64 {
        self.find(sku).map_or(0, |at| self.0[at].1)
    }

    pub fn get_mut(&mut self, sku: &Sku) -> Option<&mut u64> {
        let at = self.find(sku)?;
        Some(&mut self.0[at].1)
    }
}

/// Why units come from a warehouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// No other had all of it.
    OnlyOneWithAll,
    /// The nearest of those that had all of it.
    NearestWithAll,
    /// Of those that had all of it and were equally near, or at a place unknown, none had more for what was wanted.
    BestStockedWithAll,
    /// Units were held for this very customer there.
    HeldForCustomer,
    /// None had all of it: this one is of the fewest, and of those the nearest, that did together.
    FewestParcels,
    /// Not even a few had all of it: this one had the most of what the others left.
    MostOfTheRest,
    /// The order waited, and units that came later went to it.
    BackorderFilled,
    /// Another warehouse could not give what it had been chosen for.
    Resourced,
}

/// Units of one SKU from one warehouse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    pub warehouse: WarehouseId,
    pub sku: Sku,
    pub quantity: u64,
    pub reason: Reason,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    pub picks: Vec<Pick>,
    /// What no pick covers.
    pub missing: Demand,
}

/// Sets of warehouses looked at before a greedy choice takes over: keeps an order with 50 warehouses cheap.
const SETS_MAX: usize = 4_000;
const SET_SIZE_MAX: usize = 3;

/// Plans `demand`. Without `split` either one warehouse gives all or nothing is picked.
pub fn plan(demand: &Demand, supplies: &[Supply], split: bool) -> Plan {
    let mut ranked: Vec<&Supply> = supplies.iter().filter(|supply| gives(supply, demand) > 0).collect();
    ranked.sort_by(|a, b| rank(a, b, demand));
    let mut whole = ranked.iter().filter(|supply| covers(&[supply], demand));
    if let Some(first) = whole.next() {
        return take(demand, &[first], before(first, whole.next()));
    }
    if !split {
        return Plan { picks: Vec::new(), missing: demand.clone() };
    }
    match smallest_set(&ranked, demand) {
        Some(set) => take(demand, &set, Reason::FewestParcels),
        None => take(demand, &greedy_set(&ranked, demand), Reason::MostOfTheRest),
    }
}

/// Why the first of those that have all goes before the second.
fn before(first: &Supply, second: Option<&&Supply>) -> Reason {
    match second {
        None => Reason::OnlyOneWithAll,
        Some(second) if first.holds && !second.holds => Reason::HeldForCustomer,
        Some(second) if nearer(first, second).is_lt() => Reason::NearestWithAll,
        Some(_) => Reason::BestStockedWithAll,
    }
}

fn nearer(a: &Supply, b: &Supply) -> Ordering {
    let distance = |supply: &Supply| supply.distance_km.unwrap_or(f64::INFINITY);
    distance(a).total_cmp(&distance(b))
}

fn rank(a: &Supply, b: &Supply, demand: &Demand) -> Ordering {
    (b.holds.cmp(&a.holds))
        .then(nearer(a, b))
        .then_with(|| plenty(b, demand).total_cmp(&plenty(a, demand)))
        .then_with(|| a.warehouse.cmp(&b.warehouse))
}

/// Stock relative to demand, over the SKU that is scarcest here.
fn plenty(supply: &Supply, demand: &Demand) -> f64 {
    let ratio = |(sku, wanted): (&Sku, &u64)| held(supply, sku) as f64 / (*wanted).max(1) as f64;
    demand.iter().map(ratio).fold(f64::INFINITY, f64::min)
}

fn held(supply: &Supply, sku: &Sku) -> u64 {
    supply.units.get(sku)
}

/// Units of the demand that this warehouse could give.
fn gives(supply: &Supply, demand: &Demand) -> u64 {
    demand.iter().map(|(sku, wanted)| held(supply, sku).min(*wanted)).sum()
}

fn covers(set: &[&Supply], demand: &Demand) -> bool {
    demand.iter().all(|(sku, wanted)| set.iter().map(|supply| held(supply, sku)).sum::<u64>() >= *wanted)
}

/// The first smallest set that covers all, in order of rank: among sets of one size that is the nearest by its members.
fn smallest_set<'a>(ranked: &[&'a Supply], demand: &Demand) -> Option<Vec<&'a Supply>> {
    let mut looked = 0;
    for size in 2..=SET_SIZE_MAX.min(ranked.len()) {
        let mut best: Option<(f64, Vec<&'a Supply>)> = None;
        let mut at: Vec<usize> = (0..size).collect();
        loop {
            looked += 1;
            let set: Vec<&Supply> = at.iter().map(|index| ranked[*index]).collect();
            let distance = set.iter().map(|supply| supply.distance_km.unwrap_or(EARTH_HALF_KM)).sum::<f64>();
            if best.as_ref().is_none_or(|(least, _)| distance < *least) && covers(&set, demand) {
                best = Some((distance, set));
            }
            if looked >= SETS_MAX || !next_combination(&mut at, ranked.len()) {
                break;
            }
        }
        if best.is_some() || looked >= SETS_MAX {
            return best.map(|(_, set)| set);
        }
    }
    None
}

/// As far as anything on Earth can be: where a place is unknown.
const EARTH_HALF_KM: f64 = 20_100.0;

fn next_combination(at: &mut [usize], of: usize) -> bool {
    let size = at.len();
    for index in (0..size).rev() {
        if at[index] < of - size + index {
            at[index] += 1;
            for later in index + 1..size {
                at[later] = at[later - 1] + 1;
            }
            return true;
        }
    }
    false
}

/// Whoever covers most of what is left comes next, until nothing more can be covered.
fn greedy_set<'a>(ranked: &[&'a Supply], demand: &Demand) -> Vec<&'a Supply> {
    let mut left = demand.clone();
    let mut set: Vec<&Supply> = Vec::new();
    loop {
        let candidates = ranked.iter().filter(|supply| set.iter().all(|taken| taken.warehouse != supply.warehouse));
        // max_by_key keeps the last of equals: reversed, the best ranked wins
        let best = candidates.rev().max_by_key(|supply| gives(supply, &left)).filter(|supply| gives(supply, &left) > 0);
        let Some(best) = best else { return set };
        left.iter_mut().for_each(|(sku, wanted)| *wanted -= held(best, sku).min(*wanted));
        left.retain(|_, wanted| *wanted > 0);
        set.push(best);
    }
}

/// Takes the demand out of a set, the first member giving first.
fn take(demand: &Demand, set: &[&Supply], reason: Reason) -> Plan {
    let mut plan = Plan { picks: Vec::new(), missing: demand.clone() };
    for supply in set {
        for (sku, missing) in &mut plan.missing {
            let quantity = held(supply, sku).min(*missing);
            if quantity > 0 {
                *missing -= quantity;
                plan.picks.push(Pick { warehouse: supply.warehouse.clone(), sku: sku.clone(), quantity, reason });
            }
        }
    }
    plan.missing.retain(|_, missing| *missing > 0);
    plan
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sku(name: &str) -> Sku {
        Sku::new(name).unwrap()
    }

    fn demand(lines: &[(&str, u64)]) -> Demand {
        lines.iter().map(|(name, units)| (sku(name), *units)).collect()
    }

    fn supply(name: &str, km: f64, lines: &[(&str, u64)]) -> Supply {
        Supply {
            warehouse: WarehouseId::new(name).unwrap(),
            distance_km: Some(km),
            holds: false,
            units: demand(lines).into_iter().collect(),
        }
    }

    fn picked(plan: &Plan) -> Vec<(String, String, u64)> {
        plan.picks.iter().map(|pick| (pick.warehouse.to_string(), pick.sku.to_string(), pick.quantity)).collect()
    }

    fn check(wanted: &[(&str, u64)], supplies: &[Supply], split: bool, expected: &[(&str, &str, u64)]) {
        let expected: Vec<_> = expected.iter().map(|(w, s, n)| ((*w).to_owned(), (*s).to_owned(), *n)).collect();
        assert_eq!(picked(&plan(&demand(wanted), supplies, split)), expected);
    }

    #[test]
    fn a_whole_order_from_farther_away_beats_a_split_nearby() {
        let near = [
            supply("NEAR", 1.0, &[("A", 5)]),
            supply("MID", 2.0, &[("B", 5)]),
            supply("FAR", 900.0, &[("A", 5), ("B", 5)]),
        ];
        check(&[("A", 1), ("B", 1)], &near, true, &[("FAR", "A", 1), ("FAR", "B", 1)]);
    }

    #[test]
    fn the_nearest_of_those_that_have_it_all() {
        let all = [supply("FAR", 50.0, &[("A", 9)]), supply("NEAR", 5.0, &[("A", 3)])];
        check(&[("A", 3)], &all, true, &[("NEAR", "A", 3)]);
        check(&[("A", 4)], &all, true, &[("FAR", "A", 4)]);
    }

    #[test]
    fn equally_near_the_one_with_more_stock_relative_to_demand() {
        let all = [supply("THIN", 5.0, &[("A", 3)]), supply("FAT", 5.0, &[("A", 30)])];
        check(&[("A", 2)], &all, true, &[("FAT", "A", 2)]);
    }

    #[test]
    fn two_parcels_rather_than_three() {
        let all = [
            supply("A1", 1.0, &[("A", 2)]),
            supply("A2", 2.0, &[("A", 2)]),
            supply("A3", 3.0, &[("A", 2)]),
            supply("BIG", 500.0, &[("A", 4)]),
        ];
        let found = plan(&demand(&[("A", 6)]), &all, true);
        assert_eq!(found.picks.len(), 2);
        assert!(found.missing.is_empty());
        assert_eq!(picked(&found)[0], ("A1".into(), "A".into(), 2));
    }

    #[test]
    fn whoever_may_not_split_gets_all_from_one_or_nothing() {
        let all = [supply("X", 1.0, &[("A", 2)]), supply("Y", 2.0, &[("A", 3)])];
        let refused = plan(&demand(&[("A", 4)]), &all, false);
        assert_eq!((refused.picks.len(), refused.missing.clone()), (0, demand(&[("A", 4)])));
        check(&[("A", 3)], &all, false, &[("Y", "A", 3)]);
    }

    #[test]
    fn a_customers_own_hold_goes_first() {
        let mut held = supply("HELD", 900.0, &[("A", 5)]);
        held.holds = true;
        check(&[("A", 2)], &[supply("NEAR", 1.0, &[("A", 5)]), held], true, &[("HELD", "A", 2)]);
    }

    #[test]
    fn every_pick_says_why_it_is_from_there() {
        let near = |lines: &[(&str, u64)]| supply("NEAR", 1.0, lines);
        let far = |lines: &[(&str, u64)]| supply("FAR", 900.0, lines);
        let unknown = |name: &str, units| Supply { distance_km: None, ..supply(name, 0.0, &[("A", units)]) };
        let held = Supply { holds: true, ..far(&[("A", 9)]) };
        let (few, many) = ([("A", 1)], [("A", 2)]);
        for (wanted, supplies, reason) in [
            (2, vec![near(&few), far(&many)], Reason::OnlyOneWithAll),
            (1, vec![near(&few), far(&many)], Reason::NearestWithAll),
            (1, vec![far(&many), unknown("ELSEWHERE", 9)], Reason::NearestWithAll),
            (1, vec![unknown("THIN", 1), unknown("FAT", 9)], Reason::BestStockedWithAll),
            (1, vec![near(&few), held.clone()], Reason::HeldForCustomer),
            (3, vec![near(&few), far(&many)], Reason::FewestParcels),
            (4, vec![near(&few), far(&many)], Reason::MostOfTheRest),
            (1, vec![held], Reason::OnlyOneWithAll),
        ] {
            let found = plan(&demand(&[("A", wanted)]), &supplies, true);
            assert!(
                !found.picks.is_empty() && found.picks.iter().all(|pick| pick.reason == reason),
                "{reason:?}: {found:?}"
            );
        }
    }

    #[test]
    fn what_cannot_be_covered_is_missing_and_the_rest_is_picked() {
        let all = [supply("X", 1.0, &[("A", 2)]), supply("Y", 2.0, &[("A", 1)])];
        let found = plan(&demand(&[("A", 5), ("B", 1)]), &all, true);
        assert_eq!(found.missing, demand(&[("A", 2), ("B", 1)]));
        assert_eq!(found.picks.iter().map(|pick| pick.quantity).sum::<u64>(), 3);
    }

    proptest! {
        /// Never more than a warehouse has, never more than is wanted; picked and missing make up the demand.
        #[test]
        fn plans_add_up(wanted in prop::collection::btree_map(0u8..4, 1u64..20, 1..4),
                        stock in prop::collection::vec((0.0f64..5000.0, prop::collection::btree_map(0u8..4, 0u64..15, 0..4)), 0..8),
                        split: bool) {
            let name = |n: &u8| sku(&format!("S{n}"));
            let wanted: Demand = wanted.iter().map(|(n, units)| (name(n), *units)).collect();
            let supplies: Vec<Supply> = stock.iter().enumerate().map(|(at, (km, units))| Supply {
                warehouse: WarehouseId::new(&format!("W{at}")).unwrap(), distance_km: Some(*km), holds: false,
                units: units.iter().map(|(n, units)| (name(n), *units)).collect(),
            }).collect();
            let found = plan(&wanted, &supplies, split);
            for pick in &found.picks {
                let supply = supplies.iter().find(|supply| supply.warehouse == pick.warehouse).unwrap();
                prop_assert!(pick.quantity > 0 && pick.quantity <= supply.units.get(&pick.sku));
            }
            for (sku, units) in &wanted {
                let picked: u64 = found.picks.iter().filter(|pick| pick.sku == *sku).map(|pick| pick.quantity).sum();
                prop_assert_eq!(picked + found.missing.get(sku).copied().unwrap_or(0), *units);
                let total: u64 = supplies.iter().map(|supply| held(supply, sku)).sum();
                if split && total >= *units { prop_assert!(!found.missing.contains_key(sku)); }
            }
            if !split {
                let sources: std::collections::BTreeSet<_> = found.picks.iter().map(|pick| &pick.warehouse).collect();
                prop_assert!(sources.len() <= 1 && (found.picks.is_empty() || found.missing.is_empty()));
            }
        }
    }
}
