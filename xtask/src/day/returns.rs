//! Goods that come back.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::round::Round;
use crate::api::{Ask, list, text};

/// A parcel comes back: authorised at the hub, received and inspected on the floor, the refund noted.
pub async fn back_on_the_shelf(round: &Round<'_>) -> Result<()> {
    let sku = round.product("clock").await?;
    round.receive(&sku, 10).await?;
    let order = round.order(&[(&sku, 4)]).await?;
    let task = format!("/v1/tasks/{}", round.task_of(&order).await?);
    let early = json!({ "orderId": order, "lines": [{ "sku": sku, "quantity": 1 }] });
    round.refused(&round.hub, Ask::post("/v1/returns", early), 409, "wrong-state").await?;
    let lines = json!({ "lines": [{ "sku": sku, "quantity": 4 }] });
    round.twice(round.node(), Ask::post(format!("{task}/pick"), lines)).await?;
    round.twice(round.node(), Ask::post(format!("{task}/ship"), json!({}))).await?;
    round.order_comes_to(&order, "shipped").await?;

    let authorise = |units: i64| {
        let lines = json!([{ "sku": sku, "quantity": units, "reason": "does not tick" }]);
        Ask::post("/v1/returns", json!({ "orderId": order, "lines": lines, "warehouseId": round.here.id() }))
    };
    let told = round.hub.insist(&authorise(40)).await?;
    ensure!((400..500).contains(&told.status), "more was authorised than was sent: {}", told.body);
    let authorised = round.twice(&round.hub, authorise(3)).await?;
    let id = text(&authorised, "returnId").to_owned();
    round
        .until("the floor expects it", async || {
            let open = round.node().pages("/v1/expected-receipts", "&state=open").await?;
            Ok(open.iter().any(|item| text(item, "kind") == "return" && item.to_string().contains(&id)))
        })
        .await?;
    round.middle().await?;
    let receive = |units: i64| {
        let lines = json!([{ "sku": sku, "quantity": units }]);
        Ask::post(format!("/v1/returns/{id}/receipts"), json!({ "lines": lines }))
    };
    round.refused(round.node(), receive(30), 409, "confirmation-required").await?;
    round.twice(round.node(), receive(3)).await?;
    round.refused(round.node(), receive(3), 409, "confirmation-required").await?;
    round.stock_is(&sku, [9, 6, 0]).await?;
    let inspect = |to: &str, units: i64| {
        let lines: Value = json!([{ "sku": sku, "to": to, "quantity": units }]);
        Ask::post("/v1/inspections", json!({ "returnId": id, "lines": lines }))
    };
    round.twice(round.node(), inspect("available", 2)).await?;
    round.twice(round.node(), inspect("damaged", 1)).await?;
    round.stock_is(&sku, [9, 8, 1]).await?;
    round.evening().await?;
    let shown = round.shows(&round.hub, &format!("/v1/returns/{id}"), "/status", "inspected").await?;
    ensure!(text(&shown, "refundAmount") == "37.50" && text(&shown, "currency") == "GBP", "{shown}");
    let line = list(&shown, "lines").first().cloned().unwrap_or_default();
    ensure!(line["receivedQuantity"] == 3, "{shown}");
    Ok(())
}
