//! Connections come and go: a node connects, holds a session, and connects again, for as long as it lives.

use holdfast_crdt::SiteId;
use holdfast_node::world::{LinkDown, LinkEvent};
use holdfast_sync::{Close, Config, Lane, Session};
use rand::RngExt;

use super::{Connection, End, Packet};
use crate::actors::{Brain, Side};
use crate::clock::SessionTime;
use crate::world::{Event, HUB, World};

const CONNECT_MAX: u64 = 3_000;
const RETRY_FIRST: u64 = 100;
const RETRY_MAX: u64 = 2_000;
const RETRY_REFUSED: u64 = 5_000;
const HELD_MIN: u64 = 5_000;

impl World {
    /// A node tries to reach the hub.
    pub(crate) fn connect(&mut self, node: usize, life: u64) {
        if self.machines[node].life != life || !self.machines[node].is_up() {
            return;
        }
        let path = &self.paths[node];
        let handshake = 2 * path.delay + 1;
        if !path.is_open(self.now) || !self.machines[HUB].is_up() || self.machines[HUB].paused_until > self.now {
            let why = LinkDown::Unreachable("no answer".to_owned());
            self.schedule(self.now + CONNECT_MAX, Event::Unreached(node, life));
            self.tell_node(node, LinkEvent::Down { why, at: self.wall(node) });
            return;
        }
        self.schedule(self.now + handshake, Event::Shake(node, life));
    }

    /// The handshake is through: the hub lets the node in or not, and both begin a session.
    pub(crate) fn shake(&mut self, node: usize, life: u64) {
        if self.machines[node].life != life || !self.machines[node].is_up() {
            return;
        }
        let Some(place) = self.places[node].clone() else { return };
        let Some(Brain::Hub(hub)) = &self.machines[HUB].brain else { return self.failed(node, life) };
        if let Err(refusal) = hub.may_connect(&place.warehouse, place.site) {
            let why = LinkDown::Refused(refusal);
            self.note(node, format_args!("is refused: {why}"));
            self.tell_node(node, LinkEvent::Down { why: why.clone(), at: self.wall(node) });
            return self.reconnect(node, &why);
        }
        self.replace(&place.warehouse);
        let id = self.next_connection;
        self.next_connection += 1;
        let connection = Connection {
            node,
            warehouse: place.warehouse.clone(),
            site: place.site,
            born: self.now,
            ends: [None, None],
            wires: Default::default(),
        };
        self.connections.insert(id, connection);
        for (side, peer) in [(Side::Hub, place.site), (Side::Node, SiteId::HUB)] {
            if let Err(why) = self.open_end(id, side, peer) {
                self.note(node, format_args!("cannot begin a session: {why}"));
                self.connections.remove(&id);
                return self.failed(node, life);
            }
        }
        Side::BOTH.into_iter().for_each(|side| self.pump(id, side));
    }

    fn failed(&mut self, node: usize, life: u64) {
        self.schedule(self.now + RETRY_MAX, Event::Connect(node, life));
    }

    /// Whoever held the place of the warehouse at the hub is told to go.
    fn replace(&mut self, warehouse: &holdfast_crdt::WarehouseId) {
        let older: Vec<usize> = self
            .connections
            .iter()
            .filter(|(_, found)| found.warehouse == *warehouse && found.ends[Side::Hub as usize].is_some())
            .map(|(id, _)| *id)
            .collect();
        for id in older {
            if let Some(end) = self.take_end(id, Side::Hub) {
                self.sometimes.reached("session replaced by a newer one");
                self.finish(id, Side::Hub, end, LinkDown::Replaced);
            }
        }
    }

    fn open_end(&mut self, id: usize, side: Side, peer: SiteId) -> Result<(), String> {
        let Some(found) = self.connections.get(&id) else { return Err("no connection".to_owned()) };
        let (machine, warehouse) = (found.machine(side), found.warehouse.clone());
        let (wall, config) = (self.wall(machine), self.config_of(machine));
        let Some(brain) = &mut self.machines[machine].brain else { return Err("down".to_owned()) };
        let standing = brain.standing(&warehouse)?;
        let source = brain.source(&warehouse)?;
        let requests = brain.requests(&warehouse);
        let time = SessionTime::start(wall, self.now);
        let end = End {
            session: Session::new(config, standing.clone(), peer, wall),
            source,
            time,
            standing,
            requests,
            to_apply: Default::default(),
            is_applying: false,
            to_grant: Default::default(),
            is_granting: false,
            pending: Default::default(),
            was_up: false,
            is_look_due: false,
            timer_at: 0,
            recheck_at: self.now + self.plan.swarm.recheck,
            end: None,
        };
        self.put_end(id, side, end);
        Ok(())
    }

    fn config_of(&self, machine: usize) -> Config {
        let swarm = &self.plan.swarm;
        let mut config = Config::new(format!("holdfast-sim/{}", self.machines[machine].name));
        config.versions = if machine == HUB { swarm.hub_versions } else { swarm.node_versions };
        config.heartbeat_millis = swarm.heartbeat;
        config.silence_millis = swarm.heartbeat * 4;
        config.limits = swarm.limits;
        config
    }

    pub(super) fn admit(&mut self, connection: usize, side: Side, boot: u128) -> Result<(), Close> {
        let Some(found) = self.connections.get(&connection) else { return Ok(()) };
        let warehouse = found.warehouse.clone();
        match (&mut self.machines[HUB].brain, side) {
            (Some(Brain::Hub(hub)), Side::Hub) => hub.admit(&warehouse, boot),
            _ => Ok(()),
        }
    }

    /// An end is over: says its last word, tells its machine, and on a node's side begins anew.
    pub(super) fn finish(&mut self, id: usize, side: Side, mut end: End, why: LinkDown) {
        let Some(found) = self.connections.get(&id) else { return };
        let (machine, born) = (found.machine(side), found.born);
        let told = match &why {
            LinkDown::Ended(close) => {
                self.last_word(id, side, &mut end);
                Some(match close {
                    Close::Violation(_) => why.clone(),
                    _ => LinkDown::Ended(Close::Goodbye),
                })
            }
            LinkDown::Refused(_) | LinkDown::Replaced => Some(why.clone()),
            LinkDown::Lost(_) | LinkDown::Unreachable(_) => None,
        };
        if let Some(told) = told {
            self.send(id, side, Lane::Control, Packet::Close(told));
        }
        self.note_down(id, side, &why);
        let at = self.wall(machine);
        self.tell_link(id, side, LinkEvent::Down { why: why.clone(), at });
        if end.was_up && self.now - born >= HELD_MIN {
            self.failures[machine] = 0;
        } else {
            self.failures[machine] += 1;
        }
        drop(end);
        if self.connections.get(&id).is_some_and(|found| found.ends.iter().all(Option::is_none)) {
            self.connections.remove(&id);
        }
        if side == Side::Node {
            self.reconnect(machine, &why);
        }
    }

    fn last_word(&mut self, id: usize, side: Side, end: &mut End) {
        while let Ok(Some(frame)) = end.session.poll_transmit(Lane::Control, &mut *end.source, end.time.at(self.now)) {
            self.send(id, side, Lane::Control, Packet::Frame(frame));
        }
    }

    /// Capped exponential backoff with full jitter, and patience with a hub that gave a reason.
    fn reconnect(&mut self, node: usize, why: &LinkDown) {
        use holdfast_hub::world::Refusal;
        let is_refused = match why {
            LinkDown::Refused(refusal) => !matches!(refusal, Refusal::Busy | Refusal::Unavailable | Refusal::Lapsed),
            LinkDown::Ended(close) => !matches!(close, Close::Goodbye | Close::Silent(_) | Close::Store(_)),
            LinkDown::Lost(_) | LinkDown::Unreachable(_) | LinkDown::Replaced => false,
        };
        let ceiling = (RETRY_FIRST << self.failures[node].min(16)).min(RETRY_MAX);
        let wait = if is_refused { RETRY_REFUSED } else { self.network.random_range(0..=ceiling) };
        let life = self.machines[node].life;
        self.schedule(self.now + wait * self.plan.swarm.patience, Event::Connect(node, life));
    }

    /// The attempt ran into its time limit.
    pub(crate) fn unreached(&mut self, node: usize, life: u64) {
        if self.machines[node].life == life {
            self.failures[node] += 1;
            self.reconnect(node, &LinkDown::Unreachable(String::new()));
        }
    }

    /// One end is gone without a word: its process died, or its address changed. The other hears of it by silence, or by
    /// a reset.
    pub(crate) fn lose(&mut self, id: usize, side: Side) {
        let Some(found) = self.connections.get(&id) else { return };
        if found.in_flight() > 0 {
            self.sometimes.reached("connection lost with frames in flight");
        }
        self.take_end(id, side);
        if self.connections.get(&id).is_some_and(|found| found.ends.iter().all(Option::is_none)) {
            self.connections.remove(&id);
        } else if self.network.random_range(0..2) == 0 {
            let at = self.now + self.network.random_range(50..2_000);
            self.schedule(at, Event::Reset(id, side.other()));
        }
    }

    pub(crate) fn reset(&mut self, id: usize, side: Side) {
        if let Some(end) = self.take_end(id, side) {
            self.finish(id, side, end, LinkDown::Lost("reset by peer".to_owned()));
        }
    }

    /// Connections of a machine whose process is gone.
    pub(crate) fn lose_all(&mut self, machine: usize) {
        let ends: Vec<(usize, Side)> = self
            .connections
            .iter()
            .flat_map(|(id, found)| Side::BOTH.map(|side| (*id, side, found.machine(side))))
            .filter(|(_, _, of)| *of == machine)
            .map(|(id, side, _)| (id, side))
            .collect();
        ends.into_iter().for_each(|(id, side)| self.lose(id, side));
    }
}
