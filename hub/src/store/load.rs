//! Loading what a batch needs.

use std::collections::BTreeSet;
use std::str::FromStr;

use holdfast_crdt::{ClaimId, OrderId, SiteId, Sku, TaskId, TransferId, WarehouseId};
use holdfast_shell::sqlite::{self as kit, StoreError};
use holdfast_sync::desk::CellKey;
use rusqlite::{Connection, OptionalExtension, Params, params};

use super::sqlite::{decode, document};
use super::{Needs, Waiting};
use crate::catalogue::Product;
use crate::core::claim::Claim;
use crate::core::order::Order;
use crate::core::transfer::{Transfer, expect};
use crate::core::world::{Place, TaskOwner, TaskRef, World};
use crate::warehouse::Warehouse;

/// Places, catalogue, books and incoming goods: what stays in memory.
pub fn open_world(connection: &Connection, world: &mut World) -> Result<(), StoreError> {
    kit::load_books(connection, &mut world.desk)?;
    world.places.clear();
    let mut statement = connection.prepare(
        "SELECT w.body, s.site, s.fenced, s.last_seen FROM warehouses w
         LEFT JOIN sites s ON s.warehouse = w.id AND s.joined_at IS NOT NULL",
    )?;
    let mut found = statement.query([])?;
    while let Some(record) = found.next()? {
        let warehouse: Warehouse = decode(&record.get::<_, String>(0)?)?;
        let node = record.get::<_, Option<u32>>(1)?.map(SiteId);
        let place = Place {
            at: warehouse.point(),
            node,
            // a hub that was restored promises nothing before the node has told where it stands
            unmet: world.desk.book(&warehouse.body.id).is_some_and(|book| book.past.is_settling()),
            online: false,
            speaks: 0,
            fenced: record.get::<_, Option<bool>>(2)?.unwrap_or(false),
            heard_at: record.get::<_, Option<i64>>(3)?.map(|at| holdfast_crdt::Millis(at as u64)),
        };
        world.places.insert(warehouse.body.id, place);
    }
    let mut statement = connection.prepare("SELECT sku FROM products WHERE discontinued = 0")?;
    let skus = statement.query_map([], |record| record.get::<_, String>(0))?;
    world.catalogue = skus.filter_map(|sku| sku.ok().and_then(|sku| Sku::new(&sku).ok())).collect();
    world.incoming.clear();
    let mut statement = connection.prepare("SELECT body FROM transfers WHERE state NOT IN ('received', 'canceled')")?;
    let mut found = statement.query([])?;
    while let Some(record) = found.next()? {
        let transfer: Transfer = decode(&record.get::<_, String>(0)?)?;
        expect(&mut world.incoming, &transfer);
    }
    super::goods::open_incoming(connection, world)
}

/// Cells whose slot has a reorder point, with it.
pub fn reorder_points(connection: &Connection) -> Result<Vec<(CellKey, u64)>, StoreError> {
    let query = "SELECT warehouse, sku, reorder_point FROM slots WHERE reorder_point IS NOT NULL";
    let mut statement = connection.prepare(query)?;
    let mut found = statement.query([])?;
    let mut points = Vec::new();
    while let Some(record) = found.next()? {
        let (warehouse, sku) = (record.get::<_, String>(0)?, record.get::<_, String>(1)?);
        let cell = WarehouseId::new(&warehouse).and_then(|warehouse| Ok((warehouse, Sku::new(&sku)?)));
        let cell = cell.map_err(|error| StoreError::Broken(format!("slot {warehouse}/{sku}: {error}")))?;
        points.push((cell, record.get::<_, i64>(2)? as u64));
    }
    Ok(points)
}

/// Products and warehouses that have no document: of a store that was written before there were any.
pub fn undocumented(connection: &Connection, limit: usize) -> Result<(Vec<Product>, Vec<Warehouse>), StoreError> {
    let query = |table: &str, key: &str, kind: &str| {
        format!(
            "SELECT body FROM {table} WHERE NOT EXISTS (SELECT 1 FROM documents WHERE id = '{kind}/' || {table}.{key})
             ORDER BY {key} LIMIT {limit}"
        )
    };
    let mut statement = connection.prepare(&query("products", "sku", "product"))?;
    let products = statement.query_map([], |record| record.get::<_, String>(0))?;
    let products = products.map(|body| decode(&body?)).collect::<Result<_, _>>()?;
    let mut statement = connection.prepare(&query("warehouses", "id", "warehouse"))?;
    let warehouses = statement.query_map([], |record| record.get::<_, String>(0))?;
    Ok((products, warehouses.map(|body| decode(&body?)).collect::<Result<_, _>>()?))
}

/// All cells, where there are no more than `most`.
pub fn open_cells(
    connection: &Connection,
    rows: &kit::LateRows,
    world: &mut World,
    most: usize,
) -> Result<(), StoreError> {
    let warehouses: Vec<WarehouseId> = world.desk.books().map(|book| book.stream.warehouse.clone()).collect();
    let desk = &mut world.desk;
    for warehouse in &warehouses {
        rows.each_cell(connection, warehouse, |sku, cell| {
            desk.load((warehouse.clone(), sku.clone()), cell);
            Ok(desk.len() <= most)
        })?;
    }
    match desk.len() <= most {
        true => desk.completed(),
        false => desk.clear_cells(),
    }
    Ok(())
}

/// Puts what is named into the world; what is there already stays.
pub fn load(connection: &Connection, rows: &kit::LateRows, world: &mut World, needs: &Needs) -> Result<(), StoreError> {
    kit::load_cells(connection, rows, &mut world.desk, needs.cells.iter().map(|(warehouse, sku)| (warehouse, sku)))?;
    for id in needs.orders.iter().filter(|id| !world.orders.has(**id)).copied().collect::<Vec<_>>() {
        if let Some(order) = document::<Order>(connection, "SELECT body FROM orders WHERE id = ?1", &id.to_string())? {
            world.orders.load(id, order);
        }
    }
    for id in &needs.tasks {
        load_task(connection, world, *id)?;
    }
    for id in &needs.claims {
        if let Some(claim) = document::<Claim>(connection, "SELECT body FROM claims WHERE id = ?1", &id.to_string())? {
            world.claims.load(*id, claim);
        }
    }
    for id in &needs.transfers {
        let query = "SELECT body FROM transfers WHERE id = ?1";
        if let Some(transfer) = document::<Transfer>(connection, query, &id.to_string())? {
            world.transfers.load(*id, transfer);
        }
    }
    super::goods::load(connection, world, needs)?;
    for id in &needs.reservations {
        kit::load_reservation(connection, &mut world.holds, *id)?;
    }
    for ((warehouse, sku), reference) in &needs.references {
        kit::load_reservations_of(connection, &mut world.holds, (warehouse, sku), reference)?;
    }
    Ok(())
}

fn load_task(connection: &Connection, world: &mut World, task: TaskId) -> Result<(), StoreError> {
    if world.tasks.has(task) {
        return Ok(());
    }
    let mut statement =
        connection.prepare_cached("SELECT warehouse, order_id, transfer_id FROM tasks WHERE id = ?1")?;
    let found = statement
        .query_row([task.to_string()], |record| {
            Ok((record.get::<_, String>(0)?, record.get::<_, Option<String>>(1)?, record.get::<_, Option<String>>(2)?))
        })
        .optional()?;
    let Some((warehouse, order, transfer)) = found else { return Ok(()) };
    let owner = match (order.as_deref().map(OrderId::from_str), transfer.as_deref().map(TransferId::from_str)) {
        (Some(Ok(order)), _) => TaskOwner::Order(order),
        (_, Some(Ok(transfer))) => TaskOwner::Transfer(transfer),
        _ => return Err(StoreError::Broken(format!("task {task} belongs to nothing"))),
    };
    let warehouse =
        WarehouseId::new(&warehouse).map_err(|error| StoreError::Broken(format!("task {task}: warehouse {error}")))?;
    world.tasks.load(task, TaskRef { task, warehouse, owner });
    Ok(())
}

pub fn load_tasks_of(connection: &Connection, world: &mut World, transfer: TransferId) -> Result<(), StoreError> {
    let tasks = ids::<TaskId>(connection, "SELECT id FROM tasks WHERE transfer_id = ?1", [transfer.to_string()])?;
    tasks.into_iter().try_for_each(|task| load_task(connection, world, task))
}

/// The first column of a query as ids.
pub fn ids<T: FromStr>(connection: &Connection, query: &str, of: impl Params) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    let mut found = statement.query(of)?;
    let mut ids = Vec::new();
    while let Some(record) = found.next()? {
        let text: String = record.get(0)?;
        ids.push(text.parse().map_err(|_| StoreError::Broken(format!("{text:?} is no id")))?);
    }
    Ok(ids)
}

pub fn waiting_orders(
    connection: &Connection,
    sku: &Sku,
    behind: Option<Waiting>,
    limit: usize,
) -> Result<Vec<Waiting>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT priority, order_id FROM backorders
         WHERE sku = ?1 AND (?2 IS NULL OR priority < ?2 OR (priority = ?2 AND order_id > ?3))
         ORDER BY priority DESC, order_id LIMIT ?4",
    )?;
    let (priority, order) = behind.map(|(priority, order)| (priority, order.to_string())).unzip();
    let mut found = statement.query(params![sku.as_str(), priority, order, limit as i64])?;
    let mut waiting = Vec::new();
    while let Some(record) = found.next()? {
        let text = record.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        let order = text.parse().map_err(|error| StoreError::Broken(format!("order {text:?} {error}")))?;
        waiting.push((record.get(0)?, order));
    }
    Ok(waiting)
}

pub fn unreleased(
    connection: &Connection,
    warehouse: &WarehouseId,
    limit: usize,
) -> Result<(Vec<OrderId>, Vec<TransferId>), StoreError> {
    let orders = "SELECT order_id FROM unreleased WHERE warehouse = ?1 ORDER BY order_id LIMIT ?2";
    let transfers = "SELECT id FROM transfers WHERE state = 'allocated' AND sender = ?1 LIMIT ?2";
    let place = params![warehouse.as_str(), limit as i64];
    Ok((ids(connection, orders, place)?, ids(connection, transfers, place)?))
}

/// Warehouses that `unreleased` finds anything for. One look for each of them, however many orders wait there.
pub fn with_unreleased(connection: &Connection) -> Result<BTreeSet<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "WITH RECURSIVE found (warehouse) AS (
             SELECT min(warehouse) FROM unreleased
             UNION ALL
             SELECT (SELECT min(warehouse) FROM unreleased WHERE warehouse > found.warehouse) FROM found
             WHERE found.warehouse IS NOT NULL)
         SELECT warehouse FROM found WHERE warehouse IS NOT NULL
         UNION SELECT sender FROM transfers WHERE state = 'allocated'",
    )?;
    let found = statement.query_map([], |record| record.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// All SKUs that some order waits for.
pub fn waited_for(connection: &Connection) -> Result<BTreeSet<Sku>, StoreError> {
    Ok(ids::<Sku>(connection, "SELECT DISTINCT sku FROM backorders", [])?.into_iter().collect())
}

/// All cells with a claim that is not settled.
pub fn claimed(connection: &Connection) -> Result<BTreeSet<(WarehouseId, Sku)>, StoreError> {
    let mut claims = BTreeSet::new();
    for id in ids::<ClaimId>(connection, "SELECT id FROM claims WHERE outstanding > 0", [])? {
        if let Some(claim) = document::<Claim>(connection, "SELECT body FROM claims WHERE id = ?1", &id.to_string())? {
            claims.insert((claim.warehouse, claim.sku));
        }
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrations;

    #[test]
    fn warehouses_with_something_to_release_are_found_whatever_it_is() {
        let mut store = Connection::open_in_memory().unwrap();
        migrations().to_latest(&mut store).unwrap();
        assert!(with_unreleased(&store).unwrap().is_empty());
        for (warehouse, order) in [("LEEDS", "a"), ("LEEDS", "b"), ("OSLO", "a")] {
            store.execute("INSERT INTO unreleased VALUES (?1, ?2)", [warehouse, order]).unwrap();
        }
        for (id, sender, state) in [("1", "LYON", "allocated"), ("2", "PORTO", "released")] {
            let insert = "INSERT INTO transfers VALUES (?1, ?2, 'LEEDS', ?3, '{}')";
            store.execute(insert, [id, sender, state]).unwrap();
        }
        let found = with_unreleased(&store).unwrap();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["LEEDS", "LYON", "OSLO"]);
    }
}
