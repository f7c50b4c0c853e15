//! Time as data: milliseconds given by the caller, and the hybrid logical clock (Kulkarni et al. 2014) that orders what
//! people look at. No rule of Holdfast depends on synchronised clocks.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub u64);

impl Millis {
    /// Milliseconds from `earlier` to here, 0 when the clock went back.
    pub fn since(self, earlier: Millis) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// This much later, in milliseconds.
    pub fn plus(self, millis: u64) -> Millis {
        Millis(self.0.saturating_add(millis))
    }
}

/// 48 bits of milliseconds, 16 bits of counter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hlc(pub u64);

/// A peer whose clock runs further ahead than this does not pull ours along.
const DRIFT_MILLIS_MAX: u64 = 5 * 60 * 1000;

impl Hlc {
    pub fn millis(self) -> Millis {
        Millis(self.0 >> 16)
    }

    /// The next reading at `now`: always greater than this one.
    pub fn tick(self, now: Millis) -> Hlc {
        Hlc((now.0 << 16).max(self.0 + 1))
    }

    /// The reading after having seen a peer's.
    pub fn observe(self, seen: Hlc, now: Millis) -> Hlc {
        let ceiling = now.plus(DRIFT_MILLIS_MAX).0 << 16;
        Hlc(self.0.max(seen.0.min(ceiling)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_set_back_does_not_turn_time_back() {
        let late = Hlc::default().tick(Millis(5_000));
        let next = late.tick(Millis(1_000));
        assert!(next > late);
        assert_eq!(next.millis(), Millis(5_000));
    }

    #[test]
    fn a_peer_far_ahead_pulls_by_five_minutes_at_most() {
        let mine = Hlc::default().tick(Millis(1_000));
        let seen = Hlc(u64::MAX >> 1);
        assert_eq!(mine.observe(seen, Millis(1_000)).millis(), Millis(301_000));
        assert!(mine.observe(Hlc(1), Millis(1_000)) >= mine);
    }
}
