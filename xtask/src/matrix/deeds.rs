//! The known work of a cell, in parts. Each part trades in goods of its own, so that what a restore brings back or forgets
//! can be told to the unit.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use super::yard::{PAUSE, WITHIN, Yard};
use crate::api::{Api, Ask, cell_path, escaped, int, list, text};
use crate::catalogue::{buyer, sku};
use crate::floor::{Goods, receive};
use crate::world::Site;

/// Parts of work in one warehouse, at most.
pub const PARTS: usize = 5;
pub const RECEIVED: i64 = 10;

/// A part of the work that both sides have heard of: ten units came, an order of two has left, one of one is packed, one
/// of one is open, and hub and node hold one unit each.
#[derive(Debug, Clone)]
pub struct Deeds {
    pub sku: String,
    pub shipped: String,
    pub packed: Job,
    pub open: Job,
    pub hub_hold: String,
    pub node_hold: String,
}

/// An order and its task on the floor.
#[derive(Debug, Clone)]
pub struct Job {
    pub order: String,
    pub task: String,
}

/// The goods of a part.
pub fn goods(at: usize, part: usize) -> String {
    sku(at * PARTS + part)
}

/// Does a part of the work, with the link up; all of it is heard by both sides once they have settled.
pub async fn work(yard: &Yard, at: usize, part: usize) -> Result<Deeds> {
    let (site, sku) = (yard.site(at), goods(at, part));
    receive(&yard.stage, &site, &format!("delivery {part}"), &[Goods::sellable(&sku, RECEIVED)]).await?;
    let hub = &yard.stage.scene.hub;
    let hub_hold = hold(yard, hub, &site, &sku).await?;
    let node_hold = hold(yard, &site.node, &site, &sku).await?;
    let shipped = job(yard, &site, &sku, 2).await?;
    pick(&site.node, &shipped.task, &sku, 2).await?;
    send(yard, &site, &shipped, &sku, 2).await?;
    let packed = job(yard, &site, &sku, 1).await?;
    pick(&site.node, &packed.task, &sku, 1).await?;
    let open = job(yard, &site, &sku, 1).await?;
    Ok(Deeds { sku, shipped: shipped.order, packed, open, hub_hold, node_hold })
}

/// An order, and its task once the floor has it.
pub async fn job(yard: &Yard, site: &Site, sku: &str, units: i64) -> Result<Job> {
    let order = order(yard, sku, units).await?;
    let task = task_of(&site.node, &order).await?;
    Ok(Job { order, task })
}

/// An order that is taken.
pub async fn order(yard: &Yard, sku: &str, units: i64) -> Result<String> {
    let body = order_body(sku, units, false);
    let answer = yard.stage.scene.hub.until_taken(WITHIN, || Ask::post("/v1/orders", body.clone())).await?;
    yard.stage.tally.placed.add(1);
    Ok(text(&answer.body, "orderId").to_owned())
}

pub fn order_body(sku: &str, units: i64, backorder: bool) -> Value {
    json!({
        "customer": buyer("A Buyer", 0), "currency": "GBP", "allowBackorder": backorder,
        "items": [{ "sku": sku, "quantity": units, "unitPrice": "9.90" }],
    })
}

pub async fn task_of(node: &Api, order: &str) -> Result<String> {
    let end = Instant::now() + WITHIN;
    loop {
        let tasks = node.get("/v1/tasks?limit=500").await?;
        if let Some(task) = list(&tasks, "items").iter().find(|task| text(task, "orderId") == order) {
            return Ok(text(task, "taskId").to_owned());
        }
        ensure!(Instant::now() < end, "order {order} comes to no floor");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Takes a unit off the shelves for a customer at the counter; the id of the hold.
async fn hold(yard: &Yard, api: &Api, site: &Site, sku: &str) -> Result<String> {
    let path = format!("{}/reserve", cell_path(site.id(), sku));
    let answer = api.until_taken(WITHIN, || Ask::post(&path, json!({ "quantity": 1 }))).await?;
    yard.stage.ghost.held(site.id(), sku, 1);
    Ok(text(&answer.body, "reservationId").to_owned())
}

pub fn pick_ask(task: &str, sku: &str, units: i64) -> Ask {
    let body = json!({ "lines": [{ "sku": sku, "quantity": units }] });
    Ask::post(format!("/v1/tasks/{}/pick", escaped(task)), body)
}

pub async fn pick(node: &Api, task: &str, sku: &str, units: i64) -> Result<()> {
    node.must(pick_ask(task, sku, units)).await.map(drop)
}

pub fn ship_ask(task: &str) -> Ask {
    Ask::post(format!("/v1/tasks/{}/ship", escaped(task)), json!({ "carrier": "Parcel Post" }))
}

/// Sends a packed parcel, and books that it left.
pub async fn send(yard: &Yard, site: &Site, job: &Job, sku: &str, units: i64) -> Result<()> {
    site.node.must(ship_ask(&job.task)).await?;
    yard.stage.ghost.shipped(site.id(), sku, units);
    Ok(())
}

/// A hold that must stand at the side that made it.
pub async fn must_hold(yard: &Yard, api: &Api, site: &Site, id: &str, sku: &str) -> Result<()> {
    if hold_stands(yard, api, site, id, sku).await? {
        return Ok(());
    }
    let hold = api.insist(&Ask::get(format!("/v1/reservations/{}", escaped(id)))).await?;
    let cell = api.insist(&Ask::get(cell_path(site.id(), sku))).await?;
    bail!("a hold is gone: {} {}, of {}", hold.status, hold.body, cell.body)
}

/// Whether a hold still stands at the side that made it; one that is gone is no longer counted.
pub async fn hold_stands(yard: &Yard, api: &Api, site: &Site, id: &str, sku: &str) -> Result<bool> {
    let found = api.insist(&Ask::get(format!("/v1/reservations/{}", escaped(id)))).await?;
    let stands = found.body["state"] == "active";
    if !stands {
        yard.stage.ghost.held(site.id(), sku, -1);
    }
    Ok(stands)
}

/// The request is refused with this slug.
pub async fn refused(api: &Api, ask: Ask, slug: &str) -> Result<()> {
    let answer = api.insist(&ask).await?;
    ensure!(answer.slug() == slug, "{ask} was answered {} {}, and not {slug}", answer.status, answer.body);
    Ok(())
}

/// An order as a hub shows it.
pub async fn order_now(hub: &Api, id: &str) -> Result<Value> {
    hub.get(&format!("/v1/orders/{}", escaped(id))).await
}

/// Waits until an order has come so far.
pub async fn until_status(hub: &Api, id: &str, status: &str) -> Result<()> {
    let end = Instant::now() + WITHIN;
    loop {
        let now = order_now(hub, id).await?;
        if text(&now, "status") == status {
            return Ok(());
        }
        ensure!(Instant::now() < end, "order {id} is not {status}: {now}");
        tokio::time::sleep(PAUSE).await;
    }
}

/// The units of a cell that nobody holds, as the server shows it.
pub async fn available(api: &Api, site: &Site, sku: &str) -> Result<i64> {
    let cell = api.get(&cell_path(site.id(), sku)).await.with_context(|| sku.to_owned())?;
    Ok(int(&cell, "availableQuantity"))
}

/// Lets some time pass in which nothing may happen.
pub async fn wait_and_see() {
    tokio::time::sleep(Duration::from_millis(1_500)).await;
}
