//! Frames on their way: when they leave, when they arrive, what stops them.

use holdfast_sync::{FRAME_BYTES_MAX, Lane};
use rand::RngExt;

use super::{Packet, WINDOW_BYTES};
use crate::actors::Side;
use crate::world::{Event, World};

const HEAD_BYTES: usize = 4;

impl World {
    /// Whether a lane can take a frame.
    pub(super) fn is_idle(&self, connection: usize, from: Side, lane: Lane) -> bool {
        let Some(found) = self.connections.get(&connection) else { return false };
        let wire = &found.wires[from as usize][lane as usize];
        wire.free_at <= self.now && wire.bytes < WINDOW_BYTES
    }

    /// Puts a packet on its way.
    pub(super) fn send(&mut self, connection: usize, from: Side, lane: Lane, packet: Packet) {
        let Some(found) = self.connections.get_mut(&connection) else { return };
        let path = &self.paths[found.node];
        let size = match &packet {
            Packet::Frame(frame) => frame.len() + HEAD_BYTES,
            Packet::Close(_) => HEAD_BYTES,
        };
        let wire = &mut found.wires[from as usize][lane as usize];
        let left = wire.free_at.max(self.now) + size as u64 / path.bytes_per_ms.max(1);
        let jitter = if path.jitter > 0 { self.network.random_range(0..=path.jitter) } else { 0 };
        let last = wire.flight.back().map_or(0, |(at, _)| *at);
        // a stream keeps its order
        let arrival = (left + path.delay + jitter).max(last);
        wire.free_at = left;
        wire.bytes += size;
        wire.flight.push_back((arrival, packet));
        self.schedule(arrival, Event::Arrive(connection, from, lane));
        if left > self.now {
            self.schedule(left, Event::Pump(connection, from));
        }
        if size > FRAME_BYTES_MAX + HEAD_BYTES {
            self.fail("bounded", format!("a frame of {size} bytes on lane {lane:?}"));
        }
    }

    /// Takes off the wire what has arrived, unless the path stands still: then it is tried again once it opens.
    pub(crate) fn arrive(&mut self, connection: usize, from: Side, lane: Lane) {
        let Some(found) = self.connections.get_mut(&connection) else { return };
        let path = &self.paths[found.node];
        if !path.passes(from, lane, self.now) {
            return; // whoever opens it looks again
        }
        let wire = &mut found.wires[from as usize][lane as usize];
        let mut any = false;
        while wire.flight.front().is_some_and(|(at, _)| *at <= self.now) {
            if let Some((_, packet)) = wire.flight.pop_front() {
                if let Packet::Frame(frame) = &packet {
                    wire.bytes -= frame.len() + HEAD_BYTES;
                }
                wire.inbox.push_back(packet);
                any = true;
            }
        }
        if any {
            self.pump(connection, from.other());
            // room on a lane that was full
            self.pump(connection, from);
        }
    }

    /// A path or a lane of it opens: what stood still moves on.
    pub(crate) fn release(&mut self, node: usize) {
        let now = self.now;
        if self.paths[node].slow_until <= now {
            (self.paths[node].delay, self.paths[node].bytes_per_ms) =
                (self.plan.swarm.delay, self.plan.swarm.bytes_per_ms);
        }
        let held: Vec<usize> =
            self.connections.iter().filter(|(_, found)| found.node == node).map(|(id, _)| *id).collect();
        for connection in held {
            for from in Side::BOTH {
                for lane in Lane::ALL {
                    self.schedule(now, Event::Arrive(connection, from, lane));
                }
            }
        }
    }
}
