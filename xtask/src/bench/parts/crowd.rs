//! Many at once: orders for the last units of one SKU, and a batch of stock rows in a large catalogue.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use rand::SeedableRng;
use rand::seq::index::sample;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::api::{Ask, int};
use crate::bench::Bench;
use crate::bench::load::{Line, sku};
use crate::bench::report::{Report, Series, Wanted};
use crate::bench::stand::HubStand;
use crate::catalogue::PLACES;

const GROUP: &str = "many at once";
const LAST_UNITS: usize = 100;
const SECONDS: f64 = 1.0;
const BATCH_ROWS: usize = 1_000;
const BATCH_MILLIS: f64 = 60.0;

pub async fn crowd(bench: &Bench, report: &mut Report) -> Result<()> {
    let (buyers, skus) = if bench.extent.judged { (4_096, 100_000) } else { (256, 1_000) };
    let mut hub = HubStand::open_one(&bench.programs, skus).await?;
    let mut seconds = Series::default();
    for round in 0..bench.extent.rounds {
        seconds.add(last_units(&hub, &sku(round), buyers).await?);
    }
    let name = format!("{buyers} orders for the last {LAST_UNITS} units: until all are answered");
    report.judge(GROUP, name, "s", seconds, Wanted::AtMost(SECONDS));
    let mut millis = Series::default();
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..bench.extent.rounds * 5 {
        millis.add(batch(&hub, skus, &mut chance).await?);
    }
    let name = format!("a batch of {BATCH_ROWS} stock rows over {skus} SKUs");
    report.judge(GROUP, name, "ms", millis, Wanted::AtMost(BATCH_MILLIS));
    hub.stop()
}

/// Exactly so many are taken as there are units, the others are refused with a type, and the books agree.
async fn last_units(hub: &HubStand, sku: &str, buyers: usize) -> Result<f64> {
    let cell = format!("/v1/warehouses/{}/inventory/{sku}", PLACES[0].id);
    let inventory = format!("/v1/warehouses/{}/inventory", PLACES[0].id);
    hub.api().must(Ask::post(inventory, json!({ "sku": sku, "quantity": LAST_UNITS }))).await?;
    let body = json!({
        "customer": { "name": "A. Buyer" }, "currency": "GBP", "allowBackorder": false,
        "items": [{ "sku": sku, "quantity": 1, "unitPrice": "1.00" }],
    });
    let (body, start, key) = (body.to_string(), Arc::new(Barrier::new(buyers + 1)), hub.key()?);
    let mut crowd = JoinSet::new();
    for buyer in 0..buyers {
        let (address, body, start, key, sku) = (hub.http(), body.clone(), start.clone(), key.clone(), sku.to_owned());
        crowd.spawn(async move {
            let mut line = Line::open(&address).await?;
            start.wait().await;
            let told = line.post("/v1/orders", &key, &format!("crowd-{sku}-{buyer}"), body.as_bytes()).await?;
            anyhow::Ok((told.0, told.1.to_vec()))
        });
    }
    start.wait().await;
    let started = Instant::now();
    let (mut taken, mut refused) = (0, 0);
    while let Some(done) = crowd.join_next().await {
        let (status, answer) = done??;
        match status {
            201 => taken += 1,
            409 => {
                let problem: Value = serde_json::from_slice(&answer)?;
                let kind = problem["type"].as_str().context("a refusal without a type")?;
                ensure!(kind.ends_with("insufficient-stock"), "refused as {kind}");
                refused += 1;
            }
            other => anyhow::bail!("answered {other}"),
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    ensure!((taken, refused) == (LAST_UNITS, buyers - LAST_UNITS), "{taken} taken, {refused} refused");
    let found = hub.api().get(&cell).await?;
    ensure!(int(&found, "reservedQuantity") == LAST_UNITS as i64, "an orphan: {found}");
    Ok(seconds)
}

async fn batch(hub: &HubStand, skus: usize, chance: &mut ChaCha8Rng) -> Result<f64> {
    let rows = sample(chance, skus, BATCH_ROWS.min(skus));
    let items: Vec<_> = rows.iter().map(|n| json!({ "sku": sku(n), "quantity": 1_000 })).collect();
    let path = format!("/v1/warehouses/{}/inventory/batch", PLACES[0].id);
    let body = json!({ "items": items }).to_string();
    let mut line = Line::open(&hub.http()).await?;
    let key = format!("batch-{}", rand::Rng::next_u64(chance));
    let started = Instant::now();
    let (status, answer) = line.post(&path, &hub.key()?, &key, body.as_bytes()).await?;
    let millis = started.elapsed().as_secs_f64() * 1e3;
    ensure!((200..300).contains(&status), "a batch was answered {status} {}", String::from_utf8_lossy(answer));
    Ok(millis)
}
