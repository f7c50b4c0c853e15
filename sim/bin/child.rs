//! One process of a campaign: runs its share of the seeds and tells the other process, line by line.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use holdfast_sim::plan::{Options, Plan};
use holdfast_sim::run::{Outcome, Telling, run};
use holdfast_sim::shrink::shrink;
use holdfast_sim::sometimes::{NAMES, RESTORE_NAMES, Sometimes};

use super::Args;

/// Every so many seeds a run is repeated and must leave the same trace.
const TWICE_EVERY: u64 = 50;

pub fn work(args: &Args, stride: u64) -> ExitCode {
    let until = args.minutes.map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
    let mut reached = Sometimes::default();
    let mut seed = args.from;
    loop {
        let is_over = match until {
            Some(until) => Instant::now() >= until,
            None => seed >= args.from + args.seeds,
        };
        if is_over {
            break;
        }
        if !try_one(args.options(), seed, &mut reached) {
            return ExitCode::FAILURE;
        }
        seed += stride;
    }
    for name in NAMES.iter().chain(RESTORE_NAMES) {
        println!("reached {} {name}", reached.count(name));
    }
    ExitCode::SUCCESS
}

/// Runs a seed; whether all held.
pub fn try_one(options: Options, seed: u64, reached: &mut Sometimes) -> bool {
    let plan = Plan::new(seed, options);
    let mut outcome = run(plan.clone(), Telling::Nothing);
    if outcome.failure.is_none() && seed.is_multiple_of(TWICE_EVERY) {
        let again = run(plan.clone(), Telling::Nothing);
        if again.hash != outcome.hash {
            println!("failed {seed} determinism: the same seed left {} and {}", outcome.hash, again.hash);
            return false;
        }
    }
    reached.add(&outcome.sometimes);
    println!("ran {seed} {} {} {}", outcome.warehouse_millis, outcome.stranded.0, outcome.stranded.1);
    match outcome.failure.take() {
        None => true,
        Some(failure) => {
            println!("failed {seed} {}: {}", failure.check, failure.detail);
            tell(&plan, failure.check);
            false
        }
    }
}

fn tell(plan: &Plan, check: &str) {
    let smallest = shrink(plan, check);
    let (faults, ops) = (smallest.faults.len(), smallest.ops.len());
    println!("shortened to {faults} faults of {} and {ops} requests of {}", plan.faults.len(), plan.ops.len());
    let Outcome { lines, failure, .. } = run(smallest, Telling::Keep);
    let from = lines.len().saturating_sub(400);
    lines[from..].iter().for_each(|line| println!("| {line}"));
    if let Some(failure) = failure {
        println!("| {}: {}", failure.check, failure.detail);
    }
}
