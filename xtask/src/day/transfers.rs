//! Goods from one warehouse to another.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::round::Round;
use crate::api::{Ask, cell_path, int, list, text};

async fn planned(round: &Round<'_>, sku: &str, units: i64) -> Result<(String, Value)> {
    let body = json!({ "from": round.here.id(), "to": round.there.id(), "items": [{ "sku": sku, "quantity": units }] });
    let transfer = round.twice(&round.hub, Ask::post("/v1/transfers", body)).await?;
    Ok((format!("/v1/transfers/{}", text(&transfer, "transferId")), transfer))
}

/// The task of a transfer on a floor, once it is there.
async fn task(round: &Round<'_>, node: &crate::api::Api, kind: &str, transfer: &str) -> Result<String> {
    let find = async || {
        let tasks = node.pages("/v1/tasks", "&state=open").await?;
        let of = |task: &&Value| task["kind"] == kind && transfer.ends_with(text(task, "transferId"));
        anyhow::Ok(tasks.iter().find(of).map(|task| text(task, "taskId").to_owned()))
    };
    round.until("the task of a transfer", async || Ok(find().await?.is_some())).await?;
    Ok(find().await?.unwrap_or_default())
}

/// Ten leave, eight arrive.
pub async fn with_a_difference(round: &Round<'_>) -> Result<()> {
    let sku = round.product("basket").await?;
    round.receive(&sku, 12).await?;
    round.promisable(&sku, 10).await?;
    let (path, _) = planned(round, &sku, 10).await?;
    let out = task(round, round.node(), "transfer-out", &path).await?;
    round.middle().await?;
    let pick = |task: &str, quantity: i64, short: i64| {
        let lines = json!([{ "sku": sku, "quantity": quantity, "short": short, "reason": "not on the pallet" }]);
        Ask::post(format!("/v1/tasks/{task}/pick"), json!({ "lines": lines }))
    };
    round.twice(round.node(), pick(&out, 10, 0)).await?;
    round.twice(round.node(), Ask::post(format!("/v1/tasks/{out}/ship"), json!({}))).await?;
    round.stock_is(&sku, [2, 2, 0]).await?;
    round.evening().await?;
    round.shows(&round.hub, &cell_path(round.there.id(), &sku), "/incomingQuantity", 10).await?;
    round.refused(&round.hub, Ask::post(format!("{path}/cancel"), json!({})), 409, "wrong-state").await?;
    let into = task(round, &round.there.node, "transfer-in", &path).await?;
    let more = round.there.node.insist(&pick(&into, 100, 0)).await?;
    ensure!((400..500).contains(&more.status), "more arrived than left: {}", more.body);
    round.twice(&round.there.node, pick(&into, 8, 2)).await?;
    let shown = round.shows(&round.hub, &path, "/status", "received").await?;
    let line = list(&shown, "items").first().cloned().unwrap_or_default();
    ensure!((int(&line, "receivedQuantity"), int(&line, "lostQuantity")) == (8, 2), "{shown}");
    let there = round.there.node.get(&cell_path(round.there.id(), &sku)).await?;
    ensure!(int(&there, "quantity") == 8 && int(&there, "incomingQuantity") == 0, "{there}");
    Ok(())
}

/// Nothing has left yet: all of it is on the shelf again.
pub async fn called_off(round: &Round<'_>) -> Result<()> {
    let sku = round.product("hamper").await?;
    round.receive(&sku, 10).await?;
    round.promisable(&sku, 6).await?;
    let (path, _) = planned(round, &sku, 6).await?;
    task(round, round.node(), "transfer-out", &path).await?;
    round.stock_is(&sku, [10, 4, 0]).await?;
    round.middle().await?;
    round.twice(&round.hub, Ask::post(format!("{path}/cancel"), json!({}))).await?;
    round.evening().await?;
    round.shows(&round.hub, &path, "/status", "canceled").await?;
    round.stock_is(&sku, [10, 10, 0]).await
}
