//! Backorders: the highest priority first, then the oldest.

use holdfast_crdt::OrderId;
use holdfast_hub::core::allocation::Reason;
use holdfast_hub::core::fill::{RetryRefusal, retry};
use holdfast_hub::core::order::{AllocationState, OrderStatus};
use holdfast_hub::core::place::OrderRequest;
use holdfast_sync::mail::ToNode;

use super::scene::{Scene, at, backorder, cause, sku, wish};

fn waiting(scene: &Scene, orders: &[OrderId]) -> Vec<u64> {
    orders.iter().map(|id| scene.order(*id).backordered()).collect()
}

#[test]
fn priority_before_age_before_nothing() {
    let mut scene = Scene::new(2);
    let orders =
        [(4, 0), (4, 5), (4, 0), (4, 9)].map(|(units, priority)| scene.place(&backorder(&[("CUP", units)], priority)));
    for (arrives, expected) in [(3, [4, 4, 4, 1]), (4, [4, 1, 4, 0]), (5, [0, 0, 4, 0]), (9, [0, 0, 0, 0])] {
        scene.stock("LEEDS", "CUP", arrives);
        scene.settle();
        assert_eq!(waiting(&scene, &orders), expected);
    }
    assert!(orders.iter().all(|id| scene.order(*id).status() == OrderStatus::Processing));
    assert_eq!(scene.cell("LEEDS", "CUP").available(), 5, "nobody gets more than was ordered");
}

#[test]
fn rights_that_a_floor_grants_fill_what_waits() {
    let mut scene = Scene::new(2);
    let id = scene.place(&backorder(&[("CUP", 4)], 0));
    scene.floor_stock("LYON", "CUP", 10, 3);
    assert_eq!(waiting(&scene, &[id]), [1]);
    scene.floor("LYON").grant(&sku("CUP"), 5);
    scene.carry_up("LYON", 0);
    assert_eq!(waiting(&scene, &[id]), [0]);
    assert_eq!(scene.mail("LYON").len(), 2, "one task for each part");
}

#[test]
fn a_short_pick_is_sourced_elsewhere_at_once() {
    let mut scene = Scene::new(2);
    scene.floor_stock("LEEDS", "CUP", 4, 4);
    scene.floor_stock("LYON", "CUP", 3, 3);
    let id = scene.place(&wish(&[("CUP", 4)]));
    scene.carry_down("LEEDS");
    let task = *scene.floor("LEEDS").tasks.keys().next().unwrap();
    scene.floor("LEEDS").short(task, 0, 3);
    scene.exchange();
    let states: Vec<_> = scene.order(id).lines[0]
        .allocations
        .iter()
        .map(|found| (found.warehouse.to_string(), found.quantity, found.state))
        .collect();
    let (leeds, lyon) = ("LEEDS".to_owned(), "LYON".to_owned());
    let expected = [
        (leeds.clone(), 1, AllocationState::Released),
        (leeds, 3, AllocationState::Short),
        (lyon, 3, AllocationState::Released),
    ];
    assert_eq!(states, expected);
    assert_eq!((scene.order(id).status(), scene.cell("LEEDS", "CUP").on_hand()), (OrderStatus::Processing, 1));
    let reasons: Vec<_> = scene.order(id).lines[0].allocations.iter().filter_map(|found| found.reason).collect();
    assert_eq!(reasons, [Reason::OnlyOneWithAll, Reason::OnlyOneWithAll, Reason::Resourced]);
}

#[test]
fn an_order_that_waits_is_tried_again_at_once_by_whoever_asks() {
    let mut scene = Scene::new(2);
    let id = scene.place(&backorder(&[("CUP", 4)], 0));
    assert_eq!(retry(&mut scene.world, id, &cause(), false), Ok(()), "and nothing is found");
    let version = scene.order(id).version;
    scene.stock("LEEDS", "CUP", 3);
    assert_eq!(retry(&mut scene.world, id, &cause(), false), Ok(()));
    assert!(waiting(&scene, &[id]) == [1] && scene.order(id).version > version);
    let found = &scene.order(id).lines[0].allocations[0];
    assert_eq!((found.quantity, found.reason), (3, Some(Reason::BackorderFilled)));
    assert_eq!(scene.order(id).history.last().unwrap().actor, "tester");

    scene.floor_stock("LYON", "CUP", 5, 0);
    let wanted = vec![(at("LYON"), sku("CUP"), 1)];
    assert_eq!(retry(&mut scene.world, id, &cause(), false), Err(RetryRefusal::NeedsRights(wanted)));
    assert_eq!(waiting(&scene, &[id]), [1], "nothing was done");
    scene.floor("LYON").grant(&sku("CUP"), 1);
    scene.carry_up("LYON", 0);
    assert_eq!(waiting(&scene, &[id]), [0], "the rights filled it as they came");
    assert_eq!(retry(&mut scene.world, id, &cause(), true), Ok(()), "as was asked");
    let refused = RetryRefusal::WaitsForNothing { id, status: "processing" };
    assert_eq!(retry(&mut scene.world, id, &cause(), false), Err(refused));
}

#[test]
fn a_hub_that_was_restored_tries_nothing_before_it_has_heard_from_its_floors() {
    let mut scene = Scene::new(2);
    let id = scene.place(&backorder(&[("CUP", 4)], 0));
    scene.world.places.get_mut(&at("LYON")).unwrap().unmet = true;
    scene.stock("LEEDS", "CUP", 9);
    assert_eq!(retry(&mut scene.world, id, &cause(), true), Err(RetryRefusal::AwaitsFloors));
    assert_eq!(waiting(&scene, &[id]), [4]);
}

#[test]
fn nothing_is_released_to_a_floor_out_of_reach() {
    let mut scene = Scene::new(2);
    scene.floor_stock("LEEDS", "CUP", 4, 4);
    scene.set_online("LEEDS", false);
    let id = scene.place(&wish(&[("CUP", 4)]));
    assert_eq!(scene.order(id).lines[0].allocations[0].state, AllocationState::Allocated);
    assert!(scene.mail("LEEDS").is_empty());
    scene.set_online("LEEDS", true);
    for _ in 0..2 {
        scene.release("LEEDS");
        assert!(matches!(scene.mail("LEEDS")[..], [ToNode::Task(_)]), "and once only");
    }
}

#[test]
fn one_that_must_not_be_split_is_sourced_whole_while_nothing_of_it_was_picked() {
    for (lyon, depot, expected) in [(3, 3, vec![]), (6, 3, vec![("LYON".to_owned(), 6)])] {
        let mut scene = Scene::new(2);
        scene.floor_stock("LEEDS", "CUP", 6, 6);
        let request = OrderRequest { allow_split: false, allow_backorder: true, ..wish(&[("CUP", 6)]) };
        let id = scene.place(&request);
        scene.floor_stock("LYON", "CUP", lyon, lyon);
        scene.stock("DEPOT", "CUP", depot);
        scene.carry_down("LEEDS");
        let task = *scene.floor("LEEDS").tasks.keys().next().unwrap();
        scene.floor("LEEDS").short(task, 0, 6);
        scene.exchange();
        let held = scene.order(id).lines[0].allocations.iter().filter(|found| found.state.holds());
        let held: Vec<_> = held.map(|found| (found.warehouse.to_string(), found.quantity)).collect();
        assert_eq!(held, expected);
        assert_eq!(scene.order(id).backordered(), 6 - held.iter().map(|(_, units)| units).sum::<u64>());
    }
}
