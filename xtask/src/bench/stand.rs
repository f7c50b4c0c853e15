//! What is measured: a hub with stocked warehouses, and a node that works alone.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::{JoinSet, block_in_place};

use super::load::{Line, sku};
use super::pour;
use crate::api::{Api, Ask, int};
use crate::catalogue::{PLACES, Place, warehouse_body};
use crate::process::{Around, Server};
use crate::workspace::Programs;

const WAREHOUSES: usize = 3;
pub const UNITS: i64 = 1_000_000;
const ROWS: usize = 500;
const RECEIPT_LINES: usize = 100;
const KNOWN_WITHIN: Duration = Duration::from_secs(120);

/// What a hub is filled with.
#[derive(Debug, Clone)]
pub struct Plan {
    pub skus: usize,
    pub warehouses: Vec<Depot>,
    /// Of each SKU in each warehouse.
    pub units: i64,
    pub around: Around,
}

impl Plan {
    pub fn of(skus: usize) -> Self {
        let warehouses = PLACES[..WAREHOUSES].iter().map(Depot::at).collect();
        Self { skus, warehouses, units: UNITS, around: Around::default() }
    }

    pub fn cells(&self) -> usize {
        self.skus * self.warehouses.len()
    }

    /// Requests that put the stock there.
    fn batches(&self) -> impl Iterator<Item = (String, Vec<u8>)> + Send + 'static {
        let Self { skus, units, .. } = *self;
        let warehouses = self.warehouses.clone();
        warehouses.into_iter().flat_map(move |depot| {
            let path = format!("/v1/warehouses/{}/inventory/batch", depot.id);
            (0..skus).step_by(ROWS).map(move |first| {
                let row = |n| json!({ "sku": sku(n), "quantity": units });
                let items: Vec<_> = (first..skus.min(first + ROWS)).map(row).collect();
                (path.clone(), json!({ "items": items }).to_string().into_bytes())
            })
        })
    }
}

/// A warehouse of the bench.
#[derive(Debug, Clone)]
pub struct Depot {
    pub id: String,
    body: Value,
}

impl Depot {
    fn at(place: &Place) -> Self {
        Self { id: place.id.to_owned(), body: warehouse_body(place) }
    }

    /// The n-th of many, spread over the lands that the orders come from.
    pub fn numbered(n: usize) -> Self {
        let id = format!("DEPOT-{n:02}");
        let (lat, lon) = (42.0 + (n * 7 % 18) as f64, -4.0 + (n * 5 % 16) as f64);
        let location = json!({ "address": format!("{n} Dock Road"), "lat": lat, "lon": lon });
        Self { body: json!({ "id": id, "name": format!("Depot {n}"), "location": location }), id }
    }
}

/// A hub whose warehouses have no nodes yet, each holding every SKU.
#[derive(Debug)]
pub struct HubStand {
    hub: Server,
    api: Api,
    dir: TempDir,
    warehouses: Vec<Depot>,
}

impl HubStand {
    pub async fn open(programs: &Programs, skus: usize) -> Result<Self> {
        Self::fill(programs, Plan::of(skus)).await
    }

    /// A hub that knows the products and has no warehouse.
    pub async fn open_bare(programs: &Programs, skus: usize) -> Result<Self> {
        Self::fill(programs, Plan { warehouses: Vec::new(), ..Plan::of(skus) }).await
    }

    /// One warehouse with ten units of each SKU.
    pub async fn open_one(programs: &Programs, skus: usize) -> Result<Self> {
        Self::fill(programs, Plan { warehouses: vec![Depot::at(&PLACES[0])], units: 10, ..Plan::of(skus) }).await
    }

    pub async fn fill(programs: &Programs, plan: Plan) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("holdfast-bench-").tempdir()?;
        let mut hub = Server::new("hub", programs.hub.clone(), dir.path()).within(plan.around.clone());
        block_in_place(|| hub.start())?;
        let api = hub.api()?;
        let (http, key) = (hub.ports.http.clone(), admin_key(&hub)?);
        let product = |n| json!({ "sku": sku(n), "name": format!("Bench item {n}"), "price": { "amount": "12.50", "currency": "GBP" } });
        let products = move |n| ("/v1/products".to_owned(), product(n).to_string().into_bytes());
        pour::pour((&http, &key), "products", plan.skus, (0..plan.skus).map(products)).await?;
        for depot in &plan.warehouses {
            api.must(Ask::post("/v1/warehouses", depot.body.clone())).await?;
        }
        let batches = plan.skus.div_ceil(ROWS) * plan.warehouses.len();
        pour::pour((&http, &key), "batches of stock", batches, plan.batches()).await?;
        println!("a hub with {} SKUs in each of {} warehouses stands", plan.skus, plan.warehouses.len());
        Ok(Self { hub, api, dir, warehouses: plan.warehouses })
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
        block_in_place(|| self.hub.stop())
    }

    /// As a power cut would end it.
    pub fn kill(&mut self) {
        self.hub.kill();
    }

    /// Starts it again, without a question whether it answers.
    pub fn begin(&mut self) -> Result<()> {
        block_in_place(|| self.hub.start())
    }

    /// Starts it again; seconds until it has said that it is ready and has answered a request.
    pub async fn start(&mut self) -> Result<f64> {
        let started = Instant::now();
        block_in_place(|| self.hub.start())?;
        let (key, depot) = (self.key()?, self.warehouses.first().context("no warehouse")?);
        let path = format!("/v1/warehouses/{}/inventory/{}", depot.id, sku(0));
        let mut line = Line::open(&self.http()).await?;
        let (status, _) = line.get(&path, &key).await?;
        ensure!(status == 200, "the first request after a start was answered {status}");
        Ok(started.elapsed().as_secs_f64())
    }

    /// Its data directory.
    pub fn data(&self) -> &Path {
        &self.hub.data
    }

    /// Checks the whole store; an error says what does not hold.
    pub fn verify(&self) -> Result<()> {
        block_in_place(|| self.hub.run(&["verify"], &[])).map(drop)
    }

    pub fn server(&self) -> &Server {
        &self.hub
    }

    /// What its process has spent until now.
    pub fn cost(&self) -> Result<Cost> {
        Cost::of(self.hub.id().context("the hub does not run")?)
    }

    pub fn resident_mib(&self) -> Result<f64> {
        resident_mib(self.hub.id().context("the hub does not run")?)
    }

    pub fn key(&self) -> Result<String> {
        admin_key(&self.hub)
    }

    /// Every order answered holds its two units.
    pub async fn check(&self, orders: u64) -> Result<()> {
        self.check_units(2 * orders).await
    }

    /// So many units are reserved in all cells, and no cell has more than it holds.
    pub async fn check_units(&self, units: u64) -> Result<()> {
        let mut sums = JoinSet::new();
        for depot in &self.warehouses {
            sums.spawn(pour::reserved(self.http(), self.key()?, depot.id.clone()));
        }
        let mut reserved = 0;
        while let Some(sum) = sums.join_next().await {
            reserved += sum??;
        }
        ensure!(reserved == units, "{units} units were ordered and answered, {reserved} are reserved");
        Ok(())
    }
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
