//! Who may spend what: the hub's share at each mint, the return of what the floor does not need, and the answer to a hub
//! that runs short. Only ever hands out rights the floor holds (I-1 is checked by the post itself).

use holdfast_crdt::{Cause, Count, Deed, Quantity, SiteId, Sku};
use holdfast_shell::document::warehouse::{HubShare, WarehouseBody};
use holdfast_sync::effect::RightsRequest;

use super::Floor;
use super::house::House;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Percent of newly available units that the hub may promise at once, 0 to 100.
    pub hub_share: u8,
    /// Units of each SKU that the floor keeps for itself.
    pub floor_reserve: u64,
    /// What planners say instead, in the warehouse's document.
    pub planned: Planned,
    pub house: House,
}

/// What planners have said of the rights; where they have not, the node's own options hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Planned {
    pub hub_share: Option<u8>,
    pub floor_reserve: Option<u64>,
}

impl Planned {
    pub fn of(warehouse: &WarehouseBody) -> Self {
        Self {
            hub_share: warehouse.hub_share.map(HubShare::percent),
            floor_reserve: warehouse.floor_reserve.map(Count::get),
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self { hub_share: 80, floor_reserve: 0, planned: Planned::default(), house: House::default() }
    }
}

impl Policy {
    /// The hub's part of so many units, rounded down: the odd unit is the floor's.
    fn share_of(&self, units: u64) -> u64 {
        let percent = self.planned.hub_share.unwrap_or(self.hub_share).min(100);
        units.saturating_mul(u64::from(percent)) / 100
    }

    pub fn reserve(&self) -> u64 {
        self.planned.floor_reserve.unwrap_or(self.floor_reserve)
    }

    /// Units of a SKU, of which so many are available, that the rounds leave with the floor though nobody there wants them: the
    /// reserve, and where planners have set the hub's share, the floor's.
    pub fn kept_of(&self, available: u64) -> u64 {
        let part = self.planned.hub_share.map_or(0, |_| available - self.share_of(available).min(available));
        part.max(self.reserve())
    }

    /// The same, but the hub is handed out nothing.
    pub fn withheld(self) -> Self {
        let planned = Planned { hub_share: Some(0), ..self.planned };
        Self { planned, ..self }
    }
}

impl Floor<'_> {
    /// Grants the hub its share of `minted` units, down to the floor's reserve.
    pub fn share(&mut self, sku: &Sku, minted: u64) {
        let spare = self.spare(sku, 0);
        self.grant(sku, self.policy.share_of(minted).min(spare), "hub-share");
    }

    /// Grants the hub what the floor is not likely to need, but no more than its share where planners have set one: what they
    /// set is not undone by a quiet hour. The hub is asked for nothing back: what it holds beyond its share it gives when the
    /// floor needs it.
    pub fn give_excess(&mut self, sku: &Sku) {
        let wanted = self.demand.units(sku, self.now);
        let kept = self.policy.kept_of(self.desk.cell(self.warehouse, sku).available());
        let held = self.desk.rights(self.warehouse, sku);
        self.grant(sku, self.spare(sku, wanted).min(held.saturating_sub(kept)), "unneeded");
    }

    /// Brings the hub's rights up to what it asks for, as far as the floor has them: real demand beats forecast, and the share
    /// that planners have set.
    pub fn answer(&mut self, request: &RightsRequest) {
        for (sku, wanted) in &request.wanted {
            let held = self.desk.cell(self.warehouse, sku).rights(SiteId::HUB);
            let spare = self.spare(sku, 0);
            self.grant(sku, wanted.saturating_sub(held).min(spare), "asked");
        }
    }

    /// Rights above the reserve and `kept`.
    fn spare(&self, sku: &Sku, kept: u64) -> u64 {
        self.desk.rights(self.warehouse, sku).saturating_sub(self.policy.reserve().saturating_add(kept))
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

    fn planned(hub_share: Option<u8>, floor_reserve: Option<u64>) -> Policy {
        Policy { planned: Planned { hub_share, floor_reserve }, ..Policy::default() }
    }

    #[test]
    fn what_planners_say_stands_in_the_place_of_the_options() {
        let mut scene = Scene::new();
        scene.policy = planned(Some(25), Some(10));
        scene.stock("CUP", 100);
        scene.floor().share(&sku("CUP"), 100);
        assert_eq!((scene.rights("CUP"), scene.hub_rights("CUP")), (75, 25));
        scene.policy = planned(None, Some(50));
        scene.floor().share(&sku("CUP"), 100);
        assert_eq!((scene.rights("CUP"), scene.hub_rights("CUP")), (50, 50), "80 of 100, down to the reserve");
    }

    #[test]
    fn rounds_go_to_the_share_that_planners_set_and_no_further() {
        for (percent, floor) in [(0, 11), (40, 7), (99, 1), (100, 0)] {
            let mut scene = Scene::new();
            scene.policy = planned(Some(percent), None);
            scene.stock("CUP", 11);
            for _ in 0..3 {
                scene.floor().give_excess(&sku("CUP"));
            }
            assert_eq!((scene.rights("CUP"), scene.hub_rights("CUP")), (floor, 11 - floor), "{percent}");
            assert_eq!(scene.policy.kept_of(11), floor);
            let request = RightsRequest { id: 1, wanted: vec![(sku("CUP"), 11)] };
            scene.floor().answer(&request);
            assert_eq!(scene.rights("CUP"), 0, "a request beats the share");
        }
    }

    #[test]
    fn a_policy_that_withholds_gives_nothing() {
        let mut scene = Scene::new();
        scene.policy = planned(Some(100), None).withheld();
        scene.stock("CUP", 5);
        scene.floor().share(&sku("CUP"), 5);
        scene.floor().give_excess(&sku("CUP"));
        assert_eq!(scene.hub_rights("CUP"), 0);
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
