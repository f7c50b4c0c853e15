//! Single faults: a sync that fails, a full disk, an access that fails.

use holdfast_sim::disk::{self, Access, Fault, machine};
use rusqlite::{Connection, ErrorCode};

use super::ledger::{self, DURABLE};

fn code(result: rusqlite::Result<()>) -> Option<ErrorCode> {
    result.unwrap_err().sqlite_error_code()
}

/// The sync of entry 2 fails, the program dies over it and is started again, does `first`, and posts entry 3. What is left
/// of it after a power cut.
fn left_after_a_failed_sync(seed: u64, first: &str) -> Vec<i64> {
    let _disk = disk::install(seed);
    let leeds = machine("leeds");
    let path = leeds.path("node.db");
    let mut writer = ledger::open(&path, DURABLE).unwrap();
    ledger::post(&mut writer, 1).unwrap();
    leeds.fail_after(0, Fault::FsyncError);
    assert_eq!(code(ledger::post(&mut writer, 2)), Some(ErrorCode::SystemIoFailure));
    assert_eq!(leeds.faults(), 1);
    leeds.kill();
    let mut writer = ledger::open(&path, DURABLE).unwrap();
    writer.execute_batch(first).unwrap();
    assert_eq!(ledger::read(&writer).unwrap(), [1, 2], "the system has it, and the medium has not");
    ledger::post(&mut writer, 3).unwrap();
    leeds.power_cut(&mut ledger::rng(seed));
    ledger::read(&ledger::open(&path, DURABLE).unwrap()).unwrap()
}

/// With the entry whose sync failed goes the next one, which was synced and acknowledged: the log is read up to its first
/// bad frame. What a program finds after it died over a failed sync is safe once it is written anew, elsewhere.
#[test]
fn what_a_failed_sync_gave_up_is_gone_after_a_cut_whatever_is_synced_later() {
    for seed in 0..20 {
        assert_eq!(left_after_a_failed_sync(seed, ""), [1], "seed {seed}");
        assert_eq!(left_after_a_failed_sync(seed, "PRAGMA wal_checkpoint(TRUNCATE)"), [1, 2, 3], "seed {seed}");
    }
}

#[test]
fn a_full_disk_refuses_and_the_store_works_on_once_there_is_room() {
    let _disk = disk::install(1);
    let leeds = machine("leeds");
    let mut writer = ledger::open(&leeds.path("node.db"), DURABLE).unwrap();
    ledger::post(&mut writer, 1).unwrap();
    leeds.fail_after(3, Fault::Full { bytes: 5000 });
    assert_eq!(code(ledger::post(&mut writer, 2)), Some(ErrorCode::DiskFull));
    assert_eq!(code(ledger::post(&mut writer, 2)), Some(ErrorCode::DiskFull), "it stays full");
    assert_eq!(ledger::read(&writer).unwrap(), [1]);
    leeds.heal();
    ledger::post(&mut writer, 2).unwrap();
    leeds.power_cut(&mut ledger::rng(1));
    assert_eq!(ledger::read(&ledger::open(&leeds.path("node.db"), DURABLE).unwrap()).unwrap(), [1, 2]);
}

#[test]
fn an_access_that_fails_fails_once() {
    let _disk = disk::install(1);
    let leeds = machine("leeds");
    let path = leeds.path("node.db");
    let mut writer = ledger::open(&path, DURABLE).unwrap();
    leeds.fail_after(2, Fault::IoError(Access::Write));
    assert_eq!(code(ledger::post(&mut writer, 1)), Some(ErrorCode::SystemIoFailure));
    ledger::post(&mut writer, 1).unwrap();
    leeds.fail_after(0, Fault::IoError(Access::Open));
    assert_eq!(code(Connection::open(&path).map(drop)), Some(ErrorCode::CannotOpen));
    let fresh = Connection::open(&path).unwrap();
    leeds.fail_after(0, Fault::IoError(Access::Read));
    assert!(ledger::read(&fresh).is_err());
    assert_eq!(ledger::read(&fresh).unwrap(), [1]);
    assert_eq!(leeds.faults(), 3);
}

/// Whatever single fault strikes at whatever operation: what was acknowledged is there, and nothing is half there.
#[test]
fn any_single_fault_at_any_operation_breaks_no_entry() {
    let failing = [Access::Write, Access::Read, Access::Open].map(Fault::IoError);
    for fault in failing.into_iter().chain([Fault::Full { bytes: 3000 }, Fault::FsyncError]) {
        for at in 0..80 {
            let _disk = disk::install(at);
            let leeds = machine("leeds");
            let path = leeds.path("node.db");
            let mut writer = ledger::open(&path, DURABLE).unwrap();
            leeds.fail_after(at, fault);
            let mut acknowledged = Vec::new();
            for number in 1..=5 {
                if ledger::post(&mut writer, number).is_ok() {
                    acknowledged.push(number);
                }
                // it may fail, as may the end of the write-ahead log's life, for want of room
                let _ = writer.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
            }
            drop(writer);
            leeds.heal();
            leeds.power_cut(&mut ledger::rng(at));
            let found = ledger::read(&ledger::open(&path, DURABLE).unwrap()).unwrap();
            let missing = acknowledged.iter().find(|number| !found.contains(number));
            assert_eq!(missing, None, "{fault:?} at {at}: {found:?}");
        }
    }
}
