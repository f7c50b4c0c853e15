//! From placed to delivered or cancelled: who decides, and what each answer does.

use holdfast_crdt::{Millis, OrderId, TaskId};
use holdfast_hub::core::cancel::{LifecycleRefusal, cancel, deliver, refuse_status};
use holdfast_hub::core::order::{AllocationState, OrderStatus};
use holdfast_hub::core::outcome;
use holdfast_sync::mail::{Progress, ToHub, ToNode};

use super::scene::{Scene, at, backorder, wish};

/// An order for four cups, its task on the floor of LEEDS.
fn released() -> (Scene, OrderId, TaskId) {
    let mut scene = Scene::new(4);
    scene.floor_stock("LEEDS", "CUP", 10, 10);
    let id = scene.place(&wish(&[("CUP", 4)]));
    scene.carry_down("LEEDS");
    let task = *scene.floor("LEEDS").tasks.keys().next().unwrap();
    (scene, id, task)
}

fn status(scene: &Scene, id: OrderId) -> OrderStatus {
    scene.order(id).status()
}

fn wrong(id: OrderId, status: &'static str, wanted: &'static str) -> Result<(), LifecycleRefusal> {
    Err(LifecycleRefusal::WrongState { id, status, wanted })
}

#[test]
fn an_order_goes_its_way() {
    let (mut scene, id, task) = released();
    assert_eq!(deliver(&mut scene.world, id, "buyer"), wrong(id, "processing", "delivered"));
    for (progress, state) in
        [(Progress::Picking, AllocationState::Picking), (Progress::Packed, AllocationState::Packed)]
    {
        scene.floor("LEEDS").pick(task, progress);
        scene.exchange();
        assert_eq!(scene.order(id).lines[0].allocations[0].state, state);
    }
    scene.floor("LEEDS").ship(task);
    scene.exchange();
    assert_eq!((status(&scene, id), scene.order(id).shipments.len()), (OrderStatus::Shipped, 1));
    assert_eq!(cancel(&mut scene.world, id, "buyer"), wrong(id, "shipped", "canceled"));
    assert_eq!(deliver(&mut scene.world, id, "buyer"), Ok(()));
    assert_eq!(deliver(&mut scene.world, id, "buyer"), wrong(id, "delivered", "delivered"));
    assert_eq!((status(&scene, id), scene.cell("LEEDS", "CUP").on_hand()), (OrderStatus::Delivered, 6));
}

#[test]
fn no_other_status_is_set_by_hand_and_no_order_made_up() {
    let (mut scene, id, _) = released();
    let nobody = OrderId::from_parts(Millis(1), 1);
    assert_eq!(cancel(&mut scene.world, nobody, "buyer"), Err(LifecycleRefusal::NoOrder(nobody)));
    assert_eq!(deliver(&mut scene.world, nobody, "buyer"), Err(LifecycleRefusal::NoOrder(nobody)));
    assert_eq!(Err(refuse_status(&scene.world, id, OrderStatus::Shipped)), wrong(id, "processing", "shipped"));
}

#[test]
fn what_was_never_sent_is_cancelled_at_once() {
    let mut scene = Scene::new(4);
    scene.stock("DEPOT", "CUP", 3);
    let id = scene.place(&backorder(&[("CUP", 5)], 0));
    for _ in 0..2 {
        assert_eq!(cancel(&mut scene.world, id, "buyer"), Ok(()));
        assert_eq!((status(&scene, id), scene.order(id).lines[0].cancelled), (OrderStatus::Canceled, 5));
        assert_eq!((scene.cell("DEPOT", "CUP").available(), scene.cell("DEPOT", "CUP").committed()), (3, 0));
    }
}

#[test]
fn what_was_sent_is_asked_for_once_and_given_back() {
    let (mut scene, id, _) = released();
    for _ in 0..2 {
        assert_eq!(cancel(&mut scene.world, id, "buyer"), Ok(()));
        assert_eq!(status(&scene, id), OrderStatus::Cancelling);
        let asked = scene.mail("LEEDS").iter().filter(|letter| matches!(letter, ToNode::Cancel { .. })).count();
        assert_eq!(asked, 1);
    }
    scene.exchange();
    assert_eq!((status(&scene, id), scene.cell("LEEDS", "CUP").available()), (OrderStatus::Canceled, 10));
}

#[test]
fn what_has_left_is_not_cancelled() {
    let (mut scene, id, task) = released();
    scene.floor("LEEDS").ship(task);
    assert_eq!(cancel(&mut scene.world, id, "buyer"), Ok(()), "the hub cannot know");
    scene.exchange();
    assert_eq!(status(&scene, id), OrderStatus::Shipped);
    assert!(scene.order(id).history.iter().any(|entry| entry.event == "CancelRefused"));
}

#[test]
fn a_part_that_left_stays_and_the_rest_is_cancelled() {
    let mut scene = Scene::new(4);
    scene.floor_stock("LEEDS", "CUP", 2, 2);
    scene.floor_stock("LYON", "CUP", 2, 2);
    let id = scene.place(&wish(&[("CUP", 4)]));
    scene.exchange();
    let task = *scene.floor("LEEDS").tasks.keys().next().unwrap();
    scene.floor("LEEDS").ship(task);
    scene.exchange();
    assert_eq!(status(&scene, id), OrderStatus::PartiallyShipped);
    assert_eq!(cancel(&mut scene.world, id, "buyer"), Ok(()));
    scene.exchange();
    let line = &scene.order(id).lines[0];
    assert_eq!((status(&scene, id), line.shipped(), line.cancelled), (OrderStatus::Shipped, 2, 2));
}

#[test]
fn a_short_pick_of_what_is_being_cancelled_is_not_sourced_again() {
    let (mut scene, id, task) = released();
    scene.floor_stock("LYON", "CUP", 10, 10);
    scene.floor("LEEDS").short(task, 0, 3);
    assert_eq!(cancel(&mut scene.world, id, "buyer"), Ok(()));
    scene.exchange();
    assert_eq!((status(&scene, id), scene.promised("LYON", "CUP")), (OrderStatus::Canceled, 0));
    assert_eq!(scene.cell("LEEDS", "CUP").on_hand(), 7);
}

#[test]
fn a_warehouse_answers_for_its_own_tasks_only() {
    let (mut scene, id, task) = released();
    // I-8
    for letter in [ToHub::Cancelled { task }, ToHub::Progress { task, state: Progress::Packed }] {
        outcome::hear(&mut scene.world, &at("LYON"), letter);
    }
    outcome::hear(&mut scene.world, &at("LEEDS"), ToHub::Cancelled { task: TaskId::from_parts(Millis(1), 1) });
    assert_eq!(scene.order(id).lines[0].allocations[0].state, AllocationState::Released);
}
