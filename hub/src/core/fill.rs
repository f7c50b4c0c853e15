//! Filling backorders: when stock or rights arrive, the highest priority goes first, then the oldest; and a part that a
//! warehouse could not give is sourced from elsewhere.

use holdfast_crdt::{Cause, OrderId, WarehouseId};

use super::allocation::{Demand, Reason, plan};
use super::order::{AllocationState, Order};
use super::place::{Wanted, commit, emit_allocated, obtainable, supplies};
use super::release::release;
use super::world::World;

/// Tries to cover what waits of one order, from any warehouse but `except`. Whether anything was allocated.
pub fn fill(world: &mut World, id: OrderId, except: Option<&WarehouseId>) -> bool {
    let reason = if except.is_some() { Reason::Resourced } else { Reason::BackorderFilled };
    fill_as(world, id, except, (reason, Cause::new("allocate", "hub")))
}

fn fill_as(world: &mut World, id: OrderId, except: Option<&WarehouseId>, (reason, cause): (Reason, Cause)) -> bool {
    if world.awaits_floors() {
        return false; // it is gone through again once they have told
    }
    let Some(order) = world.orders.get(id) else { return false };
    let demand = waiting_of(order);
    if demand.is_empty() {
        return false;
    }
    let supplies = supplies(world, &demand, &order.customer, &[], |warehouse| Some(warehouse) != except);
    let mut plan = plan(&demand, &supplies, may_split(order));
    if plan.picks.is_empty() {
        return false;
    }
    plan.picks.iter_mut().for_each(|pick| pick.reason = reason);
    let mut order = order.clone();
    let cause = cause.about(id.to_string());
    let Ok(sources) = commit(world, &mut order, &plan, &mut [], &cause) else { return false };
    order.version += 1;
    order.note(world.now, "OrderAllocated", cause.actor.to_string(), Some(told(&sources)));
    world.orders.insert(id, order);
    emit_allocated(world, id);
    for warehouse in sources.keys() {
        release(world, id, warehouse);
    }
    true
}

fn waiting_of(order: &Order) -> Demand {
    let mut demand = Demand::new();
    for line in order.lines.iter().filter(|line| line.backordered > 0) {
        *demand.entry(line.sku.clone()).or_default() += line.backordered;
    }
    demand
}

/// One that must not be split gets its parcel whole; once a part is on its way, the rest must come somehow.
fn may_split(order: &Order) -> bool {
    let mut parts = order.lines.iter().flat_map(|line| &line.allocations);
    order.allow_split || parts.any(|part| part.state.holds() || part.state == AllocationState::Shipped)
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RetryRefusal {
    #[error("there is no order {0}")]
    NoOrder(OrderId),
    #[error("order {id} is {status} and waits for nothing")]
    WaitsForNothing { id: OrderId, status: &'static str },
    #[error("this hub was restored and has yet to hear from a floor: until then no order that waits is filled")]
    AwaitsFloors,
    /// Nothing was done: ask these warehouses for rights, then try again.
    #[error("rights must be asked for first")]
    NeedsRights(Wanted),
}

/// Somebody wants an order filled now that waits. `last`: rights were asked for already, and what came of that may have filled it.
pub fn retry(world: &mut World, id: OrderId, cause: &Cause, last: bool) -> Result<(), RetryRefusal> {
    let order = world.orders.get(id).ok_or(RetryRefusal::NoOrder(id))?;
    let demand = waiting_of(order);
    if demand.is_empty() && !last {
        return Err(RetryRefusal::WaitsForNothing { id, status: order.status().name() });
    }
    if world.awaits_floors() {
        return Err(RetryRefusal::AwaitsFloors);
    }
    if !last {
        let (supplies, split) = (supplies(world, &demand, &order.customer, &[], |_| true), may_split(order));
        let missing = plan(&demand, &supplies, split).missing;
        let wanted = obtainable(world, &missing, &supplies, split);
        if !wanted.is_empty() {
            return Err(RetryRefusal::NeedsRights(wanted));
        }
    }
    let cause = Cause { reason: "allocate".into(), ..cause.clone() };
    fill_as(world, id, None, (Reason::BackorderFilled, cause));
    Ok(())
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
