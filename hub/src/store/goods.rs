//! Suppliers, purchase orders and returns in the store.

use holdfast_crdt::{PurchaseOrderId, ReturnId, WarehouseId};
use holdfast_shell::sqlite::StoreError;
use rusqlite::types::Value;
use rusqlite::{Connection, params};

use super::load::ids;
use super::queries::{Placed, placed};
use super::sorted::Sorting;
use super::sqlite::{decode, document, encode};
use super::{Extra, Needs};
use crate::core::purchase::{self, PurchaseOrder, PurchaseStatus};
use crate::core::returns::{Return, ReturnStatus};
use crate::core::supplier::{Supplier, SupplierId};
use crate::core::world::World;

pub fn supplier(connection: &Connection, id: &str) -> Result<Option<Supplier>, StoreError> {
    document(connection, "SELECT body FROM suppliers WHERE id = ?1", id)
}

pub fn suppliers(connection: &Connection, sorting: &Sorting, limit: usize) -> Placed<Supplier> {
    placed(connection, ("suppliers", "", Vec::new()), sorting, limit)
}

pub fn purchase(connection: &Connection, id: &str) -> Result<Option<PurchaseOrder>, StoreError> {
    document(connection, "SELECT body FROM purchase_orders WHERE id = ?1", id)
}

/// Filters of the list of purchase orders.
#[derive(Debug, Clone, Default)]
pub struct PurchaseFilter {
    pub status: Option<PurchaseStatus>,
    pub supplier: Option<String>,
    pub warehouse: Option<String>,
}

/// ` AND …` with its values, of the columns that are to have one.
fn clause(wanted: &[(&str, Option<String>)]) -> (String, Vec<Value>) {
    let (mut clause, mut values) = (String::new(), Vec::new());
    for (column, value) in wanted {
        if let Some(value) = value {
            values.push(Value::Text(value.clone()));
            clause.push_str(&format!(" AND {column} = ?{}", values.len()));
        }
    }
    (clause, values)
}

pub fn purchases(
    connection: &Connection,
    filter: &PurchaseFilter,
    sorting: &Sorting,
    limit: usize,
) -> Placed<PurchaseOrder> {
    let status = filter.status.map(|status| status.name().to_owned());
    let (clause, values) =
        clause(&[("status", status), ("supplier", filter.supplier.clone()), ("warehouse", filter.warehouse.clone())]);
    placed(connection, ("purchase_orders", &clause, values), sorting, limit)
}

pub fn one_return(connection: &Connection, id: &str) -> Result<Option<Return>, StoreError> {
    document(connection, "SELECT body FROM returns WHERE id = ?1", id)
}

/// Filters of the list of returns.
#[derive(Debug, Clone, Default)]
pub struct ReturnFilter {
    pub status: Option<ReturnStatus>,
    pub order: Option<String>,
}

pub fn returns(connection: &Connection, filter: &ReturnFilter, sorting: &Sorting, limit: usize) -> Placed<Return> {
    let status = filter.status.map(|status| status.name().to_owned());
    let (clause, values) = clause(&[("status", status), ("order_id", filter.order.clone())]);
    placed(connection, ("returns", &clause, values), sorting, limit)
}

/// Whether a purchase order of the supplier is open.
pub(super) fn is_awaited(connection: &Connection, supplier: &SupplierId) -> Result<bool, StoreError> {
    let query = "SELECT EXISTS (SELECT 1 FROM purchase_orders
                 WHERE supplier = ?1 AND status IN ('open', 'partially_received'))";
    Ok(connection.prepare_cached(query)?.query_row([supplier.as_str()], |record| record.get(0))?)
}

/// Counts what open purchase orders bring as on its way.
pub(super) fn open_incoming(connection: &Connection, world: &mut World) -> Result<(), StoreError> {
    let query = "SELECT body FROM purchase_orders WHERE status IN ('open', 'partially_received')";
    let mut statement = connection.prepare(query)?;
    let mut found = statement.query([])?;
    while let Some(record) = found.next()? {
        let purchase: PurchaseOrder = decode(&record.get::<_, String>(0)?)?;
        purchase::expect(&mut world.incoming, &purchase);
    }
    Ok(())
}

/// Puts what is named into the world; what is there already stays.
pub(super) fn load(connection: &Connection, world: &mut World, needs: &Needs) -> Result<(), StoreError> {
    for id in &needs.purchases {
        if let Some(found) = purchase(connection, &id.to_string())? {
            world.purchases.load(*id, found);
        }
    }
    for id in &needs.returns {
        if let Some(found) = one_return(connection, &id.to_string())? {
            world.returns.load(*id, found);
        }
    }
    Ok(())
}

/// Puts purchase orders for a warehouse, and all returns, that are not over into the world.
pub(super) fn load_expected(
    connection: &Connection,
    world: &mut World,
    warehouse: &WarehouseId,
) -> Result<(), StoreError> {
    let bought = "SELECT id FROM purchase_orders WHERE status IN ('open', 'partially_received') AND warehouse = ?1";
    let returned = "SELECT id FROM returns WHERE status IN ('authorised', 'partially_received')";
    let needs = Needs {
        purchases: ids::<PurchaseOrderId>(connection, bought, [warehouse.as_str()])?.into_iter().collect(),
        returns: ids::<ReturnId>(connection, returned, [])?.into_iter().collect(),
        ..Needs::default()
    };
    load(connection, world, &needs)
}

pub(super) fn save(connection: &Connection, world: &mut World) -> Result<(), StoreError> {
    for purchase in world.purchases.take_changed() {
        let purchase = purchase.record;
        connection
            .prepare_cached(
                "INSERT INTO purchase_orders (id, supplier, warehouse, status, body) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET status = excluded.status, body = excluded.body",
            )?
            .execute(params![
                purchase.id.to_string(),
                purchase.supplier.as_str(),
                purchase.warehouse.as_str(),
                purchase.status().name(),
                encode(&purchase)?
            ])?;
    }
    for found in world.returns.take_changed() {
        let found = found.record;
        connection
            .prepare_cached(
                "INSERT INTO returns (id, order_id, status, body) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET status = excluded.status, body = excluded.body",
            )?
            .execute(params![found.id.to_string(), found.order.to_string(), found.status().name(), encode(&found)?])?;
    }
    Ok(())
}

/// Removed ones first: one that a batch both removed and made is there.
pub(super) fn save_suppliers(connection: &Connection, extra: &mut Extra) -> Result<(), StoreError> {
    for id in extra.removed_suppliers.drain(..) {
        connection.execute("DELETE FROM suppliers WHERE id = ?1", [id.as_str()])?;
    }
    for supplier in extra.suppliers.drain(..) {
        connection
            .prepare_cached(
                "INSERT INTO suppliers (id, version, body) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET version = excluded.version, body = excluded.body",
            )?
            .execute(params![supplier.body.supplier_id.as_str(), supplier.version as i64, encode(&supplier)?])?;
    }
    Ok(())
}
