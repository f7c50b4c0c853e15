//! A hub and warehouses, each with a node behind a relay: set up as a customer would, and brought to its end.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;
use tokio::task::block_in_place;

use crate::api::{Api, Ask};
use crate::catalogue::{PLACES, Place, warehouse_body};
use crate::process::Server;
use crate::relay::Relay;
use crate::workspace::Programs;

const ONLINE_WITHIN: Duration = Duration::from_secs(30);

/// One warehouse as actors see it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Site {
    pub place: Place,
    pub node: Api,
    pub relay: Relay,
}

impl Site {
    pub fn id(&self) -> &'static str {
        self.place.id
    }

    /// Whether the node says that it has the hub.
    pub async fn online(&self) -> Result<bool> {
        Ok(self.node.get("/v1/link").await?["online"] == true)
    }
}

/// All that actors talk to. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Scene {
    pub hub: Api,
    pub sites: Vec<Site>,
}

impl Scene {
    /// The same, seen by clients who wait as long as that.
    pub fn with_patience(&self, patience: Duration) -> Self {
        let mut scene = self.clone();
        scene.hub = scene.hub.with_patience(patience);
        for site in &mut scene.sites {
            site.node = site.node.with_patience(patience);
        }
        scene
    }

    pub fn heal(&self) {
        self.sites.iter().for_each(|site| site.relay.calm());
    }
}

/// The processes and their folder, gone with it.
#[derive(Debug)]
pub struct World {
    pub hub: Server,
    pub nodes: Vec<Server>,
    pub scene: Scene,
    dir: TempDir,
}

impl World {
    /// Starts a hub and `warehouses` nodes, joined and online.
    pub async fn start(programs: &Programs, warehouses: usize) -> Result<Self> {
        Self::start_after(programs, warehouses, |_, _| Ok(())).await
    }

    /// The same; `before` is done with the hub and with each node when all have joined and no node has been served yet.
    pub async fn start_after(
        programs: &Programs,
        warehouses: usize,
        before: impl Fn(&Path, &Server) -> Result<()>,
    ) -> Result<Self> {
        if !(1..=PLACES.len()).contains(&warehouses) {
            bail!("between 1 and {} warehouses", PLACES.len());
        }
        let dir = tempfile::Builder::new().prefix("holdfast-").tempdir()?;
        let mut hub = Server::new("hub", programs.hub.clone(), dir.path());
        block_in_place(|| hub.start())?;
        let api = hub.api()?;
        let (mut nodes, mut relays) = (Vec::new(), Vec::new());
        for (seed, place) in PLACES[..warehouses].iter().enumerate() {
            api.must(Ask::post("/v1/warehouses", warehouse_body(place))).await?;
            let (node, relay) = join(&hub, programs.node.clone(), dir.path(), *place, seed as u64).await?;
            nodes.push(node);
            relays.push(relay);
        }
        block_in_place(|| nodes.iter().chain([&hub]).try_for_each(|server| before(dir.path(), server)))?;
        let mut sites = Vec::new();
        for ((node, relay), place) in nodes.iter_mut().zip(relays).zip(PLACES) {
            block_in_place(|| node.start())?;
            sites.push(Site { place: *place, node: node.api()?, relay });
        }
        for site in &sites {
            await_online(site).await?;
        }
        Ok(Self { hub, nodes, scene: Scene { hub: api, sites }, dir })
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// A server by its number: the nodes, then the hub.
    pub fn server(&mut self, number: usize) -> &mut Server {
        self.nodes.get_mut(number).unwrap_or(&mut self.hub)
    }

    pub fn servers(&mut self) -> impl Iterator<Item = &mut Server> {
        self.nodes.iter_mut().chain([&mut self.hub])
    }

    /// Ends all with SIGTERM, then runs `verify` on each store; what was found, none where all is well.
    pub fn stop_and_verify(&mut self) -> Vec<String> {
        let mut findings = Vec::new();
        block_in_place(|| {
            for server in self.servers() {
                findings.extend(server.stop().err().map(|e| format!("{e:#}")));
            }
        });
        findings.extend(block_in_place(|| self.verify()));
        findings
    }

    /// Runs `verify` on each store, served or not; what was found.
    pub fn verify(&self) -> Vec<String> {
        let servers = self.nodes.iter().chain([&self.hub]);
        servers.filter_map(|server| server.run(&["verify"], &[]).err()).map(|e| format!("{e:#}")).collect()
    }
}

async fn join(hub: &Server, program: PathBuf, dir: &Path, place: Place, seed: u64) -> Result<(Server, Relay)> {
    let quic = hub.ports.quic.as_deref().context("the hub's ready line names no quic=")?;
    let relay = Relay::open(quic.parse().with_context(|| quic.to_owned())?, seed).await?;
    let address = relay.address.to_string();
    let node = Server::new(&format!("node-{}", place.id.to_lowercase()), program, dir);
    // The relay runs on this runtime while the commands block one of its threads.
    block_in_place(|| {
        let token = hub.run(&["enroll"], &[place.id])?;
        node.run(&["join"], &["--hub", &address, &token])
    })?;
    Ok((node, relay))
}

async fn await_online(site: &Site) -> Result<()> {
    let end = Instant::now() + ONLINE_WITHIN;
    while !site.online().await? {
        if Instant::now() > end {
            bail!("{} is not online after {} s", site.id(), ONLINE_WITHIN.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
