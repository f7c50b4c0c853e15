//! What every cell is played in: a hub and its nodes, their copies, and the ways to lose a store and to bring it back.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tokio::task::block_in_place;

use super::deeds::PARTS;
use crate::agreement::rest;
use crate::api::{Api, Ask, list, text};
use crate::catalogue::product_body;
use crate::closing::halt;
use crate::crash::restart;
use crate::process::Server;
use crate::stage::Stage;
use crate::workspace::Programs;
use crate::world::{Site, World};

/// What is to happen by itself happens within this.
pub const WITHIN: Duration = Duration::from_secs(40);
pub const PAUSE: Duration = Duration::from_millis(50);

/// One of the servers of a yard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Node(usize),
    Hub,
}

#[derive(Debug)]
pub struct Yard {
    pub world: World,
    pub stage: Arc<Stage>,
    copies: usize,
}

impl Yard {
    /// All joined, a copy of each store taken before any node was ever served, then online, with a catalogue.
    pub async fn open(programs: &Programs, warehouses: usize) -> Result<Self> {
        let copy = |dir: &Path, server: &Server| back_up(server, &first_copy(dir, server));
        let world = World::start_after(programs, warehouses, copy).await?;
        let stage = Stage::new(world.scene.with_patience(Duration::from_secs(10)));
        for n in 0..warehouses * PARTS {
            stage.scene.hub.must(Ask::post("/v1/products", product_body(n))).await?;
        }
        Ok(Self { world, stage, copies: 0 })
    }

    pub fn server(&mut self, who: Who) -> &mut Server {
        match who {
            Who::Node(at) => &mut self.world.nodes[at],
            Who::Hub => &mut self.world.hub,
        }
    }

    pub fn hub(&self) -> &Api {
        &self.stage.scene.hub
    }

    pub fn site(&self, at: usize) -> Site {
        self.stage.scene.sites[at].clone()
    }

    /// The copy of before the first sync.
    pub fn first_copy(&mut self, who: Who) -> PathBuf {
        let dir = self.world.dir().to_owned();
        first_copy(&dir, self.server(who))
    }

    /// A copy of a store that is being served.
    pub fn copy(&mut self, who: Who) -> Result<PathBuf> {
        self.copies += 1;
        let file = self.world.dir().join(format!("{}.backup", self.copies));
        back_up(self.server(who), &file)?;
        Ok(file)
    }

    /// SIGKILL; the disk is gone, and the copy takes its place. What `restore` told the person who said it.
    pub fn replace(&mut self, who: Who, copy: &Path) -> Result<String> {
        let server = self.server(who);
        block_in_place(|| server.kill());
        restore(server, copy)
    }

    pub async fn start(&mut self, who: Who) -> Result<()> {
        restart(self.server(who)).await
    }

    /// All that either side has done is acknowledged by the other.
    pub async fn settle(&self) -> Result<()> {
        rest(&self.stage.scene, WITHIN).await
    }

    /// The warehouse's entry in the list of nodes.
    pub async fn node(&self, at: usize) -> Result<Value> {
        let nodes = self.stage.scene.hub.get("/v1/nodes").await?;
        let found = list(&nodes, "items").iter().find(|node| text(node, "warehouseId") == self.site(at).id());
        found.cloned().with_context(|| format!("{} is no node", self.site(at).id()))
    }

    pub async fn until_online(&self, at: usize, online: bool) -> Result<()> {
        let end = Instant::now() + WITHIN;
        while self.site(at).online().await? != online {
            ensure!(Instant::now() < end, "{} is not online: {online}", self.site(at).id());
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Waits until the hub has fenced a warehouse; its entry in the list of nodes.
    pub async fn until_fenced(&self, at: usize) -> Result<Value> {
        let end = Instant::now() + WITHIN;
        loop {
            let node = self.node(at).await?;
            if node["fenced"] == true {
                return Ok(node);
            }
            ensure!(Instant::now() < end, "nobody is fenced: {node}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits for the word of the hub's stream.
    pub async fn hub_says(&self, word: &str) -> Result<Vec<String>> {
        self.stage.scene.hub.events("/v1/events", word, WITHIN).await
    }

    /// Waits for the word of the node's stream.
    pub async fn node_says(&self, at: usize, word: &str) -> Result<Vec<String>> {
        self.site(at).node.events("/v1/stream", word, WITHIN).await
    }

    /// The SKUs on a store's list of recounts, with the reason of each.
    pub fn recounts(&mut self, who: Who) -> Result<Vec<(String, String)>> {
        let told = block_in_place(|| self.server(who).run(&["recounts"], &[]))?;
        let read = |line: &str| {
            let mut fields = line.split('\t').skip(1);
            let sku = fields.next().unwrap_or_default().to_owned();
            (sku, fields.nth(1).unwrap_or_default().to_owned())
        };
        Ok(told.lines().map(read).collect())
    }

    /// The list of recounts is these SKUs, and no others.
    pub fn recounts_are(&mut self, who: Who, skus: &[String]) -> Result<()> {
        let told: Vec<String> = self.recounts(who)?.into_iter().map(|(sku, _)| sku).collect();
        let mut skus = skus.to_vec();
        skus.sort();
        ensure!(told == skus, "to be counted are {told:?}, and not {skus:?}");
        Ok(())
    }

    /// The verdict on books, orders and parcels, with `verify` on each store, served and then stopped.
    pub async fn close(mut self) -> Result<()> {
        halt(&self.world, &self.stage).await?;
        let findings = self.world.stop_and_verify();
        if !findings.is_empty() {
            bail!("{}", findings.join("; "));
        }
        Ok(())
    }
}

fn first_copy(dir: &Path, server: &Server) -> PathBuf {
    dir.join(format!("{}-first.backup", server.name))
}

fn back_up(server: &Server, file: &Path) -> Result<()> {
    let path = file.to_str().context("a path that is no text")?;
    block_in_place(|| server.run(&["backup"], &[path])).map(drop)
}

/// Fills the data directory of a server that does not run.
pub fn restore(server: &Server, copy: &Path) -> Result<String> {
    let path = copy.to_str().context("a path that is no text")?;
    fs::remove_dir_all(&server.data)?;
    block_in_place(|| server.told(&["restore"], &[path])).map(|(_, said)| said)
}

/// A copy of a data directory that nobody serves, file by file.
pub fn clone_files(from: &Server, to: &Server) -> Result<()> {
    fs::create_dir(&to.data)?;
    for file in fs::read_dir(&from.data)? {
        let file = file?;
        fs::copy(file.path(), to.data.join(file.file_name()))?;
    }
    Ok(())
}

/// What a person was told must hold this.
pub fn says(told: &str, words: &str) -> Result<()> {
    ensure!(told.contains(words), "{told:?} does not say {words:?}");
    Ok(())
}
