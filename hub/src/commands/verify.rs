//! `verify`: whether the store's invariants hold.

use std::process::ExitCode;

use holdfast_shell::progress::Progress;
use holdfast_shell::sqlite::open_reader;

use crate::cli::DataArgs;
use crate::store::{READER_CACHE_KIB, STORE_FILE, verify_store};

pub fn run(args: &DataArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(&args.data)?;
    let connection = open_reader(&data.file(STORE_FILE), READER_CACHE_KIB)?;
    let total: i64 = connection.query_row("SELECT count(*) FROM movements", [], |record| record.get(0))?;
    let mut bar = Progress::start("verify", total as u64);
    let findings = verify_store(&connection, |read| bar.set(read))?.findings;
    bar.finish(if findings.is_empty() { "all invariants hold" } else { "broken" });
    findings.iter().for_each(|finding| println!("{finding}"));
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
