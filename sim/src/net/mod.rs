//! The network between machines: paths that delay, slow, cut and clog, and connections of five lanes over them. It carries
//! frames as they are and decides nothing about what they say.

mod carrier;
mod connect;
mod notes;
mod wire;

use std::collections::VecDeque;

use holdfast_crdt::{SiteId, WarehouseId};
use holdfast_node::world::LinkDown;
use holdfast_sync::{Inbound, Lane, Pending, RightsRequest, Session, Source, Standing};

use crate::actors::{Requests, Side};
use crate::clock::SessionTime;

/// Bytes on their way on one lane beyond which it takes no more, as QUIC's stream window.
pub const WINDOW_BYTES: usize = 1 << 20;
/// Applications under way at once, beyond which a session reads no more of its urgent lanes, and of its bulk lanes
/// (as `shell/src/link/limits.rs`).
pub const APPLYING_MAX: usize = 16;
pub const APPLYING_BULK_MAX: usize = 2;

/// The way between one node's machine and the hub's.
#[derive(Debug, Clone)]
pub struct Path {
    pub delay: u64,
    pub jitter: u64,
    pub bytes_per_ms: u64,
    /// Delay and rate are other than usual before then.
    pub slow_until: u64,
    /// Nothing passes before then.
    pub cut_until: u64,
    /// Nothing of what this side sends passes before then.
    pub dead_until: [u64; 2],
    /// The lane stands still before then.
    pub stalled_until: [[u64; Lane::ALL.len()]; 2],
}

impl Path {
    /// When what this side sends passes again; at or before now where it passes.
    pub fn opens_at(&self, from: Side) -> u64 {
        self.cut_until.max(self.dead_until[from as usize])
    }

    pub fn passes(&self, from: Side, lane: Lane, now: u64) -> bool {
        self.opens_at(from) <= now && self.stalled_until[from as usize][lane as usize] <= now
    }

    pub fn is_open(&self, now: u64) -> bool {
        Side::BOTH.iter().all(|side| self.opens_at(*side) <= now)
    }

    pub fn heal(&mut self) {
        (self.slow_until, self.cut_until, self.dead_until) = (0, 0, [0; 2]);
        self.stalled_until = Default::default();
    }
}

/// What goes over a lane.
#[derive(Debug, Clone)]
pub enum Packet {
    Frame(Vec<u8>),
    /// The connection is closed; why, as the receiver understands it.
    Close(LinkDown),
}

/// One direction of one lane.
#[derive(Debug, Default)]
pub struct Wire {
    /// On their way, each with the time of its arrival.
    flight: VecDeque<(u64, Packet)>,
    bytes: usize,
    /// When the last frame has left the sender.
    free_at: u64,
    /// Arrived and not read yet.
    inbox: VecDeque<Packet>,
}

/// One side's session, with what a driver keeps beside it.
pub struct End {
    session: Session,
    source: Box<dyn Source>,
    time: SessionTime,
    standing: Standing,
    requests: Requests,
    /// To be applied, strictly one after the other; the first is under way where `is_applying`.
    to_apply: VecDeque<Inbound>,
    is_applying: bool,
    to_grant: VecDeque<RightsRequest>,
    is_granting: bool,
    pending: Pending,
    was_up: bool,
    is_look_due: bool,
    timer_at: u64,
    recheck_at: u64,
    end: Option<LinkDown>,
}

impl End {
    pub fn is_up(&self) -> bool {
        self.session.is_up()
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    pub fn has_nothing_to_say(&self) -> bool {
        self.session.is_up() && self.session.pending() == Pending::default() && self.to_apply.is_empty()
    }

    /// Whether the session was told that the store stands so.
    pub fn knows(&self, standing: &Standing) -> bool {
        self.standing == *standing
    }
}

/// A connection between a node's machine and the hub's.
pub struct Connection {
    pub node: usize,
    pub warehouse: WarehouseId,
    pub site: SiteId,
    pub born: u64,
    pub ends: [Option<End>; 2],
    /// By sender.
    pub wires: [[Wire; Lane::ALL.len()]; 2],
}

impl Connection {
    pub fn machine(&self, side: Side) -> usize {
        match side {
            Side::Node => self.node,
            Side::Hub => crate::world::HUB,
        }
    }

    pub fn is_up(&self) -> bool {
        self.ends.iter().all(|end| end.as_ref().is_some_and(End::is_up))
    }

    pub fn in_flight(&self) -> usize {
        self.wires.iter().flatten().map(|wire| wire.flight.len() + wire.inbox.len()).sum()
    }

    /// What each side has not been acknowledged, the node first.
    pub fn unsaid(&self) -> [Option<Pending>; 2] {
        self.ends.each_ref().map(|end| end.as_ref().map(|end| end.session.pending()))
    }

    /// Both sides have acknowledged all that the other has.
    pub fn is_settled(&self) -> bool {
        self.ends.iter().all(|end| end.as_ref().is_some_and(End::has_nothing_to_say))
    }
}
