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
use crate::bench::stand::UNITS;
use crate::process::{Guarded, Ports};

const GROUP: &str = "the same orders in PostgreSQL";
/// At least so many times PostgreSQL's best, uniform and on one SKU.
const TIMES: [(Way, f64, f64); 2] = [(Way::Interactive, 8.0, 20.0), (Way::OneTrip, 3.0, 6.0)];
const CONNECTIONS: [usize; 4] = [1, 8, 16, 64];
/// The pool behind PostgreSQL's front.
const POOL: usize = 32;

/// `ours`: orders a second, uniform and on one SKU, where they were measured.
pub async fn rivals(bench: &Bench, ours: Option<(f64, f64)>, report: &mut Report) -> Result<()> {
    let rival = Postgres::start()?;
    let client = rival.ready().await?;
    place::set_up(&client, bench.extent.skus, UNITS).await?;
    against(bench, &rival, ours, report).await?;
    place::check(&client, client.query_one("SELECT 2 * count(*) FROM orders", &[]).await?.get(0)).await
}

/// PostgreSQL in both ways, by itself over several connections and through the same HTTP front. The best counts.
async fn against(bench: &Bench, rival: &Postgres, ours: Option<(f64, f64)>, report: &mut Report) -> Result<()> {
    let time = bench.extent.time.min(Duration::from_secs(3));
    for (way, times, hot_times) in TIMES {
        for (hot, ours, times) in [(false, ours.map(|of| of.0), times), (true, ours.map(|of| of.1), hot_times)] {
            let load = if hot { "one SKU" } else { "uniform" };
            let mut best: f64 = 0.0;
            for connections in CONNECTIONS {
                let mut rates = Series::default();
                for round in 0..bench.extent.rounds.min(3) as u64 {
                    // each with orders of its own
                    let seed = 100 * round + connections as u64 + 1_000 * u64::from(hot) + 10_000 * way as u64;
                    let driven = drive(rival.socket(), (way, hot), connections, bench.extent.skus, time, seed).await?;
                    rates.add(driven.0);
                }
                best = best.max(rates.median());
                report.add(GROUP, format!("{}, {load}, {connections} connections", way.name()), "/s", rates);
            }
            let body: Body = if hot { load::hot_order } else { load::order };
            let fronted =
                through_front(bench, rival, way, body, 20_000 + 1_000 * way as u64 + 100 * u64::from(hot)).await?;
            best = best.max(fronted.median());
            report.add(GROUP, format!("{}, {load}, the same HTTP front", way.name()), "/s", fronted);
            if let Some(ours) = ours {
                let name = format!("Holdfast, {load}, to {}", way.name());
                report.judge(GROUP, name, "x", ours / best, Wanted::AtLeast(times));
            }
        }
    }
    Ok(())
}

async fn through_front(bench: &Bench, rival: &Postgres, way: Way, body: Body, seed: u64) -> Result<Series> {
    let mut front = Command::new(std::env::current_exe()?);
    front.arg("front").arg(rival.socket()).arg(POOL.to_string());
    if way == Way::Interactive {
        front.arg("--interactive");
    }
    let (_front, line) = block_in_place(|| Guarded::start(front))?;
    let load = bench.load(&Ports::parse(&line)?.http, "none", "/v1/orders", body);
    let mut rates = Series::default();
    for round in 0..bench.extent.rounds.min(3) as u64 {
        rates.add(bench.quietly(&Load { seed: seed + round, ..load.clone() }).await?.all_taken()?.per_second());
    }
    Ok(rates)
}
