//! After a restore of a node: what the floor is told.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::{Quantity, TaskId, TransferId, WarehouseId};
use holdfast_sync::mail::{LetterBody, Task, TaskKind, TaskLine, ToNode};

use crate::core::order::AllocationState;
use crate::core::transfer::{Transfer, TransferState};
use crate::core::world::World;

/// Tells a node that was restored which tasks of orders and transfers are open. `transfers`: its tasks of transfers.
pub fn resume_letters(world: &mut World, warehouse: &WarehouseId, transfers: &[(TaskId, TransferId)]) {
    let (mut tasks, mut cancels): (BTreeMap<TaskId, Task>, BTreeSet<TaskId>) = (BTreeMap::new(), BTreeSet::new());
    for (id, order) in world.orders.iter() {
        for line in &order.lines {
            for found in line.allocations.iter().filter(|found| found.warehouse == *warehouse && found.state.holds()) {
                let (Some(task), Some(quantity)) = (found.task, Quantity::capped(found.quantity)) else { continue };
                if found.state == AllocationState::Cancelling {
                    cancels.insert(task);
                }
                let kind = TaskKind::Order { order: id, recipient: order.customer.name.shared() };
                let (priority, released_at) = (order.priority, order.placed_at);
                let made = Task { task, kind, priority, released_at, lines: Vec::new() };
                let line = TaskLine { allocation: found.id, sku: line.sku.clone(), quantity };
                tasks.entry(task).or_insert(made).lines.push(line);
            }
        }
    }
    for (task, id) in transfers {
        let asked = |of: &Transfer| of.from == *warehouse && of.state == TransferState::Cancelling;
        if world.transfers.get(*id).is_some_and(asked) {
            cancels.insert(*task);
        }
        tasks.extend(super::transfers::open_task(world, *id, warehouse, *task).map(|open| (*task, open)));
    }
    for task in tasks.into_values() {
        world.desk.write(warehouse, LetterBody::ToNode(ToNode::Resume(task)));
    }
    for task in cancels {
        world.desk.write(warehouse, LetterBody::ToNode(ToNode::Cancel { task }));
    }
    forget_asked(world, warehouse);
}

/// A node that was restored answers no question that its lost life was asked: what a claim asked back is asked anew.
fn forget_asked(world: &mut World, warehouse: &WarehouseId) {
    let asked: Vec<_> = world
        .claims
        .iter()
        .filter(|(_, claim)| claim.warehouse == *warehouse && !claim.asked.is_empty())
        .map(|(id, _)| id)
        .collect();
    for id in asked {
        let Some(claim) = world.claims.edit(id) else { continue };
        for asked in std::mem::take(&mut claim.asked) {
            if let Some((line, at)) =
                world.orders.edit(asked.order).and_then(|order| order.allocation_mut(asked.allocation))
            {
                line.allocations[at].asked_back = line.allocations[at].asked_back.saturating_sub(asked.quantity);
            }
        }
    }
}
