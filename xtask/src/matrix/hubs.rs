//! The hub's store is lost, or there twice. Two warehouses: each gives back what it had of the hub.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tokio::task::block_in_place;

use super::deeds::{
    Deeds, goods, hold_stands, must_hold, order, order_body, order_now, pick, refused, send, task_of, until_status,
    wait_and_see, work,
};
use super::known::Known;
use super::selling::sells_out;
use super::yard::{WITHIN, Who, Yard, clone_files, says};
use crate::api::{Ask, cell_path, list, text};
use crate::floor::{Goods, receive};
use crate::workspace::Programs;

const TOLD: &str = "no warehouse's stock is promised before its node has said hello";

/// A part of the work in each warehouse.
async fn work_everywhere(yard: &Yard, part: usize) -> Result<Vec<Deeds>> {
    Ok(vec![work(yard, 0, part).await?, work(yard, 1, part).await?])
}

async fn send_packed(yard: &Yard, deeds: &[Deeds]) -> Result<()> {
    for (at, deeds) in deeds.iter().enumerate() {
        send(yard, &yard.site(at), &deeds.packed, &deeds.sku, 1).await?;
    }
    Ok(())
}

fn cut(yard: &Yard) {
    yard.stage.scene.sites.iter().for_each(|site| site.relay.cut());
}

/// With all links cut the hub takes an order that no floor hears of.
async fn unheard(yard: &Yard, part: usize) -> Result<String> {
    cut(yard);
    order(yard, &goods(0, part), 1).await
}

/// The hub is put back from a copy, starts, and has its past again.
async fn come_back(yard: &mut Yard, copy: &Path) -> Result<()> {
    says(&yard.replace(Who::Hub, copy)?, TOLD)?;
    yard.start(Who::Hub).await?;
    recovered(yard).await
}

/// Waits until every warehouse has told the restored hub where it stands.
async fn recovered(yard: &Yard) -> Result<()> {
    yard.stage.scene.heal();
    let told = yard.hub_says("WarehouseRecovered").await?;
    ensure!(told.iter().any(|word| word == "HubRestored"), "the hub's stream tells of no restore: {told:?}");
    yard.settle().await?;
    for at in 0..2 {
        ensure!(yard.node(at).await?["fenced"] == false, "{} is fenced", yard.site(at).id());
    }
    Ok(())
}

/// The hub's own holds that were made after the copy are forgotten; the nodes' stand.
async fn own_holds_are_forgotten(yard: &Yard, known: &mut Known, deeds: &[Deeds]) -> Result<()> {
    for (at, deeds) in deeds.iter().enumerate() {
        let (site, hub) = (yard.site(at), yard.hub());
        ensure!(!hold_stands(yard, hub, &site, &deeds.hub_hold, &deeds.sku).await?, "a hold of after the copy stands");
        known.without_hold(site.id(), &deeds.sku);
        must_hold(yard, &site.node, &site, &deeds.node_hold, &deeds.sku).await?;
    }
    Ok(())
}

/// Nobody but the lost store ever knew of this order.
async fn is_gone(yard: &Yard, order: &str) -> Result<()> {
    let ask = Ask::get(format!("/v1/orders/{order}"));
    refused(yard.hub(), ask, "not-found").await
}

/// The floors were told how far the hub's backup goes.
async fn backup_is_known(yard: &Yard) -> Result<()> {
    for at in 0..2 {
        let link = yard.site(at).node.get("/v1/link").await?;
        ensure!(link["backedUpEntries"].as_u64() > Some(0), "{} knows of no backup: {link}", yard.site(at).id());
    }
    Ok(())
}

/// An order of after the copy is there again, and says where it comes from.
async fn is_rebuilt(yard: &Yard, order: &str) -> Result<()> {
    let found = order_now(yard.hub(), order).await?;
    let history: Vec<&str> = list(&found, "history").iter().map(|entry| text(entry, "event")).collect();
    ensure!(history.contains(&"OrderRebuilt"), "order {order} does not say that it was rebuilt: {history:?}");
    Ok(())
}

/// The copy is of before any node ever synced.
pub async fn before_sync(programs: Programs) -> Result<String> {
    let mut yard = Yard::open(&programs, 2).await?;
    let first = work_everywhere(&yard, 0).await?;
    send_packed(&yard, &first).await?;
    yard.settle().await?;
    let mut known = Known::look(&yard).await?;
    let lost = unheard(&yard, 0).await?;
    let copy = yard.first_copy(Who::Hub);
    come_back(&mut yard, &copy).await?;
    own_holds_are_forgotten(&yard, &mut known, &first).await?;
    known.is_there(&yard).await?;
    is_gone(&yard, &lost).await?;
    is_rebuilt(&yard, &first[0].open.order).await?;
    yard.recounts_are(Who::Hub, &[goods(0, 0), goods(1, 0)])?;
    sells_out(&yard, 1).await?;
    yard.close().await?;
    Ok("catalogue, stock, orders and parcels come back from the floors; an order that no floor had is gone".into())
}

/// Every order had its task on a floor when the store was lost.
pub async fn after_sync(programs: Programs) -> Result<String> {
    let mut yard = Yard::open(&programs, 2).await?;
    let first = work_everywhere(&yard, 0).await?;
    let copy = yard.copy(Who::Hub)?;
    let second = work_everywhere(&yard, 1).await?;
    send_packed(&yard, &first).await?;
    yard.settle().await?;
    backup_is_known(&yard).await?;
    let mut known = Known::look(&yard).await?;
    come_back(&mut yard, &copy).await?;
    own_holds_are_forgotten(&yard, &mut known, &second).await?;
    known.is_there(&yard).await?;
    is_rebuilt(&yard, &second[1].shipped).await?;
    yard.recounts_are(Who::Hub, &[goods(0, 1), goods(1, 1)])?;
    sells_out(&yard, 2).await?;
    yard.close().await?;
    Ok("nothing is lost but holds made after the copy, and prices and addresses of the orders that were rebuilt".into())
}

/// Put back, at work again, lost again and put back from a newer copy, and at last once more from the first one.
pub async fn twice(programs: Programs) -> Result<String> {
    let mut yard = Yard::open(&programs, 2).await?;
    let first = work_everywhere(&yard, 0).await?;
    yard.settle().await?;
    let old = yard.copy(Who::Hub)?;
    let mut copy = old.clone();
    for part in 1..=3 {
        let deeds = work_everywhere(&yard, part).await?;
        yard.settle().await?;
        let mut known = Known::look(&yard).await?;
        let lost = unheard(&yard, part).await?;
        come_back(&mut yard, &copy).await?;
        own_holds_are_forgotten(&yard, &mut known, &deeds).await?;
        known.is_there(&yard).await?;
        is_gone(&yard, &lost).await?;
        copy = if part == 1 { yard.copy(Who::Hub)? } else { old.clone() };
    }
    // a node that is lost afterwards still knows the hub, whatever lives that has forgotten
    let (node, known) = (Who::Node(0), Known::look(&yard).await?);
    let copy = yard.copy(node)?;
    yard.replace(node, &copy)?;
    yard.start(node).await?;
    yard.node_says(0, "NodeRecovered").await?;
    yard.settle().await?;
    known.is_there(&yard).await?;
    send_packed(&yard, &first).await?;
    sells_out(&yard, 4).await?;
    yard.close().await?;
    Ok("three lives are back, each without the order that no floor had; a node that is restored then finds its hub"
        .into())
}

/// The floors are out of reach when the hub comes back: they work on, and it promises nothing. Then they come one by one.
pub async fn link_down(programs: Programs) -> Result<String> {
    let mut yard = Yard::open(&programs, 2).await?;
    let first = work_everywhere(&yard, 0).await?;
    let copy = yard.copy(Who::Hub)?;
    let second = work_everywhere(&yard, 1).await?;
    yard.settle().await?;
    let mut known = Known::look(&yard).await?;
    cut(&yard);
    says(&yard.replace(Who::Hub, &copy)?, TOLD)?;
    yard.start(Who::Hub).await?;
    let hub = yard.stage.scene.hub.clone();
    let wish = |sku: &str, backorder| Ask::post("/v1/orders", order_body(sku, 1, backorder));
    refused(&hub, wish(&first[0].sku, false), "insufficient-stock").await?;
    let adjust = Ask::patch(cell_path("LEEDS", &first[0].sku), json!({ "adjust": 1, "reason": "found" }));
    refused(&hub, adjust, "fenced").await?;
    says(text(&yard.node(0).await?, "reason"), "the hub was restored and has not met the node since")?;
    let waits = text(&hub.must(wish(&first[0].sku, true)).await?, "orderId").to_owned();
    // a floor that is out of reach works on, and what it does is in the hub's books afterwards
    let leeds = yard.site(0);
    pick(&leeds.node, &second[0].open.task, &second[0].sku, 1).await?;
    send(&yard, &leeds, &second[0].open, &second[0].sku, 1).await?;
    known.without_order(&second[0].open.order);
    known.add("LEEDS", &second[0].sku, [-1, -1, 0, 0]);
    receive(&yard.stage, &leeds, "while the link is down", &[Goods::sellable(&first[0].sku, 3)]).await?;
    known.add("LEEDS", &first[0].sku, [3, 0, 3, 0]);

    leeds.relay.heal();
    yard.hub_says("WarehouseRecovered").await?;
    let sold = text(&hub.until_taken(WITHIN, || wish(&first[0].sku, false)).await?.body, "orderId").to_owned();
    known.add("LEEDS", &first[0].sku, [0, 1, -1, 0]);
    refused(&hub, wish(&first[1].sku, false), "insufficient-stock").await?;
    wait_and_see().await;
    until_status(yard.hub(), &waits, "pending").await?;
    yard.site(1).relay.heal();
    recovered(&yard).await?;
    until_status(yard.hub(), &waits, "processing").await?;
    known.add("LEEDS", &first[0].sku, [0, 1, -1, 0]);
    own_holds_are_forgotten(&yard, &mut known, &second).await?;
    until_status(yard.hub(), &second[0].open.order, "shipped").await?;
    yard.settle().await?;
    known.is_there(&yard).await?;
    until_status(yard.hub(), &sold, "processing").await?;
    sells_out(&yard, 2).await?;
    yard.close().await?;
    Ok("it promised nothing of a warehouse before that came, and filled no backorder before all had".into())
}

/// A copy of the hub's disk is started beside the original, and one node's path is led to it. The person keeps the original.
pub async fn cloned(programs: Programs) -> Result<String> {
    let mut yard = Yard::open(&programs, 2).await?;
    let first = work_everywhere(&yard, 0).await?;
    yard.settle().await?;
    block_in_place(|| yard.world.hub.stop())?;
    let mut twin = yard.world.hub.twin("hub-twin");
    clone_files(&yard.world.hub, &twin)?;
    yard.start(Who::Hub).await?;
    let second = work_everywhere(&yard, 1).await?;
    yard.settle().await?;

    block_in_place(|| twin.start())?;
    let (lyon, other) = (yard.site(1), twin.api()?);
    lyon.relay.aim(quic(&twin.ports.quic)?).await?;
    // the copy is behind what LYON knows of it: it goes on as one that was restored, and sells what it learned
    other.events("/v1/events", "WarehouseRecovered", WITHIN).await?;
    let wish = |sku: &str| Ask::post("/v1/orders", order_body(sku, 1, false));
    let sold = text(&other.until_taken(WITHIN, || wish(&second[1].sku)).await?.body, "orderId").to_owned();
    let task = task_of(&lyon.node, &sold).await?;
    pick(&lyon.node, &task, &second[1].sku, 1).await?;
    lyon.node.must(super::deeds::ship_ask(&task)).await?;
    yard.stage.ghost.shipped(lyon.id(), &second[1].sku, 1);
    until_status(&other, &sold, "shipped").await?;
    // of LEEDS, which it has not met, it promises nothing; the original goes on with LEEDS, and promises LYON's goods, too
    refused(&other, wish(&first[0].sku), "insufficient-stock").await?;
    let unheard = order(&yard, &second[1].sku, 1).await?;
    order(&yard, &first[0].sku, 1).await?;

    // the person leads LYON back: it has sealed the original's life, and says so
    block_in_place(|| twin.stop())?;
    lyon.relay.aim(quic(&yard.world.hub.ports.quic)?).await?;
    let node = yard.until_fenced(1).await?;
    says(text(&node, "reason"), "two stores claim to be the same replica")?;
    ensure!(yard.node(0).await?["fenced"] == false, "LEEDS is fenced as well");
    // what OPERATIONS says of keeping the one that was fenced
    let copy = yard.copy(Who::Hub)?;
    block_in_place(|| yard.world.hub.stop())?;
    says(&super::yard::restore(&yard.world.hub, &copy)?, TOLD)?;
    block_in_place(|| yard.world.hub.run(&["unfence"], &["LYON"]))?;
    yard.start(Who::Hub).await?;
    recovered(&yard).await?;
    // the clone forgot the hub's hold of after the copy, and its goods were free to be sold; the node's own stands
    let (deeds, hub) = (&second[1], yard.hub());
    ensure!(!hold_stands(&yard, hub, &lyon, &deeds.hub_hold, &deeds.sku).await?, "a hold that was given up stands");
    must_hold(&yard, &lyon.node, &lyon, &deeds.node_hold, &deeds.sku).await?;
    for id in [&first[1].hub_hold, &first[0].hub_hold, &second[0].hub_hold] {
        let found = hub.get(&format!("/v1/reservations/{id}")).await?;
        ensure!(found["state"] == "active", "a hold that everybody knew is gone: {found}");
    }
    until_status(yard.hub(), &sold, "shipped").await?;
    until_status(yard.hub(), &unheard, "processing").await?;
    ensure!(task_of(&lyon.node, &unheard).await.is_ok(), "the order that LYON had not heard of");
    sells_out(&yard, 2).await?;
    yard.close().await?;
    Ok("the clone takes the warehouse that meets it, the original is fenced there and recovers by backup, restore, unfence".into())
}

fn quic(port: &Option<String>) -> Result<SocketAddr> {
    Ok(port.as_deref().context("no quic port")?.parse()?)
}
