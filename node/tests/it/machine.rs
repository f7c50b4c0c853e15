//! A machine with the node's program on it, joined to a hub that admits it and holds no session.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use holdfast_crdt::{SiteId, Sku, WarehouseId};
use holdfast_shell::clock::now;
use holdfast_shell::link::{
    Authority, BoxFuture, HubConfig, HubLink, Issued, JoinRefusal, LinkError, LinkEvent, PeerIdentity, Refusal,
    Registrar, Replica, Seat,
};
use holdfast_sync::{Config, Inbound, RightsAnswer, RightsRequest, Source, Standing};
use tokio::sync::{mpsc, watch};

const BIN: &str = env!("CARGO_BIN_EXE_holdfast-node");

pub fn node(words: &[&str]) -> Output {
    Command::new(BIN).args(words).output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
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
        Ok(())
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

fn open(
    runtime: &tokio::runtime::Runtime,
    listen: SocketAddr,
    authority: &Arc<Authority>,
    doorman: Arc<Doorman>,
) -> Result<HubLink, LinkError> {
    let config = HubConfig { listen, session: Config::new("doorman") };
    runtime.block_on(async { HubLink::bind(config, authority.clone(), Arc::new(NoStore), doorman) })
}

/// A machine that has joined.
pub struct Machine {
    dir: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
    authority: Arc<Authority>,
    address: SocketAddr,
    /// Where it is `None`, the hub is out of reach.
    hub: Option<HubLink>,
}

impl Machine {
    pub fn joined() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let authority = Arc::new(Authority::create(now()).unwrap());
        let token = authority.new_token();
        let doorman = Arc::new(Doorman(Mutex::new(Some(token.secret_digest()))));
        let hub = open(&runtime, "127.0.0.1:0".parse().unwrap(), &authority, doorman).unwrap();
        let at = hub.local_addr();
        let machine = Self { dir, runtime, authority, address: at, hub: Some(hub) };
        let address = at.to_string();
        let told = node(&["join", "--data", machine.data(), "--hub", &address, &token.to_string()]);
        assert!(told.status.success(), "{}", text(&told.stderr));
        let again = node(&["join", "--data", machine.data(), "--hub", &address, &token.to_string()]);
        assert_eq!(again.status.code(), Some(1));
        assert!(text(&again.stderr).contains("already"), "{}", text(&again.stderr));
        machine
    }

    /// The hub's root certificate.
    pub fn root(&self) -> &str {
        self.authority.ca_pem()
    }

    /// The hub goes out of reach.
    pub fn cut(&mut self) {
        if let Some(hub) = self.hub.take() {
            self.runtime.block_on(hub.shut_down());
        }
    }

    /// The hub is back where it was; it enrols nobody more.
    pub fn heal(&mut self) {
        let bound = (0..600).find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            open(&self.runtime, self.address, &self.authority, Arc::new(Doorman(Mutex::new(None)))).ok()
        });
        self.hub = Some(bound.expect("the port was never free again"));
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn data(&self) -> &str {
        self.dir.path().join("data").to_str().unwrap().to_owned().leak()
    }

    pub fn admin(&self) -> String {
        std::fs::read_to_string(self.path("data/admin.key")).unwrap().trim().to_owned()
    }
}

/// A node that serves.
pub struct Serving {
    process: Child,
    pub address: String,
    /// Where it serves HTTPS.
    pub secure: Option<SocketAddr>,
}

impl Serving {
    pub fn start(data: &str) -> Self {
        Self::start_with(data, &[])
    }

    pub fn start_with(data: &str, options: &[&str]) -> Self {
        let mut process = Command::new(BIN)
            .args(["serve", "--data", data, "--http", "127.0.0.1:0", "--log-format", "json"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let ready = line.trim().strip_prefix("ready http=").unwrap_or_else(|| panic!("{line:?}"));
        let (address, secure) = ready.split_once(" https=").unwrap_or((ready, ""));
        Self { process, address: address.to_owned(), secure: secure.parse().ok() }
    }

    /// The status of a GET, and what came with it.
    pub fn get(&self, path: &str, key: &str) -> (u16, String) {
        let mut line = TcpStream::connect(&self.address).unwrap();
        let head =
            format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nConnection: close\r\n\r\n");
        line.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).unwrap();
        (answer[9..12].parse().unwrap(), answer)
    }

    /// SIGTERM; what it logged.
    pub fn stop(mut self) -> String {
        let told = Command::new("kill").arg(self.process.id().to_string()).status().unwrap();
        assert!(told.success());
        let mut log = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        assert_eq!(self.process.wait().unwrap().code(), Some(0), "{log}");
        log
    }
}
