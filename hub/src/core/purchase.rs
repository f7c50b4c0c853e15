//! Purchase orders: goods bought of a supplier for one warehouse. The floor there is told what to expect, and tells what came.

use std::collections::BTreeMap;
use std::sync::Arc;

use holdfast_crdt::{Millis, PurchaseOrderId, Quantity, ReceiptId, Sku, WarehouseId};
use holdfast_sync::delivery::{
    Apart, Arrived, Expectation, ExpectationKind, ExpectedLine, GoodsInspected, GoodsReceived, InspectedLine,
    ReceivedLine, Verdict,
};
use holdfast_sync::mail::{LetterBody, ToNode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::history::History;
use super::supplier::{SupplierBody, SupplierId};
use super::world::World;
use crate::money::{Amount, CurrencyCode};

/// Receipts shown of one purchase order: later ones are counted, and found in the audit (I-9).
const RECEIPTS_MAX: usize = 500;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PurchaseStatus {
    /// Nothing has come.
    Open,
    PartiallyReceived,
    /// All of it has come.
    Received,
    /// What has not come will not.
    Closed,
    Canceled,
}

impl PurchaseStatus {
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::PartiallyReceived => "partially_received",
            Self::Received => "received",
            Self::Closed => "closed",
            Self::Canceled => "canceled",
        }
    }
}

/// How somebody brought a purchase order or a return to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    Closed,
    Canceled,
}

impl Ended {
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Canceled => "canceled",
        }
    }
}

/// `quantity` 0: came without having been ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseLine {
    pub sku: Sku,
    pub quantity: u64,
    pub unit_price: Option<Amount>,
    /// Units that came, in whatever condition.
    pub received: u64,
    /// Those of them that came damaged, or were found to be.
    pub damaged: u64,
}

/// What came at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub receipt: ReceiptId,
    pub reference: Arc<str>,
    pub at: Millis,
    pub lines: Vec<(Sku, u64, Arrived)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseOrder {
    pub id: PurchaseOrderId,
    pub supplier: SupplierId,
    pub supplier_name: Arc<str>,
    pub warehouse: WarehouseId,
    pub currency: Option<CurrencyCode>,
    pub expected_at: Option<Millis>,
    pub created_at: Millis,
    pub lines: Vec<PurchaseLine>,
    pub deliveries: Vec<Delivery>,
    pub ended: Option<Ended>,
    pub history: History,
    pub version: u64,
}

impl PurchaseOrder {
    /// Follows from what came; nothing else holds it.
    pub fn status(&self) -> PurchaseStatus {
        match self.ended {
            Some(Ended::Closed) => PurchaseStatus::Closed,
            Some(Ended::Canceled) => PurchaseStatus::Canceled,
            None if self.lines.iter().all(|line| line.received >= line.quantity) => PurchaseStatus::Received,
            None if self.lines.iter().any(|line| line.received > 0) => PurchaseStatus::PartiallyReceived,
            None => PurchaseStatus::Open,
        }
    }

    /// Units of a line that are still to come.
    fn due(&self, line: &PurchaseLine) -> u64 {
        if self.ended.is_some() { 0 } else { line.quantity.saturating_sub(line.received) }
    }

    pub fn is_due(&self) -> bool {
        self.lines.iter().any(|line| self.due(line) > 0)
    }

    /// The sum of the lines that have a price, in the minor units of the currency; `None` without a currency.
    pub fn total(&self) -> Option<String> {
        let priced = self.lines.iter().filter_map(|line| Some((line.unit_price?, line.quantity)));
        self.currency.map(|currency| currency.total(priced))
    }

    fn expectation(&self) -> Expectation {
        let line = |line: &PurchaseLine| {
            let quantity = Quantity::capped(line.quantity)?;
            Some(ExpectedLine { sku: line.sku.clone(), quantity, received: line.received })
        };
        Expectation {
            expected: self.id.into(),
            kind: ExpectationKind::Purchase { supplier: self.supplier_name.clone() },
            due_at: self.expected_at,
            lines: self.lines.iter().filter_map(line).collect(),
        }
    }

    fn take_in(&mut self, goods: &GoodsReceived) {
        for ReceivedLine { sku, quantity, condition } in &goods.lines {
            let at = self.lines.iter().position(|line| line.sku == *sku).unwrap_or_else(|| {
                let sku = sku.clone();
                self.lines.push(PurchaseLine { sku, quantity: 0, unit_price: None, received: 0, damaged: 0 });
                self.lines.len() - 1
            });
            self.lines[at].received += quantity.get();
            if *condition == Arrived::Damaged {
                self.lines[at].damaged += quantity.get();
            }
        }
        let lines = goods.lines.iter().map(|line| (line.sku.clone(), line.quantity.get(), line.condition));
        let room = self.deliveries.len() < RECEIPTS_MAX;
        match self.deliveries.iter_mut().find(|known| known.receipt == goods.receipt) {
            Some(known) => known.lines.extend(lines),
            None if room => {
                let (receipt, reference, at) = (goods.receipt, goods.reference.clone(), goods.at);
                self.deliveries.push(Delivery { receipt, reference, at, lines: lines.collect() });
            }
            None => {}
        }
    }
}

/// A purchase order as asked for, checked in form: no SKU stands in it twice.
#[derive(Debug, Clone)]
pub struct PurchaseRequest {
    pub supplier: SupplierId,
    pub warehouse: WarehouseId,
    pub currency: Option<CurrencyCode>,
    pub expected_at: Option<Millis>,
    pub items: Vec<PurchaseItem>,
}

#[derive(Debug, Clone)]
pub struct PurchaseItem {
    pub sku: Sku,
    pub quantity: Quantity,
    pub unit_price: Option<Amount>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PurchaseRefusal {
    #[error("there is no purchase order {0}")]
    NoPurchase(PurchaseOrderId),
    #[error("there is no warehouse {0}")]
    NoWarehouse(WarehouseId),
    #[error("there is no product {sku}")]
    NoProduct { line: usize, sku: Sku },
    #[error("a price needs a currency: neither the purchase order nor its supplier names one")]
    NoCurrency,
    #[error("purchase order {id} is {status}, it cannot become {wanted}")]
    WrongState { id: PurchaseOrderId, status: &'static str, wanted: &'static str },
}

/// Orders goods of a supplier, and tells the floor to expect them. What it refuses has changed nothing.
pub fn order(
    world: &mut World,
    request: &PurchaseRequest,
    supplier: &SupplierBody,
    actor: &str,
) -> Result<PurchaseOrderId, PurchaseRefusal> {
    let PurchaseRequest { warehouse, items, .. } = request;
    if !world.places.contains_key(warehouse) {
        return Err(PurchaseRefusal::NoWarehouse(warehouse.clone()));
    }
    let strange = items.iter().enumerate().find(|(_, item)| !world.catalogue.contains(&item.sku));
    if let Some((line, item)) = strange {
        return Err(PurchaseRefusal::NoProduct { line, sku: item.sku.clone() });
    }
    let currency = request.currency.or(supplier.currency);
    if currency.is_none() && items.iter().any(|item| item.unit_price.is_some()) {
        return Err(PurchaseRefusal::NoCurrency);
    }
    let id = PurchaseOrderId::from_parts(world.now, world.chance());
    let line = |item: &PurchaseItem| PurchaseLine {
        sku: item.sku.clone(),
        quantity: item.quantity.get(),
        unit_price: item.unit_price,
        received: 0,
        damaged: 0,
    };
    let mut purchase = PurchaseOrder {
        id,
        supplier: request.supplier.clone(),
        supplier_name: supplier.name.shared(),
        warehouse: warehouse.clone(),
        currency,
        expected_at: request.expected_at,
        created_at: world.now,
        lines: items.iter().map(line).collect(),
        deliveries: Vec::new(),
        ended: None,
        history: History::default(),
        version: 1,
    };
    purchase.history.note(world.now, "PurchaseOrderPlaced", actor.to_owned(), None);
    world.purchases.insert(id, purchase);
    count_incoming(world, id, 1);
    tell(world, id);
    let data = json!({ "purchaseOrderId": id, "supplierId": request.supplier, "warehouseId": warehouse });
    world.emit("PurchaseOrderPlaced", id, data);
    Ok(id)
}

/// Tells the floor what to expect; once more, where it was restored.
pub fn tell(world: &mut World, id: PurchaseOrderId) {
    if let Some(purchase) = world.purchases.get(id).filter(|purchase| purchase.is_due()) {
        let letter = LetterBody::ToNode(ToNode::Expect(purchase.expectation()));
        world.desk.write(&purchase.warehouse, letter);
    }
}

/// Adds what a purchase order brings still; for the start of the hub.
pub fn expect(incoming: &mut BTreeMap<(WarehouseId, Sku), u64>, purchase: &PurchaseOrder) {
    for line in &purchase.lines {
        let due = purchase.due(line);
        if due > 0 {
            *incoming.entry((purchase.warehouse.clone(), line.sku.clone())).or_default() += due;
        }
    }
}

fn count_incoming(world: &mut World, id: PurchaseOrderId, sign: i64) {
    let Some(purchase) = world.purchases.get(id) else { return };
    for line in &purchase.lines {
        let due = purchase.due(line);
        if due > 0 {
            let units = world.incoming.entry((purchase.warehouse.clone(), line.sku.clone())).or_default();
            *units = units.saturating_add_signed(sign * due as i64);
        }
    }
    world.incoming.retain(|_, units| *units > 0);
}

/// Changes a purchase order and keeps `incoming` true.
fn change(world: &mut World, id: PurchaseOrderId, edit: impl FnOnce(&mut PurchaseOrder)) {
    count_incoming(world, id, -1);
    if let Some(purchase) = world.purchases.edit(id) {
        edit(purchase);
        purchase.version += 1;
    }
    count_incoming(world, id, 1);
}

/// Goods of a purchase order came in; whether it is one. What came after its end is counted all the same: it is there.
pub fn received(world: &mut World, warehouse: &WarehouseId, goods: &GoodsReceived) -> bool {
    let (id, now) = (PurchaseOrderId::from(goods.expected), world.now);
    // I-8: only the warehouse that it was for tells of it
    if world.purchases.get(id).is_none_or(|purchase| purchase.warehouse != *warehouse) {
        return false;
    }
    change(world, id, |purchase| {
        purchase.take_in(goods);
        purchase.history.note(now, "PurchaseOrderReceived", "floor", Some(goods.reference.to_string()));
        if goods.complete && purchase.is_due() {
            purchase.ended = Some(Ended::Closed);
            purchase.history.note(now, "PurchaseOrderClosed", "floor", Some("no more is to come".to_owned()));
        }
    });
    let status = world.purchases.get(id).map_or("", |purchase| purchase.status().name());
    let line = |line: &ReceivedLine| json!({ "sku": line.sku, "quantity": line.quantity.get(), "condition": line.condition.name() });
    let data = json!({
        "purchaseOrderId": id, "warehouseId": warehouse, "receiptId": goods.receipt, "status": status,
        "lines": goods.lines.iter().map(line).collect::<Vec<_>>(),
    });
    world.emit("PurchaseOrderReceived", id, data);
    true
}

/// A floor has judged goods that it had set apart; whether they are of a purchase order. What is found damaged counts with what
/// came so, and what turns out whole does not; what is written off after all was damaged still.
pub fn inspected(world: &mut World, warehouse: &WarehouseId, goods: &GoodsInspected) -> bool {
    let (id, now) = (PurchaseOrderId::from(goods.expected), world.now);
    let known = world.purchases.get(id).is_some_and(|purchase| purchase.warehouse == *warehouse);
    if !known {
        return false;
    }
    let Some(purchase) = world.purchases.edit(id) else { return false };
    for InspectedLine { sku, quantity, from, to } in &goods.lines {
        let Some(line) = purchase.lines.iter_mut().find(|line| line.sku == *sku) else { continue };
        match (from, to) {
            (Apart::QualityControl, Verdict::Damaged) => {
                line.damaged = line.received.min(line.damaged + quantity.get());
            }
            (Apart::Damaged, Verdict::Available) => line.damaged = line.damaged.saturating_sub(quantity.get()),
            _ => {}
        }
    }
    purchase.version += 1;
    purchase.history.note(now, "PurchaseOrderInspected", "floor", None);
    world.emit("PurchaseOrderInspected", id, json!({ "purchaseOrderId": id, "warehouseId": warehouse }));
    true
}

/// Cancels what nothing has come of, or closes what has come in part: the floor need not wait for the rest. Doing so again
/// changes nothing and is no error.
pub fn end(world: &mut World, id: PurchaseOrderId, ended: Ended, actor: &str) -> Result<(), PurchaseRefusal> {
    let purchase = world.purchases.get(id).ok_or(PurchaseRefusal::NoPurchase(id))?;
    if purchase.ended == Some(ended) {
        return Ok(());
    }
    let status = purchase.status();
    let may = match ended {
        Ended::Canceled => status == PurchaseStatus::Open,
        Ended::Closed => matches!(status, PurchaseStatus::Open | PurchaseStatus::PartiallyReceived),
    };
    if !may {
        return Err(PurchaseRefusal::WrongState { id, status: status.name(), wanted: ended.name() });
    }
    let (warehouse, now) = (purchase.warehouse.clone(), world.now);
    let event = if ended == Ended::Closed { "PurchaseOrderClosed" } else { "PurchaseOrderCanceled" };
    change(world, id, |purchase| {
        purchase.ended = Some(ended);
        purchase.history.note(now, event, actor.to_owned(), None);
    });
    world.desk.write(&warehouse, LetterBody::ToNode(ToNode::ExpectationClosed { expected: id.into() }));
    world.emit(event, id, json!({ "purchaseOrderId": id, "warehouseId": warehouse }));
    Ok(())
}
