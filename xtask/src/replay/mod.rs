//! `cargo xtask replay`: a retailer's real order lines through the public APIs of a hub and its warehouses.

mod account;
mod buyers;
mod plan;
mod run;

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use xtask::line;

use crate::closing::close;
use crate::floor::{Habits, pickers, until_idle};
use crate::stage::{Crew, Stage};
use crate::weather::storms;
use crate::workspace::{Programs, rerun_in_release};
use crate::world::World;

const SEED: u64 = 20_101_201;
const HABITS: Habits = Habits { short: 0.01, hands: 6, rest: Duration::from_millis(50), scans: false };
const IDLE_WITHIN: Duration = Duration::from_secs(180);

/// Replays at most `limit` lines of a gzipped CSV; errors unless all are accounted for and the verdict is good.
pub fn replay(file: &Path, warehouses: usize, limit: Option<usize>) -> Result<()> {
    crate::setup::setup()?;
    let mut words = vec!["replay".to_owned(), file.display().to_string(), format!("--warehouses={warehouses}")];
    words.extend(limit.map(|limit| format!("--limit={limit}")));
    if rerun_in_release(&words)? {
        return Ok(());
    }
    let open = File::open(file).with_context(|| format!("no data to replay: {}", file.display()))?;
    let read =
        line::read(GzDecoder::new(open), limit.unwrap_or(usize::MAX)).with_context(|| file.display().to_string())?;
    let plan = plan::plan(read, warehouses, SEED);
    let programs = Programs::build()?;
    crate::ending::block_on(play(&programs, plan, warehouses))
}

async fn play(programs: &Programs, mut plan: plan::Plan, warehouses: usize) -> Result<()> {
    let started = Instant::now();
    let world = World::start(programs, warehouses).await?;
    let stage = Stage::new(world.scene.clone());
    println!("{} lines: {} products, {} steps", plan.account.read, plan.products.len(), plan.steps.len());
    run::open(&stage, &plan).await?;
    println!("products and opening stock are in after {:.1} s", started.elapsed().as_secs_f64());
    let (mut floors, mut weather) = (Crew::new(&stage), Crew::new(&stage));
    for (seed, site) in stage.scene.sites.iter().cloned().enumerate() {
        floors.add(|stage, shift| pickers(stage, shift, site, SEED + seed as u64, HABITS));
    }
    weather.add(|stage, shift| storms(stage, shift, SEED, 5_000));
    let asked = run::run(&stage, &mut plan).await?;
    println!("all steps are done after {:.1} s; the floors finish", started.elapsed().as_secs_f64());
    weather.end().await;
    stage.scene.heal();
    until_idle(&stage, IDLE_WITHIN).await?;
    run::settle_cancels(&stage, &mut plan.account, asked).await?;
    until_idle(&stage, IDLE_WITHIN).await?;
    floors.end().await;
    plan.account.balance()?;
    let mut more = plan.account.lines();
    more.push(format!("time               {:>9.1} s", started.elapsed().as_secs_f64()));
    close(world, stage, &more).await
}
