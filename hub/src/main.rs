//! `holdfast-hub`: the centre.

use std::process::ExitCode;

use holdfast_hub::cli::Cli;
use holdfast_hub::commands;
use holdfast_shell::config;

fn main() -> ExitCode {
    let cli: Cli = config::parse();
    commands::run(cli.command).unwrap_or_else(|error| {
        eprintln!("holdfast-hub: {error:#}");
        ExitCode::FAILURE
    })
}
