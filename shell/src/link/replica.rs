//! What the link asks of the store behind it, and what it tells it.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;

use holdfast_crdt::{Millis, ReplicaId, Sku, WarehouseId};
use holdfast_sync::{Close, Counters, Inbound, Pending, Position, RightsAnswer, RightsRequest, Source, Standing};
use tokio::sync::{mpsc, watch};

use super::registrar::Refusal;

/// A future that a trait object can return.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One side's store as the link needs it; node and hub implement it. Errors are texts: the session ends with them and
/// starts again from the store.
pub trait Replica: Send + Sync + 'static {
    /// Where the store stands, from one read snapshot. Called on the runtime's threads: it must be quick.
    fn standing(&self, warehouse: &WarehouseId) -> Result<Standing, String>;

    /// A reader of committed data for one session; used by that session's task alone.
    fn source(&self, warehouse: &WarehouseId) -> Result<Box<dyn Source + Send>, String>;

    /// Applies through the owner thread, and answers after the commit with where the store then stands. A session calls
    /// it strictly one after the other. Data of a session that has just ended may still be under way when the next one
    /// begins, so what is at or below a watermark must be passed over.
    fn apply(&self, warehouse: WarehouseId, inbound: Inbound) -> BoxFuture<'_, Result<Standing, String>>;

    /// Grants what can be spared, and answers after the commit. May take its time; one at a time per session.
    fn grant(
        &self,
        warehouse: WarehouseId,
        request: RightsRequest,
    ) -> BoxFuture<'_, Result<(RightsAnswer, Standing), String>>;

    /// Changes after every commit that moved where the store stands in this warehouse; it may change after others, too.
    fn commits(&self, warehouse: &WarehouseId) -> watch::Receiver<u64>;

    /// Called on the runtime's threads, in order per session: it must not block.
    fn link_event(&self, warehouse: &WarehouseId, event: LinkEvent);

    /// Taken when a session begins: (SKU, units of rights we want to hold), asked of the peer as they come. A sender
    /// that finds its receiver gone has no session to ask.
    fn subscribe_requests(&self, warehouse: &WarehouseId) -> mpsc::Receiver<Vec<(Sku, u64)>>;
}

/// What happened on the link of one warehouse.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkEvent {
    /// Hello was exchanged and nothing stands against it.
    Up {
        peer: Position,
        agent: String,
        version: u16,
        remote: SocketAddr,
        at: Millis,
    },
    /// Word from the peer: what `asOf` shows.
    HeardFrom {
        at: Millis,
    },
    /// What the peer has not acknowledged, whenever that changed.
    Pending(Pending),
    /// The peer holds ours up to here, durably.
    PeerHolds {
        rows: u64,
        letters: u64,
        entries: u64,
        catalogue: u64,
        /// Log entries that a completed backup of the peer's holds too, as far as this session was told.
        backed_up: u64,
    },
    /// Equal clocks, unequal digests; a full resend is on its way.
    Diverged {
        owner: ReplicaId,
        clock: u64,
    },
    /// A request taken from `subscribe_requests` went out under this id.
    RightsAsked {
        id: u64,
        wanted: Vec<(Sku, u64)>,
    },
    RightsAnswered(RightsAnswer),
    /// What the session has counted so far: every second while that changes, and once at its end.
    Counted(Counters),
    /// There is no session any more, or an attempt at one failed. On a node it comes with each failed attempt.
    Down {
        why: LinkDown,
        at: Millis,
    },
}

/// Why there is no session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkDown {
    /// The session ended by its own rules, ours or the peer's: a fork or a rewind is to be recorded by whoever hears it.
    #[error("{0}")]
    Ended(Close),
    /// The hub does not let this identity in (said by it, or to it).
    #[error("{0}")]
    Refused(Refusal),
    /// The connection broke.
    #[error("the connection was lost: {0}")]
    Lost(String),
    /// The hub cannot be reached, or does not prove to be the hub this node joined.
    #[error("the hub cannot be reached: {0}")]
    Unreachable(String),
    /// A newer connection of the same identity took over.
    #[error("a newer connection took over")]
    Replaced,
}
