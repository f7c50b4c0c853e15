//! Placing an order: all or nothing, unless backorders are allowed.

use std::collections::BTreeMap;
use std::sync::Arc;

use holdfast_crdt::{Account, AllocationId, Cause, Deed, OrderId, Quantity, ReservationId, Sku, WarehouseId};
use holdfast_shell::stock::{HoldState, Reservation};
use serde::Serialize;

use super::allocation::{Demand, Pick, Plan, Reason, Supply, plan};
use super::geo::distance_km;
use super::nearest::{all_there, nearest, plan_near};
use super::order::{Allocation, AllocationState, Customer, Line, Order, TaxLine, Taxes};
use super::release::release;
use super::world::World;

/// An order as asked for, checked in form.
#[derive(Debug, Clone)]
pub struct OrderRequest {
    pub customer: Customer,
    pub currency: Arc<str>,
    pub items: Vec<Item>,
    pub total: Arc<str>,
    pub taxes: Option<Taxes>,
    pub allow_backorder: bool,
    pub allow_split: bool,
    pub priority: i32,
    pub reservations: Vec<ReservationId>,
}

#[derive(Debug, Clone)]
pub struct Item {
    pub sku: Sku,
    pub quantity: Quantity,
    pub unit_price: Arc<str>,
    pub taxes: Vec<TaxLine>,
}

/// A SKU that there is not enough of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    pub sku: Sku,
    pub requested: u64,
    pub promisable: u64,
}

/// Rights the hub would like to hold, by cell.
pub type Wanted = Vec<(WarehouseId, Sku, u64)>;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceRefusal {
    #[error("there is no product {sku}")]
    NoProduct { line: usize, sku: Sku },
    #[error("there is no reservation {0}")]
    NoReservation(ReservationId),
    #[error("reservation {id} is {state}")]
    Reservation { id: ReservationId, state: &'static str },
    #[error("not enough stock")]
    Insufficient(Vec<Lack>),
    #[error("the stock is there, but warehouses hold the rights to it; try again shortly")]
    Held(Vec<Lack>),
    #[error("{0} is fenced or has yet to meet its node; nothing is promised there")]
    Fenced(WarehouseId),
    /// Nothing was done: ask these warehouses for rights, then try again.
    #[error("rights must be asked for first")]
    NeedsRights(Wanted),
    /// Nothing was done: no warehouse near by gives the order whole, and the cells of the others are not on the desk.
    #[error("all cells of the order must be loaded first")]
    NeedsCells,
}

pub const ALLOCATE: Deed = Deed::Move { from: Account::Available, to: Account::Committed };
pub const FREE: Deed = Deed::Move { from: Account::Committed, to: Account::Available };

/// Decides an order. What it refuses has changed nothing (the caller takes the desk back). `last`: rights were asked for
/// already.
pub fn place(world: &mut World, request: &OrderRequest, cause: &Cause, last: bool) -> Result<OrderId, PlaceRefusal> {
    let demand = demand_of(world, request)?;
    let mut holds = holds_of(world, request)?;
    let plan = match plan_near(world, request, &demand) {
        Some(plan) => plan,
        None => plan_over_all(world, request, (&demand, &holds), last)?,
    };
    let id = OrderId::from_parts(world.now, world.chance());
    let mut order = blank(world, id, request);
    let cause = Cause { reason: "allocate".into(), ..cause.clone() }.about(id.to_string());
    commit(world, &mut order, &plan, &mut holds, &cause)?;
    order.note(world.now, "OrderPlaced", cause.actor.to_string(), None);
    announce(world, order, holds, &cause)?;
    Ok(id)
}

fn plan_over_all(
    world: &World,
    request: &OrderRequest,
    (demand, holds): (&Demand, &[Reservation]),
    last: bool,
) -> Result<Plan, PlaceRefusal> {
    if nearest(world, request).is_some() && !all_there(world, demand) {
        return Err(PlaceRefusal::NeedsCells);
    }
    let supplies = supplies(world, demand, &request.customer, holds, |_| true);
    let plan = plan_around_holds(demand, &supplies, holds, request.allow_split);
    if !plan.missing.is_empty() {
        let wanted = obtainable(world, &plan.missing, &supplies, request.allow_split);
        if !last && !wanted.is_empty() {
            return Err(PlaceRefusal::NeedsRights(wanted));
        }
        if !request.allow_backorder {
            return Err(refusal(world, demand, &supplies, request.allow_split));
        }
    }
    Ok(plan)
}

fn demand_of(world: &World, request: &OrderRequest) -> Result<Demand, PlaceRefusal> {
    let mut demand = Demand::new();
    for (line, item) in request.items.iter().enumerate() {
        if !world.catalogue.contains(&item.sku) {
            return Err(PlaceRefusal::NoProduct { line, sku: item.sku.clone() });
        }
        // one SKU on two lines is added up: lines that fit alone may not fit together
        *demand.entry(item.sku.clone()).or_default() += item.quantity.get();
    }
    Ok(demand)
}

fn holds_of(world: &World, request: &OrderRequest) -> Result<Vec<Reservation>, PlaceRefusal> {
    let mut holds: Vec<Reservation> = Vec::new();
    for id in &request.reservations {
        let hold = world.holds.get(*id).ok_or(PlaceRefusal::NoReservation(*id))?;
        if hold.state != HoldState::Active {
            return Err(PlaceRefusal::Reservation { id: *id, state: hold.state.name() });
        }
        if holds.iter().all(|known| known.id != *id) {
            holds.push(hold.clone());
        }
    }
    Ok(holds)
}

/// Plans an order that may be split with the customer's own holds first, then the rest: what was set aside for them is
/// what they get. One that must come whole comes from wherever it is whole.
fn plan_around_holds(demand: &Demand, supplies: &[Supply], holds: &[Reservation], split: bool) -> Plan {
    if holds.is_empty() || !split {
        return plan(demand, supplies, split);
    }
    let (mut rest, mut supplies) = (demand.clone(), supplies.to_vec());
    let mut own: BTreeMap<(&WarehouseId, &Sku), u64> = BTreeMap::new();
    for hold in holds {
        let supply = supplies.iter_mut().find(|supply| supply.warehouse == hold.warehouse);
        let (Some(wanted), Some(held)) =
            (rest.get_mut(&hold.sku), supply.and_then(|supply| supply.units.get_mut(&hold.sku)))
        else {
            continue;
        };
        let units = hold.quantity.min(*wanted).min(*held);
        *wanted -= units;
        *held -= units;
        *own.entry((&hold.warehouse, &hold.sku)).or_default() += units;
    }
    rest.retain(|_, wanted| *wanted > 0);
    let mut plan = plan(&rest, &supplies, split);
    let reason = Reason::HeldForCustomer;
    for ((warehouse, sku), quantity) in own.into_iter().filter(|(_, units)| *units > 0) {
        match plan.picks.iter_mut().find(|pick| pick.warehouse == *warehouse && pick.sku == *sku) {
            Some(pick) => (pick.quantity, pick.reason) = (pick.quantity + quantity, reason),
            None => plan.picks.push(Pick { warehouse: warehouse.clone(), sku: sku.clone(), quantity, reason }),
        }
    }
    plan
}

/// What each warehouse that is `wanted` may promise of the demand, one's own holds included.
pub(super) fn supplies(
    world: &World,
    demand: &Demand,
    customer: &Customer,
    holds: &[Reservation],
    wanted: impl Fn(&WarehouseId) -> bool,
) -> Vec<Supply> {
    let to = customer.place();
    let places = world.places.iter().filter(|(warehouse, place)| place.is_open() && wanted(warehouse));
    places
        .map(|(warehouse, place)| {
            let held = |sku: &Sku| {
                let own = holds.iter().filter(|hold| hold.warehouse == *warehouse && hold.sku == *sku);
                own.map(|hold| hold.quantity).sum::<u64>()
            };
            let here = world.desk.at(warehouse);
            let units = demand.keys().map(|sku| (sku.clone(), here.rights(sku) + held(sku))).collect();
            Supply {
                warehouse: warehouse.clone(),
                distance_km: place.at.zip(to).map(|(from, to)| distance_km(from, to)),
                holds: demand.keys().any(|sku| held(sku) > 0),
                units,
            }
        })
        .collect()
}

/// What a warehouse could give with all rights to what is available there, one's own holds included.
fn at_most(world: &World, supply: &Supply, sku: &Sku) -> u64 {
    let available = world.desk.cell(&supply.warehouse, sku).available();
    let elsewhere = available.saturating_sub(world.desk.rights(&supply.warehouse, sku));
    supply.units.get(sku) + elsewhere
}

/// Rights that warehouses on line hold and that would help: what to ask for.
pub(super) fn obtainable(world: &World, missing: &Demand, supplies: &[Supply], split: bool) -> Wanted {
    let mut wanted = Wanted::new();
    for (sku, units) in missing {
        for supply in supplies.iter().filter(|supply| world.is_online(&supply.warehouse)) {
            let warehouse = &supply.warehouse;
            let (rights, available) = (world.desk.rights(warehouse, sku), world.desk.cell(warehouse, sku).available());
            let useful = split || at_most(world, supply, sku) >= *units;
            if available > rights && useful {
                wanted.push((warehouse.clone(), sku.clone(), available.min(rights + units)));
            }
        }
    }
    wanted
}

fn refusal(world: &World, demand: &Demand, supplies: &[Supply], split: bool) -> PlaceRefusal {
    let obtainable = |supply: &Supply, sku: &Sku| at_most(world, supply, sku);
    let there = if split {
        demand.iter().all(|(sku, units)| supplies.iter().map(|supply| obtainable(supply, sku)).sum::<u64>() >= *units)
    } else {
        supplies.iter().any(|supply| demand.iter().all(|(sku, units)| obtainable(supply, sku) >= *units))
    };
    let promisable = |sku: &Sku| {
        let each = supplies.iter().map(|supply| supply.units.get(sku));
        if split { each.sum() } else { each.max().unwrap_or(0) }
    };
    let lacks: Vec<Lack> = demand
        .iter()
        .map(|(sku, units)| Lack { sku: sku.clone(), requested: *units, promisable: promisable(sku) })
        .filter(|lack| lack.promisable < lack.requested || !split)
        .collect();
    if there { PlaceRefusal::Held(lacks) } else { PlaceRefusal::Insufficient(lacks) }
}

fn blank(world: &World, id: OrderId, request: &OrderRequest) -> Order {
    let line = |item: &Item| Line {
        sku: item.sku.clone(),
        quantity: item.quantity,
        unit_price: item.unit_price.clone(),
        taxes: item.taxes.clone(),
        backordered: item.quantity.get(),
        cancelled: 0,
        returned: 0,
        allocations: Vec::new(),
    };
    Order {
        id,
        customer: request.customer.clone(),
        currency: request.currency.clone(),
        allow_backorder: request.allow_backorder,
        allow_split: request.allow_split,
        priority: request.priority,
        placed_at: world.now,
        total: request.total.clone(),
        taxes: request.taxes.clone(),
        lines: request.items.iter().map(line).collect(),
        shipments: Vec::new(),
        history: Vec::new(),
        delivered: false,
        version: 0,
    }
}

/// Carries a plan out: own holds first, then our rights; the lines take what was picked in order.
pub(super) fn commit(
    world: &mut World,
    order: &mut Order,
    plan: &Plan,
    holds: &mut [Reservation],
    cause: &Cause,
) -> Result<BTreeMap<WarehouseId, u64>, PlaceRefusal> {
    let mut sources = BTreeMap::new();
    for pick in &plan.picks {
        let mut left = pick.quantity;
        for hold in holds.iter_mut().filter(|hold| hold.warehouse == pick.warehouse && hold.sku == pick.sku) {
            let taken = left.min(hold.quantity);
            hold.quantity -= taken;
            left -= taken;
        }
        // the plan was made from our rights within this very batch
        world
            .post(&pick.warehouse, &pick.sku, ALLOCATE, left, cause)
            .map_err(|_| PlaceRefusal::Insufficient(Vec::new()))?;
        *sources.entry(pick.warehouse.clone()).or_default() += pick.quantity;
        assign(world, order, pick);
    }
    debug_assert!(order.adds_up(), "I-7");
    Ok(sources)
}

fn assign(world: &mut World, order: &mut Order, pick: &Pick) {
    let mut left = pick.quantity;
    let from = world.places.get(&pick.warehouse).and_then(|place| place.at);
    let distance_km = from.zip(order.customer.place()).map(|(from, to)| distance_km(from, to).round() as u32);
    for line in order.lines.iter_mut().filter(|line| line.sku == pick.sku) {
        let quantity = left.min(line.backordered);
        if quantity == 0 {
            continue;
        }
        line.backordered -= quantity;
        left -= quantity;
        let id = AllocationId::from_parts(world.now, world.chance());
        let state = AllocationState::Allocated;
        line.allocations.push(Allocation {
            id,
            warehouse: pick.warehouse.clone(),
            quantity,
            state,
            task: None,
            asked_back: 0,
            told: None,
            reason: Some(pick.reason),
            distance_km,
        });
    }
}

/// What `OrderPlaced` says.
#[derive(Serialize)]
struct Placed {
    lines: Vec<Units>,
    actor: Arc<str>,
}

#[derive(Serialize)]
struct Units {
    sku: Sku,
    quantity: u64,
}

/// What `OrderAllocated` says.
#[derive(Serialize)]
struct Allocated {
    allocations: Vec<Source>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    sku: Sku,
    warehouse_id: WarehouseId,
    quantity: u64,
}

fn announce(world: &mut World, mut order: Order, holds: Vec<Reservation>, cause: &Cause) -> Result<(), PlaceRefusal> {
    let id = order.id;
    for hold in holds {
        if world.holds.get(hold.id).is_some_and(|before| before.quantity == hold.quantity) {
            continue; // this order had no use for it
        }
        let converted = if hold.quantity == 0 { HoldState::Converted } else { HoldState::Active };
        world.holds.put(Reservation { state: converted, ..hold });
    }
    let placed = Placed {
        lines: order.lines.iter().map(|line| Units { sku: line.sku.clone(), quantity: line.quantity.get() }).collect(),
        actor: cause.actor.clone(),
    };
    let allocated = order.lines.iter().any(|line| line.allocated() > 0);
    if allocated {
        order.note(world.now, "OrderAllocated", "hub", None);
    }
    if order.backordered() > 0 {
        order.note(world.now, "OrderBackordered", "hub", None);
    }
    order.version = 1;
    let warehouses = order.warehouses();
    world.orders.insert(id, order);
    world.emit_order("OrderPlaced", id, placed);
    if allocated {
        emit_allocated(world, id);
    }
    for warehouse in warehouses.keys() {
        release(world, id, warehouse);
    }
    Ok(())
}

/// Says where an order's units come from now.
pub(super) fn emit_allocated(world: &mut World, id: OrderId) {
    let Some(order) = world.orders.get(id) else { return };
    let held = |line: &Line| {
        let sku = line.sku.clone();
        let held = line.allocations.iter().filter(|allocation| allocation.state.holds());
        held.map(move |of| Source { sku: sku.clone(), warehouse_id: of.warehouse.clone(), quantity: of.quantity })
            .collect::<Vec<_>>()
    };
    let allocations = order.lines.iter().flat_map(held).collect();
    world.emit_order("OrderAllocated", id, Allocated { allocations });
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::Millis;

    use super::*;
    use crate::core::allocation::Units;

    fn hold(warehouse: &str, sku: &Sku, quantity: u64) -> Reservation {
        Reservation {
            id: ReservationId::from_parts(Millis(1), u128::from(quantity)),
            warehouse: WarehouseId::new(warehouse).unwrap(),
            sku: sku.clone(),
            quantity,
            reference: None,
            expires_at: None,
            state: HoldState::Active,
            made_at: Millis(1),
            version: 1,
        }
    }

    #[test]
    fn own_holds_are_used_before_anything_else() {
        let sku = Sku::new("CUP").unwrap();
        let supply = |name: &str, units: u64, holds| Supply {
            warehouse: WarehouseId::new(name).unwrap(),
            distance_km: None,
            holds,
            units: Units::from_iter([(sku.clone(), units)]),
        };
        let supplies = [supply("LEEDS", 5, true), supply("LYON", 50, false)];
        let picked = |wanted, split| {
            let demand = Demand::from([(sku.clone(), wanted)]);
            let plan = plan_around_holds(&demand, &supplies, &[hold("LEEDS", &sku, 3), hold("LEEDS", &sku, 2)], split);
            assert!(plan.missing.is_empty());
            plan.picks.iter().map(|pick| (pick.warehouse.to_string(), pick.quantity)).collect::<BTreeMap<_, _>>()
        };
        assert_eq!(picked(10, true), BTreeMap::from([("LEEDS".into(), 5), ("LYON".into(), 5)]));
        assert_eq!(picked(4, true), BTreeMap::from([("LEEDS".into(), 4)]));
        assert_eq!(picked(10, false), BTreeMap::from([("LYON".into(), 10)]));
    }
}
