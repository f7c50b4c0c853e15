//! A node back after a long time without its hub: how soon counts are level, and how fast the history follows.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::task::JoinSet;

use crate::api::int;
use crate::bench::Bench;
use crate::bench::load::{Line, sku};
use crate::bench::meters::{Meters, link_bytes};
use crate::bench::pair::{Pair, WAREHOUSE};
use crate::bench::report::{Report, Series, Wanted};

const GROUP: &str = "a node back after many movements made offline";
const LEVEL_SECONDS: f64 = 0.5;
const CELLS_KB: f64 = 150.0;
const PER_SECOND: f64 = 200_000.0;
const BYTES_EACH: f64 = 16.0;
/// Lines of one receipt, and receipts under way at a time.
const LINES: usize = 100;
const AT_ONCE: usize = 16;
const WITHIN: Duration = Duration::from_secs(120);

pub async fn back(bench: &Bench, report: &mut Report) -> Result<()> {
    let movements = if bench.extent.judged { 1_000_000 } else { 20_000 };
    let mut pair = Pair::open(&bench.programs, bench.extent.skus, false).await?;
    let [mut level, mut cells, mut rate, mut each] = [const { Series(Vec::new()) }; 4];
    let mut units = bench.extent.skus as i64;
    let rounds = bench.extent.rounds.min(3);
    for round in 0..rounds {
        pair.hub.stop()?;
        let before = pending(&pair).await?;
        receive_many(&pair, movements, bench.extent.skus, round as u64).await?;
        units += movements as i64;
        let waiting = pending(&pair).await? - before;
        ensure!(waiting >= movements as i64, "{movements} movements were made, {waiting} wait for the hub");
        pair.hub.begin()?;
        let told = Return::of(&pair, bench.extent.skus, units).await?;
        level.add(told.level.as_secs_f64());
        cells.add(told.cells as f64 / 1e3);
        rate.add(waiting as f64 / told.history.as_secs_f64());
        each.add(told.history_bytes as f64 / waiting as f64);
        pair.check(units).await?;
    }
    let name = format!("{movements} movements over {} SKUs: until counts are level", bench.extent.skus);
    report.judge(GROUP, name, "s", level, Wanted::AtMost(LEVEL_SECONDS));
    report.judge(GROUP, "bytes on the lane of cells", "kB", cells, Wanted::AtMost(CELLS_KB));
    report.judge(GROUP, "history after that, movements a second", "/s", rate, Wanted::AtLeast(PER_SECOND));
    report.judge(GROUP, "history, bytes a movement", "B", each, Wanted::AtMost(BYTES_EACH));
    pair.stop()
}

async fn pending(pair: &Pair) -> Result<i64> {
    Ok(int(&pair.node_api.get("/v1/link").await?, "pendingEntries"))
}

/// Receipts of one unit a line, over SKUs drawn by chance. The last line of all is of the last SKU.
pub async fn receive_many(pair: &Pair, movements: usize, skus: usize, round: u64) -> Result<()> {
    let receipts = movements / LINES;
    let next = Arc::new(AtomicUsize::new(0));
    let mut work = JoinSet::new();
    for worker in 0..AT_ONCE as u64 {
        let (address, key, next) = (pair.node.ports.http.clone(), pair.node_key()?, next.clone());
        let mut chance = ChaCha8Rng::seed_from_u64(round << 8 | worker);
        work.spawn(async move {
            let mut line = Line::open(&address).await?;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number + 1 >= receipts {
                    return anyhow::Ok(());
                }
                let body = receipt(number, &mut chance, skus, false);
                post(&mut line, &key, &format!("back-{round}-{number}"), &body).await?;
            }
        });
    }
    while let Some(done) = work.join_next().await {
        done??;
    }
    let mut chance = ChaCha8Rng::seed_from_u64(round << 8 | 0xff);
    let body = receipt(receipts, &mut chance, skus, true);
    let mut line = Line::open(&pair.node.ports.http).await?;
    post(&mut line, &pair.node_key()?, &format!("back-{round}-last"), &body).await
}

async fn post(line: &mut Line, key: &str, idempotency: &str, body: &str) -> Result<()> {
    let (status, answer) = line.post("/v1/receipts", key, idempotency, body.as_bytes()).await?;
    ensure!(status == 201, "a receipt was answered {status} {}", String::from_utf8_lossy(answer));
    Ok(())
}

fn receipt(number: usize, chance: &mut ChaCha8Rng, skus: usize, is_last: bool) -> String {
    let mut body = format!(r#"{{"reference":"delivery {number}","lines":["#);
    for line in 0..LINES {
        let n = if is_last && line + 1 == LINES { skus - 1 } else { chance.random_range(0..skus) };
        let comma = if line == 0 { "" } else { "," };
        // Writing into memory does not fail.
        let _ = write!(body, r#"{comma}{{"sku":"{}","quantity":1}}"#, sku(n));
    }
    body + "]}"
}

/// How a node came back, from the moment its session was up.
#[derive(Debug)]
struct Return {
    level: Duration,
    /// Bytes on the lane of cells until then.
    cells: u64,
    /// From then until the hub held all of the log.
    history: Duration,
    history_bytes: u64,
}

impl Return {
    /// Rows come in the order of their last change: with the one that changed last, all are there.
    async fn of(pair: &Pair, skus: usize, units: i64) -> Result<Self> {
        let mut hub = Line::open(&pair.hub.http()).await?;
        let (hub_key, node_key) = (pair.hub.key()?, pair.node_key()?);
        let mut node = Line::open(&pair.node.ports.http).await?;
        let began = Instant::now();
        let mut read = async |path: &str| -> Result<serde_json::Value> {
            ensure!(began.elapsed() < WITHIN, "the node was not back {WITHIN:?} after its hub");
            let (status, body) = hub.get(path, &hub_key).await?;
            ensure!(status == 200, "{path} was answered {status}");
            Ok(serde_json::from_slice(body)?)
        };
        let mark = format!("/v1/warehouses/{WAREHOUSE}/inventory/{}", sku(skus - 1));
        let (status, body) = node.get(&mark, &node_key).await?;
        ensure!(status == 200, "{mark} was answered {status}");
        let last = int(&serde_json::from_slice(body)?, "quantity");
        while read("/v1/nodes").await?["items"][0]["online"] != true {}
        let up = Instant::now();
        while int(&read(&mark).await?, "quantity") != last {}
        let level = up.elapsed();
        let cells = link_bytes(&Meters::read(&pair.hub.http()).await?, "cells", "received");
        let all = pair.hub_units().await?;
        ensure!(all == units, "{units} units were received, the hub has {all} with the row that changed last");
        loop {
            let (status, body) = node.get("/v1/link", &node_key).await?;
            ensure!(status == 200 && began.elapsed() < WITHIN, "the history did not arrive");
            if int(&serde_json::from_slice(body)?, "pendingEntries") == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let history = up.elapsed() - level;
        let history_bytes = link_bytes(&Meters::read(&pair.hub.http()).await?, "history", "received");
        Ok(Self { level, cells, history, history_bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_json_and_the_last_one_ends_with_the_last_sku() {
        let mut chance = ChaCha8Rng::seed_from_u64(1);
        let body: serde_json::Value = serde_json::from_str(&receipt(7, &mut chance, 50, true)).unwrap();
        let lines = body["lines"].as_array().unwrap();
        assert_eq!((lines.len(), lines[LINES - 1]["sku"].as_str()), (LINES, Some("BENCH-00049")));
    }
}
