//! Cycle counts: what is there against what the books say, and what becomes of the difference.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::{Account, Cause, Count, Sku};
use serde::{Deserialize, Serialize};

use super::{Floor, Refusal, claim};

/// Everything of a SKU that was found in the warehouse, committed units included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountLine {
    pub sku: Sku,
    pub counted: Count,
}

/// What a count found, line by line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    pub sku: Sku,
    /// On hand, less what open claims say is missing.
    pub expected: u64,
    pub counted: u64,
    /// Counted less expected. What is picked counts as there: it stands in a cart or a parcel, whoever forgot it.
    pub difference: i64,
    /// Missing units that only the hub can write off.
    pub claimed: u64,
}

impl Floor<'_> {
    /// Brings the books to what was counted, all lines or none. `picked`: units in carts and parcels. A count that is lower
    /// was made without them, or is an old one; a claim for goods that then leave would never end.
    pub fn count(
        &mut self,
        lines: &[CountLine],
        picked: &BTreeMap<Sku, u64>,
        cause: &Cause,
    ) -> Result<Vec<Difference>, Refusal> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::with_capacity(lines.len());
        for (index, line) in lines.iter().enumerate() {
            if !seen.insert(&line.sku) {
                return Err(Refusal::Twice { index, sku: line.sku.clone() });
            }
            let picked = picked.get(&line.sku).copied().unwrap_or(0);
            found.push(self.count_line(index, line, picked, cause)?);
        }
        Ok(found)
    }

    fn count_line(
        &mut self,
        index: usize,
        line: &CountLine,
        picked: u64,
        cause: &Cause,
    ) -> Result<Difference, Refusal> {
        let (sku, there) = (&line.sku, line.counted.get().max(picked));
        self.void_claims(sku);
        let on_hand = self.desk.cell(self.warehouse, sku).on_hand();
        let expected = on_hand.saturating_sub(claim::outstanding(self.claims, sku));
        let mut claimed = 0;
        if there > expected {
            self.found(sku, there - expected, cause).map_err(|error| Refusal::Post { index, error })?;
        } else if there < expected {
            claimed = self.missing(sku, expected - there, cause).map_err(|error| Refusal::Post { index, error })?;
        }
        self.note_count(sku);
        let difference = there as i64 - expected as i64;
        Ok(Difference { sku: sku.clone(), expected, counted: line.counted.get(), difference, claimed })
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

#[cfg(test)]
mod tests {
    use holdfast_crdt::ClaimId;
    use holdfast_sync::mail::ToHub;

    use super::*;
    use crate::core::testing::{Scene, cause, sku};

    fn count(scene: &mut Scene, counted: u64) -> Difference {
        let line = CountLine { sku: sku("CUP"), counted: Count::new(counted).unwrap() };
        scene.floor().count(&[line], &BTreeMap::new(), &cause()).unwrap().remove(0)
    }

    #[test]
    fn what_stands_in_a_parcel_is_there() {
        let mut scene = Scene::new();
        scene.stock("CUP", 2);
        scene.hub_stock("CUP", 3, 0);
        let line = CountLine { sku: sku("CUP"), counted: Count::new(0).unwrap() };
        let picked = BTreeMap::from([(sku("CUP"), 3)]);
        let found = scene.floor().count(&[line], &picked, &cause()).unwrap().remove(0);
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
}
