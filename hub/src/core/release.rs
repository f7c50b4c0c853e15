//! Releasing allocations to the floor: from the moment a task is written to a node, the node decides what happens to it.

use std::sync::Arc;

use holdfast_crdt::{OrderId, Quantity, TaskId, WarehouseId};
use holdfast_sync::mail::{LetterBody, Task, TaskKind, TaskLine, ToNode};

use super::order::AllocationState;
use super::world::{TaskOwner, TaskRef, World};

/// Writes one task for all of an order's allocations in a warehouse that wait for it. Only while the link is up: what was
/// never sent can still be cancelled or moved at once.
pub fn release(world: &mut World, id: OrderId, warehouse: &WarehouseId) {
    if !world.is_online(warehouse) {
        return;
    }
    let task = TaskId::from_parts(world.now, world.chance());
    let now = world.now;
    let Some(order) = world.orders.edit(id) else { return };
    let mut lines = Vec::new();
    for line in &mut order.lines {
        let waiting = line
            .allocations
            .iter_mut()
            .filter(|allocation| allocation.warehouse == *warehouse && allocation.state == AllocationState::Allocated);
        for allocation in waiting {
            let Some(quantity) = Quantity::capped(allocation.quantity) else { continue };
            allocation.state = AllocationState::Released;
            allocation.task = Some(task);
            lines.push(TaskLine { allocation: allocation.id, sku: line.sku.clone(), quantity });
        }
    }
    if lines.is_empty() {
        return;
    }
    let recipient: Arc<str> = order.customer.name.shared();
    let (kind, priority) = (TaskKind::Order { order: id, recipient }, order.priority);
    order.version += 1;
    world.tasks.insert(task, TaskRef { task, warehouse: warehouse.clone(), owner: TaskOwner::Order(id) });
    let task = Task { task, kind, priority, released_at: now, lines };
    world.desk.write(warehouse, LetterBody::ToNode(ToNode::Task(task)));
}
