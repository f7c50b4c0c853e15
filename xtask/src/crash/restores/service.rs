//! Whether a restored server serves again: goods that nobody else trades in are received, ordered, picked and sent.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::json;

use super::HUB;
use crate::api::{Ask, escaped, text};
use crate::catalogue::{buyer, product_body, sku};
use crate::floor::{Goods, Habits, pickers, receive};
use crate::stage::{Crew, Stage};
use crate::world::Site;
use crate::writers::PRODUCTS;

/// A restored server serves again, and what it served leaves the house, within this.
const WITHIN: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(50);
const OPENING_UNITS: i64 = 100;
/// What is looked for is there.
const HABITS: Habits = Habits { short: 0.0, hands: 2, rest: Duration::from_millis(50), scans: false };

/// A product of each warehouse alone.
fn probe(at: usize) -> String {
    sku(PRODUCTS + at)
}

pub fn is_probe(sku: &str) -> bool {
    (0..HUB).any(|at| probe(at) == sku)
}

pub async fn open(stage: &Stage) -> Result<()> {
    for (at, site) in stage.scene.sites.iter().enumerate() {
        stage.scene.hub.must(Ask::post("/v1/products", product_body(PRODUCTS + at))).await?;
        receive(stage, site, "opening", &[Goods::sellable(&probe(at), OPENING_UNITS)]).await?;
    }
    Ok(())
}

/// A restored node takes goods in; a restored hub takes an order for each warehouse.
pub async fn answers_again(stage: &Stage, victim: usize) -> Result<()> {
    if victim < HUB {
        let site = &stage.scene.sites[victim];
        let body = json!({ "reference": "after a restore", "lines": [{ "sku": probe(victim), "quantity": 1 }] });
        site.node.until_taken(WITHIN, || Ask::post("/v1/receipts", body.clone())).await?;
        stage.ghost.arrived(site.id(), &probe(victim), 1);
        return Ok(());
    }
    for at in 0..HUB {
        order(stage, at).await?;
    }
    Ok(())
}

/// An order for the victim's warehouse, or for each where the victim is the hub, is picked and sent.
pub async fn sends_again(stage: &Arc<Stage>, victim: usize, seed: u64) -> Result<()> {
    let floors = if victim < HUB { victim..victim + 1 } else { 0..HUB };
    let mut crew = Crew::new(stage);
    for site in stage.scene.sites[floors.clone()].iter().cloned() {
        crew.add(|stage, shift| pickers(stage, shift, site, seed, HABITS));
    }
    let mut done = Ok(());
    for at in floors {
        let sent = async { until_sent(stage, &stage.scene.sites[at], &order(stage, at).await?).await };
        done = done.and(sent.await);
    }
    crew.end().await;
    done
}

/// The id of a new order that only this warehouse can fill.
async fn order(stage: &Stage, at: usize) -> Result<String> {
    let body = json!({
        "customer": buyer("A Buyer", at), "currency": "GBP",
        "items": [{ "sku": probe(at), "quantity": 1, "unitPrice": "9.90" }],
    });
    let answer = stage.scene.hub.until_taken(WITHIN, || Ask::post("/v1/orders", body.clone())).await?;
    stage.tally.placed.add(1);
    Ok(text(&answer.body, "orderId").to_owned())
}

async fn until_sent(stage: &Stage, site: &Site, order: &str) -> Result<()> {
    let end = Instant::now() + WITHIN;
    loop {
        let now = stage.scene.hub.get(&format!("/v1/orders/{}", escaped(order))).await?;
        if text(&now, "status") == "shipped" {
            return Ok(());
        }
        if Instant::now() > end {
            bail!("order {order} does not leave {}: {now}", site.id());
        }
        tokio::time::sleep(PAUSE).await;
    }
}
