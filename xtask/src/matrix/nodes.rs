//! A node's store is lost, or there twice. The link is the project's own relay; "cut" is a cable that is out.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tokio::task::block_in_place;

use super::deeds::{
    Deeds, goods, hold_stands, must_hold, pick, pick_ask, refused, send, ship_ask, until_status, wait_and_see, work,
};
use super::known::Known;
use super::selling::sells_out;
use super::yard::{Who, Yard, clone_files, says};
use crate::api::{Ask, cell_path, text};
use crate::floor::{Goods, count, receive};
use crate::workspace::Programs;

const NODE: Who = Who::Node(0);
const TOLD: &str = "restored the node of LEEDS; it changes no stock before it has met its hub";

/// The packed parcel of a part leaves, which an older copy does not know.
async fn send_packed(yard: &Yard, at: usize, deeds: &Deeds) -> Result<()> {
    send(yard, &yard.site(at), &deeds.packed, &deeds.sku, 1).await
}

/// With the link cut, a floor does what it never tells: goods come, and the open parcel of a part leaves.
async fn unheard(yard: &Yard, deeds: &Deeds) -> Result<()> {
    let node = yard.site(0).node;
    let body = json!({ "reference": "unheard", "lines": [{ "sku": deeds.sku, "quantity": 5 }] });
    node.must(Ask::post("/v1/receipts", body)).await?;
    pick(&node, &deeds.open.task, &deeds.sku, 1).await?;
    node.must(ship_ask(&deeds.open.task)).await.map(drop)
}

/// What the person does about it: counts what the list names, and cancels the order whose parcel is out.
async fn counted(yard: &Yard, deeds: &Deeds) -> Result<()> {
    count(&yard.stage, &yard.site(0), &deeds.sku, 5 - 1).await?;
    let cancel = Ask::post(format!("/v1/orders/{}/cancel", deeds.open.order), json!({}));
    yard.hub().must(cancel).await?;
    until_status(yard.hub(), &deeds.open.order, "canceled").await?;
    yard.settle().await
}

/// The node's own hold that was made after the copy is forgotten; the hub's stands.
async fn own_hold_is_forgotten(yard: &Yard, known: &mut Known, deeds: &Deeds) -> Result<()> {
    let site = yard.site(0);
    ensure!(
        !hold_stands(yard, &site.node, &site, &deeds.node_hold, &deeds.sku).await?,
        "a hold of after the copy stands"
    );
    known.without_hold(site.id(), &deeds.sku);
    must_hold(yard, yard.hub(), &site, &deeds.hub_hold, &deeds.sku).await?;
    Ok(())
}

/// The node is put back from a copy, starts, meets its hub, and has its past again.
async fn come_back(yard: &mut Yard, copy: &Path) -> Result<()> {
    says(&yard.replace(NODE, copy)?, TOLD)?;
    yard.start(NODE).await?;
    yard.site(0).relay.heal();
    recovered(yard).await
}

/// Waits until the node has its past back.
async fn recovered(yard: &Yard) -> Result<()> {
    let told = yard.node_says(0, "NodeRecovered").await?;
    ensure!(told.iter().any(|word| word == "NodeRestored"), "the floor's stream tells of no restore: {told:?}");
    yard.hub_says("NodeRestored").await?;
    yard.settle().await?;
    ensure!(yard.node(0).await?["fenced"] == false, "the warehouse is fenced");
    Ok(())
}

/// The copy is of before the node ever synced, and the last things it did nobody heard.
pub async fn before_sync(programs: Programs) -> Result<String> {
    let mut yard = Yard::open(&programs, 1).await?;
    let parts = [work(&yard, 0, 0).await?, work(&yard, 0, 1).await?];
    send_packed(&yard, 0, &parts[0]).await?;
    yard.settle().await?;
    let mut known = Known::look(&yard).await?;
    yard.site(0).relay.cut();
    unheard(&yard, &parts[1]).await?;
    let copy = yard.first_copy(NODE);
    come_back(&mut yard, &copy).await?;
    for deeds in &parts {
        own_hold_is_forgotten(&yard, &mut known, deeds).await?;
    }
    known.is_there(&yard).await?;
    yard.recounts_are(NODE, &[goods(0, 0), goods(0, 1)])?;
    counted(&yard, &parts[1]).await?;
    yard.recounts_are(NODE, &[goods(0, 0)])?;
    sells_out(&yard, 2).await?;
    yard.close().await?;
    Ok("all that was heard is back, 5 units in and a parcel out that nobody heard of are counted, 2 holds are forgotten".into())
}

/// Everything was heard when the store was lost.
pub async fn after_sync(programs: Programs) -> Result<String> {
    let mut yard = Yard::open(&programs, 1).await?;
    let first = work(&yard, 0, 0).await?;
    let copy = yard.copy(NODE)?;
    let second = work(&yard, 0, 1).await?;
    send_packed(&yard, 0, &first).await?;
    let site = yard.site(0);
    site.node.must(Ask::delete(format!("/v1/reservations/{}", first.node_hold))).await?;
    yard.stage.ghost.held(site.id(), &first.sku, -1);
    yard.settle().await?;
    let mut known = Known::look(&yard).await?;
    come_back(&mut yard, &copy).await?;
    let hold = site.node.get(&format!("/v1/reservations/{}", first.node_hold)).await?;
    ensure!(hold["state"] == "released", "a hold that was let go is back: {hold}");
    own_hold_is_forgotten(&yard, &mut known, &second).await?;
    known.is_there(&yard).await?;
    let gone = ship_ask(&first.packed.task);
    refused(&yard.site(0).node, gone, "wrong-state").await?;
    yard.recounts_are(NODE, &[goods(0, 0), goods(0, 1)])?;
    sells_out(&yard, 2).await?;
    yard.close().await?;
    Ok("nothing is lost but a hold made after the copy; a parcel that has left does not leave again".into())
}

/// Put back, at work again, lost again, and put back from the same old copy.
pub async fn twice(programs: Programs) -> Result<String> {
    let mut yard = Yard::open(&programs, 1).await?;
    let first = work(&yard, 0, 0).await?;
    yard.settle().await?;
    let copy = yard.copy(NODE)?;
    let mut lost = Vec::new();
    for part in 1..=2 {
        let deeds = work(&yard, 0, part).await?;
        yard.settle().await?;
        let mut known = Known::look(&yard).await?;
        yard.site(0).relay.cut();
        unheard(&yard, &deeds).await?;
        come_back(&mut yard, &copy).await?;
        own_hold_is_forgotten(&yard, &mut known, &deeds).await?;
        known.is_there(&yard).await?;
        lost.push(deeds);
    }
    yard.recounts_are(NODE, &[goods(0, 0), goods(0, 1), goods(0, 2)])?;
    for deeds in &lost {
        counted(&yard, deeds).await?;
    }
    send_packed(&yard, 0, &first).await?;
    sells_out(&yard, 3).await?;
    yard.close().await?;
    Ok("both lives are back, each without what it told nobody".into())
}

/// The cable stays out after the restore: the floor receives, and nothing else; the hub sells on with the rights it holds.
pub async fn link_down(programs: Programs) -> Result<String> {
    let mut yard = Yard::open(&programs, 1).await?;
    let first = work(&yard, 0, 0).await?;
    let copy = yard.copy(NODE)?;
    let second = work(&yard, 0, 1).await?;
    yard.settle().await?;
    let mut known = Known::look(&yard).await?;
    let site = yard.site(0);
    site.relay.cut();
    says(&yard.replace(NODE, &copy)?, TOLD)?;
    yard.start(NODE).await?;
    receive(&yard.stage, &site, "while the link is down", &[Goods::sellable(&first.sku, 3)]).await?;
    known.add(site.id(), &first.sku, [3, 0, 3, 0]);
    refused(&site.node, pick_ask(&first.open.task, &first.sku, 1), "fenced").await?;
    refused(&site.node, ship_ask(&first.packed.task), "fenced").await?;
    let hold = Ask::post(format!("{}/reserve", cell_path(site.id(), &first.sku)), json!({ "quantity": 1 }));
    refused(&site.node, hold, "fenced").await?;
    let tally = Ask::post("/v1/counts", json!({ "lines": [{ "sku": first.sku, "counted": 1 }] }));
    refused(&site.node, tally, "fenced").await?;
    ensure!(!site.online().await?, "the node says that it has the hub");
    let sold = super::deeds::order(&yard, &second.sku, 1).await?;
    known.add(site.id(), &second.sku, [0, 1, -1, 0]);
    site.relay.heal();
    recovered(&yard).await?;
    own_hold_is_forgotten(&yard, &mut known, &second).await?;
    known.is_there(&yard).await?;
    send_packed(&yard, 0, &first).await?;
    until_status(yard.hub(), &sold, "processing").await?;
    sells_out(&yard, 2).await?;
    until_status(yard.hub(), &sold, "shipped").await?;
    yard.close().await?;
    Ok("it received, and refused the rest with `fenced`, until it met the hub; the hub sold on meanwhile".into())
}

/// The disk died, and there is no backup: a new machine joins in the place of the old one.
pub async fn no_backup(programs: Programs) -> Result<String> {
    let mut yard = Yard::open(&programs, 1).await?;
    let parts = [work(&yard, 0, 0).await?, work(&yard, 0, 1).await?];
    send_packed(&yard, 0, &parts[0]).await?;
    yard.settle().await?;
    let mut known = Known::look(&yard).await?;
    yard.site(0).relay.cut();
    unheard(&yard, &parts[1]).await?;
    block_in_place(|| yard.server(NODE).kill());
    std::fs::remove_dir_all(&yard.server(NODE).data)?;
    yard.site(0).relay.heal();

    let refusal = join(&mut yard, &[]).err().map(|error| error.to_string()).unwrap_or_default();
    says(&refusal, "`revoke` it first")?;
    block_in_place(|| yard.world.hub.run(&["revoke"], &["LEEDS"]))?;
    says(&join(&mut yard, &[])?, "joined as the node of LEEDS, in the place of one that is lost")?;
    yard.start(NODE).await?;
    let api = yard.server(NODE).api()?;
    Arc::get_mut(&mut yard.stage).context("somebody is at work")?.scene.sites[0].node = api;
    recovered(&yard).await?;
    ensure!(yard.node(0).await?["revoked"] == false, "the new machine is revoked");
    for deeds in &parts {
        own_hold_is_forgotten(&yard, &mut known, deeds).await?;
    }
    known.is_there(&yard).await?;
    yard.recounts_are(NODE, &[goods(0, 0), goods(0, 1)])?;
    counted(&yard, &parts[1]).await?;

    // revoked by mistake: the machine is let in again, with all that is in its store
    block_in_place(|| yard.world.hub.run(&["revoke"], &["LEEDS"]))?;
    yard.until_online(0, false).await?;
    work_offline(&yard, &parts[0]).await?;
    block_in_place(|| yard.server(NODE).stop())?;
    says(&join(&mut yard, &["--again"])?, "known to the hub anew as the node of LEEDS; its store is as it was")?;
    yard.start(NODE).await?;
    yard.settle().await?;
    sells_out(&yard, 2).await?;
    yard.close().await?;
    Ok("a new machine takes the place of one that is revoked, and gets back all that the hub had heard".into())
}

/// What a floor does that is out of touch, and tells later.
async fn work_offline(yard: &Yard, deeds: &Deeds) -> Result<()> {
    let site = yard.site(0);
    receive(&yard.stage, &site, "while it is revoked", &[Goods::sellable(&deeds.sku, 3)]).await?;
    pick(&site.node, &deeds.open.task, &deeds.sku, 1).await?;
    send(yard, &site, &deeds.open, &deeds.sku, 1).await
}

/// Enrols the node's data directory with a new token; what the person was told.
fn join(yard: &mut Yard, more: &[&str]) -> Result<String> {
    let address = yard.site(0).relay.address.to_string();
    block_in_place(|| {
        let token = yard.world.hub.run(&["enroll"], &["LEEDS"])?;
        let words = [&["--hub", &address, &token][..], more].concat();
        yard.world.nodes[0].told(&["join"], &words).map(|(_, said)| said)
    })
}

/// A copy of the disk is started beside the original. Once the person keeps the original, and once the copy.
pub async fn cloned(programs: Programs) -> Result<String> {
    let mut yard = Yard::open(&programs, 1).await?;
    work(&yard, 0, 0).await?;
    yard.settle().await?;
    block_in_place(|| yard.server(NODE).stop())?;
    let mut twin = yard.server(NODE).twin("node-twin");
    clone_files(yard.server(NODE), &twin)?;
    yard.start(NODE).await?;
    let second = work(&yard, 0, 1).await?;
    yard.settle().await?;
    let mut known = Known::look(&yard).await?;

    block_in_place(|| twin.start())?;
    fenced(&yard).await?;
    block_in_place(|| twin.stop())?;
    unfence(&yard)?;
    yard.settle().await?;
    // where the copy met the hub first, it gave back what a hold that it did not know stood on
    let site = yard.site(0);
    if !hold_stands(&yard, &site.node, &site, &second.node_hold, &second.sku).await? {
        known.without_hold(site.id(), &second.sku);
    }
    known.is_there(&yard).await?;
    let third = work(&yard, 0, 2).await?;
    yard.settle().await?;
    let known = Known::look(&yard).await?;

    // once more, and now the original is switched off: the copy goes on in its place, at its address
    block_in_place(|| yard.server(NODE).stop())?;
    std::fs::remove_dir_all(&twin.data)?;
    clone_files(yard.server(NODE), &twin)?;
    yard.start(NODE).await?;
    yard.settle().await?;
    block_in_place(|| twin.start())?;
    fenced(&yard).await?;
    block_in_place(|| twin.stop().and_then(|()| yard.server(NODE).stop()))?;
    std::fs::remove_dir_all(&yard.server(NODE).data)?;
    std::fs::rename(&twin.data, &yard.server(NODE).data)?;
    unfence(&yard)?;
    yard.start(NODE).await?;
    yard.settle().await?;
    known.is_there(&yard).await?;
    send_packed(&yard, 0, &third).await?;
    sells_out(&yard, 3).await?;
    yard.close().await?;
    Ok("the warehouse is fenced; with one of the two switched off, `unfence` brings it back, whichever it is".into())
}

/// Two machines claim to be the node: nothing is promised there, and everybody is told.
async fn fenced(yard: &Yard) -> Result<()> {
    yard.until_fenced(0).await?;
    yard.hub_says("NodeFenced").await?;
    let (hub, site) = (yard.hub(), yard.site(0));
    wait_and_see().await;
    let node = yard.node(0).await?;
    says(text(&node, "reason"), "two stores claim to be the same replica").with_context(|| node.to_string())?;
    let order = Ask::post("/v1/orders", super::deeds::order_body(&goods(0, 0), 1, false));
    refused(hub, order, "insufficient-stock").await?;
    let adjust = Ask::patch(cell_path(site.id(), &goods(0, 0)), json!({ "adjust": 1, "reason": "found" }));
    refused(hub, adjust, "fenced").await
}

fn unfence(yard: &Yard) -> Result<()> {
    let (_, said) = block_in_place(|| yard.world.hub.told(&["unfence"], &["LEEDS"]))?;
    says(&said, "LEEDS is no longer fenced")
}
