//! Restores in the same harness: stores copied while they serve, then a server killed and put back from an older copy.
//!
//! What both sides had acknowledged must be there again by itself. What the other side never heard of is lost with the
//! store, and terminals and shops send it again, as they do in life.

mod copies;
mod holds;
mod known;
mod service;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{Journals, restart};
use crate::agreement::rest;
use crate::api::{Answer, Api, Ask};
use crate::closing::halt;
use crate::show::Board;
use crate::stage::{Crew, Stage};
use crate::world::World;
use crate::writers;

use copies::Copies;
use holds::Holds;
use known::Known;

const SETTLED_WITHIN: Duration = Duration::from_secs(60);
/// The hub is the last of the servers.
const HUB: usize = super::WAREHOUSES;

/// How often, and how badly.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extent {
    pub times: usize,
    pub twofold: bool,
}

/// A run of restores.
#[derive(Debug)]
pub struct Restores<'a> {
    world: &'a mut World,
    stage: Arc<Stage>,
    journals: &'a Journals,
    chance: ChaCha8Rng,
    copies: Copies,
    /// Whether the hub may come back from before a node's loss: what the node learned of it again, both have lost then.
    twofold: bool,
    holds: Holds,
    told: Told,
}

/// Figures for the summary.
#[derive(Debug, Default)]
struct Told {
    nodes: u64,
    hubs: u64,
    backups: u64,
    replayed: u64,
    forgotten_orders: u64,
    slowest: Duration,
}

/// Restores so many times; figures for the summary. Errors where a server does not come back with all it must know.
pub async fn restores(
    world: &mut World,
    stage: &Arc<Stage>,
    journals: &Journals,
    Extent { times, twofold }: Extent,
    seed: u64,
) -> Result<Vec<String>> {
    if times == 0 {
        return Ok(Vec::new());
    }
    service::open(stage).await?;
    let copies = Copies::new(world)?;
    let chance = ChaCha8Rng::seed_from_u64(seed);
    let (stage, holds) = (stage.clone(), Holds::default());
    let mut run = Restores { world, stage, journals, chance, copies, twofold, holds, told: Told::default() };
    let mut board = Board::new(false, Some(times as u64));
    for round in 0..times {
        board.status(round as u64, || format!("{round}/{times} restores, {} backups", run.told.backups));
        let victim = run.chance.random_range(0..=HUB);
        let name = run.world.server(victim).name.clone();
        run.round(victim).await.with_context(|| format!("restore {} of {times}, {name}", round + 1))?;
    }
    board.finish();
    Ok(run.told.lines(&run.holds))
}

impl Restores<'_> {
    /// Work with backups, rest, work that only the victim hears of, its end, and its return from a copy.
    async fn round(&mut self, victim: usize) -> Result<()> {
        self.work_and_copy().await?;
        let known = Known::look(&self.stage).await?;
        let unheard: Vec<_> = match self.chance.random() {
            true => self.unheard_work(victim).await,
            false => Vec::new(),
        };
        self.bring_back(victim).await?;
        let back = Instant::now();
        self.stage.scene.heal();
        service::answers_again(&self.stage, victim).await?;
        self.told.slowest = self.told.slowest.max(back.elapsed());
        self.settle().await?;
        self.told.forgotten_orders += known.is_there(&self.stage, victim == HUB).await?;
        let api = self.api(victim).clone();
        self.holds.look(&self.stage, &api, self.journals.of(victim)).await?;
        self.send_again(victim, unheard).await?;
        let seed = self.seed();
        service::sends_again(&self.stage, victim, seed).await?;
        halt(self.world, &self.stage).await
    }

    /// Everybody works; each server is copied at a moment of its own. Then all is heard by both sides.
    async fn work_and_copy(&mut self) -> Result<()> {
        let seed = self.seed();
        let crew = writers::crew(&self.stage, seed);
        let mut servers: Vec<usize> = (0..=HUB).collect();
        while !servers.is_empty() {
            tokio::time::sleep(Duration::from_millis(self.chance.random_range(50..700))).await;
            let server = servers.swap_remove(self.chance.random_range(0..servers.len()));
            self.copies.take(self.world.server(server), server)?;
            self.told.backups += 1;
        }
        // The copies grow old.
        tokio::time::sleep(Duration::from_millis(self.chance.random_range(300..1_500))).await;
        crew.end().await;
        self.settle().await
    }

    async fn settle(&self) -> Result<()> {
        rest(&self.stage.scene, SETTLED_WITHIN).await
    }

    fn api(&self, server: usize) -> &Api {
        self.stage.scene.sites.get(server).map_or(&self.stage.scene.hub, |site| &site.node)
    }

    fn seed(&mut self) -> u64 {
        self.chance.random_range(0..1_000_000)
    }

    /// The victim is cut off, and its clients work on; what it answered them, in order.
    async fn unheard_work(&mut self, victim: usize) -> Vec<(Ask, Answer)> {
        let journal = self.journals.of(victim);
        let from = journal.len();
        let seed = self.seed();
        let crew = match victim {
            HUB => {
                self.stage.scene.sites.iter().for_each(|site| site.relay.cut());
                let mut crew = Crew::new(&self.stage);
                crew.add(|stage, shift| writers::customers(stage, shift, seed));
                crew
            }
            node => {
                self.stage.scene.sites[node].relay.cut();
                writers::floors(&self.stage, seed, node..node + 1)
            }
        };
        tokio::time::sleep(Duration::from_millis(self.chance.random_range(200..1_200))).await;
        crew.end().await;
        journal.since(from)
    }

    /// SIGKILL, and its data directory made anew from any of its copies; now and then twice, before anybody hears of it.
    async fn bring_back(&mut self, victim: usize) -> Result<()> {
        let again = if self.chance.random::<f64>() < 0.25 { 2 } else { 1 };
        if again > 1 {
            self.stage.scene.sites.iter().for_each(|site| site.relay.cut());
        }
        for _ in 0..again {
            let server = self.world.server(victim);
            tokio::task::block_in_place(|| server.kill());
            let (copy, of) = self.copies.put_back(server, victim, &mut self.chance)?;
            println!("{} is put back from copy {copy} of {of}", server.name);
            restart(server).await?;
        }
        match victim {
            HUB => self.told.hubs += again,
            _ => {
                self.told.nodes += again;
                if !self.twofold {
                    self.copies.pass_over(HUB);
                }
            }
        }
        Ok(())
    }

    /// Clients keep what they sent until it was heard by both sides, and send it again to a server that lost it.
    async fn send_again(&mut self, victim: usize, unheard: Vec<(Ask, Answer)>) -> Result<()> {
        let api = self.api(victim).clone();
        // An order's id is new in the hub's new life: a cancel of the lost one would name nothing.
        let may = |(ask, first): &(Ask, Answer)| first.ok() && (victim != HUB || ask.path == "/v1/orders");
        for (ask, first) in unheard.into_iter().filter(may) {
            let again = api.insist(&ask).await?;
            let sold_meanwhile = victim == HUB && again.status == 409;
            if !again.ok() && !sold_meanwhile {
                self.stage.problem(format!(
                    "{ask} was answered {} before the restore, and then {} {}",
                    first.status, again.status, again.body
                ));
            }
            self.told.replayed += 1;
        }
        Ok(())
    }
}

impl Told {
    fn lines(&self, holds: &Holds) -> Vec<String> {
        vec![
            format!("{:>9} restores of nodes, {} of the hub, {} backups", self.nodes, self.hubs, self.backups),
            format!("{:>9} writes of which the other side had not heard, sent again", self.replayed),
            format!("{:>9} orders without a task that a restored hub forgot", self.forgotten_orders),
            format!("{:>9} holds that a restored side forgot, {} that came back", holds.forgotten, holds.returned),
            format!("{:>9.1} s at most until a restored server served again", self.slowest.as_secs_f64()),
        ]
    }
}
