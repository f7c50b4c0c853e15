//! I-3: the power is cut at every operation of a script; what was committed is there and whole.

use holdfast_sim::disk::{self, Fault, Machine, machine};
use rusqlite::Connection;

use super::ledger::{self, DURABLE, Mode};

const ENTRIES: i64 = 9;

/// Posts entries, checkpoints in between, reopens once. The last entry that was acknowledged.
fn script(leeds: Machine, mode: Mode) -> (i64, rusqlite::Result<()>) {
    let mut acknowledged = 0;
    let mut run = || -> rusqlite::Result<()> {
        let path = leeds.path("node.db");
        let mut writer = ledger::open(&path, mode)?;
        let reader = Connection::open(&path)?;
        for number in 1..=ENTRIES {
            ledger::post(&mut writer, number)?;
            acknowledged = number;
            match number {
                2 | 6 => reader.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?,
                4 => writer = ledger::open(&path, mode)?,
                7 => writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?,
                _ => {}
            }
        }
        Ok(())
    };
    let result = run();
    (acknowledged, result)
}

/// Runs the script with the power cut after `operations`, and says what is wrong with what is left.
fn cut_at(seed: u64, operations: u64, mode: Mode, ignores_syncs: bool) -> Result<(), String> {
    let _disk = disk::install(seed);
    let leeds = machine("leeds");
    leeds.ignore_syncs(ignores_syncs);
    leeds.fail_after(operations, Fault::PowerCut);
    let (acknowledged, _) = script(leeds, mode);
    leeds.power_cut(&mut ledger::rng(seed ^ operations << 32));
    let mut writer = ledger::open(&leeds.path("node.db"), mode).map_err(|error| error.to_string())?;
    let found = ledger::read(&writer)?;
    let last = found.last().copied().unwrap_or_default();
    if found != (1..=last).collect::<Vec<_>>() || last < acknowledged || last > acknowledged + 1 {
        return Err(format!("{acknowledged} were acknowledged, found {found:?}"));
    }
    ledger::post(&mut writer, last + 1).map_err(|error| error.to_string())?;
    ledger::read(&writer).map(drop)
}

/// How many operations the script does when nothing goes wrong.
fn operations(mode: Mode) -> u64 {
    let _disk = disk::install(0);
    let leeds = machine("leeds");
    let (acknowledged, result) = script(leeds, mode);
    result.unwrap();
    assert_eq!(acknowledged, ENTRIES);
    leeds.operations()
}

/// What goes wrong, over all operations and `seeds`.
fn failures(mode: Mode, ignores_syncs: bool, seeds: u64) -> Vec<String> {
    let operations = operations(mode);
    assert!(operations > 100, "{operations}");
    let cuts = (0..seeds).flat_map(|seed| (0..=operations).map(move |at| (seed, at)));
    let failed = |(seed, at)| {
        let error = cut_at(seed, at, mode, ignores_syncs).err()?;
        Some(format!("seed {seed}, operation {at}: {error}"))
    };
    cuts.filter_map(failed).collect()
}

#[test]
fn what_was_committed_survives_a_cut_at_every_operation() {
    assert_eq!(failures(DURABLE, false, 8), Vec::<String>::new());
}

/// A rollback journal is deleted without a sync unless SQLite is told to be extra careful.
#[test]
fn it_survives_with_a_rollback_journal_as_well() {
    let mode = Mode { journal: "DELETE", synchronous: "EXTRA" };
    assert_eq!(failures(mode, false, 4), Vec::<String>::new());
}

#[test]
fn without_syncs_it_is_seen_to_be_lost() {
    let failed = failures(Mode { synchronous: "OFF", ..DURABLE }, false, 2);
    assert!(failed.len() > 20, "{failed:#?}");
}

#[test]
fn on_a_disk_that_lies_about_syncs_it_is_seen_to_be_lost() {
    let failed = failures(DURABLE, true, 2);
    assert!(failed.len() > 20, "{failed:#?}");
}

/// The log is durable before a commit is answered only if SQLite syncs at each commit.
#[test]
fn with_normal_syncs_commits_are_lost_but_none_is_broken() {
    let failed = failures(Mode { synchronous: "NORMAL", ..DURABLE }, false, 2);
    assert!(!failed.is_empty());
    assert!(failed.iter().all(|failure| failure.contains("were acknowledged")), "{failed:#?}");
}
