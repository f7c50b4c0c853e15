//! `backup`: the whole store, identity included, in one file.

use std::process::ExitCode;

use holdfast_shell::progress::Progress;
use holdfast_shell::sqlite::{back_up_replica, open_reader};

use super::FILES;
use crate::cli::FileArgs;
use crate::store;

pub fn run(args: &FileArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(&args.data)?;
    let source = open_reader(&data.file(store::FILE), store::reader_cache_kib())?;
    let mut bar: Option<Progress> = None;
    back_up_replica(&source, &data, FILES, &args.file, |done, total| {
        bar.get_or_insert_with(|| Progress::start("backup", total)).set(done)
    })?;
    if let Some(bar) = bar {
        bar.finish("done");
    }
    eprintln!("backed up to {}; it holds the node's key: keep it as safe as the node", args.file.display());
    Ok(ExitCode::SUCCESS)
}
