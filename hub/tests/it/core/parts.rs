//! Parcels that leave with a part of a task, and transfers that are cancelled or arrive other than they left.

use holdfast_crdt::{OrderId, TaskId, TransferId};
use holdfast_hub::core::cancel::cancel;
use holdfast_hub::core::order::OrderStatus;
use holdfast_hub::core::outcome;
use holdfast_hub::core::transfer::{self, TransferRefusal, TransferState};
use holdfast_hub::core::view::TransferRecord;
use holdfast_sync::effect::Inbound;
use holdfast_sync::mail::LetterBody;

use super::scene::{Scene, at, skus, wish};

/// Eight cups of an order, on LEEDS' floor.
fn released() -> (Scene, OrderId, TaskId) {
    let mut scene = Scene::new(8);
    scene.floor_stock("LEEDS", "CUP", 10, 10);
    let id = scene.place(&wish(&[("CUP", 8)]));
    scene.exchange();
    let task = *scene.floor("LEEDS").tasks.keys().last().unwrap();
    (scene, id, task)
}

/// (allocated, shipped, cancelled, parcels)
fn stand(scene: &Scene, id: OrderId) -> (u64, u64, u64, usize) {
    let order = scene.order(id);
    assert!(order.adds_up(), "I-7");
    let line = &order.lines[0];
    (line.allocated(), line.shipped(), line.cancelled, order.shipments.len())
}

#[test]
fn an_order_leaves_in_parts() {
    let (mut scene, id, task) = released();
    scene.floor("LEEDS").ship_part(task, 3);
    scene.exchange();
    assert_eq!((scene.order(id).status(), stand(&scene, id)), (OrderStatus::PartiallyShipped, (5, 3, 0, 1)));
    assert_eq!(scene.promised("LEEDS", "CUP"), scene.cell("LEEDS", "CUP").committed());
    scene.floor("LEEDS").ship_part(task, 1);
    scene.floor("LEEDS").ship(task);
    scene.exchange();
    assert_eq!((scene.order(id).status(), stand(&scene, id)), (OrderStatus::Shipped, (0, 8, 0, 3)));
    assert_eq!(scene.cell("LEEDS", "CUP").committed(), 0);
}

#[test]
fn a_parcel_that_is_told_of_twice_left_once() {
    let (mut scene, id, task) = released();
    scene.floor("LEEDS").ship_part(task, 3);
    let told = scene.floor("LEEDS").news(&skus(), 9).into_iter().find_map(|inbound| match inbound {
        Inbound::Letters(letters) => letters.into_iter().next(),
        _ => None,
    });
    let Some(LetterBody::ToHub(letter)) = told.map(|letter| letter.body) else { panic!("nothing was told") };
    for _ in 0..2 {
        outcome::hear(&mut scene.world, &at("LEEDS"), letter.clone());
        assert_eq!(stand(&scene, id), (5, 3, 0, 1));
    }
    outcome::hear(&mut scene.world, &at("LYON"), letter);
    assert_eq!(stand(&scene, id), (5, 3, 0, 1), "I-8");
}

#[test]
fn a_cancel_after_a_part_has_left_cancels_the_rest() {
    let (mut scene, id, task) = released();
    scene.floor("LEEDS").ship_part(task, 3);
    cancel(&mut scene.world, id, "buyer").unwrap();
    scene.exchange();
    assert_eq!((scene.order(id).status(), stand(&scene, id)), (OrderStatus::Shipped, (0, 3, 5, 1)));
    assert_eq!((scene.cell("LEEDS", "CUP").available(), scene.cell("LEEDS", "CUP").committed()), (7, 0));
    assert_eq!(scene.world.returns.iter().count(), 0, "what left was wanted");
}

fn planned(online: bool) -> (Scene, TransferId) {
    let mut scene = Scene::new(9);
    scene.floor_stock("LEEDS", "CUP", 10, 10);
    scene.set_online("LEEDS", online);
    let id = scene.transfer("LEEDS", "LYON", &[("CUP", 6)]).unwrap();
    (scene, id)
}

fn state(scene: &Scene, id: TransferId) -> TransferState {
    scene.world.transfers.get(id).unwrap().state
}

fn first_task(scene: &mut Scene, place: &str) -> TaskId {
    *scene.floor(place).tasks.keys().last().unwrap()
}

#[test]
fn a_transfer_that_was_not_sent_is_cancelled_at_once() {
    let (mut scene, id) = planned(false);
    for _ in 0..2 {
        transfer::cancel(&mut scene.world, id, "planner").unwrap();
        assert_eq!((state(&scene, id), scene.cell("LEEDS", "CUP").available()), (TransferState::Canceled, 10));
    }
    assert!(scene.world.incoming.is_empty());
}

#[test]
fn a_transfer_on_the_floor_is_asked_for_and_given_up() {
    let (mut scene, id) = planned(true);
    scene.exchange();
    for _ in 0..2 {
        transfer::cancel(&mut scene.world, id, "planner").unwrap();
        assert_eq!(state(&scene, id), TransferState::Cancelling);
    }
    scene.exchange();
    assert_eq!((state(&scene, id), scene.cell("LEEDS", "CUP").available()), (TransferState::Canceled, 10));
    assert!(scene.world.incoming.is_empty());
}

#[test]
fn a_transfer_that_has_left_goes_on() {
    let (mut scene, id) = planned(true);
    scene.exchange();
    let task = first_task(&mut scene, "LEEDS");
    scene.floor("LEEDS").ship(task);
    transfer::cancel(&mut scene.world, id, "planner").unwrap();
    scene.exchange();
    assert_eq!(state(&scene, id), TransferState::InTransit, "it had left by then");
    let refused = transfer::cancel(&mut scene.world, id, "planner");
    assert_eq!(refused, Err(TransferRefusal::WrongState { id, state: "in_transit" }));
    let record = TransferRecord::of(scene.world.transfers.get(id).unwrap());
    assert_eq!((record.items[0].in_transit_quantity, record.items[0].lost_quantity), (6, 0));
    let task = first_task(&mut scene, "LYON");
    scene.floor("LYON").ship(task);
    scene.exchange();
    assert_eq!((state(&scene, id), scene.cell("LYON", "CUP").on_hand()), (TransferState::Received, 6));
}

#[test]
fn what_does_not_arrive_is_shown_as_lost() {
    let (mut scene, id) = planned(true);
    scene.exchange();
    let task = first_task(&mut scene, "LEEDS");
    scene.floor("LEEDS").ship(task);
    scene.exchange();
    let task = first_task(&mut scene, "LYON");
    scene.floor("LYON").short(task, 0, 2);
    scene.floor("LYON").ship(task);
    scene.exchange();
    let record = TransferRecord::of(scene.world.transfers.get(id).unwrap());
    let item = &record.items[0];
    assert_eq!((item.shipped_quantity, item.received_quantity, item.lost_quantity), (6, 4, 2));
    assert_eq!((item.in_transit_quantity, state(&scene, id)), (0, TransferState::Received));
    assert!(scene.world.events.iter().any(|event| event.kind == "TransferDifference"));
    assert!(record.history.iter().any(|entry| entry.event == "TransferShort"));
}
