//! Filling backorders: when stock or rights arrive, the highest priority goes first, then the oldest; and a part that a
//! warehouse could not give is sourced from elsewhere.

use holdfast_crdt::{Cause, OrderId, WarehouseId};

use super::allocation::{Demand, plan};
use super::order::AllocationState;
use super::place::{commit, emit_allocated, supplies};
use super::release::release;
use super::world::World;

/// Tries to cover what waits of one order, from any warehouse but `except`. Whether anything was allocated.
pub fn fill(world: &mut World, id: OrderId, except: Option<&WarehouseId>) -> bool {
    if world.awaits_floors() {
        return false; // it is gone through again once they have told
    }
    let Some(order) = world.orders.get(id) else { return false };
    let mut demand = Demand::new();
    for line in order.lines.iter().filter(|line| line.backordered > 0) {
        *demand.entry(line.sku.clone()).or_default() += line.backordered;
    }
    if demand.is_empty() {
        return false;
    }
    // one that must not be split gets its parcel whole; once a part is on its way, the rest must come somehow
    let mut parts = order.lines.iter().flat_map(|line| &line.allocations);
    let split = order.allow_split || parts.any(|part| part.state.holds() || part.state == AllocationState::Shipped);
    let plan =
        plan(&demand, &supplies(world, &demand, &order.customer, &[], |warehouse| Some(warehouse) != except), split);
    if plan.picks.is_empty() {
        return false;
    }
    let mut order = order.clone();
    let cause = Cause::new("allocate", "hub").about(id.to_string());
    let Ok(sources) = commit(world, &mut order, &plan, &mut [], &cause) else { return false };
    order.version += 1;
    order.note(world.now, "OrderAllocated", "hub", Some(told(&sources)));
    world.orders.insert(id, order);
    emit_allocated(world, id);
    for warehouse in sources.keys() {
        release(world, id, warehouse);
    }
    true
}

fn told(sources: &std::collections::BTreeMap<WarehouseId, u64>) -> String {
    let parts: Vec<String> = sources.iter().map(|(warehouse, units)| format!("{units} from {warehouse}")).collect();
    parts.join(", ")
}

/// Fills the given orders in order of priority, then age (order ids grow with time). Returns how many got something.
pub fn fill_all(world: &mut World, mut waiting: Vec<OrderId>) -> usize {
    let rank = |world: &World, id: &OrderId| {
        world.orders.get(*id).map(|order| (std::cmp::Reverse(order.priority), order.placed_at, *id))
    };
    waiting.sort_by_key(|id| rank(world, id));
    waiting.dedup();
    waiting.into_iter().filter(|id| fill(world, *id, None)).count()
}
