//! Rights asked for and granted. A request is absolute and answered once; the grants themselves travel as rows, and an
//! answer that is lost with its session costs a new question only. The peer counts what it last saw us hold against what we
//! want: a request that overtook the rows of what we spent would be granted too little, so it waits until the peer holds them.

use std::collections::{BTreeSet, VecDeque};

use holdfast_crdt::{Millis, Sku};

use super::Session;
use crate::effect::{Effect, RightsAnswer, RightsRequest};
use crate::limits::{CONTROL_QUEUE_MAX, NUMBER_MAX, RIGHTS_OPEN_MAX, RIGHTS_REMEMBERED_MAX, WANTED_MAX};

/// `open` and `seen` are about the peer's requests, `waiting` and `asked` about ours.
#[derive(Debug)]
pub(super) struct Rights {
    next_id: u64,
    /// Requests, oldest first, each with the clock of ours that the peer has to hold before it goes.
    waiting: VecDeque<(u64, RightsRequest)>,
    asked: Remembered,
    seen: Remembered,
    open: BTreeSet<u64>,
}

/// The last ids, at most [`RIGHTS_REMEMBERED_MAX`].
#[derive(Debug, Default)]
struct Remembered {
    ids: BTreeSet<u64>,
    order: VecDeque<u64>,
}

impl Rights {
    /// Ids begin with the time, so that those of two sessions of one process differ.
    pub(super) fn new(now: Millis) -> Self {
        let next_id = now.0.saturating_mul(1 << 10);
        Self {
            next_id,
            waiting: VecDeque::new(),
            asked: Remembered::default(),
            seen: Remembered::default(),
            open: BTreeSet::new(),
        }
    }

    /// The next request that may go to a peer that holds our rows up to `held`.
    pub(super) fn next_due(&mut self, held: u64) -> Option<RightsRequest> {
        self.waiting.pop_front_if(|(after, _)| *after <= held).map(|(_, request)| request)
    }

    /// Whether this request of the peer waits for an answer; it does not any more.
    pub(super) fn take_open(&mut self, id: u64) -> bool {
        self.open.remove(&id)
    }
}

impl Session {
    pub(super) fn ask_rights(&mut self, mut wanted: Vec<(Sku, u64)>) -> u64 {
        self.rights.next_id = self.rights.next_id.wrapping_add(1);
        let id = self.rights.next_id;
        self.counters.shed += wanted.len().saturating_sub(WANTED_MAX) as u64;
        wanted.truncate(WANTED_MAX);
        wanted.iter_mut().for_each(|(_, units)| *units = (*units).min(NUMBER_MAX));
        if self.is_closed() || self.rights.waiting.len() >= CONTROL_QUEUE_MAX {
            self.counters.shed += 1;
        } else {
            self.rights.asked.insert(id);
            let after = self.standing.position.clock;
            self.rights.waiting.push_back((after, RightsRequest { id, wanted }));
        }
        id
    }

    pub(super) fn rights_wanted(&mut self, request: RightsRequest) {
        if self.rights.seen.contains(request.id) {
            self.counters.rights_repeated += 1;
        } else if self.rights.open.len() >= RIGHTS_OPEN_MAX {
            self.counters.shed += 1;
        } else {
            self.rights.seen.insert(request.id);
            self.rights.open.insert(request.id);
            self.effects.push_back(Effect::RightsWanted(request));
        }
    }

    pub(super) fn rights_answered(&mut self, answer: RightsAnswer) {
        if self.rights.asked.remove(answer.id) {
            self.effects.push_back(Effect::RightsAnswered(answer));
        }
    }
}

impl Remembered {
    fn contains(&self, id: u64) -> bool {
        self.ids.contains(&id)
    }

    fn insert(&mut self, id: u64) {
        if self.ids.insert(id) {
            self.order.push_back(id);
        }
        if self.order.len() > RIGHTS_REMEMBERED_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
    }

    fn remove(&mut self, id: u64) -> bool {
        self.ids.remove(&id)
    }
}
