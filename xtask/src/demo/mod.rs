//! `cargo xtask demo`: a hub and three warehouses at work, on links that fail.

mod shop;
mod yard;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use crate::api::{Ask, text};
use crate::closing::close;
use crate::ending::Ending;
use crate::floor::{Habits, pickers, until_idle};
use crate::show::Board;
use crate::stage::{Crew, Stage};
use crate::weather::storms;
use crate::workspace::Programs;
use crate::world::World;
use crate::{catalogue, setup};

const WAREHOUSES: usize = 3;
const CUSTOMERS: u64 = 2;
const HABITS: Habits = Habits { short: 0.03, hands: 2, rest: Duration::from_millis(100), scans: true };
/// After the last order the floors go on for a moment, so that what was sold can leave.
const LAST_PARCELS: Duration = Duration::from_secs(10);

/// Runs until Ctrl-C, or for `seconds`; errors unless the verdict is good.
pub fn demo(seconds: Option<u64>, headless: bool) -> Result<()> {
    setup::setup()?;
    let programs = Programs::build()?;
    tokio::runtime::Runtime::new()?.block_on(play(&programs, seconds, headless))
}

async fn play(programs: &Programs, seconds: Option<u64>, headless: bool) -> Result<()> {
    let mut asked_to_end = Ending::listen()?;
    let world = tokio::select! {
        world = World::start(programs, WAREHOUSES) => world?,
        () = asked_to_end.come() => return Ok(()),
    };
    let stage = Stage::new(world.scene.clone());
    tokio::select! {
        opened = yard::open(&stage) => opened?,
        () = asked_to_end.come() => return Ok(()),
    }
    introduce(&world).await?;
    let (mut floors, mut shop) = (Crew::new(&stage), Crew::new(&stage));
    for (seed, site) in stage.scene.sites.iter().cloned().enumerate() {
        let keeper = site.clone();
        floors.add(|stage, shift| pickers(stage, shift, site, seed as u64, HABITS));
        shop.add(|stage, shift| yard::keepers(stage, shift, keeper, 100 + seed as u64));
    }
    for seed in 0..CUSTOMERS {
        shop.add(|stage, shift| shop::customers(stage, shift, seed));
    }
    shop.add(|stage, shift| storms(stage, shift, 11, 4_000));
    watch(&stage, seconds, headless, &mut asked_to_end).await;
    shop.end().await;
    stage.scene.heal();
    // Being asked a second time means now.
    tokio::select! {
        () = last_parcels(&stage) => {}
        () = asked_to_end.come() => {}
    }
    floors.end().await;
    tokio::select! {
        verdict = close(world, stage, &[]) => verdict,
        () = asked_to_end.come() => anyhow::bail!("ended before the verdict"),
    }
}

/// Waits until what was sold has left and forgotten baskets have expired. What is not done in time may stay open.
async fn last_parcels(stage: &Stage) {
    tokio::time::sleep(Duration::from_secs(shop::BASKET_SECONDS + 1)).await;
    let _ = until_idle(stage, LAST_PARCELS).await;
}

async fn introduce(world: &World) -> Result<()> {
    println!("dashboard           http://{}/", world.hub.ports.http);
    println!("  sign in with the key in {}; the API is described at /docs", world.hub.data.join("admin.key").display());
    for (node, site) in world.nodes.iter().zip(&world.scene.sites) {
        // within ten minutes, a browser that opens it is a terminal of that warehouse
        let device = json!({ "name": "Demo terminal", "role": "supervisor" });
        let pairing = site.node.must(Ask::post("/v1/pairings", device)).await?;
        let code = text(&pairing, "code");
        println!("terminal {:<10} http://{}/#/pair?code={code}", site.id(), node.ports.http);
        println!("  administrator's key in {}", node.data.join("admin.key").display());
    }
    println!("{} products; logs in {}", catalogue::ITEMS.len(), world.dir().display());
    Ok(())
}

/// Shows what goes on until time is up or somebody asks for the end.
async fn watch(stage: &Arc<Stage>, seconds: Option<u64>, headless: bool, asked: &mut Ending) {
    let started = Instant::now();
    let mut board = Board::new(headless, None);
    let mut tick = tokio::time::interval(Duration::from_millis(200));
    let is_over = |started: Instant| seconds.is_some_and(|seconds| started.elapsed().as_secs() >= seconds);
    while !is_over(started) {
        board.status(started.elapsed().as_secs(), || status(stage, started.elapsed()));
        tokio::select! {
            _ = tick.tick() => {}
            () = asked.come() => break,
        }
    }
    board.finish();
}

fn status(stage: &Stage, time: Duration) -> String {
    let t = &stage.tally;
    format!(
        "{:>4} s: {} orders, {} waited, {} refused, {} parcels, {} scans, {} short picks, {} link cuts",
        time.as_secs(),
        t.placed.get(),
        t.backordered.get(),
        t.refused.get(),
        t.parcels.get(),
        t.scans.get(),
        t.shorts.get(),
        t.cuts.get()
    )
}
