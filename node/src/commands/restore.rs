//! `restore`: a backup in the place of a lost store. The copy may know less than the node has done since, so it is
//! marked: it spends nothing before it has met its hub.

use std::process::ExitCode;

use holdfast_shell::progress::Progress;
use holdfast_shell::sqlite::{self, DataDir};

use crate::cli::FileArgs;
use crate::store;

pub fn run(args: &FileArgs) -> anyhow::Result<ExitCode> {
    let data = DataDir::create(&args.data.data)?.lock()?;
    let target = data.file(store::FILE);
    let mut bar: Option<Progress> = None;
    sqlite::restore(&args.file, &target, |done, total| {
        bar.get_or_insert_with(|| Progress::start("restore", total)).set(done)
    })?;
    let connection = store::open(&data)?;
    let Some(home) = store::home(&connection)? else {
        anyhow::bail!("{}: this is no backup of a node", args.file.display());
    };
    store::mark_restored(&connection, true)?;
    if let Some(bar) = bar {
        bar.finish("done");
    }
    eprintln!("restored the node of {}; it spends no stock before it has met its hub", home.enrolment.warehouse);
    Ok(ExitCode::SUCCESS)
}
