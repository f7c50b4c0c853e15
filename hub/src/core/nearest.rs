//! Where there are many warehouses, an order looks at the nearest first: one of them that gives it whole is what the plan
//! over all would choose, and most cells need neither be read nor added up.

use holdfast_crdt::WarehouseId;

use super::allocation::{Demand, Plan, Reason, plan};
use super::geo::distance_km;
use super::place::{OrderRequest, supplies};
use super::world::World;

/// With no more warehouses all are looked at: little would be saved.
const FEW: usize = 8;
/// Warehouses looked at first, and all that are as near as the last of them.
const FIRST: usize = 3;
const _: () = assert!(FIRST < FEW);

/// The open warehouses nearest to the customer. `None`: all are to be looked at, since they are few, or since something
/// goes before distance: holds of the customer's own, or a place that is not known.
pub fn nearest(world: &World, request: &OrderRequest) -> Option<Vec<WarehouseId>> {
    let to = request.customer.place()?;
    if world.places.len() <= FEW || !request.reservations.is_empty() {
        return None;
    }
    let open = world.places.iter().filter(|(_, place)| place.is_open());
    let mut near: Vec<(f64, &WarehouseId)> =
        open.filter_map(|(id, place)| Some((distance_km(place.at?, to), id))).collect();
    near.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let (farthest, _) = *near.get(FIRST - 1)?;
    Some(near.into_iter().take_while(|(distance, _)| *distance <= farthest).map(|(_, id)| id.clone()).collect())
}

/// The whole order from one of the nearest warehouses, whose cells must be on the desk.
pub fn plan_near(world: &World, request: &OrderRequest, demand: &Demand) -> Option<Plan> {
    let near = nearest(world, request)?;
    let supplies = supplies(world, demand, &request.customer, &[], |warehouse| near.contains(warehouse));
    let mut plan = Some(plan(demand, &supplies, false)).filter(|plan| plan.missing.is_empty())?;
    // those farther away, which may have it all as well, were not looked at
    for pick in plan.picks.iter_mut().filter(|pick| pick.reason == Reason::OnlyOneWithAll) {
        pick.reason = Reason::NearestWithAll;
    }
    Some(plan)
}

/// Whether all that an order may come from is on the desk.
pub fn all_there(world: &World, demand: &Demand) -> bool {
    demand.keys().all(|sku| world.places.keys().all(|warehouse| world.desk.has(warehouse, sku)))
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::{Account, Cause, Cell, Deed, Quantity, ReplicaId, SiteId, Sku, Stream};
    use holdfast_sync::desk::Book;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;
    use crate::core::geo::Point;
    use crate::core::order::Address;
    use crate::core::place::{Item, PlaceRefusal, place};
    use crate::core::world::Place;

    const SKUS: [&str; 3] = ["CUP", "PAN", "MUG"];

    fn sku(name: &str) -> Sku {
        Sku::new(name).unwrap()
    }

    /// Warehouses along a meridian, each with so many of each SKU; `degrees` north, `None` for an unknown place.
    fn world(warehouses: &[(Option<u8>, [u64; 3])]) -> World {
        let mut world = World::new(StdRng::seed_from_u64(1));
        world.catalogue = SKUS.iter().map(|name| sku(name)).collect();
        for (n, (degrees, units)) in warehouses.iter().enumerate() {
            let id = WarehouseId::new(&format!("W{n:02}")).unwrap();
            let point = |lat| serde_json::from_value::<Address>(serde_json::json!({ "lat": lat, "lon": 0.0 })).unwrap();
            let at = degrees.map(point).and_then(|address| Some(Point { lat: address.lat?, lon: address.lon? }));
            world.places.insert(id.clone(), Place { at, ..Place::default() });
            world.desk.open_book(Book::new(Stream::new(id.clone(), ReplicaId::new(SiteId::HUB, 1))));
            for (name, units) in SKUS.iter().zip(units) {
                world.desk.load((id.clone(), sku(name)), Cell::default());
                if *units > 0 {
                    let received = Deed::Move { from: Account::Supplier, to: Account::Available };
                    world.post(&id, &sku(name), received, *units, &Cause::new("test", "tester")).unwrap();
                }
            }
        }
        world
    }

    fn request(lines: &[(&str, u64)]) -> OrderRequest {
        let customer = serde_json::json!({ "name": "A. Buyer", "address": { "lat": 0.0, "lon": 0.0 } });
        let item = |(name, units): &(&str, u64)| Item {
            sku: sku(name),
            quantity: Quantity::new(*units).unwrap(),
            unit_price: "1".into(),
            taxes: Vec::new(),
        };
        OrderRequest {
            customer: serde_json::from_value(customer).unwrap(),
            currency: "GBP".into(),
            items: lines.iter().map(item).collect(),
            total: "1".into(),
            taxes: None,
            allow_backorder: false,
            allow_split: true,
            priority: 0,
            reservations: Vec::new(),
        }
    }

    proptest! {
        #[test]
        fn what_the_nearest_give_is_what_the_plan_over_all_would_take(
            warehouses in prop::collection::vec((prop::option::weighted(0.9, 0..6u8), prop::array::uniform3(0..4u64)), 9..14),
            wanted in prop::array::uniform3(1..3u64),
        ) {
            let (world, lines) = (world(&warehouses), SKUS.iter().copied().zip(wanted).collect::<Vec<_>>());
            let (request, demand) = (request(&lines), lines.iter().map(|(name, units)| (sku(name), *units)).collect());
            let mut all = plan(&demand, &supplies(&world, &demand, &request.customer, &[], |_| true), true);
            if let Some(near) = plan_near(&world, &request, &demand) {
                for pick in all.picks.iter_mut().filter(|pick| pick.reason == Reason::OnlyOneWithAll) {
                    pick.reason = Reason::NearestWithAll;
                }
                prop_assert_eq!(near, all);
            }
        }
    }

    #[test]
    fn where_the_nearest_do_not_have_it_all_cells_are_asked_for() {
        let full = [(Some(1), [1, 1, 1]); 10];
        let mut near = world(&full);
        near.desk.clear_cells();
        let cause = Cause::new("test", "tester");
        assert_eq!(place(&mut near, &request(&[("CUP", 1)]), &cause, true), Err(PlaceRefusal::NeedsCells));

        let mut far: Vec<_> = (0..10).map(|n| (Some(n), [0, 1, 1])).collect();
        far[9].1 = [1, 1, 1];
        let mut far = world(&far);
        assert_eq!(plan_near(&far, &request(&[("CUP", 1)]), &Demand::from([(sku("CUP"), 1)])), None);
        let id = place(&mut far, &request(&[("CUP", 1)]), &cause, true).unwrap();
        let order = far.orders.get(id).unwrap();
        assert_eq!(order.lines[0].allocations[0].warehouse.as_str(), "W09");
    }
}
