//! `cargo xtask rough`: hub and nodes at work over links and beside servers in every bad state; each spell must end well.

mod trial;
mod weathers;

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::closing::close;
use crate::stage::Stage;
use crate::workspace::Programs;
use crate::world::World;
use crate::writers;

use trial::Trial;

const WAREHOUSES: usize = 2;
/// A client waits out the longest stop, and then as long as ever.
const PATIENCE_AFTER: Duration = Duration::from_secs(60);

/// Goes through every weather, the hub stopped for `stop` seconds in one; errors unless each ends with a good verdict.
pub fn rough(fast: bool, stop: u64) -> Result<()> {
    crate::setup::setup()?;
    let programs = Programs::build()?;
    crate::ending::block_on(play(&programs, fast, Duration::from_secs(stop)))
}

async fn play(programs: &Programs, fast: bool, stop: Duration) -> Result<()> {
    let seed: u64 = rand::random_range(0..1_000_000);
    println!("what is done has the seed {seed}");
    let started = Instant::now();
    let world = World::start(programs, WAREHOUSES).await?;
    let stage = Stage::new(world.scene.with_patience(stop * 2 + PATIENCE_AFTER));
    writers::open(&stage).await?;
    let mut trial = Trial::new(world, stage, seed, if fast { 0.5 } else { 1.0 });
    trial.under("clean", weathers::clean).await?;
    trial.under("1 % loss", weathers::a_little_loss).await?;
    trial.under("10 % loss, disorder", weathers::much_loss).await?;
    trial.under("40 ms, 2 Mbit/s", weathers::narrow).await?;
    trial.under("cut and healed", weathers::cuts).await?;
    trial.under("dead one way", weathers::one_way).await?;
    trial.under("other addresses", weathers::moves).await?;
    trial.under("hub stopped", async |trial: &mut Trial| weathers::stopped_hub(trial, stop).await).await?;
    trial.under("node stopped", weathers::stopped_node).await?;
    let mut more = trial.lines();
    more.push(format!("time               {:>9.1} s", started.elapsed().as_secs_f64()));
    close(trial.world, trial.stage, &more).await
}
