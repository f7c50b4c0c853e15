//! A hub and a node with a link between them, straight over loopback or through a relay.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::task::block_in_place;

use super::load::{Line, sku};
use super::stand::{HubStand, admin_key, receive_each, sum};
use crate::api::{Api, Ask, cell_path, int, list};
use crate::catalogue::{PLACES, warehouse_body};
use crate::process::Server;
use crate::relay::Relay;
use crate::workspace::Programs;

pub const WAREHOUSE: &str = PLACES[0].id;
const LEVEL_WITHIN: Duration = Duration::from_secs(180);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Both sides run, the node holds one unit of each SKU, and the hub holds all that the node has told.
#[derive(Debug)]
pub struct Pair {
    pub hub: HubStand,
    pub node: Server,
    pub node_api: Api,
    pub relay: Option<Relay>,
}

impl Pair {
    /// `relayed`: the link goes through a relay, which is clear at first.
    pub async fn open(programs: &Programs, skus: usize, relayed: bool) -> Result<Self> {
        let hub = HubStand::open_bare(programs, skus).await?;
        hub.api().must(Ask::post("/v1/warehouses", warehouse_body(&PLACES[0]))).await?;
        let mut node = Server::new("node", programs.node.clone(), hub.dir());
        let quic = hub.server().ports.quic.clone().context("the hub has no quic=")?;
        let relay = match relayed {
            true => Some(Relay::open(quic.parse().with_context(|| quic.clone())?, 1).await?),
            false => None,
        };
        let address = relay.as_ref().map_or(quic, |relay| relay.address.to_string());
        block_in_place(|| {
            let token = hub.server().run(&["enroll"], &[WAREHOUSE])?;
            node.run(&["join"], &["--hub", &address, &token])?;
            node.start()
        })?;
        let node_api = node.api()?;
        receive_each(&node_api, skus).await?;
        let pair = Self { hub, node, node_api, relay };
        pair.level().await?;
        println!("a hub and a node with {skus} SKUs stand, their link is up");
        Ok(pair)
    }

    pub fn node_key(&self) -> Result<String> {
        admin_key(&self.node)
    }

    /// Waits until neither side has anything that the other does not hold.
    pub async fn level(&self) -> Result<()> {
        let end = Instant::now() + LEVEL_WITHIN;
        loop {
            let told = self.node_api.get("/v1/link").await?;
            let here = ["pendingCells", "pendingEntries"].iter().map(|field| int(&told, field)).sum::<i64>();
            let told = self.hub.api().get("/v1/nodes").await?;
            let there = list(&told, "items").first().map(waiting);
            if here == 0 && there == Some(0) {
                return Ok(());
            }
            if Instant::now() > end {
                bail!("not level after {LEVEL_WITHIN:?}: {here} pending at the node, {there:?} at the hub");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Units on hand are as many at both, and as many as they should be.
    pub async fn check(&self, units: i64) -> Result<()> {
        self.level().await?;
        let (here, there) = (sum(&self.node_api, WAREHOUSE, "quantity").await?, self.hub_units().await?);
        if (here, there) != (units, units) {
            bail!("{units} units were received: the node has {here}, the hub {there}");
        }
        Ok(())
    }

    /// Waits until the hub knows of so many units.
    pub async fn until_hub_has(&self, units: i64) -> Result<()> {
        let end = Instant::now() + LEVEL_WITHIN;
        while self.hub_units().await? != units {
            if Instant::now() > end {
                bail!("the hub does not know of {units} units after {LEVEL_WITHIN:?}");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(())
    }

    pub async fn hub_units(&self) -> Result<i64> {
        sum(self.hub.api(), WAREHOUSE, "quantity").await
    }

    /// Says goodbye on both sides.
    pub fn stop(&mut self) -> Result<()> {
        block_in_place(|| self.node.stop())?;
        self.hub.stop()
    }

    /// A way to see single scans arrive, with this pause between two looks.
    pub async fn eye(&self, pause: Duration) -> Result<Eye> {
        Ok(Eye {
            node: Line::open(&self.node.ports.http).await?,
            hub: Line::open(&self.hub.http()).await?,
            node_key: self.node_key()?,
            hub_key: self.hub.key()?,
            pause,
            scans: 0,
        })
    }
}

/// What waits for a node, and whether it is there, as the hub tells.
fn waiting(node: &Value) -> i64 {
    let pending = ["pendingCells", "pendingEntries", "pendingDocuments"];
    let away = i64::from(node["online"] != true);
    away + pending.iter().map(|field| int(node, field)).sum::<i64>()
}

/// One connection to each side, kept.
#[derive(Debug)]
pub struct Eye {
    node: Line,
    hub: Line,
    node_key: String,
    hub_key: String,
    pause: Duration,
    pub scans: u64,
}

/// How long a scan took, from just before it was posted.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Until the node had answered it.
    pub answered: Duration,
    /// Until a read at the hub showed it: it is asked again and again.
    pub visible: Duration,
}

impl Eye {
    /// Connections that stood idle are closed by the servers after a while.
    pub async fn reopen(&mut self, pair: &Pair) -> Result<()> {
        self.node = Line::open(&pair.node.ports.http).await?;
        self.hub = Line::open(&pair.hub.http()).await?;
        Ok(())
    }

    /// Receives one unit and waits until the hub has it.
    pub async fn scan(&mut self, n: usize) -> Result<Seen> {
        let cell = cell_path(WAREHOUSE, &sku(n));
        let before = on_hand(self.hub.get(&cell, &self.hub_key).await?)?;
        self.scans += 1;
        let body = format!(r#"{{"reference":"seen","lines":[{{"sku":"{}","quantity":1}}]}}"#, sku(n));
        let key = format!("seen-{}-{n}", self.scans);
        let posted = Instant::now();
        let (status, _) = self.node.post("/v1/receipts", &self.node_key, &key, body.as_bytes()).await?;
        let answered = posted.elapsed();
        if status != 201 {
            bail!("a scan was answered {status}");
        }
        while on_hand(self.hub.get(&cell, &self.hub_key).await?)? == before {
            if posted.elapsed() > LEVEL_WITHIN {
                bail!("a scan was not seen at the hub");
            }
            if !self.pause.is_zero() {
                tokio::time::sleep(self.pause).await;
            }
        }
        Ok(Seen { answered, visible: posted.elapsed() })
    }
}

fn on_hand((status, body): (u16, &[u8])) -> Result<i64> {
    if status != 200 {
        bail!("a cell was answered {status}");
    }
    Ok(int(&serde_json::from_slice(body)?, "quantity"))
}
