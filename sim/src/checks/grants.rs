//! A request for rights is absolute: who asks again, or is asked again, gets nothing twice.

use holdfast_crdt::{SiteId, Sku, WarehouseId};

use crate::actors::Work;
use crate::world::{HUB, World};

/// What a side may hold of one cell, by the granting side's view, once its request is granted.
#[derive(Debug)]
pub(crate) struct Bound {
    node: usize,
    sku: Sku,
    asks: SiteId,
    most: u64,
}

/// The bounds of a batch that grants and does nothing else.
pub(crate) fn bounds(world: &World, machine: usize, work: &[Work]) -> Vec<Bound> {
    let [Work::Grant(warehouse, request)] = work else { return Vec::new() };
    let place = |node: &usize| world.places[*node].as_ref().is_some_and(|place| place.warehouse == *warehouse);
    let Some((node, place)) = world.nodes().find(place).and_then(|node| Some((node, world.places[node].as_ref()?)))
    else {
        return Vec::new();
    };
    let asks = if machine == HUB { place.site } else { SiteId::HUB };
    let bound = |(sku, wanted): &(Sku, u64)| {
        let held = held(world, machine, warehouse, sku, asks)?;
        Some(Bound { node, sku: sku.clone(), asks, most: held.max(*wanted) })
    };
    request.wanted.iter().filter_map(bound).collect()
}

/// The batch is committed.
pub(crate) fn judge(world: &mut World, machine: usize, bounds: &[Bound]) {
    for Bound { node, sku, asks, most } in bounds {
        let Some(held) = held(world, machine, &world.warehouse(*node), sku, *asks) else { continue };
        if held > *most {
            let name = world.machines[machine].name.clone();
            world.fail("granted_once", format!("{name} granted {asks} {held} units of {sku}, {most} were asked for"));
        }
    }
}

fn held(world: &World, machine: usize, warehouse: &WarehouseId, sku: &Sku, asks: SiteId) -> Option<u64> {
    let brain = world.machines[machine].brain.as_ref()?;
    Some(brain.cell(warehouse, sku).ok()?.rights(asks))
}
