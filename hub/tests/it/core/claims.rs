//! Claims: what a count did not find is paid by rights, by allocations of the hub's own, or by what floors give up.

use holdfast_crdt::{Account, Deed};
use holdfast_hub::core::order::{AllocationState, OrderStatus};
use holdfast_sync::mail::{Progress, ToNode};

use super::scene::{Scene, at, backorder, cause, sku, wish};

/// LEEDS with ten cups, all of their rights at the hub.
fn granted() -> Scene {
    let mut scene = Scene::new(3);
    scene.floor_stock("LEEDS", "CUP", 10, 10);
    scene
}

/// The only claim: (units nobody has paid for, units asked for and not answered).
fn claim(scene: &Scene) -> (u64, u64) {
    let (_, claim) = scene.world.claims.iter().next().unwrap();
    (claim.outstanding, claim.asked.iter().map(|asked| asked.quantity).sum())
}

fn count(scene: &mut Scene, missing: u64) {
    scene.floor("LEEDS").miss(&sku("CUP"), missing);
    scene.carry_up("LEEDS", 9);
}

fn shortfalls(scene: &Scene) -> usize {
    scene.world.events.iter().filter(|event| event.kind == "StockShortfall").count()
}

#[test]
fn rights_pay_and_nobody_is_disappointed() {
    let mut scene = granted();
    count(&mut scene, 4);
    assert_eq!((claim(&scene), shortfalls(&scene)), ((0, 0), 0));
    assert_eq!((scene.cell("LEEDS", "CUP").on_hand(), scene.cell("LEEDS", "CUP").available()), (6, 6));
    assert!(matches!(scene.mail("LEEDS")[..], [ToNode::ClaimPaid { quantity, .. }] if quantity.get() == 4));
    scene.exchange();
    assert!(scene.floor("LEEDS").claims.values().all(|(_, open)| *open == 0));
}

#[test]
fn what_no_task_was_sent_for_is_taken_from_the_youngest_order() {
    let mut scene = granted();
    scene.set_online("LEEDS", false);
    let (old, young) = (scene.place(&wish(&[("CUP", 6)])), scene.place(&wish(&[("CUP", 4)])));
    count(&mut scene, 3);
    assert_eq!((claim(&scene), shortfalls(&scene)), ((0, 0), 1));
    assert_eq!((scene.order(old).backordered(), scene.order(young).backordered()), (0, 3));
    assert_eq!((scene.cell("LEEDS", "CUP").committed(), scene.promised("LEEDS", "CUP")), (7, 7));
}

#[test]
fn what_a_task_was_sent_for_is_asked_for_and_settled_by_the_answer() {
    let mut scene = granted();
    let (old, young) = (scene.place(&wish(&[("CUP", 6)])), scene.place(&wish(&[("CUP", 4)])));
    scene.carry_down("LEEDS");
    count(&mut scene, 6);
    assert_eq!((claim(&scene), shortfalls(&scene)), ((6, 6), 1));
    let asked: Vec<u64> = scene
        .mail("LEEDS")
        .iter()
        .filter_map(|letter| match letter {
            ToNode::TakeBack { quantity, .. } => Some(quantity.get()),
            _ => None,
        })
        .collect();
    assert_eq!(asked, [4, 2], "the youngest gives first");
    assert_eq!((scene.order(old).backordered(), scene.order(young).backordered()), (0, 0), "not before it is answered");
    scene.exchange();
    assert_eq!(claim(&scene), (0, 0));
    assert_eq!((scene.order(old).backordered(), scene.order(young).backordered()), (2, 4));
    assert_eq!((scene.cell("LEEDS", "CUP").on_hand(), scene.promised("LEEDS", "CUP")), (4, 4));
}

#[test]
fn picked_units_are_not_given_up_and_another_order_is_asked() {
    let mut scene = granted();
    let (old, young) = (scene.place(&wish(&[("CUP", 6)])), scene.place(&wish(&[("CUP", 4)])));
    scene.carry_down("LEEDS");
    let picked = *scene.floor("LEEDS").tasks.keys().last().unwrap();
    scene.floor("LEEDS").miss(&sku("CUP"), 3);
    scene.carry_up("LEEDS", 9);
    scene.floor("LEEDS").pick(picked, Progress::Picking);
    scene.exchange();
    assert_eq!(claim(&scene), (0, 0));
    assert_eq!((scene.order(old).backordered(), scene.order(young).backordered()), (3, 0));
}

#[test]
fn a_claim_nobody_can_pay_waits_for_rights() {
    let mut scene = granted();
    scene.place(&wish(&[("CUP", 10)]));
    scene.carry_down("LEEDS");
    let task = *scene.floor("LEEDS").tasks.keys().next().unwrap();
    scene.floor("LEEDS").pick(task, Progress::Packed);
    count(&mut scene, 2);
    scene.exchange();
    assert_eq!((claim(&scene), shortfalls(&scene)), ((2, 0), 1));
    scene.floor_stock("LEEDS", "CUP", 5, 5);
    assert_eq!(claim(&scene), (0, 0));
    scene.exchange();
    assert!(scene.floor("LEEDS").claims.values().all(|(_, open)| *open == 0));
    assert_eq!(scene.cell("LEEDS", "CUP").available(), 3);
}

#[test]
fn what_we_set_apart_pays_when_nothing_else_is_there() {
    let mut scene = granted();
    let damaged = Deed::Move { from: Account::Available, to: Account::Damaged };
    scene.world.post(&at("LEEDS"), &sku("CUP"), damaged, 10, &cause()).unwrap();
    count(&mut scene, 4);
    assert_eq!(claim(&scene), (0, 0));
    assert_eq!((scene.cell("LEEDS", "CUP").damaged(), scene.cell("LEEDS", "CUP").on_hand()), (6, 6));
}

#[test]
fn claims_are_paid_before_backorders_are_filled() {
    let mut scene = granted();
    let first = scene.place(&wish(&[("CUP", 10)]));
    let waiting = scene.place(&backorder(&[("CUP", 5)], 9));
    scene.carry_down("LEEDS");
    let task = *scene.floor("LEEDS").tasks.keys().next().unwrap();
    scene.floor("LEEDS").pick(task, Progress::Packed);
    count(&mut scene, 2);
    scene.floor_stock("LEEDS", "CUP", 4, 4);
    assert_eq!((claim(&scene).0, scene.order(waiting).backordered()), (0, 3));
    assert_eq!(scene.order(first).lines[0].allocations[0].state, AllocationState::Packed);
}

#[test]
fn what_is_found_again_is_withdrawn() {
    let mut scene = granted();
    let id = scene.place(&wish(&[("CUP", 10)]));
    scene.carry_down("LEEDS");
    count(&mut scene, 4);
    let claimed = *scene.floor("LEEDS").claims.keys().next().unwrap();
    // found before the question arrives: nothing is given up
    scene.floor("LEEDS").withdraw(claimed, 4);
    scene.exchange();
    assert_eq!((claim(&scene), scene.order(id).status()), ((0, 0), OrderStatus::Processing));
    assert_eq!(scene.cell("LEEDS", "CUP").on_hand(), 10);
}

#[test]
fn a_claim_is_filed_once() {
    let mut scene = granted();
    count(&mut scene, 4);
    let (id, filed) = scene.world.claims.iter().next().map(|(id, claim)| (id, claim.clone())).unwrap();
    let again = holdfast_sync::mail::ToHub::Claim {
        claim: id,
        sku: filed.sku.clone(),
        quantity: holdfast_crdt::Quantity::new(4).unwrap(),
        reference: None,
    };
    holdfast_hub::core::outcome::hear(&mut scene.world, &filed.warehouse, again);
    assert_eq!((scene.cell("LEEDS", "CUP").on_hand(), scene.world.claims.get(id)), (6, Some(&filed)));
}
