//! The same orders in PostgreSQL, in two ways.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use tokio::task::block_in_place;

use crate::bench::Bench;
use crate::bench::load::{self, Body, Load};
use crate::bench::report::{Report, Series, Wanted};
use crate::bench::rivals::place::{self, Way, drive};
use crate::bench::rivals::postgres::Postgres;
use crate::bench::stand::{HubStand, UNITS};
use crate::process::{Guarded, Ports};

const GROUP: &str = "the same orders in PostgreSQL";
/// At least so many times PostgreSQL's best, uniform and on one SKU.
const TIMES: [(Way, f64, f64); 2] = [(Way::Interactive, 8.0, 20.0), (Way::OneTrip, 3.0, 6.0)];
const CONNECTIONS: [usize; 4] = [1, 8, 16, 64];
/// The pool behind PostgreSQL's front.
const POOL: usize = 32;

/// Both stand all the while, and take turns.
pub async fn rivals(bench: &Bench, report: &mut Report) -> Result<()> {
    let mut hub = HubStand::open(&bench.programs, bench.extent.skus).await?;
    let rival = Postgres::start()?;
    let client = rival.ready().await?;
    place::set_up(&client, bench.extent.skus, UNITS).await?;
    for (number, (way, times, hot_times)) in TIMES.into_iter().enumerate() {
        for (hot, times) in [(false, times), (true, hot_times)] {
            let turn = 2 * number as u64 + u64::from(hot);
            against(bench, &rival, &hub, Match { way, hot, times, seed: 100_000 * (turn + 1) }, report).await?;
        }
    }
    place::check(&client, client.query_one("SELECT 2 * count(*) FROM orders", &[]).await?.get(0)).await?;
    hub.check(bench.answered(&hub.http())).await?;
    hub.stop()
}

/// One way of placing orders, one kind of load.
#[derive(Debug, Clone, Copy)]
struct Match {
    way: Way,
    hot: bool,
    /// Holdfast is to be so many times as fast.
    times: f64,
    /// Keys and numbers of orders follow from it: no two rounds have the same.
    seed: u64,
}

/// Rounds of PostgreSQL by itself over several connections, of PostgreSQL behind the same HTTP front, and of ours, in turn.
/// PostgreSQL's best counts.
async fn against(bench: &Bench, rival: &Postgres, hub: &HubStand, game: Match, report: &mut Report) -> Result<()> {
    let Match { way, hot, times, seed } = game;
    let time = bench.extent.time.min(Duration::from_secs(3));
    let body: Body = if hot { load::hot_order } else { load::order };
    let (_front, address) = front(rival, way)?;
    let fronted = Load { time, ..bench.load(&address, "none", "/v1/orders", body) };
    let our_load = Load { time, ..bench.load(&hub.http(), &hub.key()?, "/v1/orders", body) };
    let mut alone = CONNECTIONS.map(|_| Series::default());
    let (mut through_front, mut ours) = (Series::default(), Series::default());
    for round in 0..bench.extent.rounds as u64 {
        let seed = seed + 1_000 * round;
        for (connections, rates) in CONNECTIONS.into_iter().zip(&mut alone) {
            let seed = seed + connections as u64;
            rates.add(drive(rival.socket(), (way, hot), connections, bench.extent.skus, time, seed).await?.0);
        }
        let measured = bench.quietly(&Load { seed: seed + 500, ..fronted.clone() }).await?;
        through_front.add(measured.all_taken()?.per_second());
        ours.add(bench.quietly(&Load { seed: seed + 501, ..our_load.clone() }).await?.all_taken()?.per_second());
    }
    let load = if hot { "one SKU" } else { "uniform" };
    let best = alone.iter().chain([&through_front]).map(Series::median).fold(0.0, f64::max);
    for (connections, rates) in CONNECTIONS.into_iter().zip(alone) {
        report.add(GROUP, format!("{}, {load}, {connections} connections", way.name()), "/s", rates);
    }
    report.add(GROUP, format!("{}, {load}, the same HTTP front", way.name()), "/s", through_front);
    let ratio = ours.median() / best;
    report.add(GROUP, format!("Holdfast, {load}, in turns with {}", way.name()), "/s", ours);
    report.judge(GROUP, format!("Holdfast, {load}, to {}", way.name()), "x", ratio, Wanted::AtLeast(times));
    Ok(())
}

/// The HTTP front that places orders in PostgreSQL, and its address.
fn front(rival: &Postgres, way: Way) -> Result<(Guarded, String)> {
    let mut front = Command::new(std::env::current_exe()?);
    front.arg("front").arg(rival.socket()).arg(POOL.to_string());
    if way == Way::Interactive {
        front.arg("--interactive");
    }
    let (front, line) = block_in_place(|| Guarded::start(front))?;
    Ok((front, Ports::parse(&line)?.http))
}
