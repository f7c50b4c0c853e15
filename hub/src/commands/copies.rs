//! `backup` and `restore`: the whole hub in one file.

use std::process::ExitCode;

use holdfast_shell::progress::Progress;
use holdfast_shell::sqlite::{DataDir, Kind, back_up_replica, open_reader, restore_replica};

use super::{ADMIN_KEY, CA_CERTIFICATE, CA_KEY};
use crate::cli::FileArgs;
use crate::store::{READER_CACHE_KIB, STORE_FILE};

/// What a hub is beside its store.
const FILES: &[&str] = &[ADMIN_KEY, CA_CERTIFICATE, CA_KEY];

pub fn backup(args: &FileArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(&args.data.data)?;
    let source = open_reader(&data.file(STORE_FILE), READER_CACHE_KIB)?;
    let mut bar = None;
    back_up_replica(&source, &data, FILES, &args.file, |done, total| show(&mut bar, "backup", done, total))?;
    finish(bar);
    eprintln!("backed up to {}; it holds the authority's key: keep it as safe as the hub", args.file.display());
    Ok(ExitCode::SUCCESS)
}

pub fn restore(args: &FileArgs) -> anyhow::Result<ExitCode> {
    let data = DataDir::create(&args.data.data)?.lock()?;
    let mut bar = None;
    let kind = Kind { store: STORE_FILE, names: FILES, table: "orders" };
    restore_replica(&args.file, &data, kind, |done, total| show(&mut bar, "restore", done, total))?;
    finish(bar);
    eprintln!(
        "restored into {}; no warehouse's stock is promised before its node has said hello",
        data.path().display()
    );
    Ok(ExitCode::SUCCESS)
}

fn show(bar: &mut Option<Progress>, label: &str, done: u64, total: u64) {
    bar.get_or_insert_with(|| Progress::start(label, total)).set(done);
}

fn finish(bar: Option<Progress>) {
    if let Some(bar) = bar {
        bar.finish("done");
    }
}
