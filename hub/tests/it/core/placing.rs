//! Placing: all or nothing, unless backorders are allowed.

use holdfast_hub::core::order::OrderStatus;
use holdfast_hub::core::place::{Lack, OrderRequest, PlaceRefusal};
use holdfast_shell::stock::HoldState;

use super::scene::{Scene, at, backorder, sku, wish};

fn lack(name: &str, requested: u64, promisable: u64) -> Lack {
    Lack { sku: sku(name), requested, promisable }
}

/// (warehouse, SKU, units) of every allocation, in order.
fn sources(scene: &Scene, id: holdfast_crdt::OrderId) -> Vec<(String, String, u64)> {
    let lines = scene.order(id).lines.iter();
    lines
        .flat_map(|line| {
            line.allocations.iter().map(|found| (found.warehouse.to_string(), line.sku.to_string(), found.quantity))
        })
        .collect()
}

fn source(place: &str, name: &str, units: u64) -> (String, String, u64) {
    (place.to_owned(), name.to_owned(), units)
}

/// LEEDS and LYON stocked by the hub, LYON's floor with five more pans that the hub has no rights to.
fn stocked() -> Scene {
    let mut scene = Scene::new(1);
    scene.stock("LEEDS", "CUP", 5);
    scene.stock("LYON", "CUP", 3);
    scene.floor_stock("LYON", "PAN", 5, 0);
    scene
}

fn check_refused(request: &OrderRequest, expected: &PlaceRefusal) {
    let mut scene = stocked();
    let before = format!("{:?}", scene.world.desk);
    let (orders, letters) = (scene.world.orders.iter().count(), scene.mail("LEEDS").len());
    assert_eq!(&scene.try_place(request, true).unwrap_err(), expected);
    // a refused order leaves the desk as it was, events and mail included
    let marks = |text: &str| text.split("undo:").next().unwrap_or_default().to_owned();
    assert_eq!(marks(&format!("{:?}", scene.world.desk)), marks(&before));
    assert_eq!((scene.world.orders.iter().count(), scene.mail("LEEDS").len()), (orders, letters));
    assert!(scene.world.events.is_empty());
}

#[test]
fn what_is_not_there_is_told_from_what_a_floor_holds() {
    let whole = |lines: &[(&str, u64)]| OrderRequest { allow_split: false, ..wish(lines) };
    let cases = [
        (wish(&[("CUP", 9)]), PlaceRefusal::Insufficient(vec![lack("CUP", 9, 8)])),
        (wish(&[("PAN", 6)]), PlaceRefusal::Insufficient(vec![lack("PAN", 6, 0)])),
        (wish(&[("PAN", 5)]), PlaceRefusal::Held(vec![lack("PAN", 5, 0)])),
        (wish(&[("CUP", 2), ("PAN", 1)]), PlaceRefusal::Held(vec![lack("PAN", 1, 0)])),
        (wish(&[("CUP", 9), ("PAN", 1)]), PlaceRefusal::Insufficient(vec![lack("CUP", 9, 8), lack("PAN", 1, 0)])),
        // two lines that fit alone, but not together
        (wish(&[("CUP", 5), ("CUP", 4)]), PlaceRefusal::Insufficient(vec![lack("CUP", 9, 8)])),
        // eight are there, but no warehouse has six
        (whole(&[("CUP", 6)]), PlaceRefusal::Insufficient(vec![lack("CUP", 6, 5)])),
        (wish(&[("MUG", 1)]), PlaceRefusal::NoProduct { line: 0, sku: sku("MUG") }),
    ];
    for (request, expected) in &cases {
        check_refused(request, expected);
    }
}

#[test]
fn rights_are_asked_for_before_an_order_is_refused() {
    let mut scene = stocked();
    let wanted = PlaceRefusal::NeedsRights(vec![(at("LYON"), sku("PAN"), 4)]);
    assert_eq!(scene.try_place(&wish(&[("PAN", 4)]), false).unwrap_err(), wanted);
    scene.set_online("LYON", false);
    assert_eq!(scene.try_place(&wish(&[("PAN", 4)]), false).unwrap_err(), PlaceRefusal::Held(vec![lack("PAN", 4, 0)]));
    scene.set_online("LYON", true);
    scene.floor("LYON").grant(&sku("PAN"), 4);
    scene.carry_up("LYON", 0);
    let id = scene.try_place(&wish(&[("PAN", 4)]), false).unwrap();
    assert_eq!(sources(&scene, id), [source("LYON", "PAN", 4)]);
}

#[test]
fn a_fenced_or_unmet_warehouse_promises_nothing() {
    for fence in [true, false] {
        let mut scene = stocked();
        let place = scene.world.places.get_mut(&at("LEEDS")).unwrap();
        (place.fenced, place.unmet) = (fence, !fence);
        let refused = scene.try_place(&wish(&[("CUP", 4)]), true).unwrap_err();
        assert_eq!(refused, PlaceRefusal::Insufficient(vec![lack("CUP", 4, 3)]));
    }
}

#[test]
fn units_on_two_lines_come_from_one_plan() {
    let mut scene = stocked();
    let id = scene.place(&wish(&[("CUP", 4), ("CUP", 3)]));
    let units: u64 = sources(&scene, id).iter().map(|(_, _, units)| units).sum();
    assert_eq!((units, scene.order(id).status()), (7, OrderStatus::Processing));
    assert_eq!(scene.promised("LEEDS", "CUP") + scene.promised("LYON", "CUP"), 7);
}

#[test]
fn what_is_missing_waits_where_backorders_are_allowed() {
    let mut scene = stocked();
    let id = scene.place(&backorder(&[("CUP", 10), ("PAN", 2)], 0));
    let waiting: Vec<u64> = scene.order(id).lines.iter().map(|line| line.backordered).collect();
    assert_eq!((waiting, scene.order(id).status()), (vec![2, 2], OrderStatus::Pending));
}

#[test]
fn an_order_that_must_not_be_split_waits_for_one_warehouse() {
    let mut scene = stocked();
    let id = scene.place(&OrderRequest { allow_split: false, ..backorder(&[("CUP", 6)], 0) });
    assert_eq!((sources(&scene, id), scene.order(id).backordered()), (vec![], 6));
    scene.stock("LYON", "CUP", 3);
    scene.settle();
    assert_eq!(sources(&scene, id), [source("LYON", "CUP", 6)]);
}

#[test]
fn a_customers_own_hold_becomes_the_allocation() {
    let mut scene = stocked();
    let hold = scene.hold("LEEDS", "CUP", 5);
    assert!(scene.try_place(&wish(&[("CUP", 5)]), true).is_err(), "the hold stands in the way of others");
    let id = scene.place(&OrderRequest { reservations: vec![hold], ..wish(&[("CUP", 5)]) });
    assert_eq!(sources(&scene, id), [source("LEEDS", "CUP", 5)]);
    let kept = scene.world.holds.get(hold).unwrap();
    assert_eq!((kept.state, kept.quantity), (HoldState::Converted, 0));
    assert_eq!((scene.cell("LEEDS", "CUP").committed(), scene.promised("LEEDS", "CUP")), (5, 5));
    let again = OrderRequest { reservations: vec![hold], ..wish(&[("CUP", 1)]) };
    let refused = scene.try_place(&again, true).unwrap_err();
    assert_eq!(refused, PlaceRefusal::Reservation { id: hold, state: "converted" });
}

#[test]
fn what_an_order_does_not_use_of_a_hold_stays_held() {
    let mut scene = stocked();
    let hold = scene.hold("LEEDS", "CUP", 5);
    scene.place(&OrderRequest { reservations: vec![hold, hold], ..wish(&[("CUP", 2)]) });
    let kept = scene.world.holds.get(hold).unwrap();
    assert_eq!((kept.state, kept.quantity), (HoldState::Active, 3));
    assert_eq!((scene.cell("LEEDS", "CUP").committed(), scene.promised("LEEDS", "CUP")), (5, 5));
}

#[test]
fn a_hold_and_what_the_floor_holds_make_it_held_not_insufficient() {
    let mut scene = Scene::new(1);
    scene.stock("LYON", "PAN", 2);
    let hold = scene.hold("LYON", "PAN", 2);
    scene.floor_stock("LYON", "PAN", 3, 0);
    let request = OrderRequest { reservations: vec![hold], ..wish(&[("PAN", 5)]) };
    assert_eq!(scene.try_place(&request, true).unwrap_err(), PlaceRefusal::Held(vec![lack("PAN", 5, 2)]));
    // and it is asked for, from the one place that has it whole
    let whole = OrderRequest { allow_split: false, ..request };
    let wanted = PlaceRefusal::NeedsRights(vec![(at("LYON"), sku("PAN"), 3)]);
    assert_eq!(scene.try_place(&whole, false).unwrap_err(), wanted);
}
