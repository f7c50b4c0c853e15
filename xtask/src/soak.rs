//! `cargo xtask soak`: the simulator for as long as one likes, on seeds that nobody has run, with and without restores.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use rand::RngExt;

use crate::search::{Found, Span, Tally, build, search};
use crate::show::Board;

/// Seeds of one kind at a time.
const SPAN_SEEDS: u64 = 60;
/// Starting seeds are drawn below this, far above those that the suite runs.
const START_MAX: u64 = 1 << 40;
const HOUR_MILLIS: f64 = 3_600_000.0;

#[derive(Default)]
struct Sums {
    plain: Tally,
    restores: Tally,
    failures: Vec<(Found, bool)>,
}

/// Spans of seeds from `from` on, in turn without and with restores, until the time is over. A failure ends its span alone.
pub fn soak(minutes: u64, from: Option<u64>) -> Result<()> {
    let simulator = build()?;
    let from = from.unwrap_or_else(|| rand::rng().random_range(1_000_000..START_MAX));
    println!("soak: seeds from {from} on for {minutes} min; repeat it with --from {from}");
    let (began, time) = (Instant::now(), Duration::from_secs(60 * minutes));
    let mut sums = Sums::default();
    let mut board = Board::new(false, Some(time.as_secs()));
    let mut turns = 0;
    while began.elapsed() < time {
        let restores = turns % 2 == 1;
        let span = Span { from: from + turns / 2 * SPAN_SEEDS, seeds: SPAN_SEEDS, restores };
        let tally = search(&simulator, span, |tally| {
            let seconds = began.elapsed().as_secs();
            board.status(seconds, || format!("{} of {} s: {}", seconds, time.as_secs(), sums.told_with(tally)));
        })?;
        sums.take(tally, restores);
        turns += 1;
    }
    board.finish();
    sums.conclude(from, began.elapsed())
}

impl Sums {
    fn take(&mut self, tally: Tally, restores: bool) {
        match restores {
            true => self.restores.add(&tally),
            false => self.plain.add(&tally),
        }
        if let Some(found) = tally.found {
            let with = if restores { " --restores" } else { "" };
            println!("FAILED seed {}{with}: {}: {}", found.seed, found.check, found.detail);
            println!(
                "replay it with: cargo run --profile sim -p holdfast-sim -- --seed {}{with} --shorten",
                found.seed
            );
            self.failures.push((found, restores));
        }
    }

    fn told_with(&self, running: &Tally) -> String {
        let seeds = self.plain.seeds + self.restores.seeds + running.seeds;
        let millis = self.plain.warehouse_millis + self.restores.warehouse_millis + running.warehouse_millis;
        format!(
            "{seeds} seeds, {:.0} virtual warehouse-hours, {} failed",
            millis as f64 / HOUR_MILLIS,
            self.failures.len()
        )
    }

    fn conclude(&self, from: u64, took: Duration) -> Result<()> {
        let mut reached = Tally::default();
        for tally in [&self.plain, &self.restores] {
            reached.add(tally);
        }
        reached.reached.iter().for_each(|(name, count)| println!("{count:>10}  {name}"));
        println!(
            "{} in {:.0} s, {} seeds of them with restores; repeat it with --from {from}",
            self.told_with(&Tally::default()),
            took.as_secs_f64(),
            self.restores.seeds
        );
        if !self.failures.is_empty() {
            let of = |(found, restores): &(Found, bool)| {
                format!("{}{} ({})", found.seed, if *restores { " with restores" } else { "" }, found.check)
            };
            bail!("seeds failed: {}", self.failures.iter().map(of).collect::<Vec<_>>().join(", "));
        }
        Ok(())
    }
}
