//! `holdfast-hub`: the centre.

use std::process::ExitCode;

use holdfast_hub::cli::Cli;
use holdfast_hub::commands;
use holdfast_shell::config;

/// An order makes some hundred small allocations on two threads: the system's allocator spends a fifth of it on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli: Cli = config::parse();
    commands::run(cli.command).unwrap_or_else(|error| {
        eprintln!("holdfast-hub: {error:#}");
        ExitCode::FAILURE
    })
}
