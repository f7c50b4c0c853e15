//! What a code is, and a code that nobody knows yet.

use anyhow::{Result, ensure};
use serde_json::json;

use super::round::Round;
use crate::api::{Ask, escaped, list, text};

fn scan(code: &str) -> Ask {
    Ask::post("/v1/scans", json!({ "code": code }))
}

/// Every kind of label that a scanner sends, and those that break their own rules.
pub async fn codes(round: &Round<'_>) -> Result<()> {
    let gtin = round.gtin(1);
    let sku = round.product_with("jug", json!({ "barcodes": [gtin] })).await?;
    round
        .until("the node knows the barcode", async || {
            Ok(text(&round.node().must(scan(&gtin)).await?, "kind") == "product")
        })
        .await?;
    round.receive(&sku, 5).await?;
    let order = round.order(&[(&sku, 1)]).await?;
    let task = round.task_of(&order).await?;
    round.middle().await?;
    let of_product = [
        sku.clone(),
        gtin.clone(),
        format!("(01)0{gtin}(10)LOT7(17)271231"),
        format!("]C1010{gtin}10LOT7\u{1d}17271231"),
        format!("]d2010{gtin}1727123110LOT7"),
        format!("]Q3010{gtin}21SERIAL"),
        format!("]e0010{gtin}"),
        format!("https://id.example.org/01/0{gtin}/10/LOT7?17=271231"),
    ];
    for code in of_product {
        let told = round.twice(round.node(), scan(&code)).await?;
        ensure!(told["kind"] == "product" && told["sku"] == sku, "{code}: {told}");
    }
    let lot = round.twice(round.node(), scan(&format!("(01)0{gtin}(10)LOT7"))).await?;
    ensure!(list(&lot, "gs1").iter().any(|element| element["ai"] == "10" && element["value"] == "LOT7"), "{lot}");
    for (code, kind) in [
        ("BIN:A-01-3", "bin"),
        (task.as_str(), "task"),
        (order.as_str(), "order"),
        ("106141412345678908", "sscc"),
        ("(00)106141412345678908", "sscc"),
        ("what is this", "unknown"),
    ] {
        let told = round.twice(round.node(), scan(code)).await?;
        ensure!(told["kind"] == kind, "{code}: {told}");
    }
    for broken in [
        "5012345678901",
        "(01)05012345678901",
        "]C10105012345678901",
        "(17)271331",
        "(01)123",
        "https://id.example.org/01/05012345678901",
        "106141412345678909",
    ] {
        round.refused(round.node(), scan(broken), 422, "invalid-request").await?;
    }
    Ok(())
}

/// A barcode that no product bears is bound to one on the floor; the hub hears of it.
pub async fn bound_on_the_floor(round: &Round<'_>) -> Result<()> {
    let (sku, other) = (round.product("bowl").await?, round.product("dish").await?);
    let code = round.gtin(2);
    let unknown = round.twice(round.node(), scan(&code)).await?;
    ensure!(unknown["kind"] == "unknown", "{unknown}");
    round.middle().await?;
    let bind =
        |sku: &str, code: &str| Ask::post(format!("/v1/products/{}/barcodes", escaped(sku)), json!({ "code": code }));
    round.twice(round.node(), bind(&sku, &code)).await?;
    let known = round.twice(round.node(), scan(&code)).await?;
    ensure!(known["sku"] == sku, "{known}");
    round.refused(round.node(), bind(&other, &code), 409, "conflict").await?;
    round.refused(round.node(), bind(&sku, "5012345678901"), 422, "invalid-request").await?;
    round.refused(round.node(), bind("no such product", &round.gtin(3)), 404, "not-found").await?;
    round.evening().await?;
    let shown = round.hub.get(&format!("/v1/products/{}", escaped(&sku))).await?;
    ensure!(list(&shown, "barcodes").iter().any(|found| *found == code), "the hub does not know {code}: {shown}");
    Ok(())
}
