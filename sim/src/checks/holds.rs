//! What is committed is committed to something. Once no floor has work left, that is a reservation.

use std::collections::BTreeMap;

use crate::actors::Brain;
use crate::world::{HUB, World};

/// I-2 inside of on hand: units that nobody holds and nobody may sell are lost to the trade, though they are on the shelf.
pub fn committed(world: &mut World, node: usize) {
    let warehouse = world.warehouse(node);
    let mut held: BTreeMap<String, u64> = BTreeMap::new();
    for machine in [HUB, node] {
        match reserved(world, machine, warehouse.as_str()) {
            Ok(found) => found.into_iter().for_each(|(sku, units)| *held.entry(sku).or_default() += units),
            Err(error) => return world.fail("store", error.to_string()),
        }
    }
    for sku in 0..world.skus.len() {
        let Some(brain) = &world.machines[node].brain else { return };
        let Ok(cell) = brain.cell(&warehouse, &world.skus[sku]) else { continue };
        let (committed, held) = (cell.committed(), held.get(world.skus[sku].as_str()).copied().unwrap_or(0));
        if committed != held {
            let place = world.spot((node, sku));
            world.fail("committed", format!("{place}: {committed} units are committed, {held} are reserved"));
        }
    }
}

fn reserved(world: &World, machine: usize, warehouse: &str) -> Result<Vec<(String, u64)>, rusqlite::Error> {
    let reader = match &world.machines[machine].brain {
        Some(Brain::Hub(hub)) => &hub.reader,
        Some(Brain::Node(node)) => &node.reader,
        None => return Ok(Vec::new()),
    };
    let query = "SELECT sku, quantity FROM reservations WHERE warehouse = ?1 AND state = 'active'";
    let mut statement = reader.prepare(query)?;
    let found = statement.query_map([warehouse], |record| Ok((record.get(0)?, record.get::<_, i64>(1)? as u64)))?;
    found.collect()
}
