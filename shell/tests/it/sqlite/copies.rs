//! Backup and restore: the whole replica in one file, and back.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use holdfast_shell::sqlite::{
    DataDir, Kind, StoreError, back_up_replica, backed_up, is_restored, open, open_reader, restore_replica, store_id,
    verify_replica,
};

use super::replica::{OPENING, Replica, leeds, migrations};

const FILES: &[&str] = &["admin.key", "ca.pem", "ca.key"];
const KIND: Kind<'_> = Kind { store: "hub.db", names: FILES, table: "movements" };

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// A replica with an administrator's key and half of an authority.
fn home() -> (Replica, DataDir) {
    let replica = Replica::worked();
    let data = DataDir::existing(replica.dir.path()).unwrap();
    data.write_secret("admin.key", "hf_secret\n").unwrap();
    data.write_secret("ca.pem", "certificate").unwrap();
    (replica, data)
}

fn back_up(replica: &Replica, data: &DataDir, target: &Path) -> Result<(), StoreError> {
    back_up_replica(&replica.connection, data, FILES, target, |_, _| ())
}

#[test]
fn a_backup_becomes_a_replica_again() {
    let (replica, data) = home();
    let store = store_id(&replica.connection).unwrap();
    let copies = tempfile::tempdir().unwrap();
    let file = copies.path().join("hub.backup");
    back_up(&replica, &data, &file).unwrap();
    assert_eq!(mode(&file), 0o600);
    assert_eq!(fs::read_dir(copies.path()).unwrap().count(), 1, "one self-contained file");

    let target = DataDir::create(&copies.path().join("again")).unwrap();
    let mut steps = 0;
    restore_replica(&file, &target, KIND, |done, total| steps += u64::from(done <= total)).unwrap();
    let restored = open(&target.file("hub.db"), &migrations(1), OPENING).unwrap();
    assert_eq!(verify_replica(&restored, |_| ()).unwrap(), []);
    assert!(is_restored(&restored).unwrap());
    assert_ne!(store_id(&restored).unwrap(), store, "a copy is another store");
    assert!(!is_restored(&replica.connection).unwrap(), "the one it was made of goes on");
    for (name, content) in [("admin.key", Some("hf_secret\n")), ("ca.pem", Some("certificate")), ("ca.key", None)] {
        assert_eq!(target.read(name).unwrap().as_deref(), content, "{name}");
        assert!(content.is_none() || mode(&target.file(name)) == 0o600, "{name}");
    }
    let left: i64 =
        restored.query_row("SELECT count(*) FROM meta WHERE name LIKE 'file:%'", [], |record| record.get(0)).unwrap();
    assert_eq!(left, 0, "secrets stay in no two places");
}

#[test]
fn a_backup_is_what_was_committed_when_it_was_made() {
    let (mut replica, data) = home();
    let file = replica.dir.path().join("one");
    back_up(&replica, &data, &file).unwrap();
    replica.write(3);
    replica.save().unwrap();
    let copy = rusqlite::Connection::open(&file).unwrap();
    let letters: i64 = copy.query_row("SELECT count(*) FROM letters", [], |record| record.get(0)).unwrap();
    assert_eq!(letters, 2);
}

#[test]
fn a_store_knows_what_its_newest_backup_holds_of_its_peer() {
    let (mut replica, data) = home();
    let warehouse = leeds();
    assert_eq!(backed_up(&replica.connection, &warehouse).unwrap(), None);
    back_up(&replica, &data, &replica.dir.path().join("one")).unwrap();
    let held = backed_up(&replica.connection, &warehouse).unwrap().unwrap();
    assert_eq!(held, replica.desk.book(&warehouse).unwrap().heard);
    replica.write(3);
    replica.save().unwrap();
    assert_eq!(verify_replica(&replica.connection, |_| ()).unwrap(), []);
}

#[test]
fn a_store_that_is_written_all_the_while_can_be_backed_up() {
    let (replica, data) = home();
    let filler = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
         INSERT INTO meta SELECT 'filler ' || i, zeroblob(3000) FROM n";
    replica.connection.execute(filler, []).unwrap();
    let writer = rusqlite::Connection::open(data.file("hub.db")).unwrap();
    let mut steps = 0;
    let file = replica.dir.path().join("one");
    let reader = open_reader(&data.file("hub.db"), 1024).unwrap();
    back_up_replica(&reader, &data, FILES, &file, |_, _| {
        steps += 1;
        assert!(steps < 100, "it begins anew with every write");
        writer.execute("UPDATE meta SET value = randomblob(3000) WHERE name = 'filler 1'", []).unwrap();
    })
    .unwrap();
    assert!(steps > 1, "{steps} step: nothing was written in between");
}

#[test]
fn nothing_is_overwritten() {
    let (replica, data) = home();
    let file = replica.dir.path().join("one");
    fs::write(&file, "precious").unwrap();
    assert!(back_up(&replica, &data, &file).is_err());
    assert_eq!(fs::read_to_string(&file).unwrap(), "precious");
    let other = replica.dir.path().join("two");
    back_up(&replica, &data, &other).unwrap();
    let refused = restore_replica(&other, &data, KIND, |_, _| ()).unwrap_err();
    assert!(refused.to_string().contains("empty directory"), "{refused}");
    assert_eq!(verify_replica(&replica.connection, |_| ()).unwrap(), []);
}

#[test]
fn a_damaged_backup_makes_no_replica() {
    let (replica, data) = home();
    let file = replica.dir.path().join("one");
    back_up(&replica, &data, &file).unwrap();
    let whole = fs::read(&file).unwrap();
    let mut scribbled = whole.clone();
    scribbled[2 * 4096..3 * 4096].fill(0xAA);
    for bad in [&whole[..whole.len() / 2], &scribbled, b"nothing", b""] {
        let home = tempfile::tempdir().unwrap();
        fs::write(&file, bad).unwrap();
        let target = DataDir::create(&home.path().join("again")).unwrap();
        let refused = restore_replica(&file, &target, KIND, |_, _| ()).unwrap_err();
        assert!(matches!(refused, StoreError::Corrupt { .. }), "{refused}");
        assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0, "nothing is left that would be in the way");
    }
}

#[test]
fn a_backup_of_the_other_kind_makes_no_replica() {
    let (replica, data) = home();
    let file = replica.dir.path().join("one");
    back_up(&replica, &data, &file).unwrap();
    let home = tempfile::tempdir().unwrap();
    let target = DataDir::create(&home.path().join("again")).unwrap();
    let refused = restore_replica(&file, &target, Kind { table: "orders", ..KIND }, |_, _| ()).unwrap_err();
    assert!(refused.to_string().contains("no backup of such a store"), "{refused}");
    assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0);
    restore_replica(&file, &target, KIND, |_, _| ()).unwrap();
}
