//! Cycle count lists: what is to be counted next, by the time since it was counted and by what it is worth.

use holdfast_crdt::{Millis, Sku};
use serde::{Deserialize, Serialize};
use ulid::Ulid;
use utoipa::ToSchema;

use super::bins::Bin;

/// Entries of a list.
pub const LIST_ENTRIES_MAX: usize = 500;

/// What goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = CountBasis)]
pub enum Basis {
    /// What was not counted for longest.
    Age,
    /// What is worth most: price times units on hand, units where no price is known.
    Value,
    /// What stands high in both.
    Both,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountList {
    pub list: Ulid,
    pub at: Millis,
    pub by: Basis,
    pub zone: Option<String>,
    /// Whoever counts is not told what is expected.
    pub blind: bool,
    pub entries: Vec<Entry>,
    pub version: u64,
}

/// A SKU to count: all of it, or what of it is in one bin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub sku: Sku,
    #[serde(default)]
    pub bin: Option<Bin>,
    #[serde(default)]
    pub counted_at: Option<Millis>,
}

impl CountList {
    pub fn is_done(&self) -> bool {
        self.entries.iter().all(|entry| entry.counted_at.is_some())
    }

    /// Whether a SKU, there or as a whole, is on the list.
    pub fn names(&self, sku: &Sku, bin: Option<&Bin>) -> bool {
        self.entries.iter().any(|entry| entry.is(sku, bin))
    }

    /// Notes that it was counted.
    pub fn note(&mut self, sku: &Sku, bin: Option<&Bin>, at: Millis) {
        for entry in self.entries.iter_mut().filter(|entry| entry.is(sku, bin)) {
            entry.counted_at = Some(at);
        }
    }
}

impl Entry {
    fn is(&self, sku: &Sku, bin: Option<&Bin>) -> bool {
        self.sku == *sku && self.bin.as_ref() == bin
    }
}

/// Something that could be counted.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub sku: Sku,
    pub bin: Option<Bin>,
    /// When it was last counted.
    pub last: Option<Millis>,
    /// In the smallest unit of money, or in units of stock where no price is known.
    pub worth: u128,
}

/// The `size` candidates that are to be counted first, in that order.
pub fn choose(candidates: Vec<Candidate>, by: Basis, size: usize) -> Vec<Entry> {
    let mut ranked: Vec<(usize, usize, Candidate)> = candidates.into_iter().map(|one| (0, 0, one)).collect();
    ranked.sort_by(|(.., a), (.., b)| (a.last, &a.sku, &a.bin).cmp(&(b.last, &b.sku, &b.bin)));
    ranked.iter_mut().enumerate().for_each(|(rank, (age, ..))| *age = rank);
    ranked.sort_by(|(.., a), (.., b)| (b.worth, &a.sku, &a.bin).cmp(&(a.worth, &b.sku, &b.bin)));
    ranked.iter_mut().enumerate().for_each(|(rank, (_, value, _))| *value = rank);
    ranked.sort_by_key(|(age, value, _)| match by {
        Basis::Age => (*age, *value),
        Basis::Value => (*value, *age),
        Basis::Both => (*age + *value, *age),
    });
    ranked.truncate(size);
    ranked.into_iter().map(|(.., one)| Entry { sku: one.sku, bin: one.bin, counted_at: None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::sku;

    fn chosen(by: Basis, size: usize) -> Vec<String> {
        let one = |name: &str, last: Option<u64>, worth| Candidate {
            sku: sku(name),
            bin: None,
            last: last.map(Millis),
            worth,
        };
        let candidates = vec![
            one("CHEAP-NEW", Some(9), 1),
            one("CHEAP-OLD", Some(2), 2),
            one("DEAR-NEW", Some(8), 100),
            one("DEAR-OLD", Some(3), 90),
            one("NEVER", None, 0),
        ];
        choose(candidates, by, size).into_iter().map(|entry| entry.sku.to_string()).collect()
    }

    #[test]
    fn the_longest_uncounted_the_dearest_or_both_go_first() {
        assert_eq!(chosen(Basis::Age, 3), ["NEVER", "CHEAP-OLD", "DEAR-OLD"]);
        assert_eq!(chosen(Basis::Value, 2), ["DEAR-NEW", "DEAR-OLD"]);
        assert_eq!(chosen(Basis::Both, 3), ["CHEAP-OLD", "DEAR-OLD", "DEAR-NEW"]);
        assert_eq!(chosen(Basis::Both, 50).len(), 5);
    }

    #[test]
    fn a_list_is_done_when_all_of_it_was_counted() {
        let entries = choose(vec![Candidate { sku: sku("CUP"), bin: None, last: None, worth: 0 }], Basis::Age, 9);
        let (list, zone) = (Ulid::from_parts(1, 1), None);
        let mut list = CountList { list, at: Millis(1), by: Basis::Age, zone, blind: true, entries, version: 1 };
        assert!(list.names(&sku("CUP"), None) && !list.names(&sku("PAN"), None) && !list.is_done());
        list.note(&sku("CUP"), None, Millis(5));
        assert!(list.is_done());
    }
}
