//! `cargo xtask test`: every test there is, phase after phase, counted.

use std::time::Instant;

use anyhow::{Result, bail};

use crate::crash::restores::Extent as Restores;
use crate::workspace::{Programs, cargo, root, run};

/// Real order lines, beside the checkout and no part of it.
const ORDER_LINES: &str = "../shared/data/online-retail-2010-12_2011-02.csv.gz";

/// How much of the long phases is done.
#[derive(Debug, Clone, Copy)]
struct Extent {
    fast: bool,
    kills: usize,
    restores: usize,
    lines: usize,
    demo_seconds: u64,
}

type Phase = (&'static str, fn(Extent) -> Result<()>);

const PHASES: &[Phase] = &[
    ("set-up", |_| set_up()),
    ("tidy", |_| crate::tidy::tidy()),
    ("unit, property and integration tests", |_| tests()),
    ("documentation tests", |_| run(cargo().args(["test", "--quiet", "--doc", "--workspace"]))),
    ("front ends", |_| crate::web::check()),
    ("model", |_| run(cargo().args(["run", "--quiet", "--release", "--package", "holdfast-model", "--", "--suite"]))),
    ("simulator", |_| simulator(&["--seeds", "500"])),
    ("simulator, with restores", |_| simulator(&["--seeds", "100", "--from", "100", "--restores"])),
    ("simulator, scripted cuts", |_| simulator(&["--scripted", "--every", "4"])),
    ("crash test", |extent| crate::crash::crash(extent.kills, Restores { times: extent.restores, twofold: false })),
    ("restore matrix", |_| crate::matrix::matrix(None)),
    ("rough links", |extent| crate::rough::rough(extent.fast, 15)),
    ("a warehouse day", |_| crate::day::day(None)),
    ("browser", |_| crate::browser::browser(None)),
    ("schemathesis", |_| crate::contract::contract(crate::contract::EXAMPLES)),
    ("replay smoke", |extent| crate::replay::replay(&root().join(ORDER_LINES), 3, Some(extent.lines))),
    ("bench smoke", |_| crate::bench::bench(&crate::bench::Wishes::smoke())),
    ("demo smoke", |extent| crate::demo::demo(Some(extent.demo_seconds), true)),
];

/// Runs every phase, whatever the others came to; errors where one failed.
pub fn test(fast: bool) -> Result<()> {
    let extent = match fast {
        true => Extent { fast, kills: 15, restores: 3, lines: 1_000, demo_seconds: 8 },
        false => Extent { fast, kills: 100, restores: 5, lines: 5_000, demo_seconds: 15 },
    };
    let mut told = Vec::new();
    let mut failed = 0;
    for (name, phase) in PHASES {
        println!("\n=== {name}");
        let started = Instant::now();
        let done = phase(extent);
        let seconds = started.elapsed().as_secs_f64();
        let line = match &done {
            Ok(()) => format!("ok   {name} ({seconds:.1} s)"),
            Err(problem) => format!("FAIL {name} ({seconds:.1} s): {problem:#}"),
        };
        println!("{line}");
        failed += usize::from(done.is_err());
        told.push(line);
    }
    println!("\n=== all phases");
    told.iter().for_each(|line| println!("{line}"));
    println!("{} passed, {failed} failed", PHASES.len() - failed);
    if failed > 0 {
        bail!("{failed} phases failed");
    }
    Ok(())
}

fn simulator(words: &[&str]) -> Result<()> {
    run(cargo().args(["run", "--quiet", "--release", "--package", "holdfast-sim", "--"]).args(words))
}

fn set_up() -> Result<()> {
    crate::setup::setup()?;
    Programs::build().map(drop)
}

/// With nextest where it is installed; cargo's own runner does the same, slower.
fn tests() -> Result<()> {
    let has_nextest = cargo().args(["nextest", "--version"]).output().is_ok_and(|told| told.status.success());
    match has_nextest {
        true => run(cargo().args(["nextest", "run", "--workspace", "--no-fail-fast", "--no-tests=pass"])),
        false => run(cargo().args(["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"])),
    }
}
