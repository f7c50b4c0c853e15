//! What is opened and what is refused.

use std::fs;
use std::path::Path;

use holdfast_shell::sqlite::{DataDir, Readers, StoreError, open, open_reader};

use super::replica::{OPENING, Replica, migrations};

/// What opening a store says after its file was changed.
fn reopened(change: impl FnOnce(&Path)) -> Result<(), StoreError> {
    let mut replica = Replica::worked();
    // enough pages for something to be missing from
    replica
        .connection
        .execute_batch("CREATE TABLE ballast (b BLOB); INSERT INTO ballast VALUES (zeroblob(200000))")
        .unwrap();
    replica.save().unwrap();
    let path = replica.path();
    let dir = replica.dir;
    replica.connection.close().unwrap();
    change(&path);
    let opened = open(&path, &migrations(1), OPENING).map(drop);
    drop(dir);
    opened
}

fn check_corrupt(change: impl FnOnce(&Path), expected: &str) {
    match reopened(change) {
        Err(error @ StoreError::Corrupt { .. }) => {
            let told = error.to_string();
            assert!(told.contains(expected) && told.contains("restore a backup"), "{told}");
        }
        other => panic!("{other:?}"),
    }
}

fn write_at(path: &Path, at: usize, bytes: &[u8]) {
    let mut content = fs::read(path).unwrap();
    content[at..at + bytes.len()].copy_from_slice(bytes);
    fs::write(path, content).unwrap();
}

fn cut(path: &Path, len: u64) {
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(len).unwrap();
}

#[test]
fn a_store_that_was_closed_opens_again() {
    reopened(|_| ()).unwrap();
}

#[test]
fn damage_is_refused_and_says_what_to_do() {
    check_corrupt(
        |path| fs::write(path, "not a store at all, but long enough to be one: ".repeat(9)).unwrap(),
        "header",
    );
    check_corrupt(|path| fs::write(path, "short").unwrap(), "shorter than a header");
    check_corrupt(|path| cut(path, 8 * 4096), "cut short");
    check_corrupt(|path| cut(path, fs::metadata(path).unwrap().len() - 1), "cut short");
    check_corrupt(|path| write_at(path, 3 * 4096, &[0xAA; 4096]), "");
    check_corrupt(|path| write_at(path, 100, &[0xFF; 64]), "");
}

#[test]
fn a_start_that_was_cut_off_before_the_first_write_starts_anew() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hub.db");
    fs::write(&path, "").unwrap();
    open(&path, &migrations(1), OPENING).unwrap();
}

#[test]
fn a_store_of_a_newer_program_is_refused_and_one_of_an_older_is_brought_up_to_date() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hub.db");
    drop(open(&path, &migrations(1), OPENING).unwrap());
    drop(open(&path, &migrations(2), OPENING).unwrap());
    let refused = open(&path, &migrations(1), OPENING).unwrap_err();
    assert!(matches!(refused, StoreError::NewerSchema { found: 2, known: 1, .. }), "{refused}");
    assert!(refused.to_string().contains("upgrade this program"), "{refused}");
    let version: i64 =
        open_reader(&path, 64).unwrap().query_row("PRAGMA user_version", [], |record| record.get(0)).unwrap();
    assert_eq!(version, 2, "refusing changes nothing");
}

#[test]
fn commits_survive_power_loss_by_these_settings() {
    let replica = Replica::new();
    // I-3
    let pragma = |name: &str| -> String {
        replica
            .connection
            .query_row(&format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}"), [], |row| row.get(0))
            .unwrap()
    };
    assert_eq!((pragma("journal_mode").as_str(), pragma("synchronous").as_str()), ("wal", "2"));
}

#[test]
fn readers_read_what_is_committed_and_write_nothing() {
    let mut replica = Replica::worked();
    let readers = Readers::new(&replica.path(), 64, None);
    let count = |readers: &Readers| {
        readers
            .with(
                |reader| Ok(reader.query_row("SELECT count(*) FROM movements", [], |record| record.get::<_, i64>(0))?),
            )
            .unwrap()
    };
    let write = readers.with(|reader| Ok(reader.execute("DELETE FROM movements", [])?));
    assert!(write.is_err());
    let open = replica.connection.transaction().unwrap();
    open.execute("DELETE FROM movements", []).unwrap();
    assert_eq!(count(&readers), 8);
    open.commit().unwrap();
    assert_eq!(count(&readers), 0);
}

#[test]
fn a_data_directory_is_served_once_at_a_time() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("data");
    assert!(DataDir::existing(&path).is_err());
    let first = DataDir::create(&path).unwrap().lock().unwrap();
    let refused = DataDir::existing(&path).unwrap().lock().unwrap_err();
    assert!(matches!(refused, StoreError::InUse { .. }), "{refused}");
    drop(first);
    DataDir::create(&path).unwrap().lock().unwrap();
}
