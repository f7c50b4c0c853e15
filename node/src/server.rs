//! A node at work: its store, its owner thread and its clock's tick, without sockets.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use holdfast_shell::clock;
use holdfast_shell::owner::Owner;
use holdfast_shell::shutdown::Shutdown;
use holdfast_shell::sqlite::{DataDir, Readers};
use rand::RngExt;
use rusqlite::Connection;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;

use crate::access::Access;
use crate::api::{App, Parts};
use crate::core::rights::Policy;
use crate::engine::{Command, NodeEngine, Seat};
use crate::incoming::Incoming;
use crate::link::LinkStatus;
use crate::store::{self, Home};

const TICK: Duration = Duration::from_millis(250);

/// A node that has been started.
pub struct Node {
    pub app: App,
    /// Ends once the last way to it is gone.
    pub thread: JoinHandle<()>,
    pub home: Home,
}

/// Opens the store of a joined machine and starts its owner thread.
pub fn start(data: &DataDir, policy: Policy, shutdown: Shutdown) -> anyhow::Result<Node> {
    anyhow::ensure!(
        data.file(store::FILE).exists(),
        "this machine has not joined a hub: run `holdfast-node join` first"
    );
    let connection = store::open(data)?;
    let home = store::home(&connection)?;
    let home =
        home.ok_or_else(|| anyhow::anyhow!("this machine has not joined a hub: run `holdfast-node join` first"))?;
    holdfast_shell::sqlite::ensure_admin_key(&connection, data, clock::now())?;
    let seat = Seat {
        warehouse: home.enrolment.warehouse.clone(),
        site: home.enrolment.site,
        store: store::store_id(&connection, rand::rng().random())?,
        boot: rand::rng().random(),
    };
    let (app, thread) = launch(connection, data, seat, policy, shutdown)?;
    Ok(Node { app, thread, home })
}

/// Starts the owner thread over an open store that has a book of the seat's warehouse.
pub fn launch(
    connection: Connection,
    data: &DataDir,
    seat: Seat,
    policy: Policy,
    shutdown: Shutdown,
) -> anyhow::Result<(App, JoinHandle<()>)> {
    let link = Arc::new(LinkStatus::new(store::acknowledged(&connection)?, clock::now()));
    let incoming = Arc::new(Incoming::default());
    let engine = NodeEngine::open(connection, seat.clone(), policy, link.clone(), incoming.clone(), rand::make_rng())?;
    let rows = engine.kept_rows();
    let (counter, commits) = watch::channel(0);
    let (owner, thread) = Owner::start("owner", engine, counter)?;
    let readers = Readers::new(&data.file(store::FILE), store::reader_cache_kib(), Some(rows));
    Ok((
        App(Arc::new(Parts { owner, readers, link, incoming, access: Access::default(), seat, commits, shutdown })),
        thread,
    ))
}

/// Lets time pass for the node until it ends.
pub async fn tick(app: App) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = app.0.shutdown.wait() => return,
        }
        if let Err(error) = app.0.owner.ask(Command::Tick).await {
            tracing::warn!(%error, "a tick was left out");
        }
    }
}
