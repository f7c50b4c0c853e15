//! A hub at work over an open store, without sockets.

use std::sync::Arc;
use std::thread::JoinHandle;

use holdfast_crdt::WarehouseId;
use holdfast_shell::link::Authority;
use holdfast_shell::owner::Owner;
use holdfast_shell::shutdown::Shutdown;
use holdfast_shell::sqlite::{DataDir, Readers, store_id};
use rand::RngExt;
use rusqlite::Connection;
use tokio::sync::{mpsc, watch};

use crate::access::Access;
use crate::core::world::World;
use crate::engine::{HubEngine, Identity, LinkChange};
use crate::links::Links;
use crate::service::{Hub, Parts};
use crate::store::{READER_CACHE_KIB, STORE_FILE, SqliteStore};
use crate::verifier::Verifier;

/// What the links tell the engine, in order.
pub type LinkChanges = mpsc::UnboundedReceiver<(WarehouseId, LinkChange)>;

/// Starts the owner thread. It ends once the last way to it is gone; until then nobody else may open the store to write.
pub fn launch(
    connection: Connection,
    data: &DataDir,
    authority: Arc<Authority>,
    shutdown: Shutdown,
) -> anyhow::Result<(Hub, JoinHandle<()>, LinkChanges)> {
    let identity = Identity { store: store_id(&connection)?, boot: rand::rng().random() };
    let store = SqliteStore::new(connection)?;
    let (order_tail, rows, moved, figures) = (store.order_tail(), store.kept_rows(), store.moved(), store.figures());
    let engine = HubEngine::new(store, World::new(rand::make_rng()), identity)?;
    let places = engine.places_shown();
    let (counter, commits) = watch::channel(0);
    let (owner, thread) = Owner::start("owner", engine, counter)?;
    let readers = Readers::new(&data.file(STORE_FILE), READER_CACHE_KIB, Some(rows));
    let (link_changes, changes) = mpsc::unbounded_channel();
    let parts = Parts {
        owner,
        readers,
        order_tail,
        links: Links::default(),
        access: Access::new(authority),
        places,
        identity,
        figures,
        adding_up: Arc::default(),
        tally: std::sync::Mutex::default(),
        verifier: Verifier::default(),
        commits,
        moved,
        link_changes,
        shutdown,
    };
    Ok((Hub(Arc::new(parts)), thread, changes))
}
