//! Documents that both sides edit while the link is dead.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::round::Round;
use crate::api::{Ask, escaped, list, text};

const EDITS: usize = 20;

/// Twenty edits on each side of the same product: different fields, the same field, the list of barcodes, the text of a note.
/// Nothing is lost, both sides come to show the same, and what was written on both sides can be seen and settled.
pub async fn edited_on_both_sides(round: &Round<'_>) -> Result<()> {
    let start = json!({ "barcodes": [round.gtin(0)], "handlingNotes": "Keep dry.", "attributes": { "colour": "red" } });
    let sku = round.product_with("vase", start).await?;
    let path = format!("/v1/products/{}", escaped(&sku));
    round.shows(round.node(), &path, "/handlingNotes", "Keep dry.").await?;
    round.middle().await?;
    for edit in 0..EDITS / 4 {
        let hub = [
            json!({ "description": format!("written at the hub, {edit}") }),
            json!({ "attributes": { format!("hub{edit}"): edit } }),
            json!({ "name": format!("Vase of the hub {edit}") }),
            json!({ "barcodes": barcodes(round, &path, &round.hub, 10 + edit).await? }),
        ];
        for patch in hub {
            round.twice(&round.hub, Ask::patch(&path, patch)).await?;
        }
        let node = [
            json!({ "attributes": { format!("floor{edit}"): edit } }),
            json!({ "name": format!("Vase of the floor {edit}") }),
            json!({ "handlingNotes": format!("{} Floor {edit}.", notes(round, &path).await?) }),
        ];
        for patch in node {
            round.twice(round.node(), Ask::patch(&path, patch)).await?;
        }
        let code = round.gtin(20 + edit);
        round.twice(round.node(), Ask::post(format!("{path}/barcodes"), json!({ "code": code }))).await?;
        if !round.is_cut() {
            // the list that the hub writes next is the one it sees then
            let told = async || Ok(list(&round.hub.get(&path).await?, "barcodes").iter().any(|found| *found == code));
            round.until("the hub hears of the barcode", told).await?;
        }
    }
    round.evening().await?;
    same_on_both_sides(round, &path).await?;
    let shown = round.hub.get(&path).await?;
    for edit in 0..EDITS / 4 {
        for side in ["hub", "floor"] {
            ensure!(shown["attributes"][format!("{side}{edit}")] == edit, "an attribute is lost: {shown}");
        }
        for code in [10 + edit, 20 + edit] {
            let code = round.gtin(code);
            ensure!(list(&shown, "barcodes").iter().any(|found| *found == code), "{code} is lost: {shown}");
        }
        let noted = format!("Floor {edit}.");
        ensure!(text(&shown, "handlingNotes").contains(&noted), "a note is lost: {shown}");
    }
    if round.is_cut() {
        settled(round, &path).await?;
    }
    let stale = Ask::patch(&path, json!({ "name": null }));
    round.refused(round.node(), stale, 422, "invalid-request").await?;
    Ok(())
}

/// The codes that a side knows of, and one more.
async fn barcodes(round: &Round<'_>, path: &str, api: &crate::api::Api, more: usize) -> Result<Vec<Value>> {
    let mut codes = list(&api.get(path).await?, "barcodes").to_vec();
    codes.push(round.gtin(more).into());
    Ok(codes)
}

async fn notes(round: &Round<'_>, path: &str) -> Result<String> {
    Ok(text(&round.node().get(path).await?, "handlingNotes").to_owned())
}

/// The name was written on both sides: each shows the other's, until one of them is written again.
async fn settled(round: &Round<'_>, path: &str) -> Result<()> {
    let conflicts = format!("{path}/conflicts");
    for api in [&round.hub, round.node()] {
        let shown = api.get(&conflicts).await?;
        let name = list(&shown, "items").iter().find(|item| item["pointer"] == "/name");
        let values = name.map_or(&[][..], |item| list(item, "values"));
        ensure!(values.len() == 2, "the two names are not shown: {shown}");
    }
    round.twice(round.node(), Ask::patch(path, json!({ "name": "A vase at last" }))).await?;
    round.evening().await?;
    for api in [&round.hub, round.node()] {
        let shown = api.get(&conflicts).await?;
        ensure!(list(&shown, "items").iter().all(|item| item["pointer"] != "/name"), "not settled: {shown}");
    }
    round.shows(&round.hub, path, "/name", "A vase at last").await.map(drop)
}

async fn same_on_both_sides(round: &Round<'_>, path: &str) -> Result<()> {
    let fields = ["name", "description", "barcodes", "attributes", "handlingNotes", "price"];
    let (hub, node) = (round.hub.get(path).await?, round.node().get(path).await?);
    for field in fields {
        ensure!(hub[field] == node[field], "{field} differs: {} at the hub, {} at the node", hub[field], node[field]);
    }
    Ok(())
}
