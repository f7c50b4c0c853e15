//! Durable orders a second, uniform and on one SKU, beside a bare echo and beside PostgreSQL in two ways.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use tokio::task::block_in_place;

use crate::bench::Bench;
use crate::bench::load::{self, Body, Load};
use crate::bench::report::{Report, Series, Wanted};
use crate::bench::rivals::place::{self, Way, drive};
use crate::bench::rivals::postgres::Postgres;
use crate::bench::stand::{Cost, HubStand, UNITS};
use crate::process::{Guarded, Ports};

const GROUP: &str = "durable two-line orders";
const PER_SECOND: f64 = 12_000.0;
const TO_ECHO: f64 = 0.35;
const HOT_TO_UNIFORM: f64 = 0.95;
/// At least so many times PostgreSQL's best, uniform and on one SKU.
const TIMES: [(Way, f64, f64); 2] = [(Way::Interactive, 8.0, 20.0), (Way::OneTrip, 3.0, 6.0)];
const CONNECTIONS: [usize; 4] = [1, 8, 16, 64];
/// The pool behind PostgreSQL's front.
const POOL: usize = 32;
const P99_MILLIS: f64 = 15.0;
/// Of what the echo answers, reads should come to.
const READS_TO_ECHO: f64 = 0.60;

pub async fn orders(bench: &Bench, report: &mut Report) -> Result<()> {
    let mut hub = HubStand::open(&bench.programs, bench.extent.skus).await?;
    let rival = Postgres::start()?;
    let client = rival.ready().await?;
    place::set_up(&client, bench.extent.skus, UNITS).await?;

    let uniform = bench.load(&hub.http(), &hub.key()?, "/v1/orders", load::order);
    let (mut echo, mut ours, mut hot) = (Series::default(), Series::default(), Series::default());
    for round in 1..=bench.extent.rounds as u64 {
        let seeds = round * 8;
        let theirs = Load { address: bench.echo.clone(), seed: seeds, ..uniform.clone() };
        let one_sku = Load { seed: seeds + 2, body: load::hot_order, ..uniform.clone() };
        echo.add(bench.quietly(&theirs).await?.all_taken()?.per_second());
        ours.add(bench.quietly(&Load { seed: seeds + 1, ..uniform.clone() }).await?.all_taken()?.per_second());
        hot.add(bench.quietly(&one_sku).await?.all_taken()?.per_second());
    }
    let (rate, hot_rate) = (ours.median(), hot.median());
    report.add(GROUP, "bare echo", "/s", echo.clone());
    report.judge(GROUP, "Holdfast, uniform", "/s", ours, Wanted::AtLeast(PER_SECOND));
    report.judge(GROUP, "Holdfast, uniform, to the echo", "x", rate / echo.median(), Wanted::AtLeast(TO_ECHO));
    report.add(GROUP, "Holdfast, every order wants one SKU", "/s", hot);
    report.judge(GROUP, "one SKU, to uniform", "x", hot_rate / rate, Wanted::AtLeast(HOT_TO_UNIFORM));

    calm(bench, &hub, &uniform, rate, report).await?;
    hub.check(bench.answered(&hub.http())).await?;
    hub.stop()?;
    against(bench, &rival, (rate, hot_rate), report).await?;
    place::check(&client, client.query_one("SELECT 2 * count(*) FROM orders", &[]).await?.get(0)).await
}

/// At half the rate: latency from the scheduled start, reads beside it, and what an order costs.
async fn calm(bench: &Bench, hub: &HubStand, uniform: &Load, rate: f64, report: &mut Report) -> Result<()> {
    let half = Load { pace: Some(rate / 2.0), seed: 1_000, ..uniform.clone() };
    let before = hub.cost()?;
    let measured = bench.quietly(&half).await?;
    let Cost { cpu_seconds, written } = hub.cost()?.since(&before);
    let per_order = |amount: f64| amount / measured.answered.max(1) as f64;
    report.add(GROUP, "at half the rate: p50", "ms", measured.latency_ms(0.5));
    report.judge(GROUP, "at half the rate: p99", "ms", measured.latency_ms(0.99), Wanted::AtMost(P99_MILLIS));
    report.add(GROUP, "an order: processor time of the hub", "us", per_order(cpu_seconds * 1e6));
    report.add(GROUP, "an order: bytes written by the hub", "B", per_order(written as f64));

    let mut reads = (Series::default(), Series::default());
    for round in 0..bench.extent.rounds as u64 {
        let mine = Load { get: Some(load::cell), connections: 64, seed: 2_000 + round, ..uniform.clone() };
        let theirs = Load { address: bench.echo.clone(), ..mine.clone() };
        // the echo meets the same company
        for (turn, reading, rates) in [(0, theirs, &mut reads.0), (1, mine, &mut reads.1)] {
            // a key that was used before would be answered and order nothing
            let writing = Load { seed: 3_000 + 2 * round + turn, ..half.clone() };
            let (read, wrote) = tokio::try_join!(bench.run(&reading), bench.run(&writing))?;
            wrote.all_taken()?;
            rates.add(read.all_taken()?.per_second());
        }
    }
    let ratio = reads.1.median() / reads.0.median();
    report.add(GROUP, "reads of one cell while orders run at half speed: echo", "/s", reads.0);
    report.add(GROUP, "reads of one cell while orders run at half speed", "/s", reads.1);
    report.judge(GROUP, "reads, to the echo", "x", ratio, Wanted::AtLeast(READS_TO_ECHO));
    Ok(())
}

/// PostgreSQL in both ways, by itself over several connections and through the same HTTP front. The best counts.
async fn against(bench: &Bench, rival: &Postgres, ours: (f64, f64), report: &mut Report) -> Result<()> {
    let time = bench.extent.time.min(Duration::from_secs(3));
    for (way, times, hot_times) in TIMES {
        for (hot, ours, times) in [(false, ours.0, times), (true, ours.1, hot_times)] {
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
            let name = format!("Holdfast, {load}, to {}", way.name());
            report.judge(GROUP, name, "x", ours / best, Wanted::AtLeast(times));
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
