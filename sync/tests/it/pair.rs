//! Two sessions over two stores, under virtual time: every lane keeps its own order and no other, commits take their
//! time, and the link may go at any moment. All chance comes from one seed.

use std::collections::VecDeque;

use holdfast_crdt::{Account, Deed, Millis, SiteId};
use holdfast_sync::{Close, Config, Effect, Inbound, Lane, RightsAnswer, Session};
use rand::RngExt;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use crate::store::Store;

pub struct Side {
    pub store: Store,
    pub session: Session,
    pub config: Config,
    /// What travels to this side, by lane: due times never decrease within a lane.
    wire: [VecDeque<(u64, Vec<u8>)>; 5],
    applies: VecDeque<(u64, Inbound)>,
    pub seen: Vec<Effect>,
    pub answers: Vec<RightsAnswer>,
    pub grants: u64,
    pub sent: [Vec<(u64, usize)>; 5],
    /// Log entries that the peer said its backup holds.
    pub backed_up: u64,
}

pub struct Pair {
    pub hub: Side,
    pub node: Side,
    pub now: u64,
    pub rng: ChaCha8Rng,
    /// The longest delay of a frame and of a commit, in milliseconds.
    pub delay: u64,
    /// Bytes a millisecond, when the link is to be slow.
    pub rate: Option<u64>,
    link_free: u64,
}

impl Side {
    fn new(store: Store, peer: SiteId, config: Config) -> Self {
        let session = Session::new(config.clone(), store.standing(), peer, Millis(0));
        Self {
            store,
            session,
            config,
            wire: Default::default(),
            applies: VecDeque::new(),
            seen: Vec::new(),
            answers: Vec::new(),
            grants: 0,
            sent: Default::default(),
            backed_up: 0,
        }
    }

    fn peer(&self) -> SiteId {
        if self.store.replica().site == SiteId::HUB { SiteId(1) } else { SiteId::HUB }
    }

    pub fn commit(&mut self, now: u64) {
        self.session.handle_standing(self.store.standing(), Millis(now));
    }

    pub fn closed(&self) -> Option<&Close> {
        self.seen.iter().rev().find_map(|effect| if let Effect::Closed(why) = effect { Some(why) } else { None })
    }
}

impl Pair {
    pub fn new(seed: u64) -> Self {
        Self::with(seed, Store::new(0), Store::new(1), Config::new("test"))
    }

    pub fn with(seed: u64, hub: Store, node: Store, config: Config) -> Self {
        Self {
            hub: Side::new(hub, SiteId(1), config.clone()),
            node: Side::new(node, SiteId::HUB, config),
            now: 0,
            rng: ChaCha8Rng::seed_from_u64(seed),
            delay: 60,
            rate: None,
            link_free: 0,
        }
    }

    /// The link goes: frames are lost, both sides start anew. What was handed out to be applied may be committed still.
    pub fn reconnect(&mut self) {
        for side in [&mut self.hub, &mut self.node] {
            side.wire = Default::default();
            let kept = self.rng.random_range(0..=side.applies.len());
            side.applies.drain(..kept).for_each(|(_, inbound)| side.store.apply(inbound));
            side.applies.clear();
            side.session = Session::new(side.config.clone(), side.store.standing(), side.peer(), Millis(self.now));
        }
    }

    pub fn step(&mut self) {
        self.now += self.rng.random_range(1..10);
        self.run_side(true);
        self.run_side(false);
    }

    pub fn run(&mut self, millis: u64) {
        let until = self.now + millis;
        while self.now < until {
            self.step();
        }
    }

    fn run_side(&mut self, hub: bool) {
        let now = self.now;
        let (side, other) = if hub { (&mut self.hub, &mut self.node) } else { (&mut self.node, &mut self.hub) };
        for lane in Lane::ALL {
            while side.wire[lane as usize].front().is_some_and(|(due, _)| *due <= now) {
                let (_, frame) = side.wire[lane as usize].pop_front().unwrap();
                let _ = side.session.handle_frame(lane, &frame, Millis(now));
            }
        }
        while side.applies.front().is_some_and(|(due, _)| *due <= now) {
            let (_, inbound) = side.applies.pop_front().unwrap();
            side.store.apply(inbound);
            side.session.handle_applied(side.store.standing(), Millis(now));
        }
        if side.session.poll_timeout().is_some_and(|due| due.0 <= now) {
            side.session.handle_timeout(Millis(now));
        }
        drain(side, now, self.delay, &mut self.rng);
        for lane in Lane::ALL {
            while let Ok(Some(frame)) = side.session.poll_transmit(lane, &mut side.store, Millis(now)) {
                side.sent[lane as usize].push((now, frame.len()));
                let mut due = now + self.rng.random_range(1..=self.delay);
                if let Some(rate) = self.rate {
                    self.link_free = self.link_free.max(now) + frame.len() as u64 / rate;
                    due = self.link_free + 20;
                }
                let wire = &mut other.wire[lane as usize];
                due = due.max(wire.back().map_or(0, |(due, _)| *due));
                wire.push_back((due, frame));
            }
        }
        drain(side, now, self.delay, &mut self.rng);
    }

    /// One random change on either side.
    pub fn change(&mut self, skus: u64) {
        let (number, units) = (self.rng.random_range(0..skus), self.rng.random_range(1..20));
        let side = if self.rng.random_bool(0.4) { &mut self.hub } else { &mut self.node };
        let deed = match self.rng.random_range(0..10) {
            0..4 => Deed::Move { from: Account::Supplier, to: Account::Available },
            4..7 => Deed::Move { from: Account::Available, to: Account::Committed },
            _ => Deed::Grant { to: side.peer() },
        };
        let posted = side.store.post(number, deed, units);
        if posted && self.rng.random_bool(0.3) {
            side.store.write(number);
        }
        if self.rng.random_bool(0.1) {
            self.hub.store.edit(number);
            self.hub.commit(self.now);
        }
        self.node.commit(self.now);
        self.hub.commit(self.now);
    }

    /// I-5: after writes have stopped, everything is the same on both sides.
    pub fn assert_converged(&self) {
        for (from, to) in [(&self.hub.store, &self.node.store), (&self.node.store, &self.hub.store)] {
            let owner = from.replica();
            assert_eq!(from.rows_of(owner), to.rows_of(owner), "rows of {owner}");
            assert_eq!(from.stream.digest, to.heard.digest, "digest of {owner}");
            assert_eq!(from.letters, to.peer_letters, "letters of {owner}");
            assert!(from.log.iter().map(|(bytes, _)| bytes).eq(&to.peer_log), "log of {owner}");
            assert_eq!(from.stream.head, to.heard.head, "head of {owner}");
        }
        assert_eq!(self.hub.store.products, self.node.store.products);
        for side in [&self.hub, &self.node] {
            assert!(side.session.is_up(), "{:?}", side.closed());
            assert_eq!(side.session.pending(), holdfast_sync::Pending::default());
        }
    }
}

fn drain(side: &mut Side, now: u64, delay: u64, rng: &mut ChaCha8Rng) {
    while let Some(effect) = side.session.poll() {
        match &effect {
            Effect::Apply(inbound) => {
                let last = side.applies.back().map_or(0, |(due, _)| *due);
                side.applies.push_back((last.max(now + rng.random_range(0..=delay)), inbound.clone()));
            }
            Effect::RightsWanted(request) => {
                let answer = side.store.grant(request, side.peer());
                side.grants += 1;
                side.commit(now);
                side.session.answer_rights(answer, Millis(now));
            }
            Effect::PeerHolds { backed_up, .. } => side.backed_up = *backed_up,
            Effect::RightsAnswered(answer) => side.answers.push(answer.clone()),
            _ => {}
        }
        if !matches!(effect, Effect::Apply(_) | Effect::HeardFrom { .. } | Effect::PeerHolds { .. }) {
            side.seen.push(effect);
        }
    }
}
