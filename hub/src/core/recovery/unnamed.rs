//! Tasks that a restored hub counts as open and a floor does not name: it was restored as well, after the copy of the hub was
//! made, and did not get back what was over by then. What became of their goods stands in the floor's log.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::{Account, AllocationId, Deed, Entry, OrderId, ShipmentId, Sku, TaskId, TransferId, WarehouseId};

use super::{life_in, transfers};
use crate::core::order::{AllocationState, Shipment};
use crate::core::outcome::shorten;
use crate::core::world::World;

/// What the history of such an order says.
const UNKNOWN: &str = "TaskUnknown";

/// An allocation, what of, and how many units.
type Part = (AllocationId, Sku, u64);

/// Orders and transfers of which a floor that has told all it has did not name a task, and that task is not on its way.
#[derive(Debug, Default)]
pub struct Unnamed {
    orders: BTreeMap<(OrderId, TaskId), Vec<Part>>,
    transfers: BTreeSet<TransferId>,
}

impl Unnamed {
    /// What stands beside their movements in the log.
    pub fn references(&self) -> BTreeSet<String> {
        let orders = self.orders.keys().map(|(order, _)| order.to_string());
        orders.chain(self.transfers.iter().map(TransferId::to_string)).collect()
    }

    /// What they name, to be counted: nobody saw what became of it.
    pub fn skus(&self) -> BTreeSet<Sku> {
        self.orders.values().flatten().map(|(_, sku, _)| sku.clone()).collect()
    }
}

/// Units that moved in a warehouse, by the floor's log: reference, SKU.
#[derive(Debug, Default)]
pub struct Moved {
    /// Out of `committed`, with a parcel.
    pub left: BTreeMap<(String, Sku), u64>,
    /// Out of `in-transit`, onto a shelf.
    pub arrived: BTreeMap<(String, Sku), u64>,
}

impl Moved {
    pub fn note(&mut self, reference: &str, entry: &Entry) {
        let Deed::Move { from, to } = entry.deed else { return };
        let units = match (from, to) {
            (Account::Committed, Account::Customer | Account::InTransit) => &mut self.left,
            (Account::InTransit, Account::Available) => &mut self.arrived,
            _ => return,
        };
        *units.entry((reference.to_owned(), entry.sku.clone())).or_default() += entry.quantity.get();
    }
}

/// What a warehouse did not name. `on_their_way`: tasks in letters that its floor has yet to hear; `tasks`: all that it was
/// ever sent for transfers.
pub fn unnamed(
    world: &World,
    warehouse: &WarehouseId,
    on_their_way: &BTreeSet<TaskId>,
    tasks: &[(TaskId, TransferId)],
) -> Unnamed {
    // a transfer has two tasks, in two warehouses: one that is on its way here is no lost one
    let coming: BTreeSet<TransferId> =
        tasks.iter().filter(|(task, _)| on_their_way.contains(task)).map(|(_, transfer)| *transfer).collect();
    let life = life_in(world, warehouse);
    let mut found = Unnamed::default();
    for (id, order) in world.orders.iter() {
        for line in &order.lines {
            for of in line.allocations.iter().filter(|of| of.warehouse == *warehouse && of.told != Some(life)) {
                let on_floor = of.state.holds() && of.state != AllocationState::Allocated;
                if let Some(task) = of.task.filter(|task| on_floor && !on_their_way.contains(task)) {
                    let told = (of.id, line.sku.clone(), of.quantity);
                    found.orders.entry((id, task)).or_default().push(told);
                }
            }
        }
    }
    found.transfers = transfers::unnamed(world, warehouse, life, &coming);
    found
}

/// Brings them to an end: what left has left, and what did not is looked for anew.
pub fn end_unnamed(world: &mut World, warehouse: &WarehouseId, found: &Unnamed, moved: &Moved) {
    let mut left = moved.left.clone();
    for order in found.orders.keys().map(|(order, _)| *order).collect::<BTreeSet<_>>() {
        // parcels that are known account for a part of it
        for line in world.orders.get(order).into_iter().flat_map(|order| &order.lines) {
            let known = line.allocations.iter().filter(|of| of.warehouse == *warehouse);
            let known = known.filter(|of| of.state == AllocationState::Shipped).map(|of| of.quantity).sum();
            if let Some(units) = left.get_mut(&(order.to_string(), line.sku.clone())) {
                *units = u64::saturating_sub(*units, known);
            }
        }
    }
    for ((order, _), allocations) in &found.orders {
        end_task(world, *order, warehouse, allocations, &mut left);
    }
    for id in &found.transfers {
        transfers::end_unnamed(world, *id, warehouse, moved);
    }
}

fn end_task(
    world: &mut World,
    id: OrderId,
    warehouse: &WarehouseId,
    allocations: &[Part],
    left: &mut BTreeMap<(String, Sku), u64>,
) {
    let mut parcel: BTreeMap<Sku, u64> = BTreeMap::new();
    for (allocation, sku, quantity) in allocations {
        let by_log = left.entry((id.to_string(), sku.clone())).or_default();
        let shipped = (*by_log).min(*quantity);
        *by_log -= shipped;
        shorten(world, id, *allocation, quantity - shipped, AllocationState::Canceled, false);
        let Some(order) = world.orders.edit(id).filter(|_| shipped > 0) else { continue };
        if let Some((line, at)) = order.allocation_mut(*allocation) {
            line.allocations[at].state = AllocationState::Shipped;
            *parcel.entry(sku.clone()).or_default() += shipped;
        }
    }
    let (now, chance) = (world.now, world.chance());
    let Some(order) = world.orders.edit(id) else { return };
    if !parcel.is_empty() {
        let (carrier, tracking_number, lines) = (None, None, parcel.into_iter().collect());
        let (shipment, warehouse) = (ShipmentId::from_parts(now, chance), warehouse.clone());
        order.shipments.push(Shipment { id: shipment, warehouse, carrier, tracking_number, at: now, lines });
    }
    let detail = format!("{warehouse} knows no such task after restores; its log tells what left");
    order.note(now, UNKNOWN, "hub", Some(detail));
    order.version += 1;
    debug_assert!(order.adds_up(), "I-7");
}
