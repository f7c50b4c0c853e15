//! No faults: several connections, checkpoints, reopening, other journals, time and chance.

use holdfast_sim::disk::{self, machine};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::ledger::{self, DURABLE, Mode};

#[test]
fn a_writer_and_readers_share_a_store() {
    let _disk = disk::install(1);
    let path = machine("leeds").path("node.db");
    let mut writer = ledger::open(&path, DURABLE).unwrap();
    let reader = Connection::open(&path).unwrap();
    ledger::post(&mut writer, 1).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    assert_eq!(ledger::read(&reader).unwrap(), [1]);
    ledger::post(&mut writer, 2).unwrap();
    assert_eq!(ledger::read(&reader).unwrap(), [1], "a read transaction stays at its snapshot");
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(ledger::read(&reader).unwrap(), [1, 2]);
}

#[test]
fn two_writers_take_turns() {
    let _disk = disk::install(1);
    let path = machine("leeds").path("node.db");
    let first = ledger::open(&path, DURABLE).unwrap();
    let mut second = ledger::open(&path, DURABLE).unwrap();
    second.busy_timeout(std::time::Duration::from_millis(5)).unwrap();
    first.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = ledger::post(&mut second, 1).unwrap_err();
    assert_eq!(refused.sqlite_error_code(), Some(ErrorCode::DatabaseBusy));
    first.execute_batch("COMMIT").unwrap();
    ledger::post(&mut second, 1).unwrap();
    assert_eq!(ledger::read(&first).unwrap(), [1]);
}

#[test]
fn a_checkpoint_moves_pages_and_a_closed_store_is_one_file() {
    let _disk = disk::install(1);
    let leeds = machine("leeds");
    let path = leeds.path("data/node.db");
    let mut writer = ledger::open(&path, DURABLE).unwrap();
    let reader = Connection::open(&path).unwrap();
    for number in 1..=20 {
        ledger::post(&mut writer, number).unwrap();
    }
    let small = leeds.read("data/node.db").unwrap().len();
    let moved: (i64, i64, i64) = reader
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |record| Ok((record.get(0)?, record.get(1)?, record.get(2)?)))
        .unwrap();
    assert_eq!(moved, (0, 0, 0));
    assert!(leeds.read("data/node.db").unwrap().len() > small);
    assert!(leeds.read("data/node.db-wal").unwrap().is_empty());
    ledger::post(&mut writer, 21).unwrap();
    drop((writer, reader));
    assert_eq!(leeds.files(), ["data/node.db"]);
    assert_eq!(ledger::read(&ledger::open(&path, DURABLE).unwrap()).unwrap(), (1..=21).collect::<Vec<_>>());
}

#[test]
fn a_rollback_journal_works_too() {
    let _disk = disk::install(1);
    let path = machine("leeds").path("node.db");
    for journal in ["DELETE", "TRUNCATE", "PERSIST", "MEMORY"] {
        let mut writer = ledger::open(&path, Mode { journal, synchronous: "FULL" }).unwrap();
        let count = ledger::read(&writer).unwrap().len() as i64;
        ledger::post(&mut writer, count + 1).unwrap();
        let transaction = writer.transaction().unwrap();
        transaction.execute("DELETE FROM lines", []).unwrap();
        transaction.rollback().unwrap();
        assert_eq!(ledger::read(&writer).unwrap().len() as i64, count + 1, "{journal}");
    }
}

#[test]
fn sorting_more_than_memory_holds_spills_to_a_file_of_no_machine() {
    let _disk = disk::install(1);
    let leeds = machine("leeds");
    let connection = ledger::open(&leeds.path("node.db"), DURABLE).unwrap();
    connection.execute_batch("PRAGMA temp_store = FILE; PRAGMA cache_size = 10; CREATE TEMP TABLE t (x);").unwrap();
    let operations = leeds.operations();
    connection
        .execute_batch(
            "INSERT INTO t WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
             SELECT randomblob(100) FROM n;
             CREATE INDEX temp.by_x ON t (x);",
        )
        .unwrap();
    let count: i64 =
        connection.query_row("SELECT count(*) FROM (SELECT x FROM t ORDER BY x)", [], |r| r.get(0)).unwrap();
    assert_eq!((count, leeds.operations()), (20_000, operations));
}

#[test]
fn machines_are_apart_and_paths_are_theirs() {
    let _disk = disk::install(1);
    let (leeds, hub) = (machine("leeds"), machine("hub"));
    let mut node = ledger::open(&leeds.path("node.db"), DURABLE).unwrap();
    ledger::post(&mut node, 1).unwrap();
    assert!(hub.files().is_empty() && hub.operations() == 0);
    let refused = |path: &str, flags| {
        let error = Connection::open_with_flags(path, flags).unwrap_err();
        assert_eq!(error.sqlite_error_code(), Some(ErrorCode::CannotOpen), "{path}");
    };
    refused("/york/node.db", OpenFlags::default());
    refused("node.db", OpenFlags::default());
    refused("/hub/hub.db", OpenFlags::SQLITE_OPEN_READ_WRITE);
}

#[test]
fn another_thread_sees_no_disk_and_cannot_use_a_connection_of_it() {
    let _disk = disk::install(1);
    let path = machine("leeds").path("node.db");
    let mut writer = ledger::open(&path, DURABLE).unwrap();
    let elsewhere = std::thread::spawn(move || {
        let opened = Connection::open(path).map(drop).unwrap_err().sqlite_error_code();
        (opened, ledger::post(&mut writer, 1).unwrap_err().sqlite_error_code())
    });
    let expected = (Some(ErrorCode::CannotOpen), Some(ErrorCode::SystemIoFailure));
    assert_eq!(elsewhere.join().unwrap(), expected);
}

#[test]
fn time_is_what_it_is_set_to() {
    let _disk = disk::install(1);
    let connection = Connection::open(machine("leeds").path("node.db")).unwrap();
    let now = || connection.query_row("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')", [], |r| r.get::<_, String>(0));
    assert_eq!(now().unwrap(), "1970-01-01 00:00:00.000");
    disk::set_now(1_750_000_000_123);
    assert_eq!(now().unwrap(), "2025-06-15 15:06:40.123");
}

#[test]
fn one_seed_writes_the_same_bytes_and_another_does_not() {
    let run = |seed| {
        let _disk = disk::install(seed);
        let leeds = machine("leeds");
        let mut writer = ledger::open(&leeds.path("node.db"), DURABLE).unwrap();
        let mut hashes = Vec::new();
        for number in 1..=10 {
            ledger::post(&mut writer, number).unwrap();
            writer.execute("UPDATE lines SET content = randomblob(9) WHERE number = ?1", [number]).unwrap();
            hashes.push(leeds.content_hash());
        }
        writer.execute_batch("PRAGMA wal_checkpoint(PASSIVE)").unwrap();
        hashes.push(leeds.content_hash());
        leeds.fail_after(7, disk::Fault::PowerCut);
        ledger::post(&mut writer, 11).unwrap_err();
        let loss = leeds.power_cut(&mut ledger::rng(seed));
        (hashes, loss, leeds.content_hash(), leeds.statistics())
    };
    let first = run(7);
    assert_eq!(first, run(7));
    assert_ne!(first.0, run(8).0);
}
