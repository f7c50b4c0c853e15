//! Zones and bins: where goods are put, moved and found.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::round::Round;
use crate::api::{Ask, escaped, int, list, text};

/// Bins are described at the hub, goods are put away and moved on the floor, and picked along the path.
pub async fn put_away_and_moved(round: &Round<'_>) -> Result<()> {
    let (near, far, shut) = (round.name("A-01"), round.name("B-09"), round.name("X-00"));
    let zone = round.name("Z");
    let described = json!({
        "zones": { zone.clone(): { "name": "Shelves", "kind": "storage" } },
        "bins": {
            near.clone(): { "zone": zone, "sequence": 10, "capacity": 30 },
            far.clone(): { "zone": zone, "sequence": 90 },
            shut.clone(): { "zone": zone, "sequence": 5, "blocked": true },
        },
    });
    let warehouse = format!("/v1/warehouses/{}", round.here.id());
    round.twice(&round.hub, Ask::patch(&warehouse, described)).await?;
    let sku = round.product("crate").await?;
    let bin_path = format!("/v1/bins/{}", escaped(&near));
    round.until("the node knows the bins", async || Ok(round.node().insist(&Ask::get(&bin_path)).await?.ok())).await?;
    round.middle().await?;

    let receipt = |bin: &str, units: i64| {
        let lines = json!([{ "sku": sku, "quantity": units, "bin": bin }]);
        Ask::post("/v1/receipts", json!({ "reference": round.name("R"), "lines": lines }))
    };
    round.refused(round.node(), receipt("no such bin", 4), 422, "invalid-request").await?;
    round.refused(round.node(), receipt(&shut, 4), 422, "invalid-request").await?;
    round.twice(round.node(), receipt(&near, 20)).await?;
    round.receive(&sku, 15).await?;
    standing(round, &sku, &[(&near, 20)], 15).await?;

    let proposed = round.node().get(&format!("/v1/put-aways?sku={}&quantity=15", escaped(&sku))).await?;
    let first = list(&proposed, "suggestions").first().map_or("", |item| text(item, "bin")).to_owned();
    ensure!(first == near, "the bin that has the goods and room for more comes first: {proposed}");

    let moved = |from: Option<&str>, to: &str, units: i64| {
        let mut line = json!({ "sku": sku, "quantity": units, "to": to });
        if let Some(from) = from {
            line["from"] = from.into();
        }
        Ask::post("/v1/moves", json!({ "lines": [line] }))
    };
    round.twice(round.node(), moved(None, &far, 15)).await?;
    round.twice(round.node(), moved(Some(&near), &far, 5)).await?;
    for (slip, status, slug) in [
        (moved(Some(&near), "no such bin", 1), 422, "invalid-request"),
        (moved(Some(&near), &shut, 1), 422, "invalid-request"),
        (moved(Some(&near), &far, 150), 409, "insufficient-stock"),
    ] {
        round.refused(round.node(), slip, status, slug).await?;
    }
    standing(round, &sku, &[(&near, 15), (&far, 20)], 0).await?;
    round.stock_is(&sku, [35, 35, 0]).await?;
    round.evening().await?;
    let order = round.order(&[(&sku, 18)]).await?;
    let task = round.task_of(&order).await?;
    let shown = round.node().get(&format!("/v1/tasks/{task}")).await?;
    let bins: Vec<&str> = list(&shown["lines"][0], "bins").iter().map(|bin| text(bin, "bin")).collect();
    ensure!(bins == [near.as_str(), far.as_str()], "the pick path goes from {near} to {far}: {shown}");
    let lines = json!([{ "sku": sku, "quantity": 18 }]);
    round.twice(round.node(), Ask::post(format!("/v1/tasks/{task}/pick"), json!({ "lines": lines }))).await?;
    standing(round, &sku, &[(&far, 17)], 0).await
}

/// Where the units of a SKU stand: by bin, and in none. What is picked has left its bin.
async fn standing(round: &Round<'_>, sku: &str, bins: &[(&str, i64)], unplaced: i64) -> Result<()> {
    let path = format!("/v1/warehouses/{}/inventory/{}/bins", round.here.id(), escaped(sku));
    let shown = round.node().get(&path).await?;
    let of = |item: &Value| (text(item, "bin").to_owned(), int(item, "quantity"));
    let mut found: Vec<_> = list(&shown, "bins").iter().map(of).filter(|(_, units)| *units != 0).collect();
    let mut wanted: Vec<_> = bins.iter().map(|(bin, units)| ((*bin).to_owned(), *units)).collect();
    found.sort();
    wanted.sort();
    ensure!(found == wanted && int(&shown, "unplacedQuantity") == unplaced, "{sku} stands otherwise: {shown}");
    Ok(())
}
