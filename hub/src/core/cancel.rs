//! Cancelling: at once where no task was sent, else the node is asked.

use std::collections::BTreeSet;

use holdfast_crdt::{OrderId, TaskId, WarehouseId};
use holdfast_sync::mail::{LetterBody, ToNode};
use serde_json::json;

use super::order::{AllocationState, OrderStatus};
use super::place::FREE;
use super::world::{World, hub_cause};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LifecycleRefusal {
    #[error("there is no order {0}")]
    NoOrder(OrderId),
    #[error("order {id} is {status}, it cannot become {wanted}")]
    WrongState { id: OrderId, status: &'static str, wanted: &'static str },
}

/// Cancels what is not shipped. Asking again for what is cancelled, or being cancelled, changes nothing and is no error.
pub fn cancel(world: &mut World, id: OrderId, actor: &str) -> Result<(), LifecycleRefusal> {
    let order = world.orders.get(id).ok_or(LifecycleRefusal::NoOrder(id))?;
    match order.status() {
        OrderStatus::Canceled | OrderStatus::Cancelling => return Ok(()),
        status @ (OrderStatus::Shipped | OrderStatus::Delivered) => {
            return Err(LifecycleRefusal::WrongState { id, status: status.name(), wanted: "canceled" });
        }
        _ => {}
    }
    let now = world.now;
    let (mut freed, mut asked) = (Vec::new(), BTreeSet::<(WarehouseId, TaskId)>::new());
    if let Some(order) = world.orders.edit(id) {
        for line in &mut order.lines {
            line.cancelled += std::mem::take(&mut line.backordered);
            for allocation in &mut line.allocations {
                match (allocation.state, allocation.task) {
                    (AllocationState::Allocated, _) | (AllocationState::Released, None) => {
                        allocation.state = AllocationState::Canceled;
                        line.cancelled += allocation.quantity;
                        freed.push((allocation.warehouse.clone(), line.sku.clone(), allocation.quantity));
                    }
                    (state, Some(task)) if state.holds() => {
                        allocation.state = AllocationState::Cancelling;
                        asked.insert((allocation.warehouse.clone(), task));
                    }
                    _ => {}
                }
            }
        }
        order.version += 1;
        order.note(now, if asked.is_empty() { "OrderCanceled" } else { "CancelRequested" }, actor.to_owned(), None);
    }
    let cause = hub_cause("order canceled", id);
    // where a restored hub has yet to hear from the floor, what is committed to nothing is found then: it may have been sent
    freed.retain(|(warehouse, ..)| world.places.get(warehouse).is_none_or(|place| !place.unmet));
    for (warehouse, sku, units) in freed {
        if let Err(error) = world.post(&warehouse, &sku, FREE, units, &cause) {
            tracing::error!(%id, %warehouse, %sku, %error, "committed units could not be released");
        }
    }
    for (warehouse, task) in &asked {
        world.desk.write(warehouse, LetterBody::ToNode(ToNode::Cancel { task: *task }));
    }
    world.emit_order(if asked.is_empty() { "OrderCanceled" } else { "OrderCancelling" }, id, json!({}));
    Ok(())
}

/// Notes that the customer has the goods.
pub fn deliver(world: &mut World, id: OrderId, actor: &str) -> Result<(), LifecycleRefusal> {
    let now = world.now;
    let order = world.orders.get(id).ok_or(LifecycleRefusal::NoOrder(id))?;
    if order.status() != OrderStatus::Shipped {
        return Err(LifecycleRefusal::WrongState { id, status: order.status().name(), wanted: "delivered" });
    }
    if let Some(order) = world.orders.edit(id) {
        order.delivered = true;
        order.version += 1;
        order.note(now, "OrderDelivered", actor.to_owned(), None);
    }
    world.emit_order("OrderDelivered", id, json!({}));
    Ok(())
}

/// Any other wish for a status: nothing else may be set by hand.
pub fn refuse_status(world: &World, id: OrderId, wanted: OrderStatus) -> LifecycleRefusal {
    match world.orders.get(id) {
        None => LifecycleRefusal::NoOrder(id),
        Some(order) => LifecycleRefusal::WrongState { id, status: order.status().name(), wanted: wanted.name() },
    }
}
