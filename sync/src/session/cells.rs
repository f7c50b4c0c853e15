//! Lane 1: rows, coalesced. Catching up costs what changed, not what happened. Also the repair of rows whose digest is
//! wrong.

use holdfast_crdt::ReplicaId;

use super::Session;
use crate::effect::{Close, Effect, Inbound, Lane};
use crate::message::{Control, Rows};
use crate::source::Source;
use crate::wire;

/// After a repair, the next one of the same session waits this long.
const REPAIR_PAUSE_MILLIS: u64 = 10_000;

/// `settled` is a clock of the peer at which we received its rows exactly as they were; portions in between mix older
/// and newer rows, so letters and entries wait for it and digests are compared at it only.
#[derive(Debug, Default)]
pub(super) struct Cells {
    settled: u64,
    settled_applied: u64,
    /// We asked for a repair, and it has not ended.
    repairing: bool,
    repair_after: Option<holdfast_crdt::Millis>,
    /// The peer asked for one.
    resending: bool,
}

impl Cells {
    pub(super) fn resume(&mut self, settled: u64) {
        *self = Self { settled, settled_applied: settled, ..Self::default() };
    }

    pub(super) fn settled(&self) -> u64 {
        self.settled
    }

    /// A portion that settled the rows at this clock is committed.
    pub(super) fn applied(&mut self, settled: u64, full: bool) {
        self.settled_applied = self.settled_applied.max(settled);
        self.repairing &= !full;
    }
}

impl Session {
    pub(super) fn transmit_rows(&mut self, source: &mut dyn Source) -> Result<Option<Vec<u8>>, Close> {
        let (own, limit) = (&self.standing.position, self.config.limits.rows);
        let sending = &self.sending[Lane::Cells as usize];
        let from = sending.sent();
        if from >= own.clock && !self.cells.resending {
            return Ok(None);
        }
        let mut rows = source.rows_since(own.replica, from, limit + 1)?;
        let found = rows.len();
        rows.truncate(limit);
        rows.truncate(wire::fitting(&rows)?);
        let full = self.cells.resending;
        let settled = rows.len() == found;
        if settled {
            self.cells.resending = false;
        }
        // The last change of a replica is some row's version, so this never claims more than was read, even where the
        // source is ahead of the standing.
        let Some(through) = rows.last().map(|(_, row)| row.version) else {
            return Ok(None);
        };
        let number = sending.next_number();
        self.send(Lane::Cells, Rows { number, from, through, full, settled, rows }, through)
    }

    pub(super) fn receive_rows(&mut self, portion: Rows) -> Result<(), Close> {
        let Rows { number, from, through, full, settled, rows } = portion;
        let lane = &mut self.receiving[Lane::Cells as usize];
        if !lane.admit(number)? {
            self.counters.repeated += 1;
            return Ok(());
        }
        if from > lane.received {
            return Err(wire::violation("rows are missing"));
        }
        if full && !self.cells.repairing {
            return Err(wire::violation("a repair that nobody asked for"));
        }
        if through <= lane.received && !full {
            self.repeated(Lane::Cells, number);
            return Ok(());
        }
        lane.received = lane.received.max(through);
        let through = lane.received;
        let Some(peer) = &self.peer else {
            return Ok(());
        };
        let inbound = Inbound::Rows { owner: peer.replica, store: peer.store, through, full, rows };
        self.apply(Lane::Cells, number, inbound, settled.then_some((through, full)));
        if settled {
            self.cells.settled = self.cells.settled.max(through);
            self.release_held();
        }
        Ok(())
    }

    /// The peer found our rows, as it holds them, to be other than our digest says.
    pub(super) fn receive_resend(&mut self, owner: ReplicaId) -> Result<(), Close> {
        if owner != self.standing.position.replica {
            return Err(wire::violation("a resend of another's rows"));
        }
        if !self.cells.resending {
            self.cells.resending = true;
            self.sending[Lane::Cells as usize].restart();
            self.counters.resends += 1;
        }
        Ok(())
    }

    /// I-5: at equal clocks the digests agree. Where they do not, all rows are asked for again.
    pub(super) fn check_digest(&mut self) {
        let (Some(peer), heard) = (&self.peer, &self.standing.heard) else {
            return;
        };
        let comparable = heard.is_about(peer) && heard.rows == peer.clock && self.cells.settled_applied == peer.clock;
        let waits = self.cells.repairing || self.cells.repair_after.is_some_and(|after| self.now < after);
        if !comparable || heard.digest == peer.digest || waits {
            return;
        }
        self.cells.repairing = true;
        self.cells.repair_after = Some(self.now.plus(REPAIR_PAUSE_MILLIS));
        self.counters.divergences += 1;
        self.effects.push_back(Effect::Diverged { owner: peer.replica, clock: peer.clock });
        self.control.push_back(Control::Resend { owner: peer.replica });
    }
}
