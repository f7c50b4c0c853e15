//! What is urgent while history backfills over a slow link: a scan at the node until the hub's API shows it, beside the
//! same over the same link when nothing else is on its way.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::back::receive_many;
use super::seen::{Round, millis};
use crate::api::int;
use crate::bench::Bench;
use crate::bench::meters::{Meters, link_bytes};
use crate::bench::pair::Pair;
use crate::bench::report::{Report, Wanted};

const GROUP: &str = "a scan until the hub shows it, while history backfills";
const BITS_PER_SECOND: f64 = 10e6;
/// Each way: 40 ms there and back.
const DELAY: Duration = Duration::from_millis(20);
const P99_ABOVE_IDLE_MILLIS: f64 = 15.0;
const SHARE_OF_LINK: f64 = 0.70;
const SAMPLES: usize = 300;
const LEARNING: Duration = Duration::from_secs(2);
/// Reads at the hub wait this long for the next: busy ones would take the processors from relay and hub.
const LOOK_EVERY: Duration = Duration::from_micros(500);

pub async fn backfill(bench: &Bench, report: &mut Report) -> Result<()> {
    let (movements, samples) = if bench.extent.judged { (2_500_000, SAMPLES) } else { (100_000, 10) };
    let skus = bench.extent.skus;
    let mut pair = Pair::open(&bench.programs, skus, true).await?;
    let relay = pair.relay.clone().context("the link has no relay")?;
    relay.set(|w| (w.bandwidth, w.delay) = (BITS_PER_SECOND, DELAY));
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let mut eye = pair.eye(LOOK_EVERY).await?;
    let idle = Round::of(&mut eye, &mut chance, skus, samples).await?;

    relay.cut();
    receive_many(&pair, movements, skus, 0).await?;
    relay.heal();
    let units = (skus + movements) as u64 + eye.scans;
    pair.until_hub_has(units as i64).await?;
    // the first seconds are the pacer's, to learn what the link is
    tokio::time::sleep(if bench.extent.judged { LEARNING } else { Duration::ZERO }).await;
    eye.reopen(&pair).await?;
    let (before, began) = (history(&pair).await?, Instant::now());
    let busy = Round::of(&mut eye, &mut chance, skus, samples).await?;
    let (bytes, seconds) = (history(&pair).await? - before, began.elapsed().as_secs_f64());
    let left = int(&pair.node_api.get("/v1/link").await?, "pendingEntries");
    ensure!(
        left > 0 || !bench.extent.judged,
        "the history was through before all scans were seen: nothing was measured"
    );

    let above = |quantile| millis(&busy.visible, quantile) - millis(&idle.visible, quantile);
    for (name, quantile) in [("p50", 0.5), ("p99", 0.99)] {
        report.add(GROUP, format!("idle link: {name}"), "ms", millis(&idle.visible, quantile));
        report.add(GROUP, format!("beside history: {name}"), "ms", millis(&busy.visible, quantile));
        let answered = millis(&busy.answered, quantile);
        report.add(GROUP, format!("beside history, until the node has answered: {name}"), "ms", answered);
    }
    report.judge(GROUP, "p99, above that of the idle link", "ms", above(0.99), Wanted::AtMost(P99_ABOVE_IDLE_MILLIS));
    let share = bytes as f64 * 8.0 / seconds / BITS_PER_SECOND;
    report.judge(GROUP, "history, of what the link carries", "x", share, Wanted::AtLeast(SHARE_OF_LINK));
    relay.calm();
    pair.check((skus as u64 + movements as u64 + eye.scans) as i64).await?;
    pair.stop()
}

async fn history(pair: &Pair) -> Result<u64> {
    Ok(link_bytes(&Meters::read(&pair.hub.http()).await?, "history", "received"))
}
