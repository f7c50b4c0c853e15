//! `holdfast-node`: one warehouse.

use std::process::ExitCode;

use holdfast_node::cli::Cli;
use holdfast_node::commands;
use holdfast_shell::config;

/// An order makes some hundred small allocations on two threads: the system's allocator spends a fifth of it on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli: Cli = config::parse();
    commands::run(cli.command).unwrap_or_else(|error| {
        eprintln!("holdfast-node: {error:#}");
        ExitCode::FAILURE
    })
}
