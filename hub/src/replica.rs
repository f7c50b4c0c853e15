//! The hub's end of the links: its store as sessions need it, and who may connect.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use holdfast_crdt::{Sku, WarehouseId};
use holdfast_shell::clock;
use holdfast_shell::link::{
    BoxFuture, Issued, JoinRefusal, LinkEvent, PeerIdentity, Refusal, Registrar, Replica, Seat,
};
use holdfast_shell::owner::Unanswered;
use holdfast_shell::sqlite::{Reader, StoreError, StoreSource, standing};
use holdfast_sync::{Inbound, RightsAnswer, RightsRequest, Source, Standing};
use tokio::sync::{mpsc, watch};

use crate::engine::{Command, Identity, LinkChange, Reply};
use crate::service::Hub;
use crate::store::{Refusals, connection_refusal, connection_refusals, may_renew, queries, read_products};

/// Where the store stands in a warehouse, read in one snapshot; `None` where there is no such warehouse.
pub fn standing_of(
    connection: &Reader,
    identity: Identity,
    warehouse: &WarehouseId,
) -> Result<Option<Standing>, StoreError> {
    let catalogue = queries::catalogue_clock(connection)?;
    standing(connection, warehouse, identity.store, identity.boot, catalogue)
}

/// What a session of a warehouse reads from.
pub fn source_of(connection: Reader, warehouse: &WarehouseId) -> StoreSource {
    StoreSource::new(connection, warehouse.clone(), Some(read_products))
}

impl Replica for Hub {
    fn standing(&self, warehouse: &WarehouseId) -> Result<Standing, String> {
        let read = |connection: &Reader| standing_of(connection, self.0.identity, warehouse);
        let found = self.0.readers.with(read).map_err(|error| error.to_string())?;
        found.ok_or_else(|| format!("there is no warehouse {warehouse}"))
    }

    fn source(&self, warehouse: &WarehouseId) -> Result<Box<dyn Source + Send>, String> {
        let connection = self.0.readers.open().map_err(|error| error.to_string())?;
        Ok(Box::new(source_of(connection, warehouse)))
    }

    fn apply(&self, warehouse: WarehouseId, inbound: Inbound) -> BoxFuture<'_, Result<Standing, String>> {
        Box::pin(async move {
            match self.0.owner.insist(Command::Hear(warehouse, inbound)).await {
                Ok(Reply::Applied(applied)) => applied,
                Ok(_) => Err("the hub could not apply it".to_owned()),
                Err(error) => Err(error.to_string()),
            }
        })
    }

    fn grant(
        &self,
        warehouse: WarehouseId,
        request: RightsRequest,
    ) -> BoxFuture<'_, Result<(RightsAnswer, Standing), String>> {
        Box::pin(async move {
            match self.0.owner.insist(Command::Grant(warehouse, request)).await {
                Ok(Reply::Granted(granted)) => granted,
                Ok(_) => Err("the hub could not grant it".to_owned()),
                Err(error) => Err(error.to_string()),
            }
        })
    }

    fn commits(&self, warehouse: &WarehouseId) -> watch::Receiver<u64> {
        self.0.moved.subscribe(warehouse)
    }

    fn link_event(&self, warehouse: &WarehouseId, event: LinkEvent) {
        if let Some(change) = self.0.links.heard(warehouse, event) {
            // the receiver ends with the hub itself
            let _ = self.0.link_changes.send((warehouse.clone(), change));
        }
    }

    fn subscribe_requests(&self, warehouse: &WarehouseId) -> mpsc::Receiver<Vec<(Sku, u64)>> {
        self.0.links.subscribe(warehouse)
    }
}

/// Who may join and connect, from the store, so that commands of other processes count at once.
pub struct Register {
    hub: Hub,
    /// What the store said of all, and when: a thousand sessions that ask every second are one read.
    of_all: Mutex<(Option<Instant>, Refusals)>,
}

/// How long that is good for sessions that stand already.
const OF_ALL_KEPT: Duration = Duration::from_millis(500);

impl Registrar for Register {
    fn enrol(&self, secret_digest: [u8; 32]) -> BoxFuture<'_, Result<Seat, JoinRefusal>> {
        Box::pin(async move {
            match self.hub.0.owner.ask(Command::UseToken(secret_digest)).await {
                Ok(Reply::Seat(seat)) => seat,
                Ok(_) => Err(JoinRefusal::Unavailable("the hub could not decide".to_owned())),
                Err(error) => Err(JoinRefusal::Unavailable(error.to_string())),
            }
        })
    }

    fn issued(&self, certificate: Issued) -> BoxFuture<'_, Result<(), JoinRefusal>> {
        Box::pin(async move {
            let done = self.hub.0.owner.ask(Command::Issued(certificate)).await;
            done.map(drop).map_err(|error| JoinRefusal::Unavailable(error.to_string()))
        })
    }

    fn may_connect(&self, peer: &PeerIdentity) -> Result<(), Refusal> {
        self.look_up(|connection| connection_refusal(connection, peer))
    }

    fn may_stay(&self, peer: &PeerIdentity) -> Result<(), Refusal> {
        let mut of_all = self.of_all.lock().unwrap_or_else(PoisonError::into_inner);
        if of_all.0.is_none_or(|read| read.elapsed() >= OF_ALL_KEPT) {
            let found = self.hub.0.readers.with(|connection| connection_refusals(connection, clock::now()));
            *of_all = (Some(Instant::now()), found.map_err(unreadable)?);
        }
        match of_all.1.get(&peer.serial) {
            Some((warehouse, site, refusal)) if warehouse == peer.warehouse.as_str() && *site == peer.site.0 => {
                refusal.map_or(Ok(()), Err)
            }
            // one that has lapsed since is no stranger
            _ => self.may_connect(peer),
        }
    }

    fn may_renew(&self, peer: &PeerIdentity) -> Result<(), Refusal> {
        self.look_up(|connection| may_renew(connection, peer))
    }
}

impl Register {
    pub fn new(hub: Hub) -> Self {
        Self { hub, of_all: Mutex::default() }
    }

    fn look_up(&self, read: impl FnOnce(&Reader) -> Result<Option<Refusal>, StoreError>) -> Result<(), Refusal> {
        self.hub.0.readers.with(read).map_err(unreadable)?.map_or(Ok(()), Err)
    }
}

fn unreadable(error: StoreError) -> Refusal {
    tracing::error!(%error, "an identity could not be looked up");
    Refusal::Unavailable
}

/// Hands changes of links to the engine in order, and ticks, until the hub ends.
pub async fn drive(hub: Hub, mut changes: mpsc::UnboundedReceiver<(WarehouseId, LinkChange)>) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let owner = hub.0.owner.clone();
    loop {
        let done = tokio::select! {
            Some((warehouse, change)) = changes.recv() => tell_until_kept(&hub, warehouse, change).await,
            _ = ticks.tick() => owner.insist(Command::Tick(hub.0.links.letters_held())).await,
            () = hub.0.shutdown.wait() => return,
        };
        match done {
            // what comes of it comes with the nodes' rows
            Ok(Reply::NeedsRights(wanted)) => drop(hub.request_rights(&wanted)),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the hub's own work was left out"),
        }
    }
}

/// A change of a link is known to nobody else: one that a batch failed with (a full disk) is told again, before later ones.
async fn tell_until_kept(hub: &Hub, warehouse: WarehouseId, change: LinkChange) -> Result<Reply, Unanswered> {
    loop {
        match hub.0.owner.insist(Command::Link(warehouse.clone(), change.clone())).await {
            Err(Unanswered::Failed(error)) => tracing::warn!(%warehouse, %error, "a change of a link waits to be kept"),
            done => return done,
        }
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            () = hub.0.shutdown.wait() => return Err(Unanswered::Stopping),
        }
    }
}

const TICK: Duration = Duration::from_millis(250);
