//! What a recovery must see at once, however much it is: it is rare, and must be whole.

use holdfast_crdt::{ClaimId, Entry, OrderId, TaskId, TransferId, WarehouseId};
use holdfast_shell::sqlite::{self as kit, StoreError};
use holdfast_sync::mail::{LetterBody, Task, ToNode};
use rusqlite::{Connection, params};

use super::Needs;
use super::load::{ids, load};
use crate::core::world::World;

pub fn load_open(
    connection: &Connection,
    rows: &kit::LateRows,
    world: &mut World,
    warehouse: &WarehouseId,
) -> Result<Vec<(TaskId, TransferId)>, StoreError> {
    let open = "SELECT id FROM orders WHERE status IN ('pending', 'processing', 'partially_shipped', 'cancelling')";
    let moving = "SELECT id FROM transfers WHERE state NOT IN ('received', 'canceled')";
    let claims = "SELECT id FROM claims WHERE warehouse = ?1 AND outstanding > 0";
    let mut needs = Needs {
        orders: ids::<OrderId>(connection, open, [])?.into_iter().collect(),
        transfers: ids::<TransferId>(connection, moving, [])?.into_iter().collect(),
        claims: ids::<ClaimId>(connection, claims, [warehouse.as_str()])?.into_iter().collect(),
        ..Needs::default()
    };
    rows.each_cell(connection, warehouse, |sku, _| {
        needs.cells.insert((warehouse.clone(), sku.clone()));
        Ok(true)
    })?;
    load(connection, rows, world, &needs)?;
    kit::load_active_reservations(connection, &mut world.holds, warehouse)?;
    let broken = |what: &str| StoreError::Broken(format!("a task of the store has no valid {what}"));
    let mut statement =
        connection.prepare("SELECT id, transfer_id FROM tasks WHERE warehouse = ?1 AND transfer_id IS NOT NULL")?;
    let mut found = statement.query([warehouse.as_str()])?;
    let mut tasks = Vec::new();
    while let Some(record) = found.next()? {
        let task = record.get::<_, String>(0)?.parse().map_err(|_| broken("id"))?;
        tasks.push((task, record.get::<_, String>(1)?.parse().map_err(|_| broken("transfer"))?));
    }
    Ok(tasks)
}

pub fn tasks_on_their_way(
    connection: &Connection,
    warehouse: &WarehouseId,
    heard: u64,
) -> Result<Vec<Task>, StoreError> {
    let mut statement = connection.prepare("SELECT body FROM letters WHERE warehouse = ?1 AND seq > ?2")?;
    let mut found = statement.query(params![warehouse.as_str(), heard as i64])?;
    let mut tasks = Vec::new();
    while let Some(record) = found.next()? {
        let body = record.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        if let Ok(LetterBody::ToNode(ToNode::Task(task))) = postcard::from_bytes(body) {
            tasks.push(task);
        }
    }
    Ok(tasks)
}

pub fn entries_about(
    connection: &Connection,
    warehouse: &WarehouseId,
    reference: &str,
) -> Result<Vec<Entry>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT body FROM movements WHERE reference = ?1 AND warehouse = ?2")?;
    let mut found = statement.query(params![reference, warehouse.as_str()])?;
    let mut entries = Vec::new();
    while let Some(record) = found.next()? {
        let body = record.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        entries.extend(Entry::from_bytes(body));
    }
    Ok(entries)
}
