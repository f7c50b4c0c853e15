//! Put-away: into which bins goods should go, and why.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use super::bins::{Bin, Place};

/// Why a bin is suggested, the best reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It holds the SKU already.
    HoldsIt,
    /// The SKU belongs there.
    ItsSlot,
    /// Nothing lies there, in a zone where goods are kept.
    Empty,
    /// Other goods lie there, and there is room.
    Room,
}

/// A bin that goods might go into.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub bin: Bin,
    /// `None` where nobody described it.
    pub place: Option<Place>,
    /// Units of this SKU in it.
    pub holds: u64,
    /// Units of all SKUs in it.
    pub filled: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub bin: Bin,
    pub quantity: u64,
    pub reason: Reason,
}

impl Candidate {
    /// Units that it still takes; without a capacity, any number.
    fn room(&self) -> u64 {
        let capacity = self.place.as_ref().and_then(|place| place.capacity);
        capacity.map_or(u64::MAX, |capacity| capacity.saturating_sub(self.filled))
    }

    fn reason(&self, slots: &BTreeSet<Bin>) -> Option<Reason> {
        let keeps_goods = self.place.as_ref().is_none_or(|place| !place.blocked && place.kind.keeps_goods());
        if !keeps_goods || self.room() == 0 {
            return None;
        }
        Some(match self {
            _ if self.holds > 0 => Reason::HoldsIt,
            _ if slots.contains(&self.bin) => Reason::ItsSlot,
            _ if self.filled == 0 => Reason::Empty,
            // without a capacity nobody knows whether there is room beside other goods
            Self { place: Some(Place { capacity: Some(_), .. }), .. } => Reason::Room,
            _ => return None,
        })
    }

    fn turn(&self) -> u64 {
        self.place.as_ref().map_or(u64::MAX, |place| place.sequence)
    }
}

/// Spreads units over bins: first where the SKU lies, then where it belongs, then over empty bins and others with room, each
/// along the pick path. What fits nowhere is left out. Where the warehouse has described bins, goods go into no other.
pub fn suggest(candidates: &[Candidate], slots: &BTreeSet<Bin>, quantity: u64) -> Vec<Suggestion> {
    let described = candidates.iter().any(|candidate| candidate.place.is_some());
    let known = candidates.iter().filter(|candidate| candidate.place.is_some() || !described);
    let mut fit: Vec<(Reason, &Candidate)> =
        known.filter_map(|candidate| Some((candidate.reason(slots)?, candidate))).collect();
    fit.sort_by_key(|(reason, candidate)| (*reason, candidate.turn(), candidate.bin.clone()));
    let mut left = quantity;
    let mut suggestions = Vec::new();
    for (reason, candidate) in fit {
        let here = left.min(candidate.room());
        if here > 0 {
            left -= here;
            suggestions.push(Suggestion { bin: candidate.bin.clone(), quantity: here, reason });
        }
    }
    suggestions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::bins::ZoneKind;
    use crate::core::testing::{bin, place};

    fn candidate(name: &str, turn: u64, capacity: Option<u64>, holds: u64, filled: u64) -> Candidate {
        let place = Some(Place { capacity, ..place(name, turn) });
        Candidate { bin: bin(name), place, holds, filled }
    }

    fn told(candidates: &[Candidate], slots: &[&str], quantity: u64) -> Vec<(String, u64, Reason)> {
        let slots = slots.iter().map(|name| bin(name)).collect();
        let found = suggest(candidates, &slots, quantity);
        found.into_iter().map(|s| (s.bin.to_string(), s.quantity, s.reason)).collect()
    }

    #[test]
    fn goods_go_where_they_lie_then_where_they_belong_then_where_nothing_is() {
        let candidates = [
            candidate("A-01", 1, Some(10), 0, 0),
            candidate("A-02", 2, Some(10), 4, 7),
            candidate("A-03", 3, Some(10), 0, 5),
            candidate("A-04", 4, Some(10), 0, 4),
        ];
        let wanted = [
            ("A-02".to_owned(), 3, Reason::HoldsIt),
            ("A-03".to_owned(), 5, Reason::ItsSlot),
            ("A-01".to_owned(), 10, Reason::Empty),
            ("A-04".to_owned(), 2, Reason::Room),
        ];
        assert_eq!(told(&candidates, &["A-03"], 20), wanted);
    }

    #[test]
    fn blocked_bins_and_zones_for_other_uses_are_left_out() {
        let mut candidates = [candidate("A-01", 1, None, 3, 3), candidate("A-02", 2, None, 0, 0)];
        candidates[0].place.as_mut().unwrap().blocked = true;
        candidates[1].place.as_mut().unwrap().kind = ZoneKind::Quarantine;
        assert!(told(&candidates, &[], 5).is_empty());
    }

    #[test]
    fn a_bin_nobody_described_takes_more_of_what_it_holds() {
        let bare = Candidate { bin: bin("somewhere"), place: None, holds: 2, filled: 9 };
        assert_eq!(told(std::slice::from_ref(&bare), &[], 500), [("somewhere".to_owned(), 500, Reason::HoldsIt)]);
        // a move there would be refused once the warehouse has described its bins
        let both = [bare, candidate("A-01", 1, None, 0, 0)];
        assert_eq!(told(&both, &["A-01"], 500), [("A-01".to_owned(), 500, Reason::ItsSlot)]);
    }
}
