//! A large hub: 50 warehouses of 100,000 SKUs, orders of ten lines; what it holds in memory, and how soon it is back.

use std::time::Instant;

use anyhow::Result;

use crate::bench::Bench;
use crate::bench::load::{self, LINES, Load};
use crate::bench::report::{Report, Series, Wanted};
use crate::bench::stand::{Depot, HubStand, Plan};

const GROUP: &str = "a large hub";
const PER_SECOND: f64 = 2_000.0;
const START_SECONDS: f64 = 5.0;
const RESIDENT_MIB: f64 = 2_048.0;

pub async fn large(bench: &Bench, report: &mut Report) -> Result<()> {
    let (warehouses, skus) = if bench.extent.judged { (50, 100_000) } else { (5, 500) };
    let warehouses = (1..=warehouses).map(Depot::numbered).collect();
    let plan = Plan { warehouses, units: 1_000, ..Plan::of(skus) };
    let (cells, started) = (plan.cells(), Instant::now());
    let mut hub = HubStand::fill(&bench.programs, plan).await?;
    report.add(GROUP, format!("filling {cells} cells"), "s", started.elapsed().as_secs_f64());
    report.judge(GROUP, "resident memory, filled", "MiB", hub.resident_mib()?, Wanted::AtMost(RESIDENT_MIB));

    hub.kill();
    report.judge(GROUP, "a start after a kill", "s", hub.start().await?, Wanted::AtMost(START_SECONDS));
    let mut starts = Series::default();
    for _ in 0..bench.extent.rounds.min(3) {
        hub.stop()?;
        starts.add(hub.start().await?);
    }
    report.judge(GROUP, "a start after a stop", "s", starts, Wanted::AtMost(START_SECONDS));
    report.add(GROUP, "resident memory, started", "MiB", hub.resident_mib()?);

    let load = Load { skus, ..bench.load(&hub.http(), &hub.key()?, "/v1/orders", load::large_order) };
    let mut rates = Series::default();
    let before = hub.cost()?;
    for round in 1..=bench.extent.rounds as u64 {
        rates.add(bench.quietly(&Load { seed: round, ..load.clone() }).await?.all_taken()?.per_second());
    }
    let (orders, spent) = (bench.answered(&hub.http()), hub.cost()?.since(&before));
    let per_order = |amount: f64| amount / orders.max(1) as f64;
    report.judge(GROUP, "orders of ten lines", "/s", rates, Wanted::AtLeast(PER_SECOND));
    report.add(GROUP, "an order: processor time of the hub", "us", per_order(spent.cpu_seconds * 1e6));
    report.add(GROUP, "an order: bytes written by the hub", "B", per_order(spent.written as f64));
    report.judge(GROUP, "resident memory after the orders", "MiB", hub.resident_mib()?, Wanted::AtMost(RESIDENT_MIB));

    hub.check_units(LINES.min(skus) as u64 * orders).await?;
    hub.stop()?;
    let started = Instant::now();
    hub.verify()?;
    report.add(GROUP, "verify", "s", started.elapsed().as_secs_f64());
    Ok(())
}
