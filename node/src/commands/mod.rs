//! The commands, one a file.

mod backup;
mod devices;
mod join;
mod pair;
mod recounts;
mod restore;
mod serve;
mod verify;

use std::process::ExitCode;

use anyhow::Context;
use holdfast_shell::sqlite::DataDir;

use crate::cli::{Command, DataArgs};
use crate::store;

/// What a node is beside its store.
const FILES: &[&str] = &["admin.key"];

/// Runs one command to its end.
pub fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Join(args) => join::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Pair(args) => pair::run(&args),
        Command::Devices(args) => devices::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Restore(args) => restore::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Recounts(args) => recounts::run(&args),
    }
}

/// The data directory of a machine that has a store.
fn with_store(args: &DataArgs) -> anyhow::Result<DataDir> {
    let data = DataDir::existing(&args.data)?;
    let store = data.file(store::FILE);
    anyhow::ensure!(store.exists(), "{}: there is no store here; run `holdfast-node join` first", args.data.display());
    Ok(data)
}

fn runtime(threads: usize) -> anyhow::Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(threads).enable_all().build().context("the runtime could not start")
}
