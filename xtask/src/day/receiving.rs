//! Goods in: what was bought, what came instead, and what quality control says of it.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::round::Round;
use crate::api::{Ask, int, list, text};

/// Bought at the hub, expected on the floor, received in two deliveries: too little, too much, something else, damaged.
pub async fn purchase_order(round: &Round<'_>) -> Result<()> {
    let (sku, other) = (round.product("kettle").await?, round.product("toaster").await?);
    let supplier = round.name("SUP");
    let body = json!({ "supplierId": supplier, "name": "Kettles and Sons", "leadTimeDays": 7 });
    round.twice(&round.hub, Ask::post("/v1/suppliers", body)).await?;
    let bought = json!({ "supplierId": supplier, "warehouseId": round.here.id(), "currency": "GBP",
        "lines": [{ "sku": sku, "quantity": 40, "unitPrice": "4.20" }] });
    let order = round.twice(&round.hub, Ask::post("/v1/purchase-orders", bought.clone())).await?;
    let id = text(&order, "purchaseOrderId").to_owned();
    let path = format!("/v1/purchase-orders/{id}");
    for wrong in [
        json!({ "supplierId": "nobody", "warehouseId": round.here.id(), "lines": bought["lines"] }),
        json!({ "supplierId": supplier, "warehouseId": "NOWHERE", "lines": bought["lines"] }),
        json!({ "supplierId": supplier, "warehouseId": round.here.id(), "lines": [{ "sku": "no such", "quantity": 1 }] }),
    ] {
        let told = round.hub.insist(&Ask::post("/v1/purchase-orders", wrong.clone())).await?;
        ensure!((400..500).contains(&told.status), "{wrong} was answered {} {}", told.status, told.body);
    }
    let expected = expectation(round, &sku).await?;
    incoming_is(round, &sku, 40).await?;
    round.middle().await?;

    let receipt = |lines: Value, confirm: bool| {
        let mut body = json!({ "reference": round.name("D"), "expectedReceiptId": expected, "lines": lines });
        if confirm {
            body["confirm"] = true.into();
        }
        Ask::post("/v1/receipts", body)
    };
    let first = json!([{ "sku": sku, "quantity": 20 }, { "sku": sku, "quantity": 2, "condition": "damaged" }]);
    round.twice(round.node(), receipt(first, false)).await?;
    incoming_is(round, &sku, 18).await?;
    let slipped = json!([{ "sku": sku, "quantity": 180 }]);
    round.refused(round.node(), receipt(slipped, false), 409, "confirmation-required").await?;
    let unordered = json!([{ "sku": sku, "quantity": 18 }, { "sku": other, "quantity": 3 }]);
    round.refused(round.node(), receipt(unordered.clone(), false), 409, "confirmation-required").await?;
    let told = round.twice(round.node(), receipt(unordered, true)).await?;
    let kinds: Vec<&str> = list(&told, "differences").iter().map(|found| text(found, "kind")).collect();
    ensure!(kinds == ["unordered"], "{told}");
    let again = json!([{ "sku": sku, "quantity": 18 }]);
    round.refused(round.node(), receipt(again, false), 409, "confirmation-required").await?;
    round.stock_is(&sku, [40, 38, 2]).await?;
    round.evening().await?;
    let shown = round.shows(&round.hub, &path, "/status", "received").await?;
    let line = list(&shown, "lines").first().cloned().unwrap_or_default();
    ensure!((int(&line, "receivedQuantity"), int(&line, "damagedQuantity")) == (40, 2), "{shown}");
    incoming_is(round, &sku, 0).await?;
    under_delivery(round, bought, &sku).await
}

/// What will not come is closed, and expected no longer.
async fn under_delivery(round: &Round<'_>, bought: Value, sku: &str) -> Result<()> {
    let order = round.twice(&round.hub, Ask::post("/v1/purchase-orders", bought)).await?;
    let path = format!("/v1/purchase-orders/{}", text(&order, "purchaseOrderId"));
    let expected = expectation(round, sku).await?;
    let body = json!({ "reference": round.name("E"), "expectedReceiptId": expected, "complete": true,
        "lines": [{ "sku": sku, "quantity": 10 }] });
    let told = round.twice(round.node(), Ask::post("/v1/receipts", body)).await?;
    ensure!(list(&told, "differences").iter().any(|found| text(found, "kind") == "under"), "{told}");
    round.shows(&round.hub, &path, "/status", "closed").await?;
    incoming_is(round, sku, 0).await?;
    round.refused(&round.hub, Ask::post(format!("{path}/cancel"), json!({})), 409, "wrong-state").await?;
    Ok(())
}

/// The id under which the floor expects a SKU.
async fn expectation(round: &Round<'_>, sku: &str) -> Result<String> {
    let mut found = String::new();
    let find = async || {
        let open = round.node().pages("/v1/expected-receipts", "&state=open").await?;
        let of = |item: &&Value| list(item, "lines").iter().any(|line| line["sku"] == sku);
        anyhow::Ok(open.iter().find(of).map(|item| text(item, "expectedReceiptId").to_owned()))
    };
    round.until("the floor expects the goods", async || Ok(find().await?.is_some())).await?;
    if let Some(id) = find().await? {
        found = id;
    }
    Ok(found)
}

async fn incoming_is(round: &Round<'_>, sku: &str, units: i64) -> Result<()> {
    let path = crate::api::cell_path(round.here.id(), sku);
    round.shows(round.node(), &path, "/incomingQuantity", units).await?;
    if !round.here.online().await? {
        return Ok(());
    }
    round.shows(&round.hub, &path, "/incomingQuantity", units).await.map(drop)
}

/// Goods under quality control are released, found damaged, or lost.
pub async fn inspected(round: &Round<'_>) -> Result<()> {
    let sku = round.product("lamp").await?;
    let lines = json!([{ "sku": sku, "quantity": 10, "condition": "quality_control" }]);
    round.twice(round.node(), Ask::post("/v1/receipts", json!({ "reference": "QC", "lines": lines }))).await?;
    round.stock_is(&sku, [10, 0, 0]).await?;
    round.middle().await?;
    let inspect = |to: &str, units: i64| {
        Ask::post("/v1/inspections", json!({ "lines": [{ "sku": sku, "to": to, "quantity": units }] }))
    };
    round.twice(round.node(), inspect("available", 7)).await?;
    round.twice(round.node(), inspect("damaged", 2)).await?;
    round.twice(round.node(), inspect("loss", 1)).await?;
    round.stock_is(&sku, [9, 7, 2]).await?;
    let more = round.node().insist(&inspect("available", 1)).await?;
    ensure!(more.status == 409, "released more than was held: {} {}", more.status, more.body);
    round.refused(round.node(), inspect("nowhere", 1), 422, "invalid-request").await.map(drop)
}
