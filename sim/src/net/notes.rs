//! What is written down about connections, and what may be asked about them.

use holdfast_node::world::LinkDown;
use holdfast_sync::{Close, Lane};

use super::Packet;
use crate::actors::{For, Side, Work};
use crate::world::{HUB, World};

impl World {
    pub(super) fn note_up(&mut self, id: usize, side: Side, version: u16) {
        self.sometimes.reached("session up");
        let Some(found) = self.connections.get(&id) else { return };
        let (node, swarm) = (found.node, &self.plan.swarm);
        if swarm.hub_versions != swarm.node_versions {
            self.sometimes.reached("versions N and N-1 met");
        }
        let name = self.machines[node].name.clone();
        if side == Side::Node {
            self.meets(node);
        }
        self.trace(format_args!("link {id} of {name}: up at the {side:?}, version {version}"));
    }

    pub(super) fn note_down(&mut self, id: usize, side: Side, why: &LinkDown) {
        if matches!(why, LinkDown::Ended(Close::Silent(_))) {
            self.sometimes.reached("session silent");
        }
        self.trace(format_args!("link {id}: down at the {side:?}: {why}"));
        let is_verdict = matches!(why, LinkDown::Ended(Close::Fork | Close::WeAreRewound | Close::PeerIsRewound));
        if is_verdict && !self.has_restores() {
            self.fail("one_writer", format!("link {id} ended at the {side:?} though nothing was restored: {why}"));
        }
        if let (Side::Node, LinkDown::Ended(Close::Fork | Close::WeAreRewound)) = (side, why)
            && let Some(found) = self.connections.get(&id)
        {
            self.is_told(found.node);
        }
        if let LinkDown::Ended(Close::Violation(what)) = why {
            self.fail("protocol", format!("link {id}, {side:?}: {what}"));
        }
    }

    /// Whether this run rewinds or copies stores.
    pub(crate) fn has_restores(&self) -> bool {
        use crate::plan::FaultKind::{Clone, Restore};
        self.plan.faults.iter().any(|fault| matches!(fault.kind, Restore { .. } | Clone { .. }))
    }

    /// A side of a connection ends it for a reason that comes from outside its session.
    pub(crate) fn end_with(&mut self, id: usize, side: Side, why: LinkDown) {
        if let Some(end) = self.take_end(id, side) {
            self.finish(id, side, end, why);
        }
    }

    /// Rows, or an order to grant, are on their way from or to a machine.
    pub(crate) fn grants_in_flight(&self, machine: usize) -> bool {
        let on_lanes = self.connections.values().any(|found| {
            (found.node == machine || machine == HUB)
                && found.wires.iter().any(|lanes| {
                    let wire = &lanes[Lane::Cells as usize];
                    wire.flight.iter().any(|(_, packet)| matches!(packet, Packet::Frame(frame) if frame.len() > 24))
                })
        });
        let queued = self.machines[machine].queue.iter();
        on_lanes
            || queued
                .filter(|(_, whom)| matches!(whom, For::Grant(..)))
                .any(|(work, _)| matches!(work, Work::Grant(..)))
    }
}
