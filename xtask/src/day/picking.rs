//! From the shelf to the lorry: waves, short picks, packing, papers, and parcels one after the other.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::round::Round;
use crate::api::{Ask, int, list, text};

/// Two orders are picked in one wave, one unit short, packed with their weight, and shipped with papers.
pub async fn wave_to_parcels(round: &Round<'_>) -> Result<()> {
    let sku = round.product("mug").await?;
    round.receive(&sku, 10).await?;
    round.promisable(&sku, 9).await?;
    let orders = [round.order(&[(&sku, 4)]).await?, round.order(&[(&sku, 5)]).await?];
    let tasks = [round.task_of(&orders[0]).await?, round.task_of(&orders[1]).await?];
    round.middle().await?;
    let wave = round.twice(round.node(), Ask::post("/v1/waves", json!({ "taskIds": tasks, "mode": "wave" }))).await?;
    let path = format!("/v1/waves/{}", text(&wave, "waveId"));
    ensure!(list(&wave, "lines").iter().map(|line| int(line, "quantity")).sum::<i64>() == 9, "{wave}");
    let pick = |lines: Value| Ask::post(format!("{path}/pick"), json!({ "lines": lines }));
    let wrong = json!([{ "sku": "another thing", "quantity": 1 }]);
    round.refused(round.node(), pick(wrong), 422, "invalid-request").await?;
    let too_many = json!([{ "sku": sku, "quantity": 90 }]);
    let told = round.node().insist(&pick(too_many)).await?;
    ensure!((400..500).contains(&told.status), "ninety of nine were picked: {}", told.body);
    let lines = json!([{ "sku": sku, "quantity": 8, "short": 1, "reason": "broken in the bin" }]);
    round.twice(round.node(), pick(lines)).await?;

    for (task, units) in [(&tasks[0], 4), (&tasks[1], 4)] {
        let path = format!("/v1/tasks/{task}");
        let shown = round.node().get(&path).await?;
        ensure!(shown["state"] == "packed" && int(&shown["lines"][0], "picked") == units, "{shown}");
        let packages = |grams: i64| json!({ "packages": [{ "weightGrams": grams }] });
        round.refused(round.node(), Ask::post(format!("{path}/pack"), packages(0)), 422, "invalid-request").await?;
        round.twice(round.node(), Ask::post(format!("{path}/pack"), packages(1_250))).await?;
        for paper in ["packing-slip.pdf", "labels.pdf"] {
            let bytes = round.node().bytes(&format!("{path}/{paper}")).await?;
            ensure!(bytes.starts_with(b"%PDF-"), "{paper} is no PDF");
        }
        let ship = json!({ "carrier": "Royal Mail", "trackingNumber": round.name("RM") });
        round.twice(round.node(), Ask::post(format!("{path}/ship"), ship.clone())).await?;
        round.refused(round.node(), Ask::post(format!("{path}/ship"), ship), 409, "wrong-state").await?;
    }
    round.evening().await?;
    round.order_comes_to(&orders[0], "shipped").await?;
    let shown = round.order_now(&orders[1]).await?;
    let parcel = list(&shown, "shipments").first().cloned().unwrap_or_default();
    ensure!(text(&parcel, "trackingNumber") == round.name("RM"), "{shown}");
    Ok(())
}

/// One task leaves in two parcels.
pub async fn in_two_parcels(round: &Round<'_>) -> Result<()> {
    let (one, two) = (round.product("spoon").await?, round.product("fork").await?);
    round.receive(&one, 10).await?;
    round.receive(&two, 10).await?;
    let order = round.order(&[(&one, 3), (&two, 4)]).await?;
    let path = format!("/v1/tasks/{}", round.task_of(&order).await?);
    let lines = |sku: &str, units: i64| json!({ "lines": [{ "sku": sku, "quantity": units }] });
    let pick = |body: Value| Ask::post(format!("{path}/pick"), body);
    let ship = |body: Value| Ask::post(format!("{path}/ship"), body);
    round.twice(round.node(), pick(lines(&one, 3))).await?;
    round.middle().await?;
    let more = round.node().insist(&ship(lines(&one, 30))).await?;
    ensure!((400..500).contains(&more.status), "more was shipped than was picked: {}", more.body);
    round.twice(round.node(), ship(lines(&one, 3))).await?;
    if !round.is_cut() {
        let shown = round.order_comes_to(&order, "partially_shipped").await?;
        ensure!(int(&shown["items"][0], "shippedQuantity") == 3, "{shown}");
    }
    round.twice(round.node(), pick(lines(&two, 4))).await?;
    round.twice(round.node(), ship(json!({}))).await?;
    round.evening().await?;
    let shown = round.order_comes_to(&order, "shipped").await?;
    ensure!(list(&shown, "shipments").len() == 2, "two parcels left: {shown}");
    round.stock_is(&one, [7, 7, 0]).await?;
    round.stock_is(&two, [6, 6, 0]).await
}
