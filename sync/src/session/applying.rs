//! From received to committed: what was handed out to be applied, in order, and what waits until it may be.

use super::Session;
use super::window::Held;
use crate::effect::{Effect, Inbound, Lane};

/// One outstanding [`Effect::Apply`].
#[derive(Debug)]
pub(super) struct Applying {
    lane: Lane,
    /// The last frame of the lane that is done with once this is committed.
    number: u64,
    /// Rows only: the clock they settle at, and whether a repair ends.
    settles: Option<(u64, bool)>,
}

impl Session {
    pub(super) fn apply(&mut self, lane: Lane, number: u64, inbound: Inbound, settles: Option<(u64, bool)>) {
        self.applying.push_back(Applying { lane, number, settles });
        self.effects.push_back(Effect::Apply(inbound));
    }

    /// Applies at once, or when the peer's rows are held up to `gate`: its effects on rows come first (causal order across
    /// lanes).
    pub(super) fn apply_after(&mut self, lane: Lane, number: u64, gate: u64, inbound: Inbound) {
        let receiving = &mut self.receiving[lane as usize];
        if receiving.last_held().is_none() && gate <= self.cells.settled() {
            self.apply(lane, number, inbound, None);
        } else {
            receiving.hold(Held { number, gate, inbound });
            self.counters.held += 1;
        }
    }

    pub(super) fn release_held(&mut self) {
        let settled = self.cells.settled();
        for lane in Lane::ALL {
            while let Some(held) = self.receiving[lane as usize].release(settled) {
                self.apply(lane, held.number, held.inbound, None);
            }
        }
    }

    /// A frame held nothing new. It is acknowledged after those before it, never ahead of their commit (I-3).
    pub(super) fn repeated(&mut self, lane: Lane, number: u64) {
        self.counters.repeated += 1;
        if let Some(held) = self.receiving[lane as usize].last_held() {
            held.number = number;
        } else if let Some(applying) = self.applying.iter_mut().rfind(|applying| applying.lane == lane) {
            applying.number = number;
        } else {
            self.receiving[lane as usize].done(number);
        }
    }

    /// The oldest outstanding one is committed.
    pub(super) fn applied(&mut self) -> Result<(), crate::effect::Close> {
        if matches!(self.phase, super::Phase::Recovering(_)) {
            return self.recovery_applied();
        }
        let Some(Applying { lane, number, settles }) = self.applying.pop_front() else {
            return Ok(());
        };
        self.receiving[lane as usize].done(number);
        if let Some((clock, full)) = settles {
            self.cells.applied(clock, full);
        }
        if self.is_up() {
            self.check_digest();
        }
        Ok(())
    }
}
