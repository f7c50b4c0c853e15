//! The program itself: joining a hub that only admits, serving without it, keys, copies and checks.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use holdfast_crdt::{SiteId, Sku, WarehouseId};
use holdfast_shell::clock::now;
use holdfast_shell::link::{
    Authority, BoxFuture, HubConfig, HubLink, Issued, JoinRefusal, LinkEvent, PeerIdentity, Refusal, Registrar,
    Replica, Seat,
};
use holdfast_sync::{Config, Inbound, RightsAnswer, RightsRequest, Source, Standing};
use tokio::sync::{mpsc, watch};

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-node");

fn node(words: &[&str]) -> Output {
    Command::new(BIN).args(words).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Admits whoever brings the token, and holds no session.
struct Doorman(Mutex<Option<[u8; 32]>>);

impl Registrar for Doorman {
    fn enrol(&self, secret_digest: [u8; 32]) -> BoxFuture<'_, Result<Seat, JoinRefusal>> {
        let mut expected = self.0.lock().unwrap();
        let answer = match expected.take() {
            Some(digest) if digest == secret_digest => {
                Ok(Seat { warehouse: WarehouseId::new("LEEDS").unwrap(), site: SiteId(3), successor: false })
            }
            _ => Err(JoinRefusal::UsedToken),
        };
        Box::pin(async { answer })
    }

    fn issued(&self, _: Issued) -> BoxFuture<'_, Result<(), JoinRefusal>> {
        Box::pin(async { Ok(()) })
    }

    fn may_connect(&self, _: &PeerIdentity) -> Result<(), Refusal> {
        Err(Refusal::Fenced)
    }

    fn may_renew(&self, _: &PeerIdentity) -> Result<(), Refusal> {
        Err(Refusal::Fenced)
    }
}

struct NoStore;

impl Replica for NoStore {
    fn standing(&self, _: &WarehouseId) -> Result<Standing, String> {
        Err("no store".into())
    }

    fn source(&self, _: &WarehouseId) -> Result<Box<dyn Source + Send>, String> {
        Err("no store".into())
    }

    fn apply(&self, _: WarehouseId, _: Inbound) -> BoxFuture<'_, Result<Standing, String>> {
        Box::pin(async { Err("no store".into()) })
    }

    fn grant(&self, _: WarehouseId, _: RightsRequest) -> BoxFuture<'_, Result<(RightsAnswer, Standing), String>> {
        Box::pin(async { Err("no store".into()) })
    }

    fn commits(&self, _: &WarehouseId) -> watch::Receiver<u64> {
        watch::channel(0).1
    }

    fn link_event(&self, _: &WarehouseId, _: LinkEvent) {}

    fn subscribe_requests(&self, _: &WarehouseId) -> mpsc::Receiver<Vec<(Sku, u64)>> {
        mpsc::channel(1).1
    }
}

/// A machine that has joined.
struct Machine {
    dir: tempfile::TempDir,
    /// Keeps the hub's door open.
    _runtime: tokio::runtime::Runtime,
    _hub: HubLink,
}

impl Machine {
    fn joined() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let authority = Arc::new(Authority::create(now()).unwrap());
        let token = authority.new_token();
        let doorman = Arc::new(Doorman(Mutex::new(Some(token.secret_digest()))));
        let config = HubConfig { listen: "127.0.0.1:0".parse().unwrap(), session: Config::new("doorman") };
        let hub = runtime.block_on(async { HubLink::bind(config, authority, Arc::new(NoStore), doorman) }).unwrap();
        let machine = Self { dir, _runtime: runtime, _hub: hub };
        let address = machine._hub.local_addr().to_string();
        let told = node(&["join", "--data", machine.data(), "--hub", &address, &token.to_string()]);
        assert!(told.status.success(), "{}", text(&told.stderr));
        let again = node(&["join", "--data", machine.data(), "--hub", &address, &token.to_string()]);
        assert_eq!(again.status.code(), Some(1));
        assert!(text(&again.stderr).contains("already"), "{}", text(&again.stderr));
        machine
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn data(&self) -> &str {
        self.dir.path().join("data").to_str().unwrap().to_owned().leak()
    }

    fn admin(&self) -> String {
        std::fs::read_to_string(self.path("data/admin.key")).unwrap().trim().to_owned()
    }
}

struct Serving {
    process: Child,
    address: String,
}

impl Serving {
    fn start(data: &str) -> Self {
        let mut process = Command::new(BIN)
            .args(["serve", "--data", data, "--http", "127.0.0.1:0", "--log-format", "json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("ready http=").unwrap_or_else(|| panic!("{line:?}")).to_owned();
        Self { process, address }
    }

    /// The status of a GET, and what came with it.
    fn get(&self, path: &str, key: &str) -> (u16, String) {
        let mut line = TcpStream::connect(&self.address).unwrap();
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n");
        line.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).unwrap();
        (answer[9..12].parse().unwrap(), answer)
    }

    /// SIGTERM; what it logged.
    fn stop(mut self) -> String {
        let told = Command::new("kill").arg(self.process.id().to_string()).status().unwrap();
        assert!(told.success());
        let mut log = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert_eq!(self.process.wait().unwrap().code(), Some(0), "{log}");
        log
    }
}

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
