//! `cargo model`: one search within the bounds and by the rules given, or with `--suite` all that the test suite asks for.

use anyhow::{Result, ensure};
use clap::Parser;
use holdfast_model::options::{Bounds, Rules};
use holdfast_model::protocol::Escrow;
use holdfast_model::{search, suite};

/// Searches every state of the escrow protocol within bounds.
#[derive(Debug, Parser)]
struct Options {
    /// The searches of the test suite: what must hold, and faults that must be found.
    #[arg(long)]
    suite: bool,
    #[command(flatten)]
    bounds: Bounds,
    #[command(flatten)]
    rules: Rules,
    /// One thread finds the shortest way to a fault, two find it sooner.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=64))]
    threads: u8,
}

fn main() -> Result<()> {
    let options = Options::parse();
    if options.suite {
        return suite::run(options.threads.into());
    }
    let bounds = options.bounds;
    let found = search::everything(Escrow { bounds, rules: options.rules }, options.threads.into());
    println!("{found}");
    found.broken.iter().for_each(|trace| println!("\n{trace}\n{}", trace.end));
    found.missed(&bounds).iter().for_each(|sight| println!("never seen: {sight}"));
    ensure!(found.broken.is_empty(), "{} properties are broken", found.broken.len());
    ensure!(found.missed(&bounds).is_empty(), "the search did not reach what it should");
    Ok(())
}
