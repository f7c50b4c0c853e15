//! `cargo sim`: runs worlds from seeds.

mod campaign;
mod child;
mod scripted;

use std::process::ExitCode;

use clap::Parser;
use holdfast_sim::plan::{Options, Plan};
use holdfast_sim::run::{Telling, run};
use holdfast_sim::script::Cut;

/// Searches for what breaks Holdfast: the real node and hub under virtual time and injected faults.
#[derive(Debug, Parser)]
struct Args {
    /// Replay one run and print what happens
    #[arg(long)]
    seed: Option<u64>,
    /// Run so many seeds, the kept ones first
    #[arg(long, default_value_t = 500)]
    seeds: u64,
    /// The first of them
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Run on for so long instead
    #[arg(long)]
    minutes: Option<u64>,
    /// Also restore older copies of stores
    #[arg(long)]
    restores: bool,
    /// No faults at all
    #[arg(long)]
    calm: bool,
    /// Play one script instead, cut at every disk operation
    #[arg(long)]
    scripted: bool,
    /// With `--scripted`: only one in so many cuts
    #[arg(long, default_value_t = 1)]
    every: usize,
    /// With `--scripted`: replay one cut, MACHINE:OPERATIONS:MANNER
    #[arg(long, requires = "scripted")]
    cut: Option<Cut>,
    /// With `--seed`: leave out what the failure does not need
    #[arg(long)]
    shorten: bool,
    /// With `--seed`: leave out all but what was planned for these moments, in milliseconds
    #[arg(long, value_delimiter = ',')]
    only: Vec<u64>,
    /// Processes that share the seeds
    #[arg(long, default_value_t = 2)]
    processes: u64,
    /// This process is one of those, with so many seeds between two of its own
    #[arg(long, hide = true)]
    stride: Option<u64>,
}

impl Args {
    fn options(&self) -> Options {
        Options { restores: self.restores, calm: self.calm }
    }
}

fn main() -> ExitCode {
    // the alias ends with `--` already: whoever writes one more means the same
    let given = std::env::args().enumerate().filter(|(at, text)| *at != 1 || text != "--");
    let args = Args::parse_from(given.map(|(_, text)| text));
    if args.scripted {
        return match (args.cut, args.stride) {
            (Some(cut), _) => scripted::replay(cut),
            (None, Some(stride)) => scripted::work(&args, stride),
            (None, None) => scripted::search(&args),
        };
    }
    match (args.seed, args.stride) {
        (Some(seed), _) => replay(seed, &args),
        (None, Some(stride)) => child::work(&args, stride),
        (None, None) => campaign::search(&args),
    }
}

fn replay(seed: u64, args: &Args) -> ExitCode {
    let mut plan = Plan::new(seed, args.options());
    if !args.only.is_empty() {
        plan.keep_only(&args.only);
    }
    if args.shorten
        && let Some(failure) = run(plan.clone(), Telling::Nothing).failure
    {
        plan = holdfast_sim::shrink::shrink(&plan, failure.check);
        let moments: Vec<String> = plan.moments().iter().map(u64::to_string).collect();
        println!("short of what it does not need: add --only {}", moments.join(","));
    }
    println!("{:?}", plan.swarm);
    let outcome = run(plan, Telling::Echo);
    println!("hash {}", outcome.hash);
    match outcome.failure {
        None => ExitCode::SUCCESS,
        Some(failure) => {
            println!("FAILED {}: {}", failure.check, failure.detail);
            ExitCode::FAILURE
        }
    }
}
