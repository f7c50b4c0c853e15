//! What holds of one store by itself: I-1, I-2, I-7 and I-10 as `verify` checks them, I-8.

use holdfast_hub::world::verify_orders;
use holdfast_node::world::{Finding, StoreError, verify_replica};

use crate::actors::Brain;
use crate::world::World;

/// What `verify` finds on this store.
pub fn verify(world: &mut World, machine: usize) {
    let struck = world.machines[machine].disk.faults();
    let found = match &world.machines[machine].brain {
        Some(Brain::Node(node)) => verify_replica(&node.reader, |_| ()),
        Some(Brain::Hub(hub)) => verify_replica(&hub.reader, |_| ()).and_then(|mut findings| {
            findings.extend(verify_orders(&hub.reader)?);
            Ok(findings)
        }),
        None => return,
    };
    match found {
        Ok(findings) => tell(world, machine, &findings),
        // a fault of the disk met this reading
        Err(_) if world.machines[machine].disk.faults() > struck || !world.is_closing => {}
        Err(error) => unreadable(world, machine, &error),
    }
}

fn tell(world: &mut World, machine: usize, findings: &[Finding]) {
    if let Some(finding) = findings.first() {
        let check = match finding.invariant {
            "I-1" => "no_oversell",
            "I-2" => "conservation",
            "I-6" => "one_writer",
            "I-7" => "order_truth",
            "I-10" => "audit",
            _ => "store",
        };
        let name = world.machines[machine].name.clone();
        world.fail(check, format!("{name}: {finding} ({} findings)", findings.len()));
    }
}

fn unreadable(world: &mut World, machine: usize, error: &StoreError) {
    let name = world.machines[machine].name.clone();
    world.fail("store", format!("{name} cannot be read: {error}"));
}

/// I-8: a node holds nothing of another warehouse.
pub fn isolation(world: &mut World, node: usize) {
    let warehouse = world.warehouse(node);
    let Some(Brain::Node(brain)) = &world.machines[node].brain else { return };
    let strangers = |table: &str| -> Result<i64, rusqlite::Error> {
        let query = format!("SELECT count(*) FROM {table} WHERE warehouse <> ?1");
        brain.reader.query_row(&query, [warehouse.as_str()], |record| record.get(0))
    };
    let found: Result<i64, _> =
        ["cell_rows", "movements", "letters", "books", "reservations"].into_iter().map(strangers).sum();
    match found {
        Ok(0) => {}
        Ok(records) => world.fail("isolation", format!("{records} records of other warehouses at {warehouse}")),
        Err(error) => world.fail("store", error.to_string()),
    }
}
