//! What an order costs as the log grows: orders a second with ever more movements in the hub's store.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Result;
use tokio::task::block_in_place;

use crate::bench::Bench;
use crate::bench::load::{self, Load};
use crate::bench::report::{Report, Series, Wanted};
use crate::bench::stand::HubStand;
use crate::workspace::{cargo, run, target};

const GROUP: &str = "two-line orders as the log grows";
/// Of what is answered with the fewest movements.
const LEAST: f64 = 0.80;
/// The first store's movements are checked, entry by entry; more would take as many times as long.
const VERIFIED_MAX: u64 = 1_000_000;

pub async fn growth(bench: &Bench, report: &mut Report) -> Result<()> {
    let grow = block_in_place(grower)?;
    let mut hub = HubStand::open(&bench.programs, bench.extent.skus).await?;
    let mut first = None;
    for (step, movements) in steps(bench).into_iter().enumerate() {
        hub.stop()?;
        let started = Instant::now();
        block_in_place(|| run(Command::new(&grow).arg(hub.data()).arg(movements.to_string())))?;
        let name = told(movements);
        report.add(GROUP, format!("{name}: growing the store to them"), "s", started.elapsed().as_secs_f64());
        if movements <= VERIFIED_MAX {
            hub.verify()?;
        }
        report.add(GROUP, format!("{name}: the store"), "MiB", size_mib(hub.data())?);
        report.add(GROUP, format!("{name}: a start"), "s", hub.start().await?);
        let load = bench.load(&hub.http(), &hub.key()?, "/v1/orders", load::order);
        let mut rates = Series::default();
        for round in 0..bench.extent.rounds as u64 {
            let seed = 1_000 * step as u64 + round;
            rates.add(bench.quietly(&Load { seed, ..load.clone() }).await?.all_taken()?.per_second());
        }
        let rate = rates.median();
        report.add(GROUP, format!("{name}: Holdfast"), "/s", rates);
        report.add(GROUP, format!("{name}: resident memory"), "MiB", hub.resident_mib()?);
        let fewest = *first.get_or_insert(rate);
        if step > 0 {
            report.judge(GROUP, format!("{name}: to the fewest"), "x", rate / fewest, Wanted::AtLeast(LEAST));
        }
    }
    hub.check(bench.answered(&hub.http())).await?;
    hub.stop()
}

/// From a million on, ten times as many each time.
fn steps(bench: &Bench) -> Vec<u64> {
    if !bench.extent.judged {
        return vec![5_000, 20_000];
    }
    (0..).map(|power| 10u64.pow(power)).take_while(|n| *n <= bench.extent.movements).map(|n| n * 1_000_000).collect()
}

fn told(movements: u64) -> String {
    match movements {
        millions if millions >= 1_000_000 => format!("{} million movements", millions / 1_000_000),
        few => format!("{few} movements"),
    }
}

/// A program of the hub's crate: what it writes, the hub would have written. The workspace's features, or all its
/// dependencies would be built twice.
fn grower() -> Result<PathBuf> {
    run(cargo().args(["build", "--quiet", "--release", "--workspace", "--example", "grow"]))?;
    Ok(target()?.join("release/examples/grow"))
}

fn size_mib(dir: &Path) -> Result<f64> {
    let files = fs::read_dir(dir)?.flatten().filter_map(|entry| entry.metadata().ok());
    Ok(files.map(|file| file.len()).sum::<u64>() as f64 / f64::from(1 << 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_as_people_say_them() {
        assert_eq!(told(10_000_000), "10 million movements");
        assert_eq!(told(5_000), "5000 movements");
    }
}
