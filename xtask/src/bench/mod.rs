//! `cargo xtask bench`: what Holdfast does in a second, each figure beside what it is compared to, measured in the same run.

mod echo;
mod flood;
mod load;
mod meters;
mod pair;
mod parts;
mod pour;
mod quiet;
mod report;
mod rivals;
mod slow;
mod stand;

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Result, bail};

pub use echo::serve as echo;
pub use rivals::front::serve as front;

use crate::process::{Guarded, Ports};
use crate::workspace::{Programs, rerun_in_release, target};
use load::{Body, Load, Measured};
use report::Report;

/// Parts, in the order they run.
const PARTS: [&str; 14] = [
    "orders", "rivals", "scans", "crowd", "seen", "back", "backfill", "nodes", "small", "large", "overload",
    "stranded", "slowed", "growth",
];
/// Parts that run only where they are asked for: they take long and change little.
const ON_REQUEST: [&str; 1] = ["instructions"];

/// What is asked of the bench.
#[derive(Debug, Clone, clap::Args)]
pub struct Wishes {
    /// One short round: counts and answers are checked, figures mean nothing
    #[arg(long)]
    pub smoke: bool,
    /// Seconds of each measurement
    #[arg(long, default_value_t = 5)]
    pub seconds: u64,
    /// Requests in flight, for ours and for the yardstick
    #[arg(long, default_value_t = 512)]
    pub connections: usize,
    /// Million movements that `growth` lets the hub's store grow to (100: 26 GB of disk, a quarter of an hour)
    #[arg(long, default_value_t = 10)]
    pub movements: u64,
    /// Measure these parts only: orders, rivals, scans, crowd, seen, back, backfill, nodes, small, large, overload,
    /// stranded, slowed, growth; and instructions, which runs where it is asked for
    #[arg(long)]
    pub only: Vec<String>,
}

impl Wishes {
    /// As a test of the bench itself.
    pub fn smoke() -> Self {
        Self { smoke: true, seconds: 1, connections: 16, movements: 10, only: Vec::new() }
    }

    /// The words that say the same.
    fn words(&self) -> Vec<String> {
        let Self { smoke, seconds, connections, movements, only } = self;
        let mut words = vec!["bench".to_owned(), format!("--seconds={seconds}")];
        words.extend([format!("--connections={connections}"), format!("--movements={movements}")]);
        words.extend(only.iter().map(|name| format!("--only={name}")));
        words.extend(smoke.then(|| "--smoke".to_owned()));
        words
    }

    /// The parts to run.
    fn parts(&self) -> Result<Vec<&'static str>> {
        let all: Vec<&'static str> = PARTS.into_iter().chain(ON_REQUEST).collect();
        if let Some(unknown) = self.only.iter().find(|name| !all.contains(&name.as_str())) {
            bail!("there is no part {unknown:?}: {}", all.join(", "));
        }
        let named = |part: &&str| self.only.iter().any(|name| name == part);
        let wanted = |part: &&'static str| if self.only.is_empty() { PARTS.contains(part) } else { named(part) };
        Ok(all.into_iter().filter(wanted).collect())
    }
}

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    pub skus: usize,
    pub rounds: usize,
    pub time: Duration,
    pub connections: usize,
    /// Millions.
    pub movements: u64,
    /// Whether the figures are held against what is wanted of them.
    pub judged: bool,
}

impl Extent {
    pub fn new(wishes: &Wishes) -> Self {
        let Wishes { smoke, seconds, connections, movements, .. } = *wishes;
        let (skus, rounds) = if smoke { (300, 1) } else { (10_000, 5) };
        let time = if smoke { Duration::from_millis(400) } else { Duration::from_secs(seconds.max(1)) };
        Self { skus, rounds, time, connections, movements, judged: !smoke }
    }
}

/// What all parts share.
#[derive(Debug)]
pub struct Bench {
    pub programs: Programs,
    pub extent: Extent,
    /// The echo's address.
    pub echo: String,
    /// Requests answered well, by address, rounds that were thrown away included.
    answered: Mutex<BTreeMap<String, u64>>,
}

impl Bench {
    pub fn load(&self, address: &str, key: &str, path: &'static str, body: Body) -> Load {
        Load {
            address: address.to_owned(),
            path,
            key: key.to_owned(),
            connections: self.extent.connections,
            time: self.extent.time,
            skus: self.extent.skus,
            body,
            seed: 0,
            pace: None,
            get: None,
        }
    }

    pub async fn run(&self, load: &Load) -> Result<Measured> {
        let measured = load.run().await?;
        if load.get.is_none() {
            let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
            *answered.entry(load.address.clone()).or_default() += measured.answered;
        }
        Ok(measured)
    }

    /// One round, repeated while something else took the processors.
    pub async fn quietly(&self, load: &Load) -> Result<Measured> {
        let mut attempt = 0;
        let round = async || {
            attempt += 1;
            self.run(&Load { seed: load.seed + (attempt << 20), ..load.clone() }).await
        };
        self.undisturbed(round).await
    }

    /// The same of a round of any kind.
    pub async fn undisturbed<T>(&self, mut round: impl AsyncFnMut() -> Result<T>) -> Result<T> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let before = quiet::Clock::now()?;
            let measured = round().await?;
            let foreign = quiet::Clock::now()?.foreign_since(&before);
            if quiet::is_quiet(foreign) || attempt == quiet::TRIES || !self.extent.judged {
                return Ok(measured);
            }
            println!("something else took {:.0} % of the processors: the round is repeated", foreign * 100.0);
        }
    }

    /// Posts that a server answered well.
    pub fn answered(&self, address: &str) -> u64 {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner).get(address).copied().unwrap_or(0)
    }
}

/// Measures and prints; errors only where an answer or a count is wrong, never for a figure.
pub fn bench(wishes: &Wishes) -> Result<()> {
    let parts = wishes.parts()?;
    crate::setup::setup_for_bench()?;
    if rerun_in_release(&wishes.words())? {
        return Ok(());
    }
    let programs = Programs::build()?;
    crate::ending::block_on(measure(programs, Extent::new(wishes), parts))
}

async fn measure(programs: Programs, extent: Extent, parts: Vec<&str>) -> Result<()> {
    let mut yardstick = Command::new(std::env::current_exe()?);
    yardstick.arg("echo");
    let (_echo, line) = tokio::task::block_in_place(|| Guarded::start(yardstick))?;
    let echo = Ports::parse(&line)?.http;
    let bench = Bench { programs, extent, echo, answered: Mutex::default() };
    let mut report = Report::new(extent.judged);
    for part in parts {
        match part {
            "orders" => parts::orders::orders(&bench, &mut report).await?,
            "rivals" => parts::rivals::rivals(&bench, &mut report).await?,
            "scans" => parts::scans::scans(&bench, &mut report).await?,
            "crowd" => parts::crowd::crowd(&bench, &mut report).await?,
            "seen" => parts::seen::seen(&bench, &mut report).await?,
            "back" => parts::back::back(&bench, &mut report).await?,
            "backfill" => parts::backfill::backfill(&bench, &mut report).await?,
            "nodes" => parts::nodes::nodes(&bench, &mut report).await?,
            "large" => parts::large::large(&bench, &mut report).await?,
            "overload" => parts::overload::overload(&bench, &mut report).await?,
            "stranded" => parts::stranded::stranded(&bench, &mut report).await?,
            "slowed" => parts::slowed::slowed(&bench, &mut report).await?,
            "growth" => parts::growth::growth(&bench, &mut report).await?,
            "instructions" => parts::instructions::instructions(&bench, &mut report).await?,
            _ => parts::small::small(&bench, &mut report).await?,
        }
    }
    report.write(target()?.join("bench"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(names: &[&str]) -> Wishes {
        Wishes { only: names.iter().map(|name| name.to_string()).collect(), ..Wishes::smoke() }
    }

    #[test]
    fn parts_on_request_run_when_they_are_named() {
        assert_eq!(only(&[]).parts().unwrap(), PARTS);
        assert_eq!(only(&["instructions", "orders"]).parts().unwrap(), ["orders", "instructions"]);
        assert!(only(&["order"]).parts().is_err());
    }
}
