//! What the hub knows of its links right now: one record a warehouse, in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use holdfast_crdt::{Millis, Sku, WarehouseId};
use holdfast_shell::link::{LinkDown, LinkEvent};
use holdfast_sync::{Close, Pending};
use tokio::sync::mpsc;

use crate::engine::LinkChange;

/// A node not heard of for this long shows as offline even if its session has not noticed yet.
const SILENCE_MILLIS: u64 = 5_000;
/// A session that is to be fenced does not last so long.
const FENCED_WITHIN_MILLIS: u64 = 10_000;
/// Requests for rights that may wait for a session to take them.
const REQUESTS_MAX: usize = 256;

type Wanted = Vec<(Sku, u64)>;

#[derive(Debug, Clone, Default)]
pub struct LinkState {
    pub up: bool,
    pub heard_at: Option<Millis>,
    pub pending: Pending,
    /// What the node last said it holds of ours.
    pub holds: Option<Holds>,
    pub agent: Option<String>,
    pub incarnation: u32,
    pub reason: Option<String>,
    /// Why the warehouse was fenced, where its link was the cause: a session that comes up before that is kept must not
    /// have it forgotten.
    pub fork: Option<String>,
    up_at: Millis,
    requests: Option<mpsc::Sender<Wanted>>,
    /// Letters that the node holds durably, and up to which the store was told.
    letters: u64,
    letters_told: u64,
}

/// What a node holds of the hub's, durably.
#[derive(Debug, Clone, Copy)]
pub struct Holds {
    pub rows: u64,
    pub entries: u64,
    pub catalogue: u64,
}

impl LinkState {
    pub fn is_online(&self, now: Millis) -> bool {
        self.up && self.heard_at.is_some_and(|at| now.since(at) < SILENCE_MILLIS)
    }
}

#[derive(Debug, Default)]
pub struct Links(Mutex<BTreeMap<WarehouseId, LinkState>>);

impl Links {
    fn all(&self) -> MutexGuard<'_, BTreeMap<WarehouseId, LinkState>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn get(&self, warehouse: &str) -> LinkState {
        self.all().get(warehouse).cloned().unwrap_or_default()
    }

    /// The newest word from a warehouse since this process began.
    pub fn heard_at(&self, warehouse: &WarehouseId) -> Option<Millis> {
        self.all().get(warehouse)?.heard_at
    }

    pub fn change(&self, warehouse: &WarehouseId, change: impl FnOnce(&mut LinkState)) {
        change(self.all().entry(warehouse.clone()).or_default());
    }

    /// Notes what happened on a warehouse's link, and says what the engine must hear of it.
    pub fn heard(&self, warehouse: &WarehouseId, event: LinkEvent) -> Option<LinkChange> {
        match event {
            LinkEvent::Up { peer, agent, at, remote, version } => {
                tracing::info!(%warehouse, %remote, %agent, "link up");
                self.change(warehouse, |link| {
                    link.up = true;
                    (link.heard_at, link.up_at) = (Some(at), at);
                    link.agent = Some(agent);
                    link.incarnation = peer.replica.incarnation;
                    link.reason = None;
                });
                return Some(LinkChange::Up { version });
            }
            LinkEvent::HeardFrom { at } => self.change(warehouse, |link| {
                link.heard_at = Some(at);
                if at.since(link.up_at) > FENCED_WITHIN_MILLIS {
                    link.fork = None;
                }
            }),
            LinkEvent::Pending(pending) => self.change(warehouse, |link| link.pending = pending),
            LinkEvent::PeerHolds { rows, letters, entries, catalogue, .. } => {
                self.change(warehouse, |link| link.holds = Some(Holds { rows, entries, catalogue }));
                self.hold_letters(warehouse, letters);
            }
            LinkEvent::Diverged { owner, clock } => {
                metrics::counter!("link_divergences_total").increment(1);
                tracing::error!(%warehouse, %owner, clock, "rows diverged; a full resend is on its way");
            }
            LinkEvent::Counted(counters) => tracing::debug!(%warehouse, ?counters, "session counters"),
            LinkEvent::RightsAsked { .. } | LinkEvent::RightsAnswered(_) => {}
            LinkEvent::Down { why, .. } => return self.down(warehouse, &why),
        }
        None
    }

    fn down(&self, warehouse: &WarehouseId, why: &LinkDown) -> Option<LinkChange> {
        if matches!(why, LinkDown::Replaced) {
            return None; // the newer session speaks for the warehouse
        }
        let reason = why.to_string();
        tracing::warn!(%warehouse, %reason, "link down");
        self.change(warehouse, |link| {
            link.up = false;
            link.reason = Some(reason.clone());
            if matches!(why, LinkDown::Ended(Close::Fork)) {
                link.fork = Some(reason.clone());
            }
        });
        Some(match why {
            // I-6: two lives of one identity, or one that forgot: both wait for a person
            LinkDown::Ended(Close::Fork) => LinkChange::Fenced(reason),
            // one that merely forgot recovers by itself
            LinkDown::Ended(Close::WeAreRewound) => LinkChange::Rewound(reason),
            _ => LinkChange::Down(reason),
        })
    }

    /// A node holds our letters up to here.
    pub fn hold_letters(&self, warehouse: &WarehouseId, letters: u64) {
        self.change(warehouse, |link| link.letters = link.letters.max(letters));
    }

    /// Letters that nodes hold and the store was not told of. Each acknowledgement by itself would be a command of its own.
    pub fn letters_held(&self) -> Vec<(WarehouseId, u64)> {
        let mut all = self.all();
        let news = all.iter_mut().filter(|(_, link)| link.letters > link.letters_told);
        let told = news.map(|(warehouse, link)| {
            link.letters_told = link.letters;
            (warehouse.clone(), link.letters)
        });
        told.collect()
    }

    /// The way requests for rights take to a new session.
    pub fn subscribe(&self, warehouse: &WarehouseId) -> mpsc::Receiver<Wanted> {
        let (sender, receiver) = mpsc::channel(REQUESTS_MAX);
        self.change(warehouse, |link| link.requests = Some(sender));
        receiver
    }

    /// Asks a node for rights. `false` when there is no session to ask, or it has too much to ask already.
    pub fn ask(&self, warehouse: &WarehouseId, wanted: Wanted) -> bool {
        let sender = self.all().get(warehouse).and_then(|link| link.requests.clone());
        sender.is_some_and(|sender| sender.try_send(wanted).is_ok())
    }
}
