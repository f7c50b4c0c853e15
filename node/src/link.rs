//! What the node knows of its link: whether the hub is there, what it has acknowledged, and the way to ask it for rights.

use std::sync::{Mutex, MutexGuard, PoisonError};

use holdfast_crdt::{Millis, Sku};
use holdfast_shell::link::{LinkDown, LinkEvent};
use holdfast_sync::Close;
use tokio::sync::{mpsc, watch};

use crate::store::Acknowledged;

/// A hub not heard of for this long is taken for gone.
const SILENCE_MILLIS: u64 = 5_000;
/// Requests for rights that may wait for the session to take them.
const REQUESTS_MAX: usize = 64;

/// SKUs, with the units of rights wanted of each.
type Wanted = Vec<(Sku, u64)>;

#[derive(Debug)]
pub struct LinkStatus {
    seen: Mutex<Seen>,
    requests: Mutex<Option<mpsc::Sender<Wanted>>>,
    /// Changes whenever the link comes up.
    ups: watch::Sender<u64>,
}

#[derive(Debug, Clone)]
struct Seen {
    up: bool,
    /// When `up` last changed.
    changed_at: Millis,
    acknowledged: Acknowledged,
    reason: Option<String>,
    suspect: bool,
}

/// The link at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub online: bool,
    pub since: Millis,
    pub acknowledged: Acknowledged,
    /// Why it is down, where it is.
    pub reason: Option<String>,
}

impl LinkStatus {
    pub fn new(acknowledged: Acknowledged, now: Millis) -> Self {
        let seen = Seen { up: false, changed_at: now, acknowledged, reason: None, suspect: false };
        Self { seen: Mutex::new(seen), requests: Mutex::new(None), ups: watch::Sender::new(0) }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn told(&self, now: Millis) -> Told {
        let seen = self.seen().clone();
        let silent_at = seen.acknowledged.heard_at.plus(SILENCE_MILLIS);
        let online = seen.up && now < silent_at;
        let since = if seen.up && !online { silent_at } else { seen.changed_at };
        let reason = match (online, seen.up) {
            (true, _) => None,
            (false, true) => Some("nothing heard from the hub".to_owned()),
            (false, false) => seen.reason,
        };
        Told { online, since, acknowledged: seen.acknowledged, reason }
    }

    pub fn is_online(&self, now: Millis) -> bool {
        self.told(now).online
    }

    /// The newest word from the hub.
    pub fn heard_at(&self) -> Millis {
        self.seen().acknowledged.heard_at
    }

    /// Whether a session told, and nobody heeded it since, that this store knows less than it has done, or that another claims
    /// to be it.
    pub fn suspicion(&self) -> bool {
        self.seen().suspect
    }

    /// It was heeded, and that is kept.
    pub fn heeded(&self) {
        self.seen().suspect = false;
    }

    /// Another life begins: of it nothing is acknowledged yet.
    pub fn reborn(&self) {
        let mut seen = self.seen();
        seen.acknowledged = Acknowledged { heard_at: seen.acknowledged.heard_at, ..Acknowledged::default() };
    }

    /// How often the link has come up.
    pub fn ups(&self) -> watch::Receiver<u64> {
        self.ups.subscribe()
    }

    pub fn heard(&self, event: LinkEvent) {
        let mut seen = self.seen();
        match event {
            LinkEvent::Up { agent, at, .. } => {
                tracing::info!(hub = agent, "link up");
                (seen.up, seen.changed_at, seen.reason, seen.suspect) = (true, at, None, false);
                seen.acknowledged.heard_at = at;
                self.ups.send_modify(|ups| *ups += 1);
            }
            LinkEvent::HeardFrom { at } => seen.acknowledged.heard_at = at,
            LinkEvent::PeerHolds { rows, letters, entries, backed_up, catalogue: documents } => {
                // a session that was told nothing of backups takes nothing back
                let backed_up = backed_up.max(seen.acknowledged.backed_up);
                seen.acknowledged = Acknowledged { rows, letters, entries, documents, backed_up, ..seen.acknowledged };
            }
            LinkEvent::Diverged { owner, clock } => {
                tracing::error!(%owner, clock, "rows differ from the hub's at the same clock; they are sent again");
                metrics::counter!("link_divergences_total").increment(1);
            }
            LinkEvent::Down { why, at } => {
                if seen.up || seen.reason.as_deref() != Some(&why.to_string()) {
                    tracing::warn!(%why, "link down");
                }
                if seen.up {
                    seen.changed_at = at;
                }
                if matches!(why, LinkDown::Ended(Close::WeAreRewound | Close::Fork)) {
                    seen.suspect = true;
                }
                (seen.up, seen.reason) = (false, Some(why.to_string()));
            }
            LinkEvent::Pending(_)
            | LinkEvent::RightsAsked { .. }
            | LinkEvent::RightsAnswered(_)
            | LinkEvent::Counted(_) => {}
        }
    }

    /// The session's end of the requests for rights.
    pub fn subscribe(&self) -> mpsc::Receiver<Wanted> {
        let (sender, receiver) = mpsc::channel(REQUESTS_MAX);
        *self.requests.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
        receiver
    }

    /// Asks the hub to bring our rights up to what is wanted; whether there was a session to ask.
    pub fn ask(&self, wanted: Wanted) -> bool {
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.as_ref().is_some_and(|sender| sender.try_send(wanted).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down(at: u64) -> LinkEvent {
        LinkEvent::Down { why: LinkDown::Lost("cut".into()), at: Millis(at) }
    }

    #[test]
    fn a_hub_that_falls_silent_is_offline_before_the_session_knows() {
        let link = LinkStatus::new(Acknowledged::default(), Millis(0));
        link.seen().up = true;
        link.heard(LinkEvent::HeardFrom { at: Millis(10_000) });
        assert!(link.is_online(Millis(14_999)));
        let told = link.told(Millis(15_000));
        assert_eq!((told.online, told.since), (false, Millis(15_000)));
    }

    #[test]
    fn failed_attempts_do_not_move_the_time_it_went_down() {
        let link = LinkStatus::new(Acknowledged::default(), Millis(0));
        link.seen().up = true;
        link.heard(down(100));
        link.heard(down(200));
        assert_eq!(link.told(Millis(300)).since, Millis(100));
    }

    #[test]
    fn nobody_is_asked_without_a_session() {
        let link = LinkStatus::new(Acknowledged::default(), Millis(0));
        assert!(!link.ask(Vec::new()));
        let mut session = link.subscribe();
        assert!(link.ask(vec![(Sku::new("CUP").unwrap(), 3)]));
        assert_eq!(session.try_recv().unwrap().len(), 1);
        drop(session);
        assert!(!link.ask(Vec::new()));
    }
}
