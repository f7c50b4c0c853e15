//! What comes into the warehouses: the opening stock, deliveries when a shelf runs low, and cycle counts.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

use crate::api::{Ask, cell_path, int};
use crate::catalogue::{ITEMS, product_body, sku};
use crate::floor::{Goods, count, receive};
use crate::stage::{Shift, Stage};
use crate::world::Site;

const OPENING_UNITS: i64 = 20;
const LOW_UNITS: i64 = 8;
const DELIVERY_UNITS: i64 = 15;

/// Introduces the catalogue and stocks it: at each warehouse half by the hub's word, half by receipts at the node.
pub async fn open(stage: &Stage) -> Result<()> {
    for n in 0..ITEMS.len() {
        stage.scene.hub.must(Ask::post("/v1/products", product_body(n))).await?;
    }
    for (at, site) in stage.scene.sites.iter().enumerate() {
        let (set, received): (Vec<_>, Vec<_>) = (0..ITEMS.len()).partition(|n| (n + at) % 2 == 0);
        for n in set {
            let body = json!({ "sku": sku(n), "quantity": OPENING_UNITS });
            stage.scene.hub.must(Ask::post(format!("/v1/warehouses/{}/inventory", site.id()), body)).await?;
            stage.ghost.arrived(site.id(), &sku(n), OPENING_UNITS);
        }
        let goods: Vec<_> = received.into_iter().map(|n| Goods::sellable(&sku(n), OPENING_UNITS)).collect();
        receive(stage, site, "opening", &goods).await?;
    }
    Ok(())
}

/// Restocks what runs low and counts a shelf now and then, until the shift is over.
pub async fn keepers(stage: Arc<Stage>, mut shift: Shift, site: Site, seed: u64) -> Result<()> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    while !shift.is_over() {
        shift.rest(Duration::from_millis(chance.random_range(100..400))).await;
        let sku = sku(chance.random_range(0..ITEMS.len()));
        if chance.random::<f64>() < 0.2 {
            count(&stage, &site, &sku, [0, 0, 0, -1, 1][chance.random_range(0..5)]).await?;
            continue;
        }
        let shown = site.node.insist(&Ask::get(cell_path(site.id(), &sku))).await?;
        if shown.ok() && int(&shown.body, "availableQuantity") < LOW_UNITS {
            let reference = format!("delivery-{:06}", chance.random_range(0..1_000_000));
            receive(&stage, &site, &reference, &[Goods::sellable(&sku, DELIVERY_UNITS)]).await?;
        }
    }
    Ok(())
}
