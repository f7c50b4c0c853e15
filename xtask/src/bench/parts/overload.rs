//! Twice as many orders as a hub can take: what it still takes, how soon, and whether it says no to the others properly.

use anyhow::{Result, ensure};

use crate::bench::Bench;
use crate::bench::flood::flood;
use crate::bench::load::{self, Load};
use crate::bench::report::{Report, Series};
use crate::bench::stand::HubStand;

const GROUP: &str = "twice the capacity offered";
const TIMES: f64 = 2.0;
/// More than the hub's queue (4,096) and a batch (512) hold: when all are taken, the hub has not even refused.
const CONNECTIONS: usize = 8_192;

pub async fn overload(bench: &Bench, report: &mut Report) -> Result<()> {
    let mut hub = HubStand::open(&bench.programs, bench.extent.skus).await?;
    let uniform = bench.load(&hub.http(), &hub.key()?, "/v1/orders", load::order);
    let mut capacity = Series::default();
    for round in 1..=bench.extent.rounds as u64 {
        capacity.add(bench.quietly(&Load { seed: round, ..uniform.clone() }).await?.all_taken()?.per_second());
    }
    let connections = if bench.extent.judged { CONNECTIONS } else { CONNECTIONS / 32 };
    let rate = TIMES * capacity.median();
    report.add(GROUP, "capacity, just before", "/s", capacity.clone());

    let mut told: [Series; 7] = Default::default();
    let mut taken = bench.answered(&hub.http());
    for round in 0..bench.extent.rounds as u64 {
        let load = Load { seed: 1_000 + round, ..uniform.clone() };
        let flooded = flood(&load, rate, connections).await?;
        let only_busy = flooded.refused.keys().all(|status| *status == 503);
        ensure!(only_busy, "refused, by status: {:?}", flooded.refused);
        ensure!(flooded.without_retry == 0, "{} answers of 503 without Retry-After", flooded.without_retry);
        let busy = flooded.refused.get(&503).copied().unwrap_or(0);
        let all = flooded.taken + busy + flooded.given_up;
        ensure!(all == flooded.offered, "{all} of {} became something", flooded.offered);
        taken += flooded.taken;
        let offered = flooded.offered.max(1) as f64;
        let millis = |quantile| flooded.taken_us.value_at_quantile(quantile) as f64 / 1e3;
        let refused_millis = flooded.refused_us.value_at_quantile(0.99) as f64 / 1e3;
        told[0].add(offered / flooded.seconds);
        told[1].add(flooded.taken_in_time as f64 / flooded.seconds);
        told[2].add(millis(0.5));
        told[3].add(millis(0.99));
        told[4].add(100.0 * busy as f64 / offered);
        told[5].add(refused_millis);
        told[6].add(100.0 * flooded.given_up as f64 / offered);
    }
    let goodput = told[1].median();
    let names = [
        ("offered", "/s"),
        ("taken (goodput)", "/s"),
        ("taken, from when it was due: p50", "ms"),
        ("taken, from when it was due: p99", "ms"),
        ("refused with 503 and Retry-After", "%"),
        ("refused, from when it was due: p99", "ms"),
        ("given up: no connection was free for a second", "%"),
    ];
    for ((name, unit), series) in names.into_iter().zip(told) {
        report.add(GROUP, name, unit, series);
    }
    report.add(GROUP, "goodput, to the capacity", "x", goodput / capacity.median());
    report.add(GROUP, "resident memory of the hub after it", "MiB", hub.resident_mib()?);
    hub.check(taken).await?;
    hub.stop()
}
