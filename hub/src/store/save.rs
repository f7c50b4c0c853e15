//! Saving what a batch changed.

use std::collections::BTreeSet;

use holdfast_shell::document::Slot;
use holdfast_shell::sqlite::{self as kit, StoreError};
use rusqlite::{Connection, params};

use super::sqlite::encode;
use super::tags::OrderTags;
use super::{Extra, contested, goods};
use crate::catalogue::Product;
use crate::core::claim::Claim;
use crate::core::order::Order;
use crate::core::transfer::Transfer;
use crate::core::world::{Changed, TaskOwner, TaskRef, World};

/// What of the store has a memory of its own.
pub struct Parts<'a> {
    pub rows: &'a mut kit::LateRows,
    pub tags: &'a mut OrderTags,
    pub answers: &'a mut kit::Answers,
    pub outbox: &'a mut kit::Outbox,
}

/// Orders in a batch from which on a second thread is worth starting.
const ASIDE_MIN: usize = 16;

pub fn save(
    connection: &Connection,
    world: &mut World,
    extra: &mut Extra,
    parts: &mut Parts<'_>,
) -> Result<(), StoreError> {
    let (changes, orders) = (world.desk.take_changes(), world.orders.take_changed());
    let events = std::mem::take(&mut world.events);
    for (context, outcome) in extra.answers.drain(..) {
        parts.answers.remember(context, outcome);
    }
    let (answers, outbox) = (&mut *parts.answers, &mut *parts.outbox);
    let encode_all = || -> Result<_, StoreError> {
        answers.pack()?;
        let bodies: Vec<String> = orders.iter().map(|order| encode(&order.record)).collect::<Result<_, _>>()?;
        Ok((bodies, outbox.pack(&events)?))
    };
    let write = || kit::save_changes(connection, parts.rows, &world.desk, &changes);
    let (encoded, written) = side_by_side(orders.len() >= ASIDE_MIN, encode_all, write);
    written?;
    let (bodies, events) = encoded?;
    for (order, body) in orders.iter().zip(&bodies) {
        save_order(connection, order, body, parts.tags)?;
    }
    parts.tags.save(connection)?;
    parts.answers.save(connection, world.now)?;
    events.save(connection, world.now)?;
    kit::save_reservations(connection, &mut world.holds)?;
    kit::mark_discontinued(connection, &std::mem::take(&mut world.discontinued))?;
    for task in world.tasks.take_changed() {
        save_task(connection, &task.record)?;
    }
    for claim in world.claims.take_changed() {
        save_claim(connection, &claim.record)?;
    }
    for transfer in world.transfers.take_changed() {
        save_transfer(connection, &transfer.record)?;
    }
    goods::save(connection, world)?;
    save_extra(connection, extra)
}

/// Runs both, the first on a thread of its own where that is worth it: what needs no store waits for none.
fn side_by_side<A: Send, B>(apart: bool, first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    if !apart {
        return (first(), second());
    }
    std::thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        match first.join() {
            Ok(first) => (first, second),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn save_extra(connection: &Connection, extra: &mut Extra) -> Result<(), StoreError> {
    for product in extra.products.drain(..) {
        save_product(connection, &product)?;
    }
    // one that a batch both removed and made is there: what the batch made itself it does not remove
    for warehouse in extra.removed_warehouses.drain(..) {
        connection.execute("DELETE FROM warehouses WHERE id = ?1", [warehouse.as_str()])?;
        // no node has them, and the clock of documents does not go back with them
        let clock = super::queries::catalogue_clock(connection)?;
        kit::write_meta(connection, super::queries::CATALOGUE_FLOOR, &clock.to_le_bytes())?;
        contested::forget(connection, &warehouse)?;
        connection.execute(
            "DELETE FROM document_heads WHERE id IN (SELECT id FROM documents WHERE place = ?1)",
            [warehouse.as_str()],
        )?;
        connection.execute("DELETE FROM documents WHERE place = ?1", [warehouse.as_str()])?;
        connection.execute("DELETE FROM slots WHERE warehouse = ?1", [warehouse.as_str()])?;
    }
    for warehouse in extra.warehouses.drain(..) {
        connection
            .prepare_cached(
                "INSERT INTO warehouses (id, version, body) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET version = excluded.version, body = excluded.body",
            )?
            .execute(params![warehouse.body.id.as_str(), warehouse.version as i64, encode(&warehouse)?])?;
    }
    goods::save_suppliers(connection, extra)?;
    for (warehouse, letters) in extra.letters_held.drain(..) {
        connection
            .prepare_cached("DELETE FROM letters WHERE warehouse = ?1 AND seq <= ?2")?
            .execute(params![warehouse.as_str(), letters as i64])?;
    }
    Ok(())
}

fn save_order(
    connection: &Connection,
    Changed { record: order, fresh }: &Changed<Order>,
    body: &str,
    tags: &mut OrderTags,
) -> Result<(), StoreError> {
    debug_assert!(order.adds_up(), "I-7");
    let id = order.id.to_string();
    let num = match fresh {
        true => insert_order(connection, order, &id, body)?,
        false => update_order(connection, order, &id, body)?,
    };
    tags.add(connection, order, num, *fresh)?;
    for (warehouse, waits) in order.warehouses() {
        let place = params![warehouse.as_str(), id];
        if waits {
            let insert = "INSERT OR IGNORE INTO unreleased (warehouse, order_id) VALUES (?1, ?2)";
            connection.prepare_cached(insert)?.execute(place)?;
        } else if !fresh {
            let delete = "DELETE FROM unreleased WHERE warehouse = ?1 AND order_id = ?2";
            connection.prepare_cached(delete)?.execute(place)?;
        }
    }
    save_waiting(connection, order, &id, *fresh)?;
    for shipment in &order.shipments {
        connection
            .prepare_cached("INSERT OR IGNORE INTO shipments (id, order_id) VALUES (?1, ?2)")?
            .execute(params![shipment.id.to_string(), id])?;
    }
    Ok(())
}

fn insert_order(connection: &Connection, order: &Order, id: &str, body: &str) -> Result<i64, StoreError> {
    connection
        .prepare_cached("INSERT INTO orders (id, status, priority, placed_at, body) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![id, order.status().name(), order.priority, order.placed_at.0 as i64, body])?;
    Ok(connection.last_insert_rowid())
}

fn update_order(connection: &Connection, order: &Order, id: &str, body: &str) -> Result<i64, StoreError> {
    let mut update =
        connection.prepare_cached("UPDATE orders SET status = ?2, body = ?3 WHERE id = ?1 RETURNING num")?;
    Ok(update.query_row(params![id, order.status().name(), body], |record| record.get(0))?)
}

/// Which SKUs the order waits for.
fn save_waiting(connection: &Connection, order: &Order, id: &str, fresh: bool) -> Result<(), StoreError> {
    if fresh && order.backordered() == 0 {
        return Ok(());
    }
    let skus: BTreeSet<&str> = order.lines.iter().map(|line| line.sku.as_str()).collect();
    for sku in skus {
        if order.lines.iter().any(|line| line.sku.as_str() == sku && line.backordered > 0) {
            connection
                .prepare_cached("INSERT OR IGNORE INTO backorders (sku, order_id, priority) VALUES (?1, ?2, ?3)")?
                .execute(params![sku, id, order.priority])?;
        } else if !fresh {
            connection
                .prepare_cached("DELETE FROM backorders WHERE sku = ?1 AND order_id = ?2")?
                .execute(params![sku, id])?;
        }
    }
    Ok(())
}

fn save_task(connection: &Connection, task: &TaskRef) -> Result<(), StoreError> {
    let (order, transfer) = match task.owner {
        TaskOwner::Order(order) => (Some(order.to_string()), None),
        TaskOwner::Transfer(transfer) => (None, Some(transfer.to_string())),
    };
    connection
        .prepare_cached("INSERT OR IGNORE INTO tasks (id, warehouse, order_id, transfer_id) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![task.task.to_string(), task.warehouse.as_str(), order, transfer])?;
    Ok(())
}

fn save_claim(connection: &Connection, claim: &Claim) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO claims (id, warehouse, sku, outstanding, body) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET outstanding = excluded.outstanding, body = excluded.body",
        )?
        .execute(params![
            claim.id.to_string(),
            claim.warehouse.as_str(),
            claim.sku.as_str(),
            claim.outstanding as i64,
            encode(claim)?
        ])?;
    Ok(())
}

fn save_transfer(connection: &Connection, transfer: &Transfer) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO transfers (id, sender, receiver, state, body) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET state = excluded.state, body = excluded.body",
        )?
        .execute(params![
            transfer.id.to_string(),
            transfer.from.as_str(),
            transfer.to.as_str(),
            transfer.state.name(),
            encode(transfer)?
        ])?;
    Ok(())
}

pub fn save_slot(connection: &Connection, slot: &Slot) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO slots (warehouse, sku, reorder_point, reorder_quantity) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET reorder_point = excluded.reorder_point, reorder_quantity = excluded.reorder_quantity",
        )?
        .execute(params![
            slot.warehouse_id.as_str(),
            slot.sku.as_str(),
            slot.reorder_point.map(|units| units.get() as i64),
            slot.reorder_quantity.map(|units| units.get() as i64)
        ])?;
    Ok(())
}

fn save_product(connection: &Connection, product: &Product) -> Result<(), StoreError> {
    let record = product.record();
    let barcodes: Vec<&str> = record.barcodes.iter().map(AsRef::as_ref).collect();
    connection
        .prepare_cached(
            "INSERT INTO products (sku, version, name, barcodes, discontinued, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET version = excluded.version, name = excluded.name, barcodes = excluded.barcodes,
                 discontinued = excluded.discontinued, body = excluded.body",
        )?
        .execute(params![
            record.sku.as_str(),
            product.version as i64,
            product.body.name.as_str(),
            encode(&barcodes)?,
            product.discontinued,
            encode(product)?
        ])?;
    Ok(())
}
