//! `backup`: the whole store, identity included, in one file.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::process::ExitCode;

use anyhow::Context;
use holdfast_shell::progress::Progress;
use holdfast_shell::sqlite::{back_up, open_reader};

use crate::cli::FileArgs;
use crate::store;

pub fn run(args: &FileArgs) -> anyhow::Result<ExitCode> {
    let data = super::with_store(&args.data)?;
    let source = open_reader(&data.file(store::FILE), store::reader_cache_kib())?;
    let draft = args.file.with_added_extension("part");
    // the copy holds the node's key: only its owner reads it
    let made = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&draft);
    made.with_context(|| format!("{}: cannot be written", draft.display()))?.sync_all()?;
    let mut bar: Option<Progress> = None;
    let copied =
        back_up(&source, &draft, |done, total| bar.get_or_insert_with(|| Progress::start("backup", total)).set(done));
    if let Err(error) = copied {
        fs::remove_file(&draft).ok();
        return Err(error.into());
    }
    fs::File::open(&draft)?.sync_all()?;
    fs::rename(&draft, &args.file).with_context(|| format!("{}: cannot be written", args.file.display()))?;
    if let Some(bar) = bar {
        bar.finish("done");
    }
    eprintln!("backed up to {}", args.file.display());
    Ok(ExitCode::SUCCESS)
}
