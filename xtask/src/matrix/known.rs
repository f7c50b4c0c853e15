//! What both sides had acknowledged before a loss: stock, orders, parcels, movements. All of it must be there again, to the
//! unit.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::yard::{WITHIN, Yard};
use crate::agreement::{Stock, agree};
use crate::api::{list, text};
use crate::audit::all_orders;

#[derive(Debug)]
pub struct Known {
    /// By warehouse and SKU.
    stock: BTreeMap<(String, String), Stock>,
    orders: BTreeMap<String, Value>,
    movements: BTreeSet<String>,
}

impl Known {
    /// Call when all is settled.
    pub async fn look(yard: &Yard) -> Result<Self> {
        let mut stock = BTreeMap::new();
        for (warehouse, level) in agree(&yard.stage.scene, WITHIN).await? {
            ensure!(level.is_level(), "{warehouse}: {level:?}");
            stock.extend(level.hub.into_iter().map(|(sku, units)| ((warehouse.to_owned(), sku), units)));
        }
        let orders = all_orders(&yard.stage.scene.hub).await?;
        let orders = orders.iter().map(|order| (text(order, "orderId").to_owned(), shape(order))).collect();
        let movements = yard.stage.scene.hub.pages("/v1/audit", "").await?;
        let movements = movements.iter().map(|entry| text(entry, "movementId").to_owned()).collect();
        Ok(Self { stock, orders, movements })
    }

    /// A hold of one unit is forgotten: the unit is available again.
    pub fn without_hold(&mut self, warehouse: &str, sku: &str) {
        self.add(warehouse, sku, [0, -1, 1, 0]);
    }

    /// Something happened after the loss: on hand, reserved, available, damaged.
    pub fn add(&mut self, warehouse: &str, sku: &str, change: Stock) {
        let cell = self.stock.entry((warehouse.to_owned(), sku.to_owned())).or_default();
        cell.iter_mut().zip(change).for_each(|(units, change)| *units += change);
    }

    /// An order of which nobody but the lost store knew, or one that has gone on since.
    pub fn without_order(&mut self, id: &str) {
        self.orders.remove(id);
    }

    /// All that was known is there again, exactly, and hub and nodes agree on it.
    pub async fn is_there(&self, yard: &Yard) -> Result<()> {
        let now = Self::look(yard).await?;
        let mut differing = Vec::new();
        let cells: BTreeSet<_> = self.stock.keys().chain(now.stock.keys()).collect();
        for cell in cells {
            let (was, is) = (self.stock.get(cell).copied().unwrap_or_default(), now.stock.get(cell).copied());
            if is.unwrap_or_default() != was {
                differing.push(format!("{cell:?} was {was:?} and is {is:?}"));
            }
        }
        for (id, was) in &self.orders {
            let is = now.orders.get(id);
            if is != Some(was) {
                differing.push(format!("order {id} was {was}, and is {is:?}"));
            }
        }
        let gone = self.movements.difference(&now.movements).count();
        if gone > 0 {
            differing.push(format!("{gone} of {} movements are gone", self.movements.len()));
        }
        ensure!(differing.is_empty(), "{}", differing.join("; "));
        Ok(())
    }
}

/// What an order comes to: where its units stand, and what has left. A rebuilt order has lost prices and addresses.
fn shape(order: &Value) -> Value {
    let mut allocations = Vec::new();
    for line in list(order, "items") {
        for allocation in list(line, "allocations") {
            let field = |name: &str| allocation[name].clone();
            let found = [field("allocationId"), field("warehouseId"), field("state"), field("quantity")];
            allocations.push(json!([line["sku"], found]).to_string());
        }
    }
    allocations.sort();
    let mut parcels: Vec<_> = list(order, "shipments")
        .iter()
        .map(|parcel| json!([parcel["shipmentId"], parcel["lines"]]).to_string())
        .collect();
    parcels.sort();
    let units =
        |line: &Value| json!([line["sku"], line["quantity"], line["shippedQuantity"], line["backorderedQuantity"]]);
    let lines: Vec<_> = list(order, "items").iter().map(units).collect();
    json!([order["status"], lines, allocations, parcels])
}
