//! Orders on slower disks: every sync of the server takes longer by so much, Holdfast's and PostgreSQL's alike.

use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::task::block_in_place;

use crate::bench::Bench;
use crate::bench::load::{self, Load};
use crate::bench::report::{Report, Series};
use crate::bench::rivals::place::{self, Way, drive};
use crate::bench::rivals::postgres::Postgres;
use crate::bench::slow::SlowSync;
use crate::bench::stand::{HubStand, Plan, UNITS};
use crate::process::Around;

const GROUP: &str = "orders while each sync is slowed";
const MICROS: [u64; 5] = [0, 500, 1_200, 5_000, 10_000];
/// PostgreSQL's best of these counts: commits share a sync, the more the slower it is.
const CONNECTIONS: [usize; 2] = [16, 64];

#[derive(Debug, Default)]
struct Found {
    rates: Series,
    /// For a thousand orders.
    syncs: Series,
}

pub async fn slowed(bench: &Bench, report: &mut Report) -> Result<()> {
    let (ours, theirs) = block_in_place(|| anyhow::Ok((SlowSync::new()?, SlowSync::new()?)))?;
    let around = Around { variables: ours.variables(), ..Around::default() };
    let plan = Plan { around, ..Plan::of(bench.extent.skus) };
    let mut hub = HubStand::fill(&bench.programs, plan).await?;
    let rival = Postgres::start_with(&theirs.variables())?;
    let client = rival.ready().await?;
    place::set_up(&client, bench.extent.skus, UNITS).await?;
    for micros in MICROS {
        let time = Duration::from_micros(micros);
        ours.slow_by(time)?;
        theirs.slow_by(time)?;
        let name = format!("{} ms more", micros as f64 / 1e3);
        let holdfast = against_ours(bench, &hub, &ours, micros, report).await?;
        let postgres = against_theirs(bench, &rival, &theirs, micros).await?;
        let (rate, best) = (holdfast.rates.median(), postgres.rates.median());
        report.add(GROUP, format!("{name}: Holdfast"), "/s", holdfast.rates);
        report.add(GROUP, format!("{name}: {}, best of 16 and 64", Way::OneTrip.name()), "/s", postgres.rates);
        report.add(GROUP, format!("{name}: Holdfast to PostgreSQL"), "x", rate / best);
        report.add(GROUP, format!("{name}: syncs for 1,000 orders, Holdfast"), "", holdfast.syncs);
        report.add(GROUP, format!("{name}: syncs for 1,000 orders, PostgreSQL"), "", postgres.syncs);
    }
    hub.check(bench.answered(&hub.http())).await?;
    place::check(&client, client.query_one("SELECT 2 * count(*) FROM orders", &[]).await?.get(0)).await?;
    ours.slow_by(Duration::ZERO)?;
    theirs.slow_by(Duration::ZERO)?;
    hub.stop()
}

async fn against_ours(
    bench: &Bench,
    hub: &HubStand,
    syncs: &SlowSync,
    micros: u64,
    report: &mut Report,
) -> Result<Found> {
    let uniform = bench.load(&hub.http(), &hub.key()?, "/v1/orders", load::order);
    let mut found = Found::default();
    let mut costs = (Series::default(), Series::default());
    for round in 0..bench.extent.rounds.min(3) as u64 {
        // a round that is repeated counts with all it did
        let (orders, count, cost) = (bench.answered(&hub.http()), syncs.count()?, hub.cost()?);
        let load = Load { seed: 10 * micros + round, ..uniform.clone() };
        found.rates.add(bench.quietly(&load).await?.all_taken()?.per_second());
        let orders = (bench.answered(&hub.http()) - orders).max(1) as f64;
        let (syncs, cost) = (syncs.count()? - count, hub.cost()?.since(&cost));
        ensure!(syncs > 0, "no sync of the hub was counted: is the library loaded?");
        found.syncs.add(1e3 * syncs as f64 / orders);
        costs.0.add(cost.cpu_seconds * 1e6 / orders);
        costs.1.add(cost.written as f64 / orders);
    }
    let name = format!("{} ms more: an order's", micros as f64 / 1e3);
    report.add(GROUP, format!("{name} processor time of the hub"), "us", costs.0);
    report.add(GROUP, format!("{name} bytes written by the hub"), "B", costs.1);
    Ok(found)
}

/// The better of the counts of connections.
async fn against_theirs(bench: &Bench, rival: &Postgres, syncs: &SlowSync, micros: u64) -> Result<Found> {
    let time = bench.extent.time.min(Duration::from_secs(3));
    let mut best = Found::default();
    for connections in CONNECTIONS {
        let mut found = Found::default();
        for round in 0..bench.extent.rounds.min(3) as u64 {
            let (seed, count) = (1_000_000 + 1_000 * micros + 10 * connections as u64 + round, syncs.count()?);
            let driven =
                drive(rival.socket(), (Way::OneTrip, false), connections, bench.extent.skus, time, seed).await?;
            let syncs = syncs.count()? - count;
            ensure!(syncs > 0, "no sync of PostgreSQL was counted: is the library loaded?");
            found.rates.add(driven.0);
            found.syncs.add(1e3 * syncs as f64 / driven.1.max(1) as f64);
        }
        if found.rates.median() > best.rates.median() {
            best = found;
        }
    }
    Ok(best)
}
