//! Cycle counts: what was found is made available, what is missing is written off or claimed. A line counts all of a SKU, or
//! what of it lies in one bin.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::{Account, Cause, Count, Sku};

use super::bins::Bin;
use super::shelves::Shelves;
use super::{Floor, Refusal, claim};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountLine {
    pub sku: Sku,
    pub counted: Count,
    /// Only what lies there was counted.
    pub bin: Option<Bin>,
}

/// What a count found of a SKU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub sku: Sku,
    pub bin: Option<Bin>,
    /// On hand, less what open claims say is missing; of a bin, what is in it on paper and as many more of the units that are
    /// in none as were found there.
    pub expected: u64,
    pub counted: u64,
    /// Counted less expected. What is picked counts as there: it stands in a cart or a parcel, whoever forgot it.
    pub difference: i64,
    /// Missing units that only the hub can write off.
    pub claimed: u64,
    /// What the books said of it: on hand, or in the bin.
    pub basis: u64,
}

#[cfg(test)]
impl Difference {
    pub fn none(sku: &str) -> Self {
        let sku = super::testing::sku(sku);
        Self { sku, bin: None, expected: 0, counted: 0, difference: 0, claimed: 0, basis: 0 }
    }
}

/// What was counted, brought up to what has moved since: the books said `then`, and say `now`.
pub fn brought_up(counted: Count, then: u64, now: u64) -> Count {
    let there = (counted.get() + now).saturating_sub(then);
    Count::new(there.min(Count::from(holdfast_crdt::Quantity::MAX).get())).unwrap_or(counted)
}

impl Floor<'_> {
    /// Brings the books to what was counted, all lines or none. `picked`: units in carts and parcels. A count that is lower
    /// was made without them, or is an old one; a claim for goods that then leave would never end.
    pub fn count(
        &mut self,
        lines: &[CountLine],
        picked: &BTreeMap<Sku, u64>,
        shelves: &mut Shelves,
        cause: &Cause,
    ) -> Result<Vec<Difference>, Refusal> {
        once_each(lines)?;
        let mut found = Vec::with_capacity(lines.len());
        for (index, line) in lines.iter().enumerate() {
            let picked = picked.get(&line.sku).copied().unwrap_or(0);
            self.void_claims(&line.sku);
            let difference = self.compare(line, picked, shelves);
            let claimed = self.apply(&difference, cause).map_err(|error| Refusal::Post { index, error })?;
            if let Some(bin) = &line.bin {
                shelves.set(&line.sku, bin, line.counted.get());
            }
            self.note_count(&line.sku);
            found.push(Difference { claimed, ..difference });
        }
        Ok(found)
    }

    /// What a count would find, changing nothing.
    pub fn appraise(
        &self,
        lines: &[CountLine],
        picked: &BTreeMap<Sku, u64>,
        shelves: &Shelves,
    ) -> Result<Vec<Difference>, Refusal> {
        once_each(lines)?;
        for (index, line) in lines.iter().enumerate() {
            line.bin.iter().try_for_each(|bin| shelves.admit(index, "bin", bin))?;
        }
        let picked = |line: &CountLine| picked.get(&line.sku).copied().unwrap_or(0);
        Ok(lines.iter().map(|line| self.compare(line, picked(line), shelves)).collect())
    }

    /// Units of a SKU that should be in the warehouse.
    pub fn expected(&self, sku: &Sku) -> u64 {
        self.desk.cell(self.warehouse, sku).on_hand().saturating_sub(claim::outstanding(self.claims, sku))
    }

    fn compare(&self, line: &CountLine, picked: u64, shelves: &Shelves) -> Difference {
        let (sku, counted) = (&line.sku, line.counted.get());
        let all = self.expected(sku);
        let (basis, expected) = match &line.bin {
            None => (all, all),
            Some(bin) => {
                let held = shelves.held(sku, bin);
                let unplaced = all.saturating_sub(picked + shelves.placed(sku));
                (held, held + counted.saturating_sub(held).min(unplaced))
            }
        };
        let there = (all + counted).saturating_sub(expected).max(picked);
        let difference = there as i64 - all as i64;
        Difference { sku: sku.clone(), bin: line.bin.clone(), expected, counted, difference, claimed: 0, basis }
    }

    /// How many units are claimed.
    fn apply(&mut self, found: &Difference, cause: &Cause) -> Result<u64, holdfast_crdt::PostError> {
        let units = found.difference.unsigned_abs();
        match found.difference {
            0 => Ok(0),
            1.. => self.found(&found.sku, units, cause).map(|()| 0),
            _ => self.missing(&found.sku, units, cause),
        }
    }

    fn found(&mut self, sku: &Sku, units: u64, cause: &Cause) -> Result<(), holdfast_crdt::PostError> {
        let minted = units - self.withdraw(sku, units);
        self.shift(sku, Account::Loss, Account::Available, minted, cause)?;
        self.share(sku, minted);
        Ok(())
    }

    /// Writes off what the floor has rights to, claims what the hub can answer for, and takes what is left from the
    /// units that the floor set apart; what remains was set apart by the hub, and is claimed as well. Returns the units
    /// claimed.
    fn missing(&mut self, sku: &Sku, units: u64, cause: &Cause) -> Result<u64, holdfast_crdt::PostError> {
        let cell = self.desk.cell(self.warehouse, sku);
        let own = self.desk.rights(self.warehouse, sku).min(units);
        let open = claim::outstanding(self.claims, sku);
        let hubs = (cell.available() + cell.committed()).saturating_sub(own + open);
        let apart = |account| self.desk.part(self.warehouse, sku, account).min(cell.balance(account));
        let rest = units - own - (units - own).min(hubs);
        let from_damaged = rest.min(apart(Account::Damaged));
        let from_control = (rest - from_damaged).min(apart(Account::QualityControl));
        let claimed = units - own - from_damaged - from_control;
        self.shift(sku, Account::Available, Account::Loss, own, cause)?;
        self.shift(sku, Account::Damaged, Account::Loss, from_damaged, cause)?;
        self.shift(sku, Account::QualityControl, Account::Loss, from_control, cause)?;
        self.claim(sku, claimed, cause.reference.clone());
        Ok(claimed)
    }
}

/// A SKU is counted whole, or bin by bin, and each once.
fn once_each(lines: &[CountLine]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    let mut whole = BTreeSet::new();
    for (index, line) in lines.iter().enumerate() {
        let repeated = !seen.insert((&line.sku, &line.bin)) || whole.contains(&line.sku);
        let mixed = line.bin.is_none() && seen.iter().any(|(sku, bin)| *sku == &line.sku && bin.is_some());
        if repeated || mixed {
            return Err(Refusal::Twice { index, sku: line.sku.clone() });
        }
        if line.bin.is_none() {
            whole.insert(&line.sku);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::ClaimId;
    use holdfast_sync::mail::ToHub;

    use super::*;
    use crate::core::testing::{Scene, bin, cause, sku};

    fn count(scene: &mut Scene, counted: u64) -> Difference {
        let line = CountLine { sku: sku("CUP"), counted: Count::new(counted).unwrap(), bin: None };
        scene.floor().count(&[line], &BTreeMap::new(), &mut Shelves::default(), &cause()).unwrap().remove(0)
    }

    #[test]
    fn what_stands_in_a_parcel_is_there() {
        let mut scene = Scene::new();
        scene.stock("CUP", 2);
        scene.hub_stock("CUP", 3, 0);
        let line = CountLine { sku: sku("CUP"), counted: Count::new(0).unwrap(), bin: None };
        let picked = BTreeMap::from([(sku("CUP"), 3)]);
        let found = scene.floor().count(&[line], &picked, &mut Shelves::default(), &cause()).unwrap().remove(0);
        assert_eq!((found.expected, found.counted, found.difference, found.claimed), (5, 0, -2, 0));
        assert_eq!(scene.cell("CUP").on_hand(), 3);
    }

    fn claim_of(scene: &Scene) -> ClaimId {
        scene
            .letters()
            .iter()
            .find_map(|letter| match letter {
                ToHub::Claim { claim, .. } => Some(*claim),
                _ => None,
            })
            .unwrap()
    }

    #[test]
    fn what_was_found_is_available() {
        let mut scene = Scene::new();
        scene.stock("CUP", 3);
        let found = count(&mut scene, 7);
        assert_eq!((found.expected, found.difference, found.claimed), (3, 4, 0));
        assert_eq!(scene.cell("CUP").available(), 7);
    }

    #[test]
    fn what_is_missing_is_written_off_and_the_rest_is_claimed() {
        let mut scene = Scene::new();
        scene.stock("CUP", 2);
        scene.hub_stock("CUP", 8, 6);
        let found = count(&mut scene, 5);
        assert_eq!((found.expected, found.difference, found.claimed), (10, -5, 3));
        assert_eq!((scene.cell("CUP").on_hand(), scene.rights("CUP")), (8, 0));
        // counted again before the hub has paid: nothing new
        let again = count(&mut scene, 5);
        assert_eq!((again.expected, again.difference, again.claimed), (5, 0, 0));
    }

    #[test]
    fn a_claim_whose_units_turn_up_is_withdrawn_before_anything_is_minted() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 10, 10);
        count(&mut scene, 6);
        count(&mut scene, 9);
        assert!(matches!(scene.letters().last(), Some(ToHub::ClaimWithdrawn { quantity, .. }) if quantity.get() == 3));
        count(&mut scene, 12);
        assert_eq!(scene.cell("CUP").on_hand(), 12);
    }

    #[test]
    fn a_claim_for_units_that_left_after_all_ends_with_the_next_count() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 10, 10);
        count(&mut scene, 3);
        scene.shift("CUP", Account::Committed, Account::Customer, 8);
        let found = count(&mut scene, 4);
        assert_eq!((found.expected, found.difference), (0, 4));
        assert_eq!((scene.cell("CUP").on_hand(), claim::outstanding(&scene.claims, &sku("CUP"))), (4, 0));
        // the hub paid before it heard, out of what the count found: the five that its row takes come back
        let claim = claim_of(&scene);
        scene.floor().claim_paid(claim, 5, u64::MAX);
        assert_eq!(scene.cell("CUP").on_hand(), 9);
    }

    #[test]
    fn units_paid_after_they_were_found_again_come_back() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 10, 10);
        count(&mut scene, 6);
        count(&mut scene, 10);
        let claim = claim_of(&scene);
        scene.floor().claim_paid(claim, 4, u64::MAX);
        // the hub's row, with the four written off, would lower this to 10 again
        assert_eq!(scene.cell("CUP").on_hand(), 14);
        assert_eq!(claim::outstanding(&scene.claims, &sku("CUP")), 0);
    }

    #[test]
    fn a_payment_that_the_count_has_seen_changes_nothing_but_who_owes_what_is_missing() {
        for (counted, found_missing) in [(6, 0), (3, 3)] {
            let mut scene = Scene::new();
            scene.hub_stock("CUP", 10, 4);
            count(&mut scene, 6);
            let claim = claim_of(&scene);
            // its row comes before its letter
            scene.hub_shift("CUP", Account::Available, Account::Loss, 4);
            let paid_at = scene.desk.book(&scene.warehouse).unwrap().heard.rows;
            count(&mut scene, counted);
            scene.floor().claim_paid(claim, 4, paid_at);
            let missing = claim::outstanding(&scene.claims, &sku("CUP"));
            assert_eq!((missing, scene.cell("CUP").on_hand() - missing), (found_missing, counted));
            let again = matches!(scene.letters().last(), Some(ToHub::Claim { claim: other, .. }) if *other != claim);
            assert_eq!(again, found_missing > 0, "the hub takes the first one for paid");
        }
    }

    #[test]
    fn what_neither_side_can_promise_is_taken_from_what_is_held_apart() {
        let mut scene = Scene::new();
        scene.stock("CUP", 5);
        scene.shift("CUP", Account::Available, Account::Damaged, 3);
        let found = count(&mut scene, 1);
        assert_eq!((found.difference, found.claimed), (-4, 0));
        assert_eq!((scene.cell("CUP").available(), scene.cell("CUP").damaged()), (0, 1));
    }

    #[test]
    fn what_the_hub_set_apart_is_claimed_from_the_hub() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 5, 0);
        scene.hub_shift("CUP", Account::Available, Account::Damaged, 3);
        scene.stock("CUP", 2);
        scene.shift("CUP", Account::Available, Account::Damaged, 1);
        let found = count(&mut scene, 1);
        assert_eq!((found.difference, found.claimed), (-6, 4));
        assert_eq!((scene.cell("CUP").damaged(), scene.rights("CUP")), (3, 0));
    }

    #[test]
    fn a_bin_is_counted_by_itself_and_unplaced_units_are_found_in_it_first() {
        let mut scene = Scene::new();
        scene.stock("CUP", 10);
        let mut shelves = Shelves::default();
        shelves.load(sku("CUP"), bin("A-01"), 6);
        let mut told = |units: u64, place: &str| {
            let line = CountLine { sku: sku("CUP"), counted: Count::new(units).unwrap(), bin: Some(bin(place)) };
            let found = scene.floor().count(&[line], &BTreeMap::new(), &mut shelves, &cause()).unwrap().remove(0);
            (found.expected, found.difference, shelves.placed(&sku("CUP")), scene.cell("CUP").on_hand())
        };
        assert_eq!(told(8, "A-01"), (8, 0, 8, 10));
        assert_eq!(told(3, "A-02"), (2, 1, 11, 11));
        assert_eq!(told(5, "A-01"), (8, -3, 8, 8));
    }

    #[test]
    fn a_sku_is_counted_whole_or_by_bin_and_once() {
        let mut scene = Scene::new();
        let line = |place: Option<&str>| CountLine { sku: sku("CUP"), counted: Count::ZERO, bin: place.map(bin) };
        for (first, second, refused) in [
            (None, None, true),
            (None, Some("A"), true),
            (Some("A"), None, true),
            (Some("A"), Some("A"), true),
            (Some("A"), Some("B"), false),
        ] {
            let told = scene.floor().appraise(&[line(first), line(second)], &BTreeMap::new(), &Shelves::default());
            assert_eq!(told.is_err(), refused, "{first:?} {second:?}");
        }
    }

    #[test]
    fn what_moved_since_a_count_is_taken_into_account() {
        let count = |units| Count::new(units).unwrap();
        assert_eq!(brought_up(count(40), 100, 100), count(40));
        assert_eq!(brought_up(count(40), 100, 130), count(70));
        assert_eq!(brought_up(count(40), 100, 90), count(30));
        assert_eq!(brought_up(count(40), 100, 10), count(0));
    }
}
