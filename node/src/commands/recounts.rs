//! `recounts`: SKUs that a restore leaves to be counted.

use std::process::ExitCode;

use holdfast_shell::clock::rfc3339;
use holdfast_shell::sqlite::{open_reader, recounts};

use crate::cli::DataArgs;
use crate::store;

/// One a line: warehouse, SKU, since when, why; with tabs between.
pub fn run(args: &DataArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(args)?;
    let connection = open_reader(&data.file(store::FILE), store::reader_cache_kib())?;
    for found in recounts(&connection)? {
        println!("{}\t{}\t{}\t{}", found.warehouse, found.sku, rfc3339(found.since), found.reason);
    }
    Ok(ExitCode::SUCCESS)
}
