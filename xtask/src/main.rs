//! `cargo xtask`: everything an engineer does with Holdfast beside writing it. Talks to the servers from outside only.

mod agreement;
mod api;
mod audit;
mod bench;
mod browser;
mod catalogue;
mod closing;
mod contract;
mod crash;
mod day;
mod demo;
mod ending;
mod floor;
mod ghost;
mod matrix;
mod mutants;
mod phases;
mod process;
mod relay;
mod replay;
mod rough;
mod search;
mod setup;
mod show;
mod soak;
mod stage;
mod tidy;
mod weather;
mod web;
mod workspace;
mod world;
mod writers;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Automation of the Holdfast workspace")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a hub and three warehouses at work, on links that fail
    Demo {
        /// End by itself after so many seconds
        #[arg(long)]
        seconds: Option<u64>,
        /// No terminal control codes
        #[arg(long)]
        headless: bool,
    },
    /// Run every test
    Test {
        /// Fewer kills, fewer lines, a shorter demonstration
        #[arg(long)]
        fast: bool,
    },
    /// Kill servers under load and look whether what was answered is still true
    Crash {
        #[arg(long, default_value_t = 100)]
        kills: usize,
        /// Then put servers back from older copies so many times
        #[arg(long, default_value_t = 0)]
        restores: usize,
        /// The hub may come back from before a node's restore, too
        #[arg(long)]
        twofold: bool,
    },
    /// Work over links and beside servers in every bad state, and look whether all comes right again
    Rough {
        /// Shorter spells
        #[arg(long)]
        fast: bool,
        /// Seconds for which the hub is stopped
        #[arg(long, default_value_t = 15)]
        stop: u64,
    },
    /// Lose, restore and clone the hub's and a node's store in every way, and look what comes of it
    Matrix {
        /// Only the cells whose name holds this
        #[arg(long)]
        only: Option<String>,
    },
    /// Put faults into a copy of the code one at a time, and look whether the simulator finds each
    Mutants {
        /// This one alone; may be given several times
        #[arg(long, value_name = "NAME")]
        only: Vec<String>,
        /// Seeds in which each must be found
        #[arg(long, default_value_t = 500)]
        seeds: u64,
    },
    /// Run the simulator on and on, over seeds that nobody has run, in turn without and with restores
    Soak {
        #[arg(long, default_value_t = 60)]
        minutes: u64,
        /// The first seed, to repeat a soak
        #[arg(long)]
        from: Option<u64>,
    },
    /// Hold what the servers answer against their OpenAPI documents
    Contract {
        /// Requests made of each operation by each phase that draws them
        #[arg(long, default_value_t = contract::EXAMPLES)]
        examples: u32,
    },
    /// Walk through what a warehouse does from morning to night, with the link up and with the link cut in the middle
    Day {
        /// Only the parts whose name holds this
        #[arg(long)]
        only: Option<String>,
    },
    /// Build the front ends, which become part of the servers
    Web,
    /// Play both front ends in a real browser before running servers
    Browser {
        /// Only the tests whose name holds this
        #[arg(long)]
        only: Option<String>,
    },
    /// Take a picture of every screen: light, dark, and 360 px wide
    Screenshots {
        /// Only the screens whose name holds this
        #[arg(long)]
        only: Option<String>,
    },
    /// Replay a retailer's order lines through the public APIs
    Replay {
        /// A gzipped CSV of invoice lines
        file: PathBuf,
        #[arg(long, default_value_t = 3)]
        warehouses: usize,
        /// Read at most so many lines
        #[arg(long)]
        limit: Option<usize>,
    },
    /// Measure orders, scans and more, each beside what it is compared to
    Bench(bench::Wishes),
    /// The bench's yardstick: answers what it is sent
    #[command(hide = true)]
    Echo,
    /// The bench's HTTP front before PostgreSQL
    #[command(hide = true)]
    Front {
        socket: PathBuf,
        connections: usize,
        #[arg(long)]
        interactive: bool,
    },
    /// Check the rules of how the code must stand
    Tidy,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Demo { seconds, headless } => demo::demo(seconds, headless),
        Command::Test { fast } => phases::test(fast),
        Command::Crash { kills, restores, twofold } => {
            crash::crash(kills, crash::restores::Extent { times: restores, twofold })
        }
        Command::Rough { fast, stop } => rough::rough(fast, stop),
        Command::Matrix { only } => matrix::matrix(only.as_deref()),
        Command::Mutants { only, seeds } => mutants::mutants(&only, seeds),
        Command::Soak { minutes, from } => soak::soak(minutes, from),
        Command::Contract { examples } => contract::contract(examples),
        Command::Day { only } => day::day(only.as_deref()),
        Command::Web => web::build(),
        Command::Browser { only } => browser::browser(only.as_deref()),
        Command::Screenshots { only } => browser::screenshots(only.as_deref()),
        Command::Replay { file, warehouses, limit } => replay::replay(&file, warehouses, limit),
        Command::Bench(wishes) => bench::bench(&wishes),
        Command::Front { socket, connections, interactive } => bench::front(socket, connections, interactive),
        Command::Echo => bench::echo(),
        Command::Tidy => tidy::tidy(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem:#}");
            ExitCode::FAILURE
        }
    }
}
