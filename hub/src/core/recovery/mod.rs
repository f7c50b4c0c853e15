//! After a restore of the hub: orders and transfers are rebuilt from the tasks that floors hold, and what is committed and
//! belongs to nothing becomes available again.

use std::collections::BTreeMap;
use std::sync::Arc;

use holdfast_crdt::{AllocationId, Deed, OrderId, Quantity, Sku, TransferId, WarehouseId};
use holdfast_sync::mail::{Held, HeldState, LetterBody, TaskKind, TaskLine, ToNode};
use holdfast_sync::statement::Difference;
use serde_json::json;

use super::history::History;
use super::order::{Allocation, AllocationState, Customer, Line, Order, Shipment};
use super::outcome::shorten;
use super::place::{ALLOCATE, FREE};
use super::transfer::{Transfer, TransferLine, TransferState};
use super::world::{TaskOwner, TaskRef, World, hub_cause};

mod resume;
mod transfers;
mod unnamed;

pub use resume::resume_letters;
pub use unnamed::{Moved, end_unnamed, unnamed};

/// What the history of an order says that was rebuilt: its prices and its customer's address are lost.
pub const REBUILT: &str = "OrderRebuilt";

/// A task as a floor holds it: the order or transfer is brought to agree with it.
pub fn hear_held(world: &mut World, warehouse: &WarehouseId, held: &Held) {
    let owner = match &held.task.kind {
        TaskKind::Order { order, recipient } => {
            if world.orders.get(*order).is_none() {
                rebuild(world, *order, recipient, held.task.priority);
            }
            TaskOwner::Order(*order)
        }
        TaskKind::TransferOut { transfer, .. } | TaskKind::TransferIn { transfer, .. } => {
            TaskOwner::Transfer(*transfer)
        }
    };
    let task = held.task.task;
    if !world.tasks.has(task) {
        world.tasks.insert(task, TaskRef { task, warehouse: warehouse.clone(), owner });
    }
    match owner {
        TaskOwner::Order(order) => adopt(world, order, warehouse, held),
        TaskOwner::Transfer(id) => adopt_transfer(world, id, warehouse, held),
    }
}

/// What ISO 4217 writes where no currency is involved: three times this letter.
const NO_CURRENCY: &str = "X\u{58}X";

fn rebuild(world: &mut World, id: OrderId, recipient: &Arc<str>, priority: i32) {
    let Ok(name) = recipient.parse() else { return };
    let customer = Customer { name, email: None, phone: None, address: None };
    let mut order = Order {
        id,
        customer,
        // nobody knows: ISO 4217 has a code for no currency
        currency: NO_CURRENCY.into(),
        allow_backorder: true,
        allow_split: true,
        priority,
        placed_at: id.made_at(),
        total: "0".into(),
        taxes: None,
        lines: Vec::new(),
        shipments: Vec::new(),
        history: Vec::new(),
        delivered: false,
        version: 1,
    };
    order.note(world.now, REBUILT, "hub", Some("from tasks on the floor, after a restore".to_owned()));
    world.orders.insert(id, order);
    world.emit_order(REBUILT, id, json!({}));
}

fn adopt(world: &mut World, id: OrderId, warehouse: &WarehouseId, held: &Held) {
    let mut left: BTreeMap<AllocationId, u64> = BTreeMap::new();
    for (line, short) in held.task.lines.iter().zip(held.short.iter().copied().chain(std::iter::repeat(0))) {
        left.insert(line.allocation, line.quantity.get().saturating_sub(short));
    }
    for line in &held.task.lines {
        let units = left.get(&line.allocation).copied().unwrap_or(0);
        let Some(order) = world.orders.edit(id) else { return };
        if order.allocation_mut(line.allocation).is_none() && units > 0 && !make_room(world, id, warehouse, line, units)
        {
            tracing::warn!(%id, allocation = %line.allocation, "a floor holds units that its order has no room for");
            let task = held.task.task;
            if matches!(held.state, HeldState::Open | HeldState::Picking | HeldState::Packed) {
                world.desk.write(warehouse, LetterBody::ToNode(ToNode::Cancel { task }));
            }
            continue;
        }
        ask_for_the_cancelled(world, id, warehouse, line.allocation, held);
        bring_to(world, id, line.allocation, units, held, life_in(world, warehouse));
    }
    note_parcel(world, id, warehouse, held, &left);
}

/// Gives an allocation of the lost time a place in its order; whether there was any.
fn make_room(world: &mut World, id: OrderId, warehouse: &WarehouseId, line: &TaskLine, units: u64) -> bool {
    let unmet = unmet(world);
    let Some(order) = world.orders.edit(id) else { return false };
    let rebuilt = order.history.iter().any(|entry| entry.event == REBUILT);
    let found = match line_with_room(order, &line.sku, units, &unmet) {
        Some(at) => at,
        None if rebuilt => line_that_grows(order, &line.sku),
        None => return false,
    };
    free_unreleased(world, id, found, units);
    displace(world, id, found, units, (warehouse, &unmet));
    let Some(order) = world.orders.edit(id) else { return false };
    let known = &mut order.lines[found];
    if rebuilt && known.backordered < units {
        let more = units - known.backordered;
        let Ok(quantity) = Quantity::new(known.quantity.get() + more) else { return false };
        (known.quantity, known.backordered) = (quantity, known.backordered + more);
    }
    if known.backordered < units {
        return false;
    }
    known.backordered -= units;
    known.allocations.push(Allocation {
        id: line.allocation,
        warehouse: warehouse.clone(),
        quantity: units,
        state: AllocationState::Released,
        task: None,
        asked_back: 0,
        told: None,
        reason: None,
        distance_km: None,
    });
    true
}

/// An order may name one SKU on several lines, and an allocation belongs to one of them: the narrowest of those where so
/// much waits, or else of those where it is not on its way to a floor, or else may have come back from one.
fn line_with_room(order: &Order, sku: &Sku, units: u64, unmet: &Unmet) -> Option<usize> {
    let sum = |line: &Line, counts: &dyn Fn(&Allocation) -> bool| -> u64 {
        line.allocations.iter().filter(|of| counts(of)).map(|of| of.quantity).sum()
    };
    let unsent = |line: &Line| sum(line, &|of| of.state == AllocationState::Allocated);
    let doubtful = |line: &Line| sum(line, &|of| is_doubtful(of, unmet));
    let narrowest = |room: &dyn Fn(&Line) -> u64| {
        let lines = order.lines.iter().enumerate().filter(|(_, line)| line.sku == *sku && room(line) >= units);
        lines.min_by_key(|(_, line)| room(line)).map(|(at, _)| at)
    };
    narrowest(&|line| line.backordered)
        .or_else(|| narrowest(&|line| line.backordered + unsent(line)))
        .or_else(|| narrowest(&|line| line.backordered + unsent(line) + doubtful(line)))
}

/// The copy has it on a floor that has yet to tell where it stands, and has not told of it.
fn is_doubtful(of: &Allocation, unmet: &Unmet) -> bool {
    let on_floor = of.state.holds() && of.state != AllocationState::Allocated;
    on_floor && unmet.get(&of.warehouse).is_some_and(|life| of.told != Some(*life))
}

/// Warehouses that have yet to tell where they stand, and the hub's present life there.
type Unmet = BTreeMap<WarehouseId, u32>;

fn unmet(world: &World) -> Unmet {
    let unmet = world.places.iter().filter(|(_, place)| place.unmet);
    unmet.map(|(id, _)| (id.clone(), life_in(world, id))).collect()
}

fn life_in(world: &World, warehouse: &WarehouseId) -> u32 {
    world.desk.book(warehouse).map_or(0, |book| book.stream.replica.incarnation)
}

/// A floor has units of this line, and all that it may have is spoken for: what the copy has on floors that have not told
/// yet was short there, or given back, in the lost time. A floor that has it after all tells so, and is made room for.
fn displace(world: &mut World, id: OrderId, line: usize, units: u64, (telling, unmet): (&WarehouseId, &Unmet)) {
    let Some(order) = world.orders.edit(id) else { return };
    let Some(line) = order.lines.get_mut(line) else { return };
    let mut doubtful: Vec<_> = line.allocations.iter().filter(|of| is_doubtful(of, unmet)).map(|of| of.id).collect();
    doubtful.sort_by_key(|id| line.allocations.iter().any(|of| of.id == *id && of.warehouse == *telling));
    for id in doubtful {
        let lacking = units.saturating_sub(line.backordered);
        if let Some(of) = line.allocations.iter_mut().find(|of| of.id == id) {
            let here = lacking.min(of.quantity);
            of.quantity -= here;
            line.backordered += here;
        }
    }
    line.allocations.retain(|of| of.quantity > 0 || !is_doubtful(of, unmet));
}

/// A rebuilt order is as large as the tasks that are known of it.
fn line_that_grows(order: &mut Order, sku: &Sku) -> usize {
    if let Some(at) = order.lines.iter().position(|known| known.sku == *sku) {
        return at;
    }
    let (unit_price, allocations) = ("0".into(), Vec::new());
    let quantity = Quantity::ONE;
    let (sku, taxes) = (sku.clone(), Vec::new());
    let (backordered, cancelled, returned) = (1, 0, 0);
    order.lines.push(Line { sku, quantity, unit_price, taxes, backordered, cancelled, returned, allocations });
    order.lines.len() - 1
}

/// The copy may have the line's units allocated elsewhere, where no task was ever sent: they wait again.
fn free_unreleased(world: &mut World, id: OrderId, line: usize, units: u64) {
    let Some(line) = world.orders.get(id).and_then(|order| order.lines.get(line)) else { return };
    let (sku, mut lacking) = (line.sku.clone(), units.saturating_sub(line.backordered));
    let unsent = line.allocations.iter().filter(|allocation| allocation.state == AllocationState::Allocated);
    let unsent: Vec<_> =
        unsent.map(|allocation| (allocation.id, allocation.warehouse.clone(), allocation.quantity)).collect();
    for (allocation, warehouse, quantity) in unsent {
        let here = lacking.min(quantity);
        if here == 0 {
            return;
        }
        lacking -= here;
        shorten(world, id, allocation, here, AllocationState::Canceled, false);
        // where the floor has yet to say where it stands, what is committed to nothing is found then
        if world.places.get(&warehouse).is_some_and(|place| !place.unmet) {
            let _ = world.post(&warehouse, &sku, FREE, here, &hub_cause("allocated elsewhere", id));
        }
    }
}

/// Cancelled before it was known again that a floor has it: the floor is asked, as of any other.
fn ask_for_the_cancelled(
    world: &mut World,
    id: OrderId,
    warehouse: &WarehouseId,
    allocation: AllocationId,
    held: &Held,
) {
    let on_the_floor = matches!(held.state, HeldState::Open | HeldState::Picking | HeldState::Packed);
    let Some(order) = world.orders.edit(id).filter(|_| on_the_floor) else { return };
    let Some((line, at)) = order.allocation_mut(allocation) else { return };
    let found = &mut line.allocations[at];
    if found.state != AllocationState::Canceled || found.task.is_some() {
        return;
    }
    (found.state, found.task) = (AllocationState::Cancelling, Some(held.task.task));
    line.cancelled -= found.quantity;
    order.version += 1;
    world.desk.write(warehouse, LetterBody::ToNode(ToNode::Cancel { task: held.task.task }));
}

fn bring_to(world: &mut World, id: OrderId, allocation: AllocationId, units: u64, held: &Held, life: u32) {
    let Some((line, at)) = world.orders.edit(id).and_then(|order| order.allocation_mut(allocation)) else { return };
    let found = &mut line.allocations[at];
    if !found.state.holds() {
        return; // what became of it was known before
    }
    (found.task, found.told) = (Some(held.task.task), Some(life));
    let less = found.quantity.saturating_sub(units);
    let asked = found.state == AllocationState::Cancelling;
    shorten(world, id, allocation, less, AllocationState::Short, false);
    let Some(order) = world.orders.edit(id) else { return };
    let Some((line, at)) = order.allocation_mut(allocation) else { return };
    let found = &mut line.allocations[at];
    if !found.state.holds() {
        return;
    }
    found.state = match held.state {
        HeldState::Shipped { .. } => AllocationState::Shipped,
        HeldState::Canceled | HeldState::Short => {
            line.cancelled += found.quantity;
            AllocationState::Canceled
        }
        _ if asked => AllocationState::Cancelling,
        HeldState::Open => AllocationState::Released,
        HeldState::Picking => AllocationState::Picking,
        HeldState::Packed => AllocationState::Packed,
    };
    order.version += 1;
    debug_assert!(order.adds_up(), "I-7");
}

fn note_parcel(
    world: &mut World,
    id: OrderId,
    warehouse: &WarehouseId,
    held: &Held,
    left: &BTreeMap<AllocationId, u64>,
) {
    let HeldState::Shipped { shipment } = held.state else { return };
    let at = world.now;
    let Some(order) = world.orders.edit(id) else { return };
    if order.shipments.iter().any(|known| known.id == shipment) {
        return;
    }
    let mut lines: BTreeMap<Sku, u64> = BTreeMap::new();
    for line in &held.task.lines {
        *lines.entry(line.sku.clone()).or_default() += left.get(&line.allocation).copied().unwrap_or(0);
    }
    let (carrier, tracking_number, lines) = (None, None, lines.into_iter().collect());
    let warehouse = warehouse.clone();
    order.shipments.push(Shipment { id: shipment, warehouse, carrier, tracking_number, at, lines });
    order.version += 1;
}

fn adopt_transfer(world: &mut World, id: TransferId, warehouse: &WarehouseId, held: &Held) {
    let left: Vec<(AllocationId, Sku, u64)> = held
        .task
        .lines
        .iter()
        .zip(held.short.iter().copied().chain(std::iter::repeat(0)))
        .map(|(line, short)| (line.allocation, line.sku.clone(), line.quantity.get().saturating_sub(short)))
        .collect();
    let over = |units: u64| (units > 0).then_some(units);
    let (from, to, sending) = match &held.task.kind {
        TaskKind::TransferOut { to, .. } => (warehouse.clone(), to.clone(), true),
        TaskKind::TransferIn { from, .. } => (from.clone(), warehouse.clone(), false),
        TaskKind::Order { .. } => return,
    };
    if world.transfers.get(id).is_none() {
        let lines = left.iter().filter_map(|(allocation, sku, units)| {
            let (quantity, shipped) = (over(*units)?, if sending { 0 } else { *units });
            let (allocation, sku, received, lost) = (*allocation, sku.clone(), 0, 0);
            Some(TransferLine { allocation, sku, quantity, shipped, received, lost })
        });
        let state = if sending { TransferState::Released } else { TransferState::InTransit };
        let (lines, created_at, told) = (lines.collect(), id.made_at(), BTreeMap::new());
        let history = History::default();
        let rebuilt = Transfer { id, from, to, state, lines, created_at, told, history, version: 1 };
        world.transfers.insert(id, rebuilt);
        transfers::expected_anew(world, id);
    }
    transfers::adopt(world, id, sending, held, &left);
    transfers::note_told(world, id, warehouse);
}

/// A cell whose books differ from what both sides expect in `committed`; how many units nothing of ours could give up.
pub fn set_right(world: &mut World, warehouse: &WarehouseId, sku: &Sku, difference: Difference) -> u64 {
    match difference {
        Difference::Surplus(units) => {
            let cause = hub_cause("restored: committed to nothing", warehouse);
            if let Err(error) = world.post(warehouse, sku, FREE, units, &cause) {
                tracing::error!(%warehouse, %sku, units, %error, "units committed to nothing could not be released");
            }
            0
        }
        Difference::Deficit(units) => {
            let left = give_up(world, warehouse, sku, units);
            grant(world, warehouse, sku, left);
            left
        }
    }
}

/// Rights to as many units as nothing of ours could give up. Only the floor can tell whether these left with a parcel; where
/// they did not, it takes others, and no promise is dropped while there are any. It hears of the rights before it is asked.
fn grant(world: &mut World, warehouse: &WarehouseId, sku: &Sku, units: u64) {
    let Some(node) = world.places.get(warehouse).and_then(|place| place.node) else { return };
    let units = units.min(world.desk.rights(warehouse, sku));
    let cause = hub_cause("restored: expected on the floor", warehouse);
    if let Err(error) = world.post(warehouse, sku, Deed::Grant { to: node }, units, &cause) {
        tracing::error!(%warehouse, %sku, units, %error, "rights could not be granted");
    }
}

/// Units that the lost time gave back: what the copy still has allocated of them waits again, youngest order first.
fn give_up(world: &mut World, warehouse: &WarehouseId, sku: &Sku, units: u64) -> u64 {
    let mut left = units;
    let mut found = Vec::new();
    for (order, record) in world.orders.iter() {
        let lines = record.lines.iter().filter(|line| line.sku == *sku).flat_map(|line| &line.allocations);
        let unsent = lines.filter(|of| of.warehouse == *warehouse && of.state == AllocationState::Allocated);
        found.extend(unsent.map(|of| (order, of.id, of.quantity)));
    }
    found.sort_by_key(|(order, allocation, _)| std::cmp::Reverse((*order, *allocation)));
    for (order, allocation, quantity) in found {
        let here = left.min(quantity);
        shorten(world, order, allocation, here, AllocationState::Canceled, false);
        left -= here;
    }
    left = transfers::give_up(world, warehouse, sku, left);
    left = world.holds.give_up(warehouse, sku, left);
    if left == 0 || world.desk.book(warehouse).is_some_and(|book| book.past.both_restored()) {
        return left; // a floor that was restored as well may have tasks of parcels that left
    }
    // I-1: what is left is expected on the floor: a task that the lost time sent, of units that it gave back. It takes others.
    let cause = hub_cause("restored: expected on the floor", warehouse);
    if world.post(warehouse, sku, ALLOCATE, left, &cause).is_ok() { 0 } else { left }
}
