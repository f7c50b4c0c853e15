//! Crashes, clones and older copies; and connections that outlive their machine.

use holdfast_sim::disk::{self, Fault, Machine, Snapshot, machine};
use rusqlite::{Connection, ErrorCode};

use super::ledger::{self, DURABLE, Mode};

fn cut(machine: Machine) {
    machine.power_cut(&mut ledger::rng(1));
}

fn entries(machine: Machine) -> Vec<i64> {
    ledger::read(&ledger::open(&machine.path("node.db"), DURABLE).unwrap()).unwrap()
}

#[test]
fn a_process_that_dies_loses_nothing_that_it_wrote() {
    let _disk = disk::install(1);
    let leeds = machine("leeds");
    let unsynced = Mode { synchronous: "OFF", ..DURABLE };
    let mut writer = ledger::open(&leeds.path("node.db"), unsynced).unwrap();
    for number in 1..=5 {
        ledger::post(&mut writer, number).unwrap();
    }
    writer.execute_batch("BEGIN IMMEDIATE; INSERT INTO entries VALUES (6)").unwrap();
    let before = leeds.snapshot();
    leeds.kill();
    assert_eq!(leeds.snapshot(), before);
    assert_eq!(entries(leeds), [1, 2, 3, 4, 5], "and its lock is gone");
}

/// A process that dies between writing a commit and syncing it leaves a log that the next one reads and that is not
/// durable. What the next one tells others of it, it may have forgotten later, unless it syncs the log before it tells.
#[test]
fn what_is_read_after_a_crash_is_durable_only_once_the_log_is_synced_again() {
    let left = |seed, first: &str| {
        let _disk = disk::install(seed);
        let leeds = machine("leeds");
        let path = leeds.path("node.db");
        ledger::post(&mut ledger::open(&path, DURABLE).unwrap(), 1).unwrap();
        let mut writer = ledger::open(&path, Mode { synchronous: "OFF", ..DURABLE }).unwrap();
        ledger::post(&mut writer, 2).unwrap();
        leeds.kill();
        let next = ledger::open(&path, DURABLE).unwrap();
        next.execute_batch(first).unwrap();
        assert_eq!(ledger::read(&next).unwrap(), [1, 2]);
        leeds.power_cut(&mut ledger::rng(seed));
        entries(leeds)
    };
    let plain: Vec<Vec<i64>> = (0..20).map(|seed| left(seed, "")).collect();
    assert!(plain.contains(&vec![1]), "{plain:?}");
    for seed in 0..20 {
        assert_eq!(left(seed, "PRAGMA wal_checkpoint(TRUNCATE)"), [1, 2], "seed {seed}");
    }
}

/// Every way a connection can find its machine gone: it reads nothing and writes nothing, now or when it is dropped.
#[test]
fn connections_of_before_can_change_nothing() {
    type End = fn(Machine);
    let ends: [(&str, End); 4] = [
        ("kill", Machine::kill),
        ("cut", cut),
        ("restore", |leeds| leeds.restore(&leeds.snapshot())),
        ("empty", |leeds| leeds.restore(&Snapshot::default())),
    ];
    for (name, end) in ends {
        let _disk = disk::install(1);
        let leeds = machine("leeds");
        let path = leeds.path("node.db");
        let mut writer = ledger::open(&path, DURABLE).unwrap();
        ledger::post(&mut writer, 1).unwrap();
        let (idle, mut busy) = (Connection::open(&path).unwrap(), Connection::open(&path).unwrap());
        assert_eq!(ledger::read(&idle).unwrap(), [1]);
        busy.execute_batch("PRAGMA cache_size = 1; BEGIN IMMEDIATE; INSERT INTO entries VALUES (2)").unwrap();
        end(leeds);
        let hash = leeds.content_hash();
        let refused = ledger::post(&mut writer, 2).unwrap_err();
        assert_eq!(refused.sqlite_error_code(), Some(ErrorCode::SystemIoFailure), "{name}");
        assert!(ledger::post(&mut busy, 3).is_err() && busy.execute_batch("COMMIT").is_err(), "{name}");
        assert!(ledger::read(&idle).is_err(), "{name}");
        drop(idle);
        assert_eq!(leeds.content_hash(), hash, "{name}");
        let expected = if name == "empty" { vec![] } else { vec![1] };
        assert_eq!(entries(leeds), expected, "{name}");
        let hash = leeds.content_hash();
        drop((writer, busy));
        assert_eq!(leeds.content_hash(), hash, "{name}: dropped beside a store in use");
        assert_eq!(entries(leeds), expected, "{name}");
    }
}

#[test]
fn connections_may_outlive_their_disk() {
    let first = disk::install(1);
    let mut old = ledger::open(&machine("leeds").path("node.db"), DURABLE).unwrap();
    ledger::post(&mut old, 1).unwrap();
    drop(first);
    assert!(ledger::post(&mut old, 2).is_err());
    let _second = disk::install(1);
    let leeds = machine("leeds");
    assert!(entries(leeds).is_empty());
    let hash = leeds.content_hash();
    assert!(ledger::post(&mut old, 2).is_err());
    drop(old);
    assert_eq!(leeds.content_hash(), hash);
}

#[test]
fn a_machine_without_power_answers_nothing_until_it_is_back() {
    let _disk = disk::install(1);
    let leeds = machine("leeds");
    let mut writer = ledger::open(&leeds.path("node.db"), DURABLE).unwrap();
    ledger::post(&mut writer, 1).unwrap();
    leeds.fail_after(2, Fault::PowerCut);
    let operations = leeds.operations();
    assert!(ledger::post(&mut writer, 2).is_err());
    assert!(ledger::post(&mut writer, 2).is_err());
    assert!(Connection::open(leeds.path("node.db")).is_err());
    assert_eq!((leeds.operations(), leeds.faults()), (operations + 2, 1));
    leeds.power_cut(&mut ledger::rng(1));
    assert_eq!(entries(leeds), [1]);
}

#[test]
fn older_copies_and_clones_are_whole_stores() {
    let _disk = disk::install(1);
    let (leeds, twin) = (machine("leeds"), machine("twin"));
    let mut writer = ledger::open(&leeds.path("node.db"), DURABLE).unwrap();
    ledger::post(&mut writer, 1).unwrap();
    let old = leeds.snapshot();
    ledger::post(&mut writer, 2).unwrap();
    leeds.copy_to(twin);
    ledger::post(&mut writer, 3).unwrap();
    assert_eq!(entries(twin), [1, 2]);
    assert_eq!(entries(leeds), [1, 2, 3]);
    leeds.restore(&old);
    leeds.power_cut(&mut ledger::rng(1));
    assert_eq!(entries(leeds), [1]);
    assert_eq!(entries(twin), [1, 2]);
}
