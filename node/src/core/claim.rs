//! Claims: units that a count did not find and that the floor has no rights to write off. The hub pays them.

use std::sync::Arc;

use holdfast_crdt::{Account, Cause, ClaimId, Quantity, Sku};
use holdfast_sync::mail::ToHub;

use super::Floor;
use super::board::Board;

/// Claims by SKU and id.
pub type Claims = Board<(Sku, ClaimId), Owed>;

/// What the hub owes of a claim.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Owed {
    /// Units still outstanding.
    pub units: u64,
}

/// How much of the hub's doing stood in the books when a SKU was last counted. What the hub had written off by then, the
/// count has seen, also where the hub's word of it was still on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedAt {
    /// Of the hub's life.
    pub incarnation: u32,
    /// Its rows were held up to here.
    pub clock: u64,
}

/// By SKU.
pub type Counted = Board<Sku, CountedAt>;

/// The lowest id: where a SKU's claims begin.
fn first() -> ClaimId {
    ClaimId::from_parts(holdfast_crdt::Millis(0), 0)
}

/// The claims of a SKU that are open, oldest first.
pub fn open(claims: &Claims, sku: &Sku) -> Vec<(ClaimId, u64)> {
    let of_sku = claims.from((sku.clone(), first())).take_while(|((other, _), _)| other == sku);
    of_sku.filter(|(_, owed)| owed.units > 0).map(|((_, claim), owed)| (*claim, owed.units)).collect()
}

/// Units of a SKU that are on the books and known to be missing.
pub fn outstanding(claims: &Claims, sku: &Sku) -> u64 {
    open(claims, sku).into_iter().map(|(_, units)| units).sum()
}

/// The SKU and outstanding units of a claim.
pub fn find(claims: &Claims, claim: ClaimId) -> Option<(Sku, u64)> {
    claims.iter().find(|((_, id), _)| *id == claim).map(|((sku, _), owed)| (sku.clone(), owed.units))
}

impl Floor<'_> {
    /// Files a claim with the hub.
    pub(super) fn claim(&mut self, sku: &Sku, units: u64, reference: Option<Arc<str>>) {
        let mut left = units;
        while let Some(quantity) = Quantity::capped(left) {
            let claim = ClaimId::from_parts(self.now, self.chance());
            self.claims.put((sku.clone(), claim), Owed { units: quantity.get() });
            self.tell(ToHub::Claim { claim, sku: sku.clone(), quantity, reference: reference.clone() });
            left -= quantity.get();
        }
    }

    /// Withdraws up to `units` of the SKU's open claims, youngest first; how many there were to withdraw.
    pub(super) fn withdraw(&mut self, sku: &Sku, units: u64) -> u64 {
        let mut left = units;
        for (claim, outstanding) in open(self.claims, sku).into_iter().rev() {
            let Some(quantity) = Quantity::capped(left.min(outstanding)) else { continue };
            left -= quantity.get();
            self.change(sku, claim, |owed| owed.units -= quantity.get());
            self.tell(ToHub::ClaimWithdrawn { claim, quantity });
        }
        units - left
    }

    fn change(&mut self, sku: &Sku, claim: ClaimId, edit: impl FnOnce(&mut Owed)) {
        let key = (sku.clone(), claim);
        let mut owed = self.claims.get(&key).copied().unwrap_or_default();
        edit(&mut owed);
        self.claims.put(key, owed);
    }

    /// Notes what a count has seen.
    pub(super) fn note_count(&mut self, sku: &Sku) {
        let heard = self.desk.book(self.warehouse).map(|book| &book.heard);
        if let Some((hub, clock)) = heard.and_then(|heard| Some((heard.replica?, heard.rows))) {
            self.counted.put(sku.clone(), CountedAt { incarnation: hub.incarnation, clock });
        }
    }

    /// Whether the last count has seen what the hub did up to a clock of its.
    fn is_counted(&self, sku: &Sku, clock: u64) -> bool {
        let hub = self.desk.book(self.warehouse).and_then(|book| book.heard.replica);
        let counted = self.counted.get(sku).filter(|at| hub.is_some_and(|hub| hub.incarnation == at.incarnation));
        counted.is_some_and(|at| clock <= at.clock)
    }

    /// A count begins: more cannot be missing than the books hold.
    pub(super) fn void_claims(&mut self, sku: &Sku) {
        let mut left = outstanding(self.claims, sku).saturating_sub(self.desk.cell(self.warehouse, sku).on_hand());
        for (claim, units) in open(self.claims, sku).into_iter().rev() {
            let Some(quantity) = Quantity::capped(left.min(units)) else { continue };
            left -= quantity.get();
            self.change(sku, claim, |owed| owed.units -= quantity.get());
            self.tell(ToHub::ClaimWithdrawn { claim, quantity });
        }
    }

    /// Writes off what open claims say is missing as soon as the floor has rights again: from a receipt, or a hold that
    /// ended. Otherwise units that a count did not find could be promised once more. Where the hub pays at the same time,
    /// [`Self::claim_paid`] brings the excess back.
    pub fn pay_claims(&mut self, sku: &Sku) {
        let units = outstanding(self.claims, sku).min(self.desk.rights(self.warehouse, sku));
        let cause = Cause::new("count: missing", "floor");
        if units > 0 && self.shift(sku, Account::Available, Account::Loss, units, &cause).is_ok() {
            self.withdraw(sku, units);
        }
    }

    /// Some of a claim was settled; how much of `units` was still open.
    pub(super) fn settle_claim(&mut self, claim: ClaimId, units: u64) -> u64 {
        let Some((sku, outstanding)) = find(self.claims, claim) else { return 0 };
        let settled = units.min(outstanding);
        self.change(&sku, claim, |owed| owed.units -= settled);
        settled
    }

    /// The hub wrote off units, and had come to the clock `paid_at` with that. What it paid beyond what is still open had been
    /// withdrawn while the payment was on its way: those units are there, so they come back onto the books. Where a count has
    /// seen the payment, it has set all right but what it found still missing, and that is claimed once more.
    pub(super) fn claim_paid(&mut self, claim: ClaimId, units: u64, paid_at: u64) {
        let Some((sku, _)) = find(self.claims, claim) else { return };
        let settled = self.settle_claim(claim, units);
        if self.is_counted(&sku, paid_at) {
            return self.claim(&sku, settled, Some(claim.to_string().into()));
        }
        let excess = units - settled;
        let cause = Cause::new("claim-overpaid", "floor").about(claim.to_string());
        if self.shift(&sku, Account::Loss, Account::Available, excess, &cause).is_ok() {
            self.share(&sku, excess);
        }
    }
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::Count;
    use holdfast_sync::mail::ToNode;

    use super::*;
    use crate::core::count::CountLine;
    use crate::core::testing::{Scene, cause, sku};

    fn missing(scene: &mut Scene, counted: u64) -> ClaimId {
        let line = CountLine { sku: sku("CUP"), counted: Count::new(counted).unwrap(), bin: None };
        scene.floor().count(&[line], &Default::default(), &mut Default::default(), &cause()).unwrap();
        let claims = open(&scene.claims, &sku("CUP"));
        claims[0].0
    }

    #[test]
    fn rights_that_come_back_pay_a_claim_before_they_are_promised_again() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 8, 8);
        missing(&mut scene, 5);
        scene.stock("CUP", 2);
        scene.floor().pay_claims(&sku("CUP"));
        let paid = 3 - outstanding(&scene.claims, &sku("CUP"));
        assert!(paid > 0, "the receipt gave the floor rights");
        assert_eq!(scene.cell("CUP").on_hand(), 10 - paid);
        assert!(
            matches!(scene.letters().last(), Some(ToHub::ClaimWithdrawn { quantity, .. }) if quantity.get() == paid)
        );
    }

    #[test]
    fn what_both_sides_paid_comes_back() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 8, 8);
        let claim = missing(&mut scene, 7);
        scene.stock("CUP", 10);
        scene.floor().pay_claims(&sku("CUP"));
        assert_eq!((outstanding(&scene.claims, &sku("CUP")), scene.cell("CUP").on_hand()), (0, 17));
        scene.floor().hear(&ToNode::ClaimPaid { claim, quantity: Quantity::new(1).unwrap() }, u64::MAX);
        assert_eq!(scene.cell("CUP").on_hand(), 18);
    }
}
