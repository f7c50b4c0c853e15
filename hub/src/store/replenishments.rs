//! Slots below their reorder point, with what can be done about each.

use std::collections::BTreeMap;

use holdfast_crdt::{Sku, WarehouseId};
use holdfast_shell::sqlite::{Reader, StoreError, load_cell};
use rusqlite::{Connection, params};

use super::queries;
use super::sqlite::decode;
use crate::core::geo::Point;
use crate::core::purchase::PurchaseOrder;
use crate::core::replenish::{Elsewhere, Proposal, Slot, lacking, propose};
use crate::core::supplier::SupplierId;

/// Slots looked at for one page; one with fewer proposals goes on behind the last of them (I-9).
pub const SLOTS_LOOKED_AT_MAX: usize = 5_000;
/// Purchase orders looked through for who sold a SKU last.
const PURCHASES_MAX: usize = 1_000;

/// Where a page goes on: the warehouse and the SKU of the last slot that was looked at.
pub type Place = (String, String);

#[derive(Debug)]
pub struct Lack {
    pub slot: Slot,
    pub available: u64,
    pub incoming: u64,
    pub proposal: Proposal,
}

/// Up to `limit` proposals after a place, and the place behind the last slot looked at where there may be more.
pub fn replenishments(
    reader: &Reader,
    warehouse: Option<&str>,
    after: Option<Place>,
    limit: usize,
    incoming: &dyn Fn(&WarehouseId, &Sku) -> u64,
) -> Result<(Vec<Lack>, Option<Place>), StoreError> {
    let yard = Yard::read(reader)?;
    let slots = slots_after(reader, warehouse, after)?;
    let mut lacks = Vec::new();
    let more = slots.len() == SLOTS_LOOKED_AT_MAX;
    let last = slots.last().map(place_of);
    for slot in slots {
        let available = load_cell(reader, slot.warehouse.as_str(), slot.sku.as_str())?.available();
        let incoming = incoming(&slot.warehouse, &slot.sku);
        let Some(quantity) = lacking(&slot, available, incoming) else { continue };
        let proposal = yard.proposal(reader, &slot, quantity)?;
        let place = place_of(&slot);
        lacks.push(Lack { slot, available, incoming, proposal });
        if lacks.len() == limit {
            return Ok((lacks, Some(place)));
        }
    }
    Ok((lacks, last.filter(|_| more)))
}

fn place_of(slot: &Slot) -> Place {
    (slot.warehouse.to_string(), slot.sku.to_string())
}

/// What every proposal is weighed against.
struct Yard {
    places: Vec<(WarehouseId, Option<Point>)>,
    sellers: BTreeMap<Sku, SupplierId>,
}

impl Yard {
    fn read(reader: &Reader) -> Result<Self, StoreError> {
        let mut places = Vec::new();
        for id in queries::warehouse_ids(reader)? {
            let Some(found) = queries::warehouse(reader, &id)? else { continue };
            places.push((found.body.id.clone(), found.point()));
        }
        Ok(Self { places, sellers: sellers(reader)? })
    }

    fn proposal(&self, reader: &Reader, slot: &Slot, quantity: u64) -> Result<Proposal, StoreError> {
        let sku = slot.sku.as_str();
        let mut others = Vec::new();
        let mut at = None;
        for (warehouse, point) in &self.places {
            if *warehouse == slot.warehouse {
                at = *point;
                continue;
            }
            let available = load_cell(reader, warehouse.as_str(), sku)?.available();
            let reorder_point = queries::reorder_point(reader, warehouse.as_str(), sku)?.unwrap_or(0);
            others.push(Elsewhere { warehouse: warehouse.clone(), at: *point, available, reorder_point });
        }
        Ok(propose(quantity, at, &others, self.sellers.get(&slot.sku).cloned()))
    }
}

/// By SKU, the supplier it was bought of last.
fn sellers(connection: &Connection) -> Result<BTreeMap<Sku, SupplierId>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT body FROM purchase_orders ORDER BY id DESC LIMIT ?1")?;
    let mut found = statement.query([PURCHASES_MAX as i64])?;
    let mut sellers = BTreeMap::new();
    while let Some(record) = found.next()? {
        let purchase: PurchaseOrder = decode(&record.get::<_, String>(0)?)?;
        for line in purchase.lines.into_iter().filter(|line| line.quantity > 0) {
            sellers.entry(line.sku).or_insert_with(|| purchase.supplier.clone());
        }
    }
    Ok(sellers)
}

fn slots_after(
    connection: &Connection,
    warehouse: Option<&str>,
    after: Option<Place>,
) -> Result<Vec<Slot>, StoreError> {
    let broken = |what: &str| StoreError::Broken(format!("a slot of the store has no valid {what}"));
    let (in_warehouse, behind) = after.unwrap_or_default();
    let mut statement = connection.prepare_cached(
        "SELECT warehouse, sku, reorder_point, reorder_quantity FROM slots
         WHERE (warehouse, sku) > (?1, ?2) AND (?3 IS NULL OR warehouse = ?3) AND reorder_point > 0
         ORDER BY warehouse, sku LIMIT ?4",
    )?;
    let mut found = statement.query(params![in_warehouse, behind, warehouse, SLOTS_LOOKED_AT_MAX as i64])?;
    let mut slots = Vec::new();
    while let Some(record) = found.next()? {
        slots.push(Slot {
            warehouse: WarehouseId::new(&record.get::<_, String>(0)?).map_err(|_| broken("warehouse"))?,
            sku: Sku::new(&record.get::<_, String>(1)?).map_err(|_| broken("SKU"))?,
            reorder_point: record.get::<_, i64>(2)? as u64,
            reorder_quantity: record.get::<_, Option<i64>>(3)?.map(|units| units as u64),
        });
    }
    Ok(slots)
}
