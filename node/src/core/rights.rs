//! Who may spend what: the hub's share at each mint, the return of what the floor does not need, and the answer to a hub
//! that runs short. Only ever hands out rights the floor holds (I-1 is checked by the post itself).

use holdfast_crdt::{Cause, Deed, Quantity, SiteId, Sku};
use holdfast_sync::effect::RightsRequest;

use super::Floor;
use super::house::House;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Percent of newly available units that the hub may promise at once, 0 to 100.
    pub hub_share: u8,
    /// Units of each SKU that the floor keeps for itself.
    pub floor_reserve: u64,
    pub house: House,
}

impl Default for Policy {
    fn default() -> Self {
        Self { hub_share: 80, floor_reserve: 0, house: House::default() }
    }
}

impl Floor<'_> {
    /// Grants the hub its share of `minted` units, down to the floor's reserve.
    pub fn share(&mut self, sku: &Sku, minted: u64) {
        let share = minted.saturating_mul(u64::from(self.policy.hub_share.min(100))) / 100;
        let spare = self.spare(sku, 0);
        self.grant(sku, share.min(spare), "hub-share");
    }

    /// Grants the hub what the floor is not likely to need.
    pub fn give_excess(&mut self, sku: &Sku) {
        let wanted = self.demand.units(sku, self.now);
        let spare = self.spare(sku, wanted);
        self.grant(sku, spare, "unneeded");
    }

    /// Brings the hub's rights up to what it asks for, as far as the floor has them: real demand beats forecast.
    pub fn answer(&mut self, request: &RightsRequest) {
        for (sku, wanted) in &request.wanted {
            let held = self.desk.cell(self.warehouse, sku).rights(SiteId::HUB);
            let spare = self.spare(sku, 0);
            self.grant(sku, wanted.saturating_sub(held).min(spare), "asked");
        }
    }

    /// Rights above the reserve and `kept`.
    fn spare(&self, sku: &Sku, kept: u64) -> u64 {
        self.desk.rights(self.warehouse, sku).saturating_sub(self.policy.floor_reserve + kept)
    }

    fn grant(&mut self, sku: &Sku, units: u64, reason: &str) {
        let Some(quantity) = Quantity::capped(units) else { return };
        let cause = Cause::new(reason, "rights-policy");
        let deed = Deed::Grant { to: SiteId::HUB };
        // refused only without rights, and then there is nothing to hand out
        self.desk.post(self.warehouse, sku, deed, quantity, &cause, self.now).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::{Scene, sku};

    #[test]
    fn the_hub_gets_its_share_but_not_the_floors_reserve() {
        let mut scene = Scene::new();
        scene.policy.floor_reserve = 30;
        scene.stock("CUP", 100);
        scene.floor().share(&sku("CUP"), 100);
        assert_eq!((scene.rights("CUP"), scene.hub_rights("CUP")), (30, 70));
    }

    #[test]
    fn what_no_one_wants_on_the_floor_goes_to_the_hub_to_the_last_unit() {
        let mut scene = Scene::new();
        scene.stock("CUP", 10);
        scene.demand.felt(&sku("CUP"), 4, scene.now);
        scene.floor().give_excess(&sku("CUP"));
        assert_eq!(scene.rights("CUP"), 4);
        scene.now = scene.now.plus(600_000);
        scene.floor().give_excess(&sku("CUP"));
        assert_eq!((scene.rights("CUP"), scene.hub_rights("CUP")), (0, 10));
    }

    #[test]
    fn a_request_repeated_grants_nothing_twice() {
        let mut scene = Scene::new();
        scene.stock("CUP", 10);
        let request = RightsRequest { id: 1, wanted: vec![(sku("CUP"), 6)] };
        scene.floor().answer(&request);
        scene.floor().answer(&request);
        assert_eq!(scene.hub_rights("CUP"), 6);
    }
}
