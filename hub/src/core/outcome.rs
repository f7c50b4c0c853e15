//! What the floor reports: letters from nodes, applied to orders, transfers and claims. The rows of the node have been
//! applied up to each letter's clock before it comes here.

use std::sync::Arc;

use holdfast_crdt::{AllocationId, Millis, OrderId, Quantity, ShipmentId, TaskId, TransferId, WarehouseId};
use holdfast_sync::mail::{Progress, ToHub};
use serde_json::json;

use super::fill::fill;
use super::order::{Allocation, AllocationState, Shipment};
use super::world::{TaskOwner, World};
use super::{claim, purchase, recovery, returns, transfer};

/// A parcel as its letter tells of it.
#[derive(Debug, Clone)]
pub struct Parcel {
    pub id: ShipmentId,
    pub at: Millis,
    pub carrier: Option<Arc<str>>,
    pub tracking_number: Option<Arc<str>>,
    pub lines: Vec<(AllocationId, Quantity)>,
}

/// Applies one letter of a node. Letters about things the hub does not know are logged: a node cannot be made to take its
/// word back.
pub fn hear(world: &mut World, warehouse: &WarehouseId, letter: ToHub) {
    match letter {
        ToHub::Claim { claim, sku, quantity, reference } => {
            claim::file(world, warehouse, claim, sku, quantity, reference)
        }
        ToHub::ClaimWithdrawn { claim, quantity } => claim::withdraw(world, claim, quantity.get()),
        ToHub::Held(held) => recovery::hear_held(world, warehouse, &held),
        // what it is laid beside stands in the store: its owner heeds it
        ToHub::Stated(_) => {}
        ToHub::TakenBack { claim, task, allocation, quantity } => {
            if let Some(order) = order_of(world, warehouse, task) {
                shorten(world, order, allocation, quantity, AllocationState::Short, true);
            }
            claim::taken_back(world, claim, task, allocation, quantity);
        }
        ToHub::Received(goods) => {
            if !purchase::received(world, warehouse, &goods) && !returns::received(world, warehouse, &goods) {
                tracing::warn!(%warehouse, expected = %goods.expected, "goods came in that nobody here expects");
            }
        }
        ToHub::Inspected(goods) => {
            if !purchase::inspected(world, warehouse, &goods) && !returns::inspected(world, warehouse, &goods) {
                tracing::warn!(%warehouse, expected = %goods.expected, "goods were judged that nobody here expects");
            }
        }
        ToHub::Progress { task, .. }
        | ToHub::Short { task, .. }
        | ToHub::Shipped { task, .. }
        | ToHub::PartShipped { task, .. }
        | ToHub::Cancelled { task }
        | ToHub::CancelRefused { task } => match owner(world, warehouse, task) {
            Some(TaskOwner::Order(order)) => of_order(world, warehouse, order, letter),
            Some(TaskOwner::Transfer(id)) => of_transfer(world, warehouse, id, letter),
            None => {}
        },
    }
}

/// What became of a task of an order.
fn of_order(world: &mut World, warehouse: &WarehouseId, id: OrderId, letter: ToHub) {
    match letter {
        ToHub::Progress { task, state } => progress(world, id, task, state),
        ToHub::Short { allocation, quantity, reason, .. } => {
            short(world, warehouse, id, allocation, quantity.get(), &reason);
        }
        ToHub::Shipped { shipment, at, carrier, tracking_number, lines, .. } => {
            shipped(world, warehouse, id, &Parcel { id: shipment, at, carrier, tracking_number, lines });
        }
        ToHub::PartShipped { shipment, at, carrier, tracking_number, lines, .. } => {
            part_shipped(world, warehouse, id, &Parcel { id: shipment, at, carrier, tracking_number, lines });
        }
        ToHub::Cancelled { task } => cancelled(world, id, task),
        ToHub::CancelRefused { task } => {
            cancel_refused(world, id, task);
            returns::of_refused_cancel(world, id, task, warehouse);
        }
        _ => {}
    }
}

/// The same of a transfer.
fn of_transfer(world: &mut World, warehouse: &WarehouseId, id: TransferId, letter: ToHub) {
    match letter {
        ToHub::Progress { .. } => transfer::progress(world, id, warehouse),
        ToHub::Short { allocation, quantity, .. } => {
            transfer::short(world, id, warehouse, allocation, quantity.get());
        }
        ToHub::Shipped { shipment, at, carrier, tracking_number, lines, .. } => {
            let parcel = Parcel { id: shipment, at, carrier, tracking_number, lines };
            transfer::arrived_or_left(world, id, warehouse, &parcel);
        }
        ToHub::Cancelled { .. } => transfer::cancelled(world, id),
        ToHub::CancelRefused { .. } => transfer::cancel_refused(world, id),
        _ => {}
    }
}

/// I-8: a task is answered for only by the warehouse it was sent to.
fn owner(world: &World, warehouse: &WarehouseId, task: TaskId) -> Option<TaskOwner> {
    let found = world.tasks.get(task).filter(|found| found.warehouse == *warehouse).map(|found| found.owner);
    if found.is_none() {
        tracing::warn!(%warehouse, %task, "a node reports on a task it was not given");
    }
    found
}

fn order_of(world: &World, warehouse: &WarehouseId, task: TaskId) -> Option<OrderId> {
    match owner(world, warehouse, task) {
        Some(TaskOwner::Order(order)) => Some(order),
        _ => None,
    }
}

fn progress(world: &mut World, id: OrderId, task: TaskId, state: Progress) {
    let (state, event) = match state {
        Progress::Picking => (AllocationState::Picking, "OrderPicking"),
        Progress::Packed => (AllocationState::Packed, "OrderPacked"),
    };
    let now = world.now;
    let Some(order) = world.orders.edit(id) else { return };
    for allocation in order.lines.iter_mut().flat_map(|line| &mut line.allocations) {
        let open = matches!(allocation.state, AllocationState::Released | AllocationState::Picking);
        if allocation.task == Some(task) && open {
            allocation.state = state;
        }
    }
    order.version += 1;
    order.note(now, event, "floor", None);
    world.emit_order(event, id, json!({ "taskId": task }));
}

fn short(world: &mut World, warehouse: &WarehouseId, id: OrderId, allocation: AllocationId, units: u64, reason: &str) {
    let now = world.now;
    if let Some(order) = world.orders.edit(id) {
        order.note(now, "ShortPick", "floor", Some(format!("{units} at {warehouse}: {reason}")));
    }
    world.emit_order("ShortPicked", id, json!({ "warehouseId": warehouse, "quantity": units, "reason": reason }));
    shorten(world, id, allocation, units, AllocationState::Short, true);
}

/// Takes units out of an allocation: they wait for another source, which is looked for at once. Where the order is being
/// cancelled they are cancelled instead.
pub(super) fn shorten(
    world: &mut World,
    id: OrderId,
    allocation: AllocationId,
    units: u64,
    as_state: AllocationState,
    resource: bool,
) {
    if units == 0 {
        return;
    }
    let chance = world.chance();
    let now = world.now;
    let Some(order) = world.orders.edit(id) else { return };
    let Some((line, at)) = order.allocation_mut(allocation) else { return };
    let found = &mut line.allocations[at];
    if !found.state.holds() {
        tracing::warn!(%id, %allocation, "units taken from an allocation that holds none");
        return;
    }
    let (taken, warehouse) = (units.min(found.quantity), found.warehouse.clone());
    let cancelling = found.state == AllocationState::Cancelling;
    found.asked_back = found.asked_back.saturating_sub(taken);
    if taken == found.quantity {
        found.state = as_state;
    } else {
        found.quantity -= taken;
        let part = Allocation {
            id: AllocationId::from_parts(now, chance),
            quantity: taken,
            state: as_state,
            asked_back: 0,
            ..found.clone()
        };
        line.allocations.push(part);
    }
    if cancelling {
        line.cancelled += taken;
    } else {
        line.backordered += taken;
    }
    order.version += 1;
    debug_assert!(order.adds_up(), "I-7");
    if resource && !cancelling && fill(world, id, Some(&warehouse)) {
        let Some(order) = world.orders.edit(id) else { return };
        order.note(now, "OrderResourced", "hub", Some(format!("{taken} units that {warehouse} could not give")));
        world.emit_order("OrderResourced", id, json!({ "from": warehouse, "quantity": taken }));
    }
}

fn shipped(world: &mut World, warehouse: &WarehouseId, id: OrderId, parcel: &Parcel) {
    let Some(order) = world.orders.edit(id) else { return };
    let mut lines: Vec<(holdfast_crdt::Sku, u64)> = Vec::new();
    for (allocation, quantity) in &parcel.lines {
        let Some((line, at)) = order.allocation_mut(*allocation) else { continue };
        let found = &mut line.allocations[at];
        if !found.state.holds() {
            continue;
        }
        debug_assert_eq!(found.quantity, quantity.get());
        found.state = AllocationState::Shipped;
        match lines.iter_mut().find(|(sku, _)| *sku == line.sku) {
            Some((_, units)) => *units += quantity.get(),
            None => lines.push((line.sku.clone(), quantity.get())),
        }
    }
    note_parcel(world, warehouse, id, parcel, lines);
}

/// A parcel left with a part of a task: that much of each allocation is one of its own, which has shipped, and the rest goes
/// on. A parcel that is known is not counted twice: a floor tells a hub that was restored of all of them.
fn part_shipped(world: &mut World, warehouse: &WarehouseId, id: OrderId, parcel: &Parcel) {
    let (now, chance) = (world.now, world.chance());
    let Some(order) = world.orders.edit(id) else { return };
    if order.shipments.iter().any(|known| known.id == parcel.id) {
        return;
    }
    let mut lines: Vec<(holdfast_crdt::Sku, u64)> = Vec::new();
    for (number, (allocation, quantity)) in parcel.lines.iter().enumerate() {
        let Some((line, at)) = order.allocation_mut(*allocation) else { continue };
        let found = &mut line.allocations[at];
        let units = quantity.get().min(found.quantity);
        if !found.state.holds() || units == 0 {
            continue;
        }
        if units == found.quantity {
            found.state = AllocationState::Shipped;
        } else {
            found.quantity -= units;
            found.asked_back = found.asked_back.min(found.quantity);
            let id = AllocationId::from_parts(now, chance.wrapping_add(number as u128));
            let state = AllocationState::Shipped;
            let part = Allocation { id, quantity: units, state, asked_back: 0, ..found.clone() };
            line.allocations.push(part);
        }
        match lines.iter_mut().find(|(sku, _)| *sku == line.sku) {
            Some((_, known)) => *known += units,
            None => lines.push((line.sku.clone(), units)),
        }
    }
    note_parcel(world, warehouse, id, parcel, lines);
}

fn note_parcel(
    world: &mut World,
    warehouse: &WarehouseId,
    id: OrderId,
    parcel: &Parcel,
    lines: Vec<(holdfast_crdt::Sku, u64)>,
) {
    let now = world.now;
    let Some(order) = world.orders.edit(id) else { return };
    let (carrier, tracking_number) = (parcel.carrier.clone(), parcel.tracking_number.clone());
    let shipment =
        Shipment { id: parcel.id, warehouse: warehouse.clone(), carrier, tracking_number, at: parcel.at, lines };
    let data = json!({
        "shipmentId": shipment.id, "warehouseId": warehouse, "carrier": shipment.carrier,
        "trackingNumber": shipment.tracking_number,
        "lines": shipment.lines.iter().map(|(sku, units)| json!({ "sku": sku, "quantity": units })).collect::<Vec<_>>(),
    });
    order.shipments.push(shipment);
    order.version += 1;
    order.note(now, "ShipmentDispatched", "floor", Some(format!("from {warehouse}")));
    debug_assert!(order.adds_up(), "I-7");
    world.emit_order("ShipmentDispatched", id, data);
}

/// The node gave a task up: its units are available there again, in the node's rights.
fn cancelled(world: &mut World, id: OrderId, task: TaskId) {
    let now = world.now;
    let Some(order) = world.orders.edit(id) else { return };
    for line in &mut order.lines {
        for allocation in line.allocations.iter_mut().filter(|allocation| allocation.task == Some(task)) {
            if allocation.state.holds() {
                allocation.state = AllocationState::Canceled;
                line.cancelled += allocation.quantity;
            }
        }
    }
    order.version += 1;
    order.note(now, "OrderCanceled", "floor", None);
    debug_assert!(order.adds_up(), "I-7");
    world.emit_order("OrderCanceled", id, json!({ "taskId": task }));
}

/// Something of the task has left: what the hub does not know as shipped stays with the floor.
fn cancel_refused(world: &mut World, id: OrderId, task: TaskId) {
    let now = world.now;
    let Some(order) = world.orders.edit(id) else { return };
    for allocation in order.lines.iter_mut().flat_map(|line| &mut line.allocations) {
        if allocation.task == Some(task) && allocation.state == AllocationState::Cancelling {
            allocation.state = AllocationState::Packed;
        }
    }
    order.version += 1;
    order.note(now, "CancelRefused", "floor", Some("it has shipped: a return is due".to_owned()));
    world.emit_order("CancelRefused", id, json!({ "taskId": task }));
}
