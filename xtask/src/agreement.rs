//! I-5 from outside: with the links up and nothing written, hub and nodes come to show the same.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::api::{Api, int, list, text};
use crate::world::{Scene, Site};

/// On hand, reserved, available, damaged.
pub type Stock = [i64; 4];
const FIELDS: [&str; 4] = ["quantity", "reservedQuantity", "availableQuantity", "damagedQuantity"];
const PAUSE: Duration = Duration::from_millis(200);
/// Longer than the hub's tick, in which it acts by itself.
const QUIET: Duration = Duration::from_millis(300);
const PENDING: [&str; 3] = ["pendingCells", "pendingEntries", "pendingDocuments"];

/// One warehouse at rest, or what keeps it from rest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Level {
    /// What the hub shows, by SKU; cells of nothing but zeros are left out.
    pub hub: BTreeMap<String, Stock>,
    /// Cells that hub and node show differently, for people.
    pub differing: Vec<String>,
    /// What waits on the link, for people; empty at rest.
    pub waiting: String,
}

impl Level {
    pub fn is_level(&self) -> bool {
        self.differing.is_empty() && self.waiting.is_empty()
    }
}

/// Looks until every warehouse is level, at most `within`; the last look, by warehouse.
pub async fn agree(scene: &Scene, within: Duration) -> Result<BTreeMap<&'static str, Level>> {
    let end = Instant::now() + within;
    let mut levels = BTreeMap::new();
    for site in &scene.sites {
        loop {
            let over = Instant::now() > end;
            let level = look(&scene.hub, site, over).await?;
            if level.is_level() || over {
                levels.insert(site.id(), level);
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
    Ok(levels)
}

/// Waits until neither side has anything that the other has not acknowledged, twice in a row: what arrives may cause more.
pub async fn rest(scene: &Scene, within: Duration) -> Result<()> {
    let end = Instant::now() + within;
    let mut quiet = 0;
    while quiet < 2 {
        let levels = agree(scene, within).await?;
        if let Some((warehouse, level)) = levels.iter().find(|(_, level)| !level.is_level()) {
            bail!("{warehouse} does not come to rest: {level:?}");
        }
        let nodes = scene.hub.get("/v1/nodes").await?;
        let waits = |node: &Value| node["online"] != true || PENDING.iter().any(|field| int(node, field) != 0);
        quiet = if list(&nodes, "items").iter().any(waits) { 0 } else { quiet + 1 };
        if Instant::now() > end {
            bail!("the hub does not come to rest: {nodes}");
        }
        tokio::time::sleep(QUIET).await;
    }
    Ok(())
}

/// While something waits there is nothing to compare yet, but the last look must show all.
async fn look(hub: &Api, site: &Site, last: bool) -> Result<Level> {
    let waiting = waiting(&site.node.get("/v1/link").await?);
    if !waiting.is_empty() && !last {
        return Ok(Level { waiting, ..Level::default() });
    }
    let (there, here) = (cells(hub, site.id()).await?, cells(&site.node, site.id()).await?);
    let differing = differences(&there, &here);
    Ok(Level { hub: there, differing, waiting })
}

fn waiting(link: &Value) -> String {
    let pending: i64 = ["pendingCells", "pendingEntries"].iter().map(|field| int(link, field)).sum();
    if link["online"] == true && pending == 0 { String::new() } else { link.to_string() }
}

/// All cells of a warehouse that hold anything.
async fn cells(api: &Api, warehouse: &str) -> Result<BTreeMap<String, Stock>> {
    let items = api.pages(&format!("/v1/warehouses/{warehouse}/inventory"), "").await?;
    let stocks = items.iter().map(|item| (text(item, "sku").to_owned(), FIELDS.map(|field| int(item, field))));
    Ok(stocks.filter(|(_, stock)| stock.iter().any(|units| *units != 0)).collect())
}

fn differences(hub: &BTreeMap<String, Stock>, node: &BTreeMap<String, Stock>) -> Vec<String> {
    let zero = Stock::default();
    let skus: BTreeSet<_> = hub.keys().chain(node.keys()).collect();
    let pairs = skus.into_iter().map(|sku| (sku, hub.get(sku).unwrap_or(&zero), node.get(sku).unwrap_or(&zero)));
    pairs.filter(|(_, h, n)| h != n).map(|(sku, h, n)| format!("{sku}: hub {h:?}, node {n:?}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_link_rests_when_it_is_online_and_nothing_waits() {
        assert_eq!(waiting(&json!({"online": true, "pendingCells": 0, "pendingEntries": 0})), "");
        assert_ne!(waiting(&json!({"online": false, "pendingCells": 0, "pendingEntries": 0})), "");
        assert_ne!(waiting(&json!({"online": true, "pendingCells": 0, "pendingEntries": 3})), "");
    }

    #[test]
    fn a_cell_that_one_side_lacks_differs() {
        let hub = BTreeMap::from([("a".to_owned(), [1, 0, 1, 0]), ("b".to_owned(), [2, 0, 2, 0])]);
        let node = BTreeMap::from([("a".to_owned(), [1, 0, 1, 0]), ("c".to_owned(), [3, 0, 3, 0])]);
        assert_eq!(differences(&hub, &node).len(), 2);
        assert!(differences(&hub, &hub).is_empty());
    }
}
