//! The program itself: joining a hub that only admits, serving without it, keys, copies and checks.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::machine::{Machine, Serving, node, text};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn every_command_has_help() {
    for words in
        [&["--help"][..], &["join", "--help"], &["serve", "--help"], &["pair", "--help"], &["verify", "--help"]]
    {
        assert!(node(words).status.success(), "{words:?}");
    }
    assert!(!node(&[]).status.success());
}

#[test]
fn a_machine_that_never_joined_is_told_to() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("none");
    for path in [dir.path(), &missing] {
        let told = node(&["serve", "--data", path.to_str().unwrap(), "--http", "127.0.0.1:0"]);
        assert_eq!(told.status.code(), Some(1));
        assert!(text(&told.stderr).contains("holdfast-node join"), "{}", text(&told.stderr));
        assert!(told.stdout.is_empty());
    }
}

#[test]
fn a_token_that_nobody_made_is_refused_before_anything_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let told = node(&["join", "--data", data.to_str().unwrap(), "--hub", "127.0.0.1:9", "nonsense"]);
    assert_eq!(told.status.code(), Some(1));
    assert!(!data.exists());
}

#[test]
fn a_joined_machine_serves_without_its_hub() {
    let machine = Machine::joined();
    let data = machine.data();
    assert_eq!((mode(&machine.path("data/node.db")), mode(&machine.path("data/admin.key"))), (0o600, 0o600));
    let serving = Serving::start(data);
    assert_eq!(serving.get("/healthz", "").0, 200);
    assert_eq!(serving.get("/v1/link", "").0, 401);
    let (status, told) = serving.get("/v1/link", &machine.admin());
    assert!(status == 200 && told.contains("\"online\":false"), "{told}");

    let second = node(&["serve", "--data", data, "--http", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(text(&second.stderr).contains("another process"), "{}", text(&second.stderr));

    let paired = node(&["pair", "--data", data, "--name", "scanner-1", "--role", "worker", "--qr"]);
    let key = text(&paired.stdout);
    assert!(key.trim().starts_with("hf_") && key.lines().count() == 1, "{key}");
    assert!(!paired.stderr.is_empty());
    assert_eq!(serving.get("/v1/tasks", key.trim()).0, 200);
    let listed = text(&node(&["devices", "--data", data]).stdout);
    let scanner = listed.lines().find(|line| line.contains("\tscanner-1\tworker\t")).unwrap();
    let number = scanner.split('\t').next().unwrap();
    assert!(node(&["devices", "--data", data, "--revoke", number]).status.success());
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert_eq!(serving.get("/v1/tasks", key.trim()).0, 401);
    assert!(!node(&["devices", "--data", data, "--revoke", number]).status.success());
    let log = serving.stop();
    assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{log}");
}

#[test]
fn a_backup_makes_the_machine_again_elsewhere() {
    let machine = Machine::joined();
    let (copy, other) = (machine.path("copy"), machine.path("other"));
    let (copy, other) = (copy.to_str().unwrap(), other.to_str().unwrap());
    assert!(node(&["backup", "--data", machine.data(), copy]).status.success());
    assert_eq!(mode(Path::new(copy)), 0o600);
    let told = node(&["restore", "--data", other, copy]);
    assert!(told.status.success(), "{}", text(&told.stderr));
    assert_eq!(node(&["restore", "--data", other, copy]).status.code(), Some(1), "a store in use is not overwritten");
    assert!(node(&["verify", "--data", other]).status.success());
    let serving = Serving::start(other);
    assert_eq!(serving.get("/v1/link", &machine.admin()).0, 200, "the old key still opens");
    serving.stop();
}

#[test]
fn verify_finds_what_was_altered() {
    let machine = Machine::joined();
    let store = rusqlite::Connection::open(machine.path("data/node.db")).unwrap();
    store.execute("UPDATE books SET clock = clock + 1", []).unwrap();
    drop(store);
    let told = node(&["verify", "--data", machine.data()]);
    assert_eq!(told.status.code(), Some(1));
    assert!(text(&told.stdout).contains("I-10"), "{}", text(&told.stdout));
}
