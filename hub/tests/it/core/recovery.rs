//! A restored hub hears from a floor what became of its orders.

use holdfast_crdt::{AllocationId, Millis, OrderId, Quantity, ShipmentId, TaskId};
use holdfast_hub::core::cancel::cancel;
use holdfast_hub::core::order::{AllocationState, OrderStatus};
use holdfast_hub::core::recovery::{Moved, end_unnamed, hear_held, unnamed};
use holdfast_hub::core::transfer::TransferState;
use holdfast_sync::mail::{Held, HeldState, Task, TaskKind, TaskLine, ToNode};

use super::scene::{Scene, at, backorder, sku};

/// A parcel of so many cups that left in the lost time.
fn parcel(order: OrderId, number: u128, cups: u64) -> Held {
    let (quantity, at) = (Quantity::new(cups).unwrap(), Millis(1));
    let line = TaskLine { allocation: AllocationId::from_parts(at, number), sku: sku("CUP"), quantity };
    let task = Task {
        task: TaskId::from_parts(at, number),
        kind: TaskKind::Order { order, recipient: "A. Buyer".into() },
        priority: 0,
        released_at: at,
        lines: vec![line],
    };
    Held { task, short: vec![0], state: HeldState::Shipped { shipment: ShipmentId::from_parts(at, number) } }
}

/// Found by killing and restoring: the copy has the order on a floor that was short of it since, and another has sent it. It
/// was sent once more, as the floor that spoke first found no room for its parcel.
#[test]
fn a_parcel_finds_room_where_the_copy_has_its_units_on_a_floor_that_has_not_told_yet() {
    for leeds_first in [true, false] {
        let mut scene = Scene::new(7);
        scene.floor_stock("LYON", "CUP", 2, 2);
        let id = scene.place(&backorder(&[("CUP", 2)], 0));
        scene.carry_down("LYON");
        let held = &scene.order(id).lines[0].allocations[0];
        let mut short = parcel(id, 1, 2);
        (short.task.task, short.task.lines[0].allocation) = (held.task.unwrap(), held.id);
        (short.short, short.state) = (vec![2], HeldState::Short);
        let sent = parcel(id, 2, 2);
        scene.world.places.values_mut().for_each(|place| place.unmet = true);
        let mut told = [(at("LEEDS"), sent), (at("LYON"), short)];
        if !leeds_first {
            told.reverse();
        }
        for (warehouse, held) in told {
            hear_held(&mut scene.world, &warehouse, &held);
        }
        let line = &scene.order(id).lines[0];
        assert_eq!((line.backordered, line.cancelled), (0, 0), "LEEDS first: {leeds_first}");
        let shipped: Vec<_> = line.allocations.iter().filter(|of| of.state == AllocationState::Shipped).collect();
        assert_eq!((shipped.len(), shipped[0].quantity), (1, 2));
        assert!(scene.order(id).adds_up(), "I-7");
    }
}

/// Cancelled while its floor had yet to tell: nothing is freed on a guess, and the floor that has the task is asked.
#[test]
fn an_order_cancelled_before_its_floor_has_told_is_asked_for_there() {
    let mut scene = Scene::new(7);
    scene.floor_stock("LEEDS", "CUP", 2, 2);
    scene.set_online("LEEDS", false);
    let id = scene.place(&backorder(&[("CUP", 2)], 0));
    let allocation = scene.order(id).lines[0].allocations[0].id;
    scene.world.places.values_mut().for_each(|place| place.unmet = true);
    cancel(&mut scene.world, id, "planner").unwrap();
    assert_eq!(scene.cell("LEEDS", "CUP").committed(), 2, "they may stand for a task on the floor");
    let mut held = Held { state: HeldState::Picking, ..parcel(id, 1, 2) };
    held.task.lines[0].allocation = allocation;
    hear_held(&mut scene.world, &at("LEEDS"), &held);
    assert_eq!(scene.order(id).status(), OrderStatus::Cancelling);
    assert!(matches!(scene.mail("LEEDS")[..], [ToNode::Cancel { task }] if task == held.task.task));
    assert!(scene.order(id).adds_up(), "I-7");
}

/// An order that nobody but two floors, or two tasks of one, remember is as large as all of them.
#[test]
fn a_rebuilt_order_has_room_for_every_open_task() {
    let mut scene = Scene::new(7);
    scene.world.places.values_mut().for_each(|place| place.unmet = true);
    let id = OrderId::from_parts(Millis(1), 5);
    for (number, place) in [(1, "LEEDS"), (2, "LEEDS"), (3, "LYON")] {
        let open = Held { state: HeldState::Open, ..parcel(id, number, 1) };
        hear_held(&mut scene.world, &at(place), &open);
    }
    let line = &scene.order(id).lines[0];
    assert_eq!((line.quantity.get(), line.allocations.len(), line.backordered), (3, 3, 0));
}

/// Found by killing and restoring: every parcel was tried on the first line of its SKU only, and once that was full, the
/// rest was sent to the customer a second time.
#[test]
fn parcels_of_an_order_with_two_lines_of_one_sku_find_room_on_both() {
    for parcels in [[1, 1, 1, 1].as_slice(), &[2, 1, 1], &[1, 1, 2], &[1, 3], &[3, 1]] {
        let mut scene = Scene::new(7);
        let id = scene.place(&backorder(&[("CUP", 3), ("CUP", 1)], 0));
        for (number, cups) in (1..).zip(parcels) {
            hear_held(&mut scene.world, &at("LEEDS"), &parcel(id, number, *cups));
        }
        let order = scene.order(id);
        let waiting: Vec<u64> = order.lines.iter().map(|line| line.backordered).collect();
        assert_eq!(waiting, [0, 0], "{parcels:?}");
        assert_eq!(order.shipments.len(), parcels.len());
        assert!(order.adds_up(), "I-7");
    }
}

/// The floor was restored after the copy of the hub was made, and does not know tasks that were over by then.
fn end(scene: &mut Scene, place: &str, coming: &[TaskId], moved: &Moved) {
    let found = unnamed(&scene.world, &at(place), &coming.iter().copied().collect(), &[]);
    end_unnamed(&mut scene.world, &at(place), &found, moved);
}

#[test]
fn what_became_of_a_task_that_nobody_remembers_says_the_log() {
    let mut scene = Scene::new(7);
    scene.floor_stock("LEEDS", "CUP", 6, 6);
    let orders = [(); 3].map(|()| scene.place(&backorder(&[("CUP", 2)], 0)));
    scene.carry_down("LEEDS");
    let on_its_way = scene.order(orders[2]).lines[0].allocations[0].task.unwrap();
    let left = [((orders[0].to_string(), sku("CUP")), 2)].into();
    end(&mut scene, "LEEDS", &[on_its_way], &Moved { left, ..Moved::default() });

    let sent = scene.order(orders[0]);
    assert_eq!(sent.lines[0].allocations[0].state, AllocationState::Shipped);
    assert_eq!(sent.shipments[0].lines, [(sku("CUP"), 2)]);
    let given_back = scene.order(orders[1]);
    assert_eq!((given_back.lines[0].backordered, given_back.shipments.len()), (2, 0));
    assert_eq!(scene.order(orders[2]).lines[0].allocations[0].state, AllocationState::Released, "it is on its way");
    assert!(orders.iter().all(|id| scene.order(*id).adds_up()), "I-7");
}

#[test]
fn what_became_of_a_transfer_that_nobody_remembers_says_the_log() {
    let mut scene = Scene::new(7);
    scene.floor_stock("LEEDS", "CUP", 9, 9);
    let mut plan = |units| scene.transfer("LEEDS", "LYON", &[("CUP", units)]).unwrap();
    let (left, kept) = (plan(4), plan(3));
    let moved = || [((left.to_string(), sku("CUP")), 3)].into();
    end(&mut scene, "LEEDS", &[], &Moved { left: moved(), ..Moved::default() });
    let state = |scene: &Scene, id| scene.world.transfers.get(id).unwrap().state;
    assert_eq!((state(&scene, left), state(&scene, kept)), (TransferState::InTransit, TransferState::Canceled));
    assert_eq!(scene.world.transfers.get(left).unwrap().lines[0].shipped, 3);

    let tasks = |scene: &Scene| scene.mail("LYON").iter().filter(|letter| matches!(letter, ToNode::Task(_))).count();
    let before = tasks(&scene);
    end(&mut scene, "LYON", &[], &Moved::default());
    assert_eq!((state(&scene, left), tasks(&scene)), (TransferState::InTransit, before + 1), "it is told of it anew");
    end(&mut scene, "LYON", &[], &Moved { arrived: moved(), ..Moved::default() });
    assert_eq!(state(&scene, left), TransferState::Received);
}
