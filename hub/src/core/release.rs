//! Releasing allocations to the floor: from the moment a task is written to a node, the node decides what happens to it.

use std::collections::BTreeSet;
use std::sync::Arc;

use holdfast_crdt::{AllocationId, OrderId, Quantity, TaskId, WarehouseId};
use holdfast_sync::FRAME_BYTES_MAX;
use holdfast_sync::mail::{LetterBody, Task, TaskKind, TaskLine, ToNode};

use super::order::AllocationState;
use super::world::{TaskOwner, TaskRef, World};

/// Bytes of the lines of one task, at most: its letter must fit into a frame.
const LINES_BYTES_MAX: usize = 128 << 10;
const _: () = assert!(LINES_BYTES_MAX * 2 <= FRAME_BYTES_MAX);

/// Writes a task for all of an order's allocations in a warehouse that wait for it, or several for very many. Only while
/// the link is up: what was never sent can still be cancelled or moved at once.
pub fn release(world: &mut World, id: OrderId, warehouse: &WarehouseId) {
    if !world.is_online(warehouse) {
        return;
    }
    let Some(order) = world.orders.get(id) else { return };
    let lines = order.lines.iter().flat_map(|line| line.allocations.iter().map(move |found| (line, found)));
    let waiting = lines.filter(|(_, found)| found.warehouse == *warehouse && found.state == AllocationState::Allocated);
    let waiting: Vec<TaskLine> = waiting
        .filter_map(|(line, found)| {
            let quantity = Quantity::capped(found.quantity)?;
            Some(TaskLine { allocation: found.id, sku: line.sku.clone(), quantity })
        })
        .collect();
    for lines in portions(waiting) {
        write(world, id, warehouse, lines);
    }
}

fn portions(lines: Vec<TaskLine>) -> Vec<Vec<TaskLine>> {
    let (mut portions, mut bytes): (Vec<Vec<TaskLine>>, usize) = (Vec::new(), 0);
    for line in lines {
        // an allocation's id, a quantity, and the SKU with its length
        let size = 19 + 5 + 2 + line.sku.as_str().len();
        bytes += size;
        match portions.last_mut().filter(|_| bytes <= LINES_BYTES_MAX) {
            Some(portion) => portion.push(line),
            None => {
                bytes = size;
                portions.push(vec![line]);
            }
        }
    }
    portions
}

fn write(world: &mut World, id: OrderId, warehouse: &WarehouseId, lines: Vec<TaskLine>) {
    let (task, now) = (TaskId::from_parts(world.now, world.chance()), world.now);
    let Some(order) = world.orders.edit(id) else { return };
    let sent: BTreeSet<AllocationId> = lines.iter().map(|line| line.allocation).collect();
    let allocations = order.lines.iter_mut().flat_map(|line| &mut line.allocations);
    for allocation in allocations.filter(|allocation| sent.contains(&allocation.id)) {
        allocation.state = AllocationState::Released;
        allocation.task = Some(task);
    }
    let recipient: Arc<str> = order.customer.name.shared();
    let (kind, priority) = (TaskKind::Order { order: id, recipient }, order.priority);
    order.version += 1;
    world.tasks.insert(task, TaskRef { task, warehouse: warehouse.clone(), owner: TaskOwner::Order(id) });
    let task = Task { task, kind, priority, released_at: now, lines };
    world.desk.write(warehouse, LetterBody::ToNode(ToNode::Task(task)));
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::{Millis, Sku};

    use super::*;

    #[test]
    fn no_task_is_too_big_for_a_frame_and_none_is_lost() {
        let sku = Sku::new(&"\u{1F3FA}".repeat(64)).unwrap();
        let line = |n| TaskLine {
            allocation: AllocationId::from_parts(Millis(1), n),
            sku: sku.clone(),
            quantity: Quantity::capped(1).unwrap(),
        };
        let lines: Vec<TaskLine> = (0..1_000).map(line).collect();
        let cut = portions(lines.clone());
        assert!(cut.len() > 1 && cut.iter().all(|portion| !portion.is_empty()));
        for portion in &cut {
            let bytes: usize = portion.iter().map(|line| line.sku.as_str().len() + 26).sum();
            assert!(bytes <= LINES_BYTES_MAX);
        }
        assert_eq!(cut.concat(), lines);
        assert!(portions(Vec::new()).is_empty());
    }
}
