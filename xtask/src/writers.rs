//! Those who write while servers die and links fail: every request is repeated with its key until it is answered.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use crate::api::{Api, Ask, cell_path, escaped, int, list, text};
use crate::catalogue::{CITIES, buyer, product_body, sku};
use crate::floor::{Goods, Habits, pickers, receive};
use crate::stage::{Crew, Shift, Stage};
use crate::world::Site;

/// Of the catalogue's products the first so many are traded in.
pub const PRODUCTS: usize = 20;
const OPENING_UNITS: i64 = 30;
const HABITS: Habits = Habits { short: 0.02, hands: 2, rest: Duration::from_millis(50), scans: false };

/// Introduces the products and receives the opening stock.
pub async fn open(stage: &Stage) -> Result<()> {
    for n in 0..PRODUCTS {
        stage.scene.hub.must(Ask::post("/v1/products", product_body(n))).await?;
    }
    for site in &stage.scene.sites {
        let goods: Vec<_> = (0..PRODUCTS).map(|n| Goods::sellable(&sku(n), OPENING_UNITS)).collect();
        receive(stage, site, "opening", &goods).await?;
    }
    Ok(())
}

/// A floor in each warehouse, customers and holders at the hub, all at work.
pub fn crew(stage: &Arc<Stage>, seed: u64) -> Crew {
    let mut crew = floors(stage, seed, 0..stage.scene.sites.len());
    for (number, site) in (seed + 20..).zip(stage.scene.sites.iter().cloned()) {
        crew.add(|stage, shift| adjusters(stage, shift, site, number));
    }
    for number in 0..2 {
        crew.add(|stage, shift| customers(stage, shift, seed + 30 + number));
        crew.add(|stage, shift| holders(stage, shift, seed + 40 + number));
    }
    crew
}

/// Those alone, in some of the warehouses, who need no hub: they receive, pick and ship.
pub fn floors(stage: &Arc<Stage>, seed: u64, sites: Range<usize>) -> Crew {
    let mut crew = Crew::new(stage);
    for (number, site) in (seed..).zip(stage.scene.sites[sites].iter().cloned()) {
        let receiver = site.clone();
        crew.add(|stage, shift| pickers(stage, shift, site, number, HABITS));
        crew.add(|stage, shift| receivers(stage, shift, receiver, number + 10));
    }
    crew
}

fn any_sku(chance: &mut ChaCha8Rng) -> String {
    sku(chance.random_range(0..PRODUCTS))
}

async fn pause(shift: &mut Shift, chance: &mut ChaCha8Rng) {
    shift.rest(Duration::from_millis(chance.random_range(0..40))).await;
}

/// Two-line orders; now and then the one before is cancelled.
pub async fn customers(stage: Arc<Stage>, mut shift: Shift, seed: u64) -> Result<()> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    while !shift.is_over() {
        let order = order(&stage, &mut chance).await?;
        if let Some(order) = order.filter(|_| chance.random::<f64>() < 0.1) {
            let ask = Ask::post(format!("/v1/orders/{}/cancel", escaped(&order)), json!({}));
            let answer = stage.scene.hub.insist(&ask).await?;
            if answer.status != 409 {
                answer.must(&ask)?;
            }
        }
        pause(&mut shift, &mut chance).await;
    }
    Ok(())
}

async fn order(stage: &Stage, chance: &mut ChaCha8Rng) -> Result<Option<String>> {
    let line = |chance: &mut ChaCha8Rng| json!({ "sku": any_sku(chance), "quantity": chance.random_range(1..=3), "unitPrice": "9.90" });
    let body = json!({
        "customer": buyer("A Buyer", chance.random_range(0..CITIES.len())), "currency": "GBP",
        "items": [line(chance), line(chance)], "allowBackorder": chance.random::<f64>() < 0.2, "allowSplit": true,
    });
    let ask = Ask::post("/v1/orders", body);
    let answer = stage.scene.hub.insist(&ask).await?;
    if answer.status == 409 {
        stage.tally.refused.add(1);
        return Ok(None);
    }
    let told = answer.must(&ask)?.body;
    stage.tally.placed.add(1);
    if list(&told, "items").iter().any(|line| int(line, "backorderedQuantity") > 0) {
        stage.tally.backordered.add(1);
    }
    Ok(Some(text(&told, "orderId").to_owned()))
}

/// Deliveries of a few units.
async fn receivers(stage: Arc<Stage>, mut shift: Shift, site: Site, seed: u64) -> Result<()> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    while !shift.is_over() {
        let goods = [Goods::sellable(&any_sku(&mut chance), chance.random_range(1..=2))];
        receive(&stage, &site, "delivery", &goods).await?;
        pause(&mut shift, &mut chance).await;
    }
    Ok(())
}

/// Corrections up and down, at the node and at the hub.
async fn adjusters(stage: Arc<Stage>, mut shift: Shift, site: Site, seed: u64) -> Result<()> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    while !shift.is_over() {
        let (sku, by) = (any_sku(&mut chance), [-2, -1, 1, 2][chance.random_range(0..4)]);
        let ask = Ask::patch(cell_path(site.id(), &sku), json!({ "adjust": by, "reason": "correction" }));
        let answer = side(&stage, &site, &mut chance).insist(&ask).await?;
        if answer.status != 409 {
            answer.must(&ask)?;
            stage.ghost.moved(site.id(), &sku, by);
        }
        pause(&mut shift, &mut chance).await;
    }
    Ok(())
}

fn side<'a>(stage: &'a Stage, site: &'a Site, chance: &mut ChaCha8Rng) -> &'a Api {
    if chance.random() { &stage.scene.hub } else { &site.node }
}

/// Holds at either side; most are let go again.
async fn holders(stage: Arc<Stage>, mut shift: Shift, seed: u64) -> Result<()> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    while !shift.is_over() {
        let site = &stage.scene.sites[chance.random_range(0..stage.scene.sites.len())];
        let api = side(&stage, site, &mut chance);
        let (sku, units) = (any_sku(&mut chance), chance.random_range(1..=3));
        if let Some(held) = hold(&stage, api, site, &sku, units).await?
            && chance.random::<f64>() < 0.8
        {
            pause(&mut shift, &mut chance).await;
            let id = escaped(text(&held, "reservationId"));
            api.must(Ask::delete(format!("/v1/reservations/{id}"))).await?;
            stage.ghost.held(site.id(), &sku, -units);
        }
        pause(&mut shift, &mut chance).await;
    }
    Ok(())
}

/// The reservation; None where there was not enough.
async fn hold(stage: &Stage, api: &Api, site: &Site, sku: &str, units: i64) -> Result<Option<Value>> {
    let ask = Ask::post(format!("{}/reserve", cell_path(site.id(), sku)), json!({ "quantity": units }));
    let answer = api.insist(&ask).await?;
    if answer.status == 409 {
        return Ok(None);
    }
    let told = answer.must(&ask)?.body;
    stage.ghost.held(site.id(), sku, units);
    stage.tally.reservations.add(1);
    Ok(Some(told))
}
