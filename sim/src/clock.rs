//! Time: one true time of the world in milliseconds, and what each machine takes for it.

use holdfast_crdt::Millis;

/// When every world begins, as machines see it.
pub const BEGIN: u64 = 1_764_000_000_000;

/// The clock on a machine's wall: apart from the true time by whatever a person or NTP made of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    skew: i64,
}

impl Clock {
    pub fn of(skew: i64) -> Self {
        Self { skew }
    }

    pub fn wall(self, now: u64) -> Millis {
        Millis((BEGIN + now).saturating_add_signed(self.skew))
    }

    pub fn jump(&mut self, by: i64) {
        self.skew += by;
    }
}

/// Time as one session counts it: from the wall clock at its start on, and no jump of that clock moves it.
#[derive(Debug, Clone, Copy)]
pub struct SessionTime {
    wall: Millis,
    started: u64,
}

impl SessionTime {
    pub fn start(wall: Millis, now: u64) -> Self {
        Self { wall, started: now }
    }

    pub fn at(self, now: u64) -> Millis {
        self.wall.plus(now - self.started)
    }

    /// The true time at which this session's clock shows `at`.
    pub fn when(self, at: Millis) -> u64 {
        self.started + at.since(self.wall)
    }
}
