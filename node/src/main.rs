//! `holdfast-node`: one warehouse.

use std::process::ExitCode;

use holdfast_node::cli::Cli;
use holdfast_node::commands;
use holdfast_shell::config;

fn main() -> ExitCode {
    let cli: Cli = config::parse();
    commands::run(cli.command).unwrap_or_else(|error| {
        eprintln!("holdfast-node: {error:#}");
        ExitCode::FAILURE
    })
}
