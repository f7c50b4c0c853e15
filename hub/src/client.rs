//! The hub's own API from its own commands: that of the process that serves the data directory, or, where none does, of a hub
//! that runs within the command, on a free port of loopback.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use holdfast_shell::http::kit::RateLimit;
use holdfast_shell::http::serve::{listen, serve};
use holdfast_shell::process::finish;
use holdfast_shell::shutdown::Shutdown;
use holdfast_shell::sqlite::{Checkpointer, DataDir, StoreError};
use holdfast_shell::telemetry::{self, LogFormat};
use serde_json::Value;
use tokio::task;

use crate::commands::{ADMIN_KEY, open_home, router, with_store};
use crate::replica::drive;
use crate::server::launch;
use crate::service::Hub;
use crate::store::STORE_FILE;

/// Where `serve` says how it is reached; gone when it has ended.
pub const ADDRESS_FILE: &str = "http.addr";

/// Tries of one request while the hub is busy or out of reach; the waits between them double, up to the longest.
const TRIES: u32 = 8;
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How long one answer may take.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(60);

/// An answer to a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    Done,
    Refused { status: u16, reason: String },
}

/// A way to a hub's API, as its administrator.
pub struct Client {
    http: reqwest::Client,
    base: String,
    key: String,
}

impl Client {
    /// A change under an idempotency key; sent again while the hub is busy. An error where it stays so.
    pub async fn change(&self, method: &str, path: &str, key: &str, body: &str) -> anyhow::Result<Told> {
        let (status, text) = self.answer(method, path, Some((key, body))).await?;
        if (200..300).contains(&status) {
            return Ok(Told::Done);
        }
        ensure!(status != 401 && status != 403, "the hub does not let its own administrator do this: {text}");
        Ok(Told::Refused { status, reason: reason(&text) })
    }

    /// The JSON text of a reading.
    pub async fn read(&self, path: &str) -> anyhow::Result<String> {
        let (status, text) = self.answer("GET", path, None).await?;
        ensure!(status == 200, "{path}: {status}: {}", reason(&text));
        Ok(text)
    }

    async fn answer(&self, method: &str, path: &str, change: Option<(&str, &str)>) -> anyhow::Result<(u16, String)> {
        let (mut wait, mut failed) = (FIRST_WAIT, None);
        for _ in 0..TRIES {
            match self.once(method, path, change).await {
                Ok((429 | 503, text)) => failed = Some(anyhow::anyhow!("the hub is busy: {}", reason(&text))),
                Ok(answer) => return Ok(answer),
                Err(error) => failed = Some(error.into()),
            }
            tokio::time::sleep(wait).await;
            wait = LONGEST_WAIT.min(wait * 2);
        }
        Err(failed.unwrap_or_else(|| anyhow::anyhow!("no answer")).context(format!("{method} {path}")))
    }

    async fn once(&self, method: &str, path: &str, change: Option<(&str, &str)>) -> reqwest::Result<(u16, String)> {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap_or_default();
        let mut request = self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.key);
        if let Some((key, body)) = change {
            request = request.header("idempotency-key", key).header("content-type", "application/json");
            request = request.body(body.to_owned());
        }
        let answer = request.send().await?;
        Ok((answer.status().as_u16(), answer.text().await?))
    }
}

/// What a problem says, with the places of its faults.
fn reason(text: &str) -> String {
    let problem: Value = serde_json::from_str(text).unwrap_or_default();
    let detail = problem["detail"].as_str().unwrap_or("refused");
    let faults = problem["errors"].as_array().into_iter().flatten().filter_map(|fault| fault["pointer"].as_str());
    let places: Vec<String> = faults.map(|place| place.trim_start_matches('/').replace('/', ".")).collect();
    match places.iter().all(String::is_empty) {
        true => detail.to_owned(),
        false => format!("{}: {detail}", places.join(", ")),
    }
}

/// A hub that can be asked, and what has to end with it.
pub struct Access {
    pub client: Client,
    own: Option<Own>,
}

/// A hub within this process.
struct Own {
    hub: Hub,
    thread: JoinHandle<()>,
    serving: task::JoinHandle<()>,
    driving: task::JoinHandle<()>,
    shutdown: Shutdown,
    _checkpoints: Checkpointer,
    _data: DataDir,
}

impl Access {
    /// Finds the hub of a data directory that was served before, or starts it.
    pub async fn open(path: &Path) -> anyhow::Result<Self> {
        let data = with_store(path)?;
        let key = data.read(ADMIN_KEY)?.context("admin.key is missing: the hub is asked with it")?.trim().to_owned();
        let address = match with_store(path)?.lock() {
            Ok(data) => {
                let (own, address) = Own::start(data).await?;
                return Ok(Self { client: client(address, key)?, own: Some(own) });
            }
            Err(StoreError::InUse { .. }) => data.read(ADDRESS_FILE)?,
            Err(error) => return Err(error.into()),
        };
        let Some(address) = address else {
            bail!("{}: another process has this directory, and does not serve it", path.display());
        };
        Ok(Self { client: client(address.trim().parse().context(ADDRESS_FILE)?, key)?, own: None })
    }

    /// Ends what was started.
    pub async fn close(self) -> anyhow::Result<()> {
        let Some(Own { hub, thread, serving, driving, shutdown, .. }) = self.own else { return Ok(()) };
        // its connections first: the server would wait for them
        drop(self.client);
        shutdown.trigger();
        serving.await?;
        driving.await?;
        drop(hub);
        Ok(finish(thread).await?)
    }
}

impl Own {
    async fn start(data: DataDir) -> anyhow::Result<(Self, SocketAddr)> {
        let metrics = telemetry::init(LogFormat::default(), "warn")?;
        let shutdown = Shutdown::new();
        let (connection, authority) = open_home(&data)?;
        let checkpoints = Checkpointer::start(&data.file(STORE_FILE))?;
        let (hub, thread, changes) = launch(connection, &data, Arc::new(authority), shutdown.clone())?;
        let listener = listen((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = listener.local_addr()?;
        let router = router(&hub, metrics, RateLimit::default(), &shutdown);
        let serving = tokio::spawn(serve(listener, router, shutdown.clone()));
        let driving = tokio::spawn(drive(hub.clone(), changes));
        Ok((Self { hub, thread, serving, driving, shutdown, _checkpoints: checkpoints, _data: data }, address))
    }
}

fn client(address: SocketAddr, key: String) -> anyhow::Result<Client> {
    // whoever listens everywhere is reached here
    let host = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let base = format!("http://{}", SocketAddr::new(host, address.port()));
    let http = reqwest::Client::builder().no_proxy().timeout(ANSWER_TIME_MAX).build()?;
    Ok(Client { http, base, key })
}
