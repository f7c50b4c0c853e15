//! Instructions of one order, counted by callgrind: a figure that no other program on the machine can disturb.

use std::path::Path;

use anyhow::{Context, Result};

use crate::bench::Bench;
use crate::bench::load::{self, Line};
use crate::bench::report::{Report, Series};
use crate::bench::stand::{HubStand, Plan};
use crate::process::Around;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use tokio::task::JoinSet;

const GROUP: &str = "instructions of the hub for a two-line order";
/// Few: a hub that is counted is fifty times slower.
const SKUS: usize = 200;

pub async fn instructions(bench: &Bench, report: &mut Report) -> Result<()> {
    let orders = if bench.extent.judged { 1_000 } else { 20 };
    for (connections, name) in [(1, "one after the other"), (32, "32 in flight")] {
        let (few, more) = (count(bench, orders, connections).await?, count(bench, 2 * orders, connections).await?);
        let each = Series::from((more as f64 - few as f64) / orders as f64);
        report.add(GROUP, format!("{name}, {orders} orders more"), "", each);
    }
    Ok(())
}

/// All instructions of a hub that is filled, takes so many orders, and ends.
async fn count(bench: &Bench, orders: usize, connections: usize) -> Result<u64> {
    let out = tempfile::Builder::new().prefix("holdfast-callgrind-").tempdir()?;
    let file = out.path().join("out");
    let under = ["valgrind", "--quiet", "--tool=callgrind", "--fair-sched=yes"].map(str::to_owned);
    let under = under.into_iter().chain([format!("--callgrind-out-file={}", file.display())]).collect();
    let plan = Plan { around: Around { under, ..Around::default() }, ..Plan::of(SKUS) };
    let mut hub = HubStand::fill(&bench.programs, plan).await?;
    place(&hub, orders, connections).await?;
    hub.check(orders as u64).await?;
    hub.stop()?;
    total(&file)
}

/// The same orders in every run.
async fn place(hub: &HubStand, orders: usize, connections: usize) -> Result<()> {
    let mut work = JoinSet::new();
    for number in 0..connections {
        let (mut line, key) = (Line::open(&hub.http()).await?, hub.key()?);
        work.spawn(async move {
            for order in (number..orders).step_by(connections) {
                let mut body = Vec::new();
                load::order(&mut ChaCha8Rng::seed_from_u64(order as u64), SKUS, &mut body);
                let (status, _) = line.post("/v1/orders", &key, &format!("counted-{order}"), &body).await?;
                anyhow::ensure!(status == 201, "an order was answered {status}");
            }
            Ok(())
        });
    }
    while let Some(done) = work.join_next().await {
        done??;
    }
    Ok(())
}

fn total(file: &Path) -> Result<u64> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{}: callgrind wrote nothing", file.display()))?;
    total_of(&text).context("callgrind's file says no total")
}

/// What callgrind's file says of the whole run.
fn total_of(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("totals:").or(line.strip_prefix("summary:")))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read() {
        assert_eq!(total_of("events: Ir\nfn=(0)\n1 2\ntotals: 12345\n"), Some(12_345));
        assert_eq!(total_of("summary: 7 8\n"), Some(7));
        assert_eq!(total_of("events: Ir\n"), None);
    }
}
