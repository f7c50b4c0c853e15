//! Reorder points: when stock runs low, and what to do about it.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::round::Round;
use crate::api::{Ask, escaped, int, list, text};

/// Stock falls below its reorder point: both sides list it, an event tells, and the other warehouse's surplus is proposed.
pub async fn low_and_proposed(round: &Round<'_>) -> Result<()> {
    let sku = round.product("candle").await?;
    let slot = |warehouse: &str| format!("/v1/warehouses/{warehouse}/slots/{}", escaped(&sku));
    let body = json!({ "reorderPoint": 9, "reorderQuantity": 20 });
    round.twice(&round.hub, Ask::patch(slot(round.here.id()), body)).await?;
    round.shows(round.node(), &slot(round.here.id()), "/reorderPoint", 9).await?;
    round.receive(&sku, 10).await?;
    let surplus = json!({ "reference": "surplus", "lines": [{ "sku": sku, "quantity": 50 }] });
    round.twice(&round.there.node, Ask::post("/v1/receipts", surplus)).await?;
    let low = format!("/v1/warehouses/{}/inventory", round.here.id());
    let is_low = async |api: &crate::api::Api| {
        let items = api.pages(&low, "&belowReorderPoint=true").await?;
        anyhow::Ok(items.iter().any(|item| item["sku"] == sku))
    };
    ensure!(!is_low(round.node()).await?, "ten are not below nine");
    round.middle().await?;
    let counted = json!({ "lines": [{ "sku": sku, "counted": 5 }] });
    round.twice(round.node(), Ask::post("/v1/counts", counted)).await?;
    // what the floor has no rights to is claimed, and off the books once the hub has paid
    round.evening().await?;
    round.until("the node lists it", async || is_low(round.node()).await).await?;
    round.until("the hub lists it", async || is_low(&round.hub).await).await?;
    round.hub.events("/v1/events", "StockLow", std::time::Duration::from_secs(20)).await?;
    let mine = |item: &&Value| item["sku"] == sku && text(item, "warehouseId") == round.here.id();
    let proposals = round.hub.pages("/v1/replenishments", "").await?;
    let proposal = proposals.iter().find(mine).cloned().unwrap_or_default();
    ensure!(
        proposal["action"] == "transfer"
            && text(&proposal, "from") == round.there.id()
            && int(&proposal, "quantity") >= 20,
        "a transfer of the surplus was to be proposed: {proposal} of {}",
        list(&Value::Array(proposals), "items").len()
    );
    let wrong = Ask::patch(slot(round.here.id()), json!({ "reorderPoint": -1 }));
    round.refused(&round.hub, wrong, 422, "invalid-request").await.map(drop)
}
