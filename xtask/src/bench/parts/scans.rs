//! Durable scans a second on a node that works alone, beside a bare echo; one scan alone beside one sync of the disk.

use anyhow::Result;

use crate::bench::Bench;
use crate::bench::load::{self, Load};
use crate::bench::report::{Report, Series, Wanted};
use crate::bench::rivals::small::sync_seconds;
use crate::bench::stand::{HubStand, NodeStand};

const GROUP: &str = "durable scans on a node";
const PER_SECOND: f64 = 15_000.0;
const P99_MILLIS: f64 = 10.0;
/// One scan alone takes at most so many times one `fdatasync`.
const TO_SYNC: f64 = 3.0;
const RESIDENT_MIB: f64 = 64.0;

pub async fn scans(bench: &Bench, report: &mut Report) -> Result<()> {
    let mut hub = HubStand::open(&bench.programs, bench.extent.skus).await?;
    let node = NodeStand::open(&bench.programs, &mut hub, bench.extent.skus).await?;
    report.judge(GROUP, "resident memory, holding its SKUs", "MiB", node.resident_mib()?, Wanted::AtMost(RESIDENT_MIB));
    let load = bench.load(&node.http(), &node.key()?, "/v1/receipts", load::scan);
    let (mut echo, mut ours) = (Series::default(), Series::default());
    for round in 1..=bench.extent.rounds as u64 {
        let theirs = Load { address: bench.echo.clone(), seed: 2 * round, ..load.clone() };
        echo.add(bench.quietly(&theirs).await?.all_taken()?.per_second());
        ours.add(bench.quietly(&Load { seed: 2 * round + 1, ..load.clone() }).await?.all_taken()?.per_second());
    }
    let rate = ours.median();
    report.add(GROUP, "bare echo", "/s", echo);
    report.judge(GROUP, "Holdfast", "/s", ours, Wanted::AtLeast(PER_SECOND));
    let (mut median, mut slow) = (Series::default(), Series::default());
    for round in 0..bench.extent.rounds as u64 {
        let half = Load { pace: Some(rate / 2.0), seed: 1_000 + round, ..load.clone() };
        let calm = bench.quietly(&half).await?.all_taken()?;
        median.add(calm.latency_ms(0.5));
        slow.add(calm.latency_ms(0.99));
    }
    report.add(GROUP, "at half the rate: p50", "ms", median);
    report.judge(GROUP, "at half the rate: p99", "ms", slow, Wanted::AtMost(P99_MILLIS));

    let mut alone = Series::default();
    let mut syncs = Series::default();
    for round in 0..bench.extent.rounds as u64 {
        let one = Load { connections: 1, seed: 2_000 + round, ..load.clone() };
        syncs.add(1e3 * tokio::task::block_in_place(|| sync_seconds(hub.dir(), bench.extent.time / 4))?);
        alone.add(bench.quietly(&one).await?.all_taken()?.latency_ms(0.5));
    }
    let ratio = alone.median() / syncs.median();
    report.add(GROUP, "one fdatasync after 4 KiB: p50", "ms", syncs);
    report.add(GROUP, "one scan alone: p50", "ms", alone);
    report.judge(GROUP, "one scan alone, to one fdatasync", "x", ratio, Wanted::AtMost(TO_SYNC));
    report.add(GROUP, "resident memory after the scans", "MiB", node.resident_mib()?);
    node.check(bench.answered(&node.http())).await
}
