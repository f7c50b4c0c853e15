//! `restore`: a backup in the place of a lost store. The copy may know less than the node has done since, so it is
//! marked: it changes nothing before it has met its hub.

use std::process::ExitCode;

use holdfast_shell::progress::Progress;
use holdfast_shell::sqlite::{DataDir, Kind, restore_replica};

use super::FILES;
use crate::cli::FileArgs;
use crate::store;

pub fn run(args: &FileArgs) -> anyhow::Result<ExitCode> {
    let data = DataDir::create(&args.data.data)?.lock()?;
    let mut bar: Option<Progress> = None;
    let kind = Kind { store: store::FILE, names: FILES, table: "bins" };
    restore_replica(&args.file, &data, kind, |done, total| {
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
    eprintln!("restored the node of {}; it changes no stock before it has met its hub", home.enrolment.warehouse);
    Ok(ExitCode::SUCCESS)
}
