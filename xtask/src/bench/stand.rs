//! What is measured: a hub with stocked warehouses, and a node that works alone.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tempfile::TempDir;
use tokio::task::{JoinSet, block_in_place};

use super::load::sku;
use crate::api::{Api, Ask, int};
use crate::catalogue::{PLACES, warehouse_body};
use crate::process::Server;
use crate::workspace::Programs;

const WAREHOUSES: usize = 3;
pub const UNITS: i64 = 1_000_000;
const ROWS: usize = 500;
const RECEIPT_LINES: usize = 100;
const AT_ONCE: usize = 32;
const KNOWN_WITHIN: Duration = Duration::from_secs(120);

/// A hub whose three warehouses have no nodes yet, each holding every SKU.
#[derive(Debug)]
pub struct HubStand {
    hub: Server,
    api: Api,
    dir: TempDir,
}

impl HubStand {
    pub async fn open(programs: &Programs, skus: usize) -> Result<Self> {
        Self::with(programs, skus, WAREHOUSES, UNITS).await
    }

    /// A hub that knows the products and has no warehouse.
    pub async fn open_bare(programs: &Programs, skus: usize) -> Result<Self> {
        Self::with(programs, skus, 0, 0).await
    }

    /// One warehouse with ten units of each SKU.
    pub async fn open_one(programs: &Programs, skus: usize) -> Result<Self> {
        Self::with(programs, skus, 1, 10).await
    }

    async fn with(programs: &Programs, skus: usize, warehouses: usize, units: i64) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("holdfast-bench-").tempdir()?;
        let mut hub = Server::new("hub", programs.hub.clone(), dir.path());
        block_in_place(|| hub.start())?;
        let api = hub.api()?;
        introduce(&api, skus).await?;
        for place in &PLACES[..warehouses] {
            api.must(Ask::post("/v1/warehouses", warehouse_body(place))).await?;
            for first in (0..skus).step_by(ROWS) {
                let row = |n| json!({ "sku": sku(n), "quantity": units });
                let items: Vec<_> = (first..skus.min(first + ROWS)).map(row).collect();
                let path = format!("/v1/warehouses/{}/inventory/batch", place.id);
                api.must(Ask::post(path, json!({ "items": items }))).await?;
            }
        }
        println!("a hub with {skus} SKUs in each of {warehouses} warehouses stands");
        Ok(Self { hub, api, dir })
    }

    pub fn http(&self) -> String {
        self.hub.ports.http.clone()
    }

    pub fn api(&self) -> &Api {
        &self.api
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub fn stop(&mut self) -> Result<()> {
        block_in_place(|| self.hub.stop()).map(drop)
    }

    pub fn start(&mut self) -> Result<()> {
        block_in_place(|| self.hub.start())
    }

    pub fn server(&self) -> &Server {
        &self.hub
    }

    /// What its process has spent until now.
    pub fn cost(&self) -> Result<Cost> {
        Cost::of(self.hub.id().context("the hub does not run")?)
    }

    pub fn key(&self) -> Result<String> {
        admin_key(&self.hub)
    }

    /// Every order answered holds its two units.
    pub async fn check(&self, orders: u64) -> Result<()> {
        let mut reserved = 0;
        for place in &PLACES[..WAREHOUSES] {
            reserved += sum(&self.api, place.id, "reservedQuantity").await?;
        }
        if reserved != 2 * orders as i64 {
            bail!("{orders} orders of two units answered, {reserved} units reserved");
        }
        Ok(())
    }
}

async fn introduce(api: &Api, skus: usize) -> Result<()> {
    let mut asks = JoinSet::new();
    for n in 0..skus {
        if asks.len() >= AT_ONCE
            && let Some(done) = asks.join_next().await
        {
            let _: serde_json::Value = done??;
        }
        let body = json!({ "sku": sku(n), "name": format!("Bench item {n}"), "price": { "amount": "12.50", "currency": "GBP" } });
        let api = api.clone();
        asks.spawn(async move { api.must(Ask::post("/v1/products", body)).await });
    }
    while let Some(done) = asks.join_next().await {
        done??;
    }
    Ok(())
}

/// Processor time, and bytes written to files (what goes to sockets is sent, and not among them).
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    pub cpu_seconds: f64,
    pub written: u64,
}

impl Cost {
    pub fn of(process: u32) -> Result<Self> {
        let threads = fs::read_dir(format!("/proc/{process}/task"))?.flatten();
        let of_thread = |task: fs::DirEntry| -> Option<u64> {
            fs::read_to_string(task.path().join("schedstat")).ok()?.split(' ').next()?.parse().ok()
        };
        let nanos: u64 = threads.filter_map(of_thread).sum();
        let io = fs::read_to_string(format!("/proc/{process}/io"))?;
        let line = io.lines().find_map(|line| line.strip_prefix("wchar: ")).context("no wchar")?;
        Ok(Self { cpu_seconds: nanos as f64 / 1e9, written: line.trim().parse()? })
    }

    pub fn since(&self, before: &Self) -> Self {
        Self { cpu_seconds: self.cpu_seconds - before.cpu_seconds, written: self.written - before.written }
    }
}

/// A node that has learnt the hub's products, holds each of them, and has lost the hub.
#[derive(Debug)]
pub struct NodeStand {
    node: Server,
    api: Api,
    warehouse: &'static str,
    opening: i64,
}

impl NodeStand {
    pub async fn open(programs: &Programs, hub: &mut HubStand, skus: usize) -> Result<Self> {
        let place = PLACES.get(WAREHOUSES).context("no warehouse left")?;
        hub.api.must(Ask::post("/v1/warehouses", warehouse_body(place))).await?;
        let mut node = Server::new("node", programs.node.clone(), hub.dir.path());
        let quic = hub.hub.ports.quic.clone().context("the hub has no quic=")?;
        block_in_place(|| {
            let token = hub.hub.run(&["enroll"], &[place.id])?;
            node.run(&["join"], &["--hub", &quic, &token])?;
            node.start()
        })?;
        let stand = Self { api: node.api()?, node, warehouse: place.id, opening: skus as i64 };
        receive_each(&stand.api, skus).await?;
        block_in_place(|| hub.hub.stop())?;
        println!("a node with {skus} SKUs stands, its hub out of reach");
        Ok(stand)
    }

    pub fn http(&self) -> String {
        self.node.ports.http.clone()
    }

    pub fn key(&self) -> Result<String> {
        admin_key(&self.node)
    }

    /// Every scan answered is a unit on hand.
    pub async fn check(&self, scans: u64) -> Result<()> {
        let on_hand = sum(&self.api, self.warehouse, "quantity").await?;
        if on_hand != self.opening + scans as i64 {
            bail!("{} units and {scans} scans answered, {on_hand} on hand", self.opening);
        }
        Ok(())
    }

    /// Resident memory of the node's process.
    pub fn resident_mib(&self) -> Result<f64> {
        resident_mib(self.node.id().context("the node does not run")?)
    }
}

/// Receives one unit of each SKU at a node; a product that is still on its way there is asked for again.
pub async fn receive_each(node: &Api, skus: usize) -> Result<()> {
    let end = Instant::now() + KNOWN_WITHIN;
    for first in (0..skus).step_by(RECEIPT_LINES) {
        let lines: Vec<_> =
            (first..skus.min(first + RECEIPT_LINES)).map(|n| json!({ "sku": sku(n), "quantity": 1 })).collect();
        loop {
            let ask = Ask::post("/v1/receipts", json!({ "reference": "opening", "lines": lines }));
            let answer = node.insist(&ask).await?;
            if answer.slug() != "not-found" || Instant::now() > end {
                answer.must(&ask)?;
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    Ok(())
}

/// Resident memory of a process.
pub fn resident_mib(process: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

pub fn admin_key(server: &Server) -> Result<String> {
    Ok(fs::read_to_string(server.data.join("admin.key"))?.trim().to_owned())
}

pub async fn sum(api: &Api, warehouse: &str, field: &str) -> Result<i64> {
    let cells = api.pages(&format!("/v1/warehouses/{warehouse}/inventory"), "").await?;
    Ok(cells.iter().map(|cell| int(cell, field)).sum())
}
