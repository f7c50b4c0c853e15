//! `cargo xtask crash`: servers killed again and again under load; what was answered must still be true.

mod check;
pub mod restores;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::task::block_in_place;

use crate::api::Journal;
use crate::closing::close;
use crate::process::Server;
use crate::show::Board;
use crate::stage::Stage;
use crate::workspace::Programs;
use crate::world::{Scene, World};
use crate::writers;

use restores::Extent;

const WAREHOUSES: usize = 2;
/// How long hub and nodes may take to agree that have agreed a moment ago.
const SETTLED_AT_ONCE: Duration = Duration::from_secs(10);
const START_TRIES: usize = 20;

/// Kills `kills` times, then restores; errors unless nothing that must last was lost, sold twice or
/// left apart.
pub fn crash(kills: usize, restores: Extent) -> Result<()> {
    crate::setup::setup()?;
    let programs = Programs::build()?;
    crate::ending::block_on(play(&programs, kills, restores))
}

/// The journals of the hub and of each node.
#[derive(Debug, Default)]
pub struct Journals {
    hub: Arc<Journal>,
    nodes: Vec<Arc<Journal>>,
}

async fn play(programs: &Programs, kills: usize, restores: Extent) -> Result<()> {
    let seed: u64 = rand::random_range(0..1_000_000);
    println!(
        "killing {kills} times, restoring {} times; the choice of victims and moments has the seed {seed}",
        restores.times
    );
    let mut world = World::start(programs, WAREHOUSES).await?;
    let (scene, journals) = journalled(&world.scene);
    let stage = Stage::new(scene);
    writers::open(&stage).await?;
    let crew = writers::crew(&stage, seed);
    kill_and_restart(&mut world, &stage, kills, seed).await?;
    crew.end().await;
    let mut more = check::answered_is_true(&stage, &world.scene, &journals).await?;
    more.extend(restores::restores(&mut world, &stage, &journals, restores, seed).await?);
    close(world, stage, &more).await
}

impl Journals {
    /// Of a server by its number; the hub is the last.
    fn of(&self, server: usize) -> &Journal {
        self.nodes.get(server).unwrap_or(&self.hub)
    }
}

fn journalled(scene: &Scene) -> (Scene, Journals) {
    let mut journals = Journals::default();
    let mut scene = scene.clone();
    scene.hub = scene.hub.with_journal(journals.hub.clone());
    for site in &mut scene.sites {
        let journal = Arc::<Journal>::default();
        site.node = site.node.with_journal(journal.clone());
        journals.nodes.push(journal);
    }
    (scene, journals)
}

async fn kill_and_restart(world: &mut World, stage: &Stage, kills: usize, seed: u64) -> Result<()> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let mut board = Board::new(false, Some(kills as u64));
    let started = Instant::now();
    for kill in 0..kills {
        let t = &stage.tally;
        let told = || {
            format!(
                "{kill}/{kills} kills, {} orders, {} parcels, {} scans",
                t.placed.get(),
                t.parcels.get(),
                t.scans.get()
            )
        };
        board.status(kill as u64, told);
        tokio::time::sleep(Duration::from_millis(chance.random_range(100..1_100))).await;
        let servers = world.nodes.len() + 1;
        let victim = world.servers().nth(chance.random_range(0..servers)).context("no server to kill")?;
        block_in_place(|| victim.kill());
        tokio::time::sleep(Duration::from_millis(chance.random_range(0..300))).await;
        restart(victim).await?;
    }
    board.finish();
    println!("{kills} kills in {:.0} s", started.elapsed().as_secs_f64());
    Ok(())
}

/// On the same ports, which something else may have borrowed for a moment.
pub async fn restart(server: &mut Server) -> Result<()> {
    let mut tried = 0;
    loop {
        match block_in_place(|| server.start()) {
            Ok(()) => return Ok(()),
            Err(problem) if tried >= START_TRIES || !problem.to_string().contains("in use") => {
                return Err(problem.context("no restart after a kill"));
            }
            Err(_) => tried += 1,
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
