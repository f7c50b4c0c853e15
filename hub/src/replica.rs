//! The hub's end of the links: its store as sessions need it, and who may connect.

use holdfast_crdt::{Sku, WarehouseId};
use holdfast_shell::link::{
    BoxFuture, Issued, JoinRefusal, LinkDown, LinkEvent, PeerIdentity, Refusal, Registrar, Replica, Seat,
};
use holdfast_shell::owner::Unanswered;
use holdfast_shell::sqlite::{Reader, StoreError, StoreSource, standing};
use holdfast_sync::{Close, Inbound, RightsAnswer, RightsRequest, Source, Standing};
use tokio::sync::{mpsc, watch};

use crate::engine::{Command, LinkChange, Reply};
use crate::links::Holds;
use crate::service::Hub;
use crate::store::{connection_refusal, may_renew, queries, read_products};

impl Replica for Hub {
    fn standing(&self, warehouse: &WarehouseId) -> Result<Standing, String> {
        let identity = self.0.identity;
        let read = |connection: &Reader| {
            let catalogue = queries::catalogue_clock(connection)?;
            standing(connection, warehouse, identity.store, identity.boot, catalogue)
        };
        let found = self.0.readers.with(read).map_err(|error| error.to_string())?;
        found.ok_or_else(|| format!("there is no warehouse {warehouse}"))
    }

    fn source(&self, warehouse: &WarehouseId) -> Result<Box<dyn Source + Send>, String> {
        let connection = self.0.readers.open().map_err(|error| error.to_string())?;
        Ok(Box::new(StoreSource::new(connection, warehouse.clone(), Some(read_products))))
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

    fn commits(&self) -> watch::Receiver<u64> {
        self.0.commits.clone()
    }

    fn link_event(&self, warehouse: &WarehouseId, event: LinkEvent) {
        match event {
            LinkEvent::Up { peer, agent, at, remote, .. } => {
                tracing::info!(%warehouse, %remote, %agent, "link up");
                self.0.links.change(warehouse, |link| {
                    link.up = true;
                    link.heard_at = Some(at);
                    link.agent = Some(agent);
                    link.incarnation = peer.replica.incarnation;
                    link.reason = None;
                });
                self.tell(warehouse, LinkChange::Up);
            }
            LinkEvent::HeardFrom { at } => self.0.links.change(warehouse, |link| link.heard_at = Some(at)),
            LinkEvent::Pending(pending) => self.0.links.change(warehouse, |link| link.pending = pending),
            LinkEvent::PeerHolds { rows, letters, entries, catalogue } => {
                self.0.links.change(warehouse, |link| link.holds = Some(Holds { rows, entries, catalogue }));
                self.0.links.hold_letters(warehouse, letters);
            }
            LinkEvent::Diverged { owner, clock } => {
                metrics::counter!("link_divergences_total").increment(1);
                tracing::error!(%warehouse, %owner, clock, "rows diverged; a full resend is on its way");
            }
            LinkEvent::Counted(counters) => tracing::debug!(%warehouse, ?counters, "session counters"),
            LinkEvent::RightsAsked { .. } | LinkEvent::RightsAnswered(_) => {}
            LinkEvent::Down { why, .. } => self.link_down(warehouse, why),
        }
    }

    fn subscribe_requests(&self, warehouse: &WarehouseId) -> mpsc::Receiver<Vec<(Sku, u64)>> {
        self.0.links.subscribe(warehouse)
    }
}

impl Hub {
    fn tell(&self, warehouse: &WarehouseId, change: LinkChange) {
        // the receiver ends with the hub itself
        let _ = self.0.link_changes.send((warehouse.clone(), change));
    }

    fn link_down(&self, warehouse: &WarehouseId, why: LinkDown) {
        if matches!(why, LinkDown::Replaced) {
            return; // the newer session speaks for the warehouse
        }
        let reason = why.to_string();
        tracing::warn!(%warehouse, %reason, "link down");
        self.0.links.change(warehouse, |link| {
            link.up = false;
            link.reason = Some(reason.clone());
        });
        let change = match why {
            // I-6: two lives of one identity wait for a person; one that merely forgot recovers by itself
            LinkDown::Ended(Close::Fork) => LinkChange::Fenced(reason),
            LinkDown::Ended(Close::WeAreRewound) => LinkChange::Rewound(reason),
            _ => LinkChange::Down(reason),
        };
        self.tell(warehouse, change);
    }
}

/// Who may join and connect, from the store, so that commands of other processes count at once.
pub struct Register(pub Hub);

impl Registrar for Register {
    fn enrol(&self, secret_digest: [u8; 32]) -> BoxFuture<'_, Result<Seat, JoinRefusal>> {
        Box::pin(async move {
            match self.0.0.owner.ask(Command::UseToken(secret_digest)).await {
                Ok(Reply::Seat(seat)) => seat,
                Ok(_) => Err(JoinRefusal::Unavailable("the hub could not decide".to_owned())),
                Err(error) => Err(JoinRefusal::Unavailable(error.to_string())),
            }
        })
    }

    fn issued(&self, certificate: Issued) -> BoxFuture<'_, Result<(), JoinRefusal>> {
        Box::pin(async move {
            let done = self.0.0.owner.ask(Command::Issued(certificate)).await;
            done.map(drop).map_err(|error| JoinRefusal::Unavailable(error.to_string()))
        })
    }

    fn may_connect(&self, peer: &PeerIdentity) -> Result<(), Refusal> {
        self.look_up(|connection| connection_refusal(connection, peer))
    }

    fn may_renew(&self, peer: &PeerIdentity) -> Result<(), Refusal> {
        self.look_up(|connection| may_renew(connection, peer))
    }
}

impl Register {
    fn look_up(&self, read: impl FnOnce(&Reader) -> Result<Option<Refusal>, StoreError>) -> Result<(), Refusal> {
        match self.0.0.readers.with(read) {
            Ok(None) => Ok(()),
            Ok(Some(refusal)) => Err(refusal),
            Err(error) => {
                tracing::error!(%error, "an identity could not be looked up");
                Err(Refusal::Unavailable)
            }
        }
    }
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

const TICK: std::time::Duration = std::time::Duration::from_millis(250);
