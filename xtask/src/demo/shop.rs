//! The customers: they order, they hold things in a basket, some change their mind.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use crate::api::{Ask, cell_path, escaped, int, list, text};
use crate::catalogue::{CITIES, ITEMS, buyer, sku};
use crate::stage::{Shift, Stage};

/// How long a forgotten basket holds its goods.
pub const BASKET_SECONDS: u64 = 3;

/// Customers come one after the other until the shift is over.
pub async fn customers(stage: Arc<Stage>, mut shift: Shift, seed: u64) -> Result<()> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut last = None;
    while !shift.is_over() {
        match chance.random_range(0..20) {
            0 => fill_basket(&stage, &mut chance).await?,
            1 => buy_basket(&stage, &mut chance).await?,
            2 => cancel(&stage, last.take()).await?,
            _ => last = order(&stage, &mut chance).await?.or(last),
        }
        shift.rest(Duration::from_millis(chance.random_range(10..90))).await;
    }
    Ok(())
}

fn basket(chance: &mut ChaCha8Rng) -> Vec<Value> {
    let line = |chance: &mut ChaCha8Rng| {
        // Some things sell better than others, and sell out.
        let n = chance.random_range(0..ITEMS.len()).min(chance.random_range(0..ITEMS.len()));
        json!({ "sku": sku(n), "quantity": chance.random_range(1..=4), "unitPrice": ITEMS[n].price })
    };
    (0..chance.random_range(1..=4)).map(|_| line(chance)).collect()
}

fn order_body(chance: &mut ChaCha8Rng, items: Vec<Value>) -> Value {
    let name = format!("Buyer {}", chance.random_range(1..500));
    json!({
        "customer": buyer(&name, chance.random_range(0..CITIES.len())), "currency": "GBP", "items": items,
        "allowBackorder": chance.random::<f64>() < 0.3, "allowSplit": chance.random::<f64>() < 0.9,
        "priority": if chance.random::<f64>() < 0.1 { 5 } else { 0 },
    })
}

/// The order's id, where it was taken.
async fn order(stage: &Stage, chance: &mut ChaCha8Rng) -> Result<Option<String>> {
    let items = basket(chance);
    let body = order_body(chance, items);
    place(stage, body).await
}

async fn place(stage: &Stage, body: Value) -> Result<Option<String>> {
    let ask = Ask::post("/v1/orders", body);
    let answer = stage.scene.hub.insist(&ask).await?;
    if matches!(answer.slug(), "insufficient-stock" | "held-by-warehouse") {
        stage.tally.refused.add(1);
        return Ok(None);
    }
    let order = answer.must(&ask)?.body;
    stage.tally.placed.add(1);
    if list(&order, "items").iter().any(|line| int(line, "backorderedQuantity") > 0) {
        stage.tally.backordered.add(1);
    }
    Ok(Some(text(&order, "orderId").to_owned()))
}

/// Refused where it has left already: that is no problem of the run.
async fn cancel(stage: &Stage, order: Option<String>) -> Result<()> {
    let Some(order) = order else { return Ok(()) };
    let ask = Ask::post(format!("/v1/orders/{}/cancel", escaped(&order)), json!({}));
    let answer = stage.scene.hub.insist(&ask).await?;
    if answer.slug() != "wrong-state" {
        answer.must(&ask)?;
        stage.tally.cancels.add(1);
    }
    Ok(())
}

/// Holds something for a moment and forgets about it: it expires.
async fn fill_basket(stage: &Stage, chance: &mut ChaCha8Rng) -> Result<()> {
    let sku = sku(chance.random_range(0..ITEMS.len()));
    reserve(stage, chance, &sku, 1, Some(BASKET_SECONDS)).await.map(drop)
}

/// Holds something, then buys exactly that or lets it go.
async fn buy_basket(stage: &Stage, chance: &mut ChaCha8Rng) -> Result<()> {
    let n = chance.random_range(0..ITEMS.len());
    let Some((warehouse, id)) = reserve(stage, chance, &sku(n), 2, None).await? else { return Ok(()) };
    stage.ghost.held(warehouse, &sku(n), 2);
    let items = vec![json!({ "sku": sku(n), "quantity": 2, "unitPrice": ITEMS[n].price })];
    let mut body = order_body(chance, items);
    body["reservationIds"] = json!([id]);
    if chance.random::<f64>() >= 0.5 || place(stage, body).await?.is_none() {
        stage.scene.hub.must(Ask::delete(format!("/v1/reservations/{}", escaped(&id)))).await?;
    }
    stage.ghost.held(warehouse, &sku(n), -2);
    Ok(())
}

/// The warehouse and the reservation's id, where there was enough.
async fn reserve(
    stage: &Stage,
    chance: &mut ChaCha8Rng,
    sku: &str,
    units: i64,
    seconds: Option<u64>,
) -> Result<Option<(&'static str, String)>> {
    let site = &stage.scene.sites[chance.random_range(0..stage.scene.sites.len())];
    let mut body = json!({ "quantity": units });
    if let Some(seconds) = seconds {
        body["expiresInSeconds"] = json!(seconds);
    }
    let ask = Ask::post(format!("{}/reserve", cell_path(site.id(), sku)), body);
    let answer = stage.scene.hub.insist(&ask).await?;
    if answer.status == 409 {
        return Ok(None);
    }
    let told = answer.must(&ask)?.body;
    stage.tally.reservations.add(1);
    Ok(Some((site.id(), text(&told, "reservationId").to_owned())))
}
