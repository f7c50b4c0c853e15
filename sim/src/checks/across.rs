//! What holds between stores, and between stores and the goods themselves, once all is quiet.

use std::collections::BTreeSet;

use holdfast_crdt::{Cell, Entry, SiteId};
use holdfast_hub::world::{Order, OrderStatus, queries};
use holdfast_sync::Standing;

use crate::actors::Brain;
use crate::workload::clients::Meaning;
use crate::world::{HUB, World};

/// I-5: both sides hold equal rows, digests, logs and letters.
pub fn convergence(world: &mut World, node: usize) {
    let warehouse = world.warehouse(node);
    let standing = |machine: usize| world.machines[machine].brain.as_ref().map(|brain| brain.standing(&warehouse));
    let (Some(Ok(ours)), Some(Ok(hubs))) = (standing(node), standing(HUB)) else {
        return world.fail("convergence", format!("{warehouse}: a side cannot be read"));
    };
    for (here, there, side) in [(&ours, &hubs, "hub"), (&hubs, &ours, "node")] {
        if let Some(what) = differs(here, there) {
            let (stands, held) = (here.position.clone(), there.heard.clone());
            let detail = format!("{warehouse}: the {side} has other {what} than its peer says: {stands:?}, {held:?}");
            return world.fail("convergence", detail);
        }
    }
    for sku in 0..world.skus.len() {
        let (Some(here), Some(there)) = (cell(world, node, node, sku), cell(world, HUB, node, sku)) else { continue };
        if !is_same(&here, &there) {
            let place = world.spot((node, sku));
            return world.fail("convergence", format!("{place}: {here:?} at the node, {there:?} at the hub"));
        }
    }
}

/// A row that a recovery took off the books stays as one of version 0, which says as much as none.
fn is_same(here: &Cell, there: &Cell) -> bool {
    let rows = |cell: &Cell| -> Vec<_> {
        cell.rows().filter(|(_, row)| row.version > 0).map(|(owner, row)| (owner, row.clone())).collect()
    };
    rows(here) == rows(there)
}

/// What `there` holds of `here` and `here` says otherwise.
fn differs(here: &Standing, there: &Standing) -> Option<&'static str> {
    let (position, held) = (&here.position, &there.heard);
    if held.rows != position.clock {
        Some("rows")
    } else if held.digest != position.digest {
        Some("digest")
    } else if held.entries != position.clock || held.head != position.head {
        Some("log")
    } else if held.letters != position.letters {
        Some("letters")
    } else if held.catalogue != position.catalogue {
        Some("catalogue")
    } else {
        None
    }
}

fn cell(world: &World, machine: usize, node: usize, sku: usize) -> Option<Cell> {
    let brain = world.machines[machine].brain.as_ref()?;
    brain.cell(&world.warehouse(node), &world.skus[sku]).ok()
}

/// I-1: no side has spent more than its rights, and no more goods left than came.
pub fn no_oversell(world: &mut World, node: usize) {
    let Some(place) = world.places[node].clone() else { return };
    for sku in 0..world.skus.len() {
        for machine in [HUB, node] {
            let Some(cell) = cell(world, machine, node, sku) else { continue };
            for site in [SiteId::HUB, place.site] {
                if cell.rights_signed(site) < 0 {
                    let spot = world.spot((node, sku));
                    world.fail("no_oversell", format!("{spot}: rights of {site} are {}", cell.rights_signed(site)));
                }
            }
        }
        let spot = (node, sku);
        let came = world.shelves.came.get(&spot).copied().unwrap_or(0);
        let left = world.shelves.left.get(&spot).copied().unwrap_or(0);
        if left > came {
            let place = world.spot(spot);
            world.fail("no_oversell", format!("{place}: {left} units left, {came} came"));
        }
    }
}

/// I-2 against the goods: what the books hold is on the shelf, but for what vanished and nobody has noticed.
pub fn conservation(world: &mut World, node: usize) {
    for sku in 0..world.skus.len() {
        let spot = (node, sku);
        let Some(cell) = cell(world, node, node, sku) else { continue };
        let (books, there) = (cell.on_hand(), world.shelves.units(spot));
        // what vanished may not have been noticed yet; what turned up, neither
        let (unnoticed, returned) = (world.shelves.gone(spot), world.shelves.returned(spot));
        // goods that left twice may be missing where a hold promises them: they stay on the books until it ends
        let may_have = world.restored.contains(&node) || world.twins.iter().any(|twin| twin.house == node);
        let owed = if may_have { cell.committed() } else { 0 };
        if books > there + unnoticed + owed || books + returned < there {
            let place = world.spot(spot);
            let detail = format!("{place}: {books} units by the books, {there} on the shelf, {unnoticed} gone");
            tell_log(world, node, sku);
            world.fail("conservation", detail);
        }
    }
}

/// Puts the movements of a cell into the trace, as the node has them.
pub fn tell_log(world: &mut World, node: usize, sku: usize) {
    let place = world.spot((node, sku));
    let Some(cell) = cell(world, node, node, sku) else { return };
    let Some(Brain::Node(brain)) = &world.machines[node].brain else { return };
    let Ok(mut source) = brain.source() else { return };
    let mut told = Vec::new();
    for (owner, row) in cell.rows() {
        told.push(format!("{owner}: {row:?}"));
        let entries = source.entries_since(owner, 0, usize::MAX, usize::MAX).unwrap_or_default();
        let entries = entries.iter().filter_map(|bytes| Entry::from_bytes(bytes));
        told.extend(entries.filter(|entry| entry.sku == world.skus[sku]).map(|entry| format!("{owner}: {entry:?}")));
    }
    told.iter().for_each(|line| world.trace(format_args!("{place}: {line}")));
}

/// Every available unit can be promised by someone: the rights of all sides add up to what is available.
pub fn no_rights_leak(world: &mut World, node: usize) {
    let Some(place) = world.places[node].clone() else { return };
    for sku in 0..world.skus.len() {
        let Some(cell) = cell(world, HUB, node, sku) else { continue };
        let rights = cell.rights(SiteId::HUB) + cell.rights(place.site);
        if rights != cell.available() {
            let spot = world.spot((node, sku));
            world.fail("no_rights_leak", format!("{spot}: {} available, rights to {rights}", cell.available()));
        }
    }
}

/// I-3 and I-7: every order that was answered is there, and its lines add up.
pub fn order_truth(world: &mut World) {
    let placed: Vec<(String, u64)> = world
        .requests
        .iter()
        .filter_map(|request| {
            let Meaning::Ordered { units } = request.meaning else { return None };
            let answer = request.outcome.as_ref()?.as_ref().ok()?;
            Some((answer.location.as_deref()?.strip_prefix("/v1/orders/")?.to_owned(), units))
        })
        .collect();
    let Some(Brain::Hub(hub)) = &world.machines[HUB].brain else { return };
    let mut wrong = None;
    for (id, units) in placed {
        let was_restored = world.restored.contains(&HUB);
        match queries::order(&hub.reader, &id) {
            // one that was told to nobody but the customer went with the lost store
            Ok(None) if was_restored => {}
            Ok(Some(order)) if was_restored => {
                if !order.adds_up() || order.status() == OrderStatus::Cancelling {
                    wrong = Some(("order_truth", format!("order {id} is left {}", order.status().name())));
                }
            }
            Ok(Some(order)) if tells_twice(&order) => {
                wrong = Some(("exactly_once", format!("order {id} tells of one parcel twice")));
            }
            Ok(Some(order)) => {
                let sum: u64 = order.lines.iter().map(|line| line.quantity.get()).sum();
                if !order.adds_up() || sum != units {
                    wrong = Some(("order_truth", format!("order {id} does not add up to {units}")));
                } else if order.status() == OrderStatus::Cancelling {
                    wrong = Some(("order_truth", format!("order {id} still waits for its floors")));
                }
            }
            Ok(None) => wrong = Some(("acked_is_durable", format!("order {id} was answered and is not there"))),
            Err(error) => wrong = Some(("store", error.to_string())),
        }
    }
    if let Some((check, detail)) = wrong {
        world.fail(check, detail);
    }
}

/// I-4: a floor's letter about a parcel was heard once.
fn tells_twice(order: &Order) -> bool {
    let parcels: BTreeSet<_> = order.shipments.iter().map(|shipment| shipment.id).collect();
    parcels.len() < order.shipments.len()
}

/// I-6: nobody is fenced where nothing was restored or copied.
pub fn one_writer(world: &mut World) {
    if world.has_restores() {
        return;
    }
    let Some(Brain::Hub(hub)) = &world.machines[HUB].brain else { return };
    match holdfast_hub::world::list_nodes(&hub.reader) {
        Ok(nodes) => {
            if let Some(node) = nodes.iter().find(|node| node.fenced) {
                let warehouse = node.warehouse.clone();
                world.fail("one_writer", format!("{warehouse} is fenced"));
            }
        }
        Err(error) => world.fail("store", error.to_string()),
    }
}
