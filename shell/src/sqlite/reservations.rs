//! Reservations in the store.

use holdfast_crdt::{Millis, ReservationId, Sku, WarehouseId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StoreError;
use crate::stock::{HoldState, Holds, Reservation};

const SELECT: &str =
    "SELECT id, warehouse, sku, quantity, reference, expires_at, state, made_at, version FROM reservations";
/// Expired in one tick, at most; the next tick takes the rest.
const DUE_MAX: i64 = 512;

fn decode(record: &Row<'_>) -> Result<Reservation, StoreError> {
    let broken = |what: &str| StoreError::Broken(format!("a reservation of the store has no valid {what}"));
    let text = |at: usize| record.get::<_, String>(at);
    Ok(Reservation {
        id: text(0)?.parse().map_err(|_| broken("id"))?,
        warehouse: WarehouseId::new(&text(1)?).map_err(|_| broken("warehouse"))?,
        sku: Sku::new(&text(2)?).map_err(|_| broken("SKU"))?,
        quantity: record.get::<_, i64>(3)? as u64,
        reference: record.get::<_, Option<String>>(4)?.map(Into::into),
        expires_at: record.get::<_, Option<i64>>(5)?.map(|at| Millis(at as u64)),
        state: HoldState::named(&text(6)?).ok_or_else(|| broken("state"))?,
        made_at: Millis(record.get::<_, i64>(7)? as u64),
        version: record.get::<_, i64>(8)? as u64,
    })
}

/// Reads one reservation.
pub fn read_reservation(connection: &Connection, id: ReservationId) -> Result<Option<Reservation>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    statement.query_row([id.to_string()], |record| Ok(decode(record))).optional()?.transpose()
}

/// Puts one reservation among those a batch works on.
pub fn load_reservation(connection: &Connection, holds: &mut Holds, id: ReservationId) -> Result<(), StoreError> {
    if let Some(found) = read_reservation(connection, id)? {
        holds.load(found);
    }
    Ok(())
}

/// The active ones of a reference in one cell.
pub fn load_reservations_of(
    connection: &Connection,
    holds: &mut Holds,
    (warehouse, sku): (&WarehouseId, &Sku),
    reference: &str,
) -> Result<(), StoreError> {
    let query =
        format!("{SELECT} WHERE state = 'active' AND reference = ?1 AND warehouse = ?2 AND sku = ?3 ORDER BY id");
    let mut statement = connection.prepare_cached(&query)?;
    let mut found = statement.query(params![reference, warehouse.as_str(), sku.as_str()])?;
    while let Some(record) = found.next()? {
        holds.load(decode(record)?);
    }
    Ok(())
}

/// All active ones of a warehouse.
pub fn load_active_reservations(
    connection: &Connection,
    holds: &mut Holds,
    warehouse: &WarehouseId,
) -> Result<(), StoreError> {
    let query = format!("{SELECT} WHERE state = 'active' AND warehouse = ?1 ORDER BY id");
    let mut statement = connection.prepare_cached(&query)?;
    let mut found = statement.query([warehouse.as_str()])?;
    while let Some(record) = found.next()? {
        holds.load(decode(record)?);
    }
    Ok(())
}

/// Those whose time has come, but for those of `settling` warehouses, where they wait; their cells are named so that the
/// caller can load them.
pub fn load_due_reservations(
    connection: &Connection,
    holds: &mut Holds,
    now: Millis,
    settling: &[&str],
) -> Result<Vec<(WarehouseId, Sku)>, StoreError> {
    let query = format!(
        "{SELECT} WHERE state = 'active' AND expires_at IS NOT NULL AND expires_at <= ?1
         AND warehouse NOT IN (SELECT value FROM json_each(?2)) LIMIT {DUE_MAX}"
    );
    let mut statement = connection.prepare_cached(&query)?;
    let mut found = statement.query(params![now.0 as i64, serde_json::json!(settling).to_string()])?;
    let mut cells = Vec::new();
    while let Some(record) = found.next()? {
        let hold = decode(record)?;
        cells.push((hold.warehouse.clone(), hold.sku.clone()));
        holds.load(hold);
    }
    Ok(cells)
}

/// Saves what changed.
pub fn save_reservations(connection: &Connection, holds: &mut Holds) -> Result<(), StoreError> {
    for hold in holds.take_changed() {
        connection
            .prepare_cached(
                "INSERT INTO reservations (id, warehouse, sku, quantity, reference, expires_at, state, made_at, version)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 ON CONFLICT DO UPDATE SET quantity = excluded.quantity, state = excluded.state, version = excluded.version",
            )?
            .execute(params![
                hold.id.to_string(),
                hold.warehouse.as_str(),
                hold.sku.as_str(),
                hold.quantity as i64,
                hold.reference.as_deref(),
                hold.expires_at.map(|at| at.0 as i64),
                hold.state.name(),
                hold.made_at.0 as i64,
                hold.version as i64
            ])?;
    }
    Ok(())
}
