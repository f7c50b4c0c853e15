//! `recounts`: SKUs that a restore leaves to be counted.

use std::process::ExitCode;

use holdfast_shell::clock::rfc3339;
use holdfast_shell::sqlite::{open_reader, recounts};

use crate::cli::DataArgs;
use crate::store::{READER_CACHE_KIB, STORE_FILE};

/// One a line: warehouse, SKU, since when, why; with tabs between.
pub fn run(args: &DataArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(&args.data)?;
    let connection = open_reader(&data.file(STORE_FILE), READER_CACHE_KIB)?;
    for found in recounts(&connection)? {
        println!("{}\t{}\t{}\t{}", found.warehouse, found.sku, rfc3339(found.since), found.reason);
    }
    Ok(ExitCode::SUCCESS)
}
