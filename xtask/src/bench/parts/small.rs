//! Yardsticks for parts of the work: what others take for less than an order, and what a merge costs.

use anyhow::Result;
use tokio::task::block_in_place;

use crate::bench::Bench;
use crate::bench::report::{Report, Series, Wanted};
use crate::bench::rivals::small::{Redis, merge_nanos, sqlite};

const STORES: &str = "other stores";
const MERGES: &str = "merging";
const MERGE_NANOS: f64 = 500.0;
const REDIS_CONNECTIONS: usize = 64;

pub async fn small(bench: &Bench, report: &mut Report) -> Result<()> {
    let time = bench.extent.time;
    let (mut commits, mut decrements) = (Series::default(), Series::default());
    for _ in 0..bench.extent.rounds {
        commits.add(block_in_place(|| sqlite(bench.extent.skus, time))?);
        decrements.add(Redis::start()?.drive(REDIS_CONNECTIONS, bench.extent.skus, time).await?);
    }
    report.add(STORES, "SQLite, one commit an order", "/s", commits);
    report.add(STORES, "Redis, two decrements, synced: no order, lines, answer or log", "/s", decrements);

    let (mut rows, mut documents) = (Series::default(), Series::default());
    let times = if bench.extent.judged { 1_000_000 } else { 1_000 };
    for _ in 0..bench.extent.rounds {
        let (row, counter) = block_in_place(|| merge_nanos(times))?;
        rows.add(row);
        documents.add(counter);
    }
    report.judge(MERGES, "one row", "ns", rows, Wanted::AtMost(MERGE_NANOS));
    report.add(MERGES, "one increment of an automerge counter", "ns", documents);
    Ok(())
}
