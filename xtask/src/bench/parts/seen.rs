//! A scan at the node until the hub's API shows it: link up, loopback, nothing else going on.

use std::time::Duration;

use anyhow::Result;
use hdrhistogram::Histogram;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::bench::Bench;
use crate::bench::pair::{Eye, Pair};
use crate::bench::report::{Report, Series, Wanted};

const GROUP: &str = "a scan at the node until the hub's API shows it";
const P50_MILLIS: f64 = 5.0;
const P99_MILLIS: f64 = 20.0;
const SAMPLES: usize = 300;
/// Scans do not keep step with anything that ticks.
const PAUSE_MICROS: std::ops::Range<u64> = 1_000..20_000;

pub async fn seen(bench: &Bench, report: &mut Report) -> Result<()> {
    let mut pair = Pair::open(&bench.programs, bench.extent.skus, false).await?;
    let mut eye = pair.eye(Duration::ZERO).await?;
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let samples = if bench.extent.judged { SAMPLES } else { 20 };
    let [mut answered, mut p50, mut p99, mut most] = [const { Series(Vec::new()) }; 4];
    for _ in 0..bench.extent.rounds {
        let once = async || Round::of(&mut eye, &mut chance, bench.extent.skus, samples).await;
        let round = bench.undisturbed(once).await?;
        answered.add(millis(&round.answered, 0.5));
        p50.add(millis(&round.visible, 0.5));
        p99.add(millis(&round.visible, 0.99));
        most.add(millis(&round.visible, 1.0));
    }
    report.add(GROUP, "of it until the node has answered: p50", "ms", answered);
    report.judge(GROUP, "p50", "ms", p50, Wanted::AtMost(P50_MILLIS));
    report.judge(GROUP, "p99", "ms", p99, Wanted::AtMost(P99_MILLIS));
    report.add(GROUP, "the longest", "ms", most);
    pair.check((bench.extent.skus as u64 + eye.scans) as i64).await?;
    pair.stop()
}

/// Scans one after the other, in microseconds.
#[derive(Debug)]
pub struct Round {
    pub answered: Histogram<u64>,
    pub visible: Histogram<u64>,
}

impl Round {
    pub async fn of(eye: &mut Eye, chance: &mut ChaCha8Rng, skus: usize, samples: usize) -> Result<Self> {
        let mut round = Self { answered: Histogram::new(3)?, visible: Histogram::new(3)? };
        for _ in 0..samples {
            tokio::time::sleep(Duration::from_micros(chance.random_range(PAUSE_MICROS))).await;
            let seen = eye.scan(chance.random_range(0..skus)).await?;
            round.answered.record(seen.answered.as_micros() as u64)?;
            round.visible.record(seen.visible.as_micros() as u64)?;
        }
        Ok(round)
    }
}

pub fn millis(times: &Histogram<u64>, quantile: f64) -> f64 {
    times.value_at_quantile(quantile) as f64 / 1e3
}
