//! What goes wrong, and how it is drawn.

use holdfast_sync::Lane;
use rand::{Rng, RngExt};

use super::{Burst, Swarm, moment};
use crate::seed::{Purpose, one_in, pick};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FaultKind {
    Cut {
        millis: u64,
    },
    DeadOneWay {
        from_node: bool,
        millis: u64,
    },
    Clog {
        from_node: bool,
        lane: Lane,
        millis: u64,
    },
    Slow {
        delay: u64,
        bytes_per_ms: u64,
        millis: u64,
    },
    Drop {
        at_hub: bool,
    },
    Kill,
    KillAfterCommit,
    KillAtOperation {
        after: u64,
    },
    Restart,
    PowerCut,
    PowerCutAtOperation {
        after: u64,
    },
    IoError {
        kind: u8,
        after: u64,
    },
    FsyncError {
        after: u64,
    },
    DiskFull {
        bytes: u64,
        millis: u64,
    },
    Jump {
        by: i64,
    },
    Pause {
        millis: u64,
    },
    Checkpoint,
    /// An older copy of the store takes its place.
    Restore {
        back: u64,
    },
    /// A second machine runs with a copy of the store; its way to the hub opens after a while.
    Clone {
        millis: u64,
    },
}

/// Something that goes wrong, on machine `machine` or on the way from it to the hub.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    pub at: u64,
    pub machine: usize,
    pub kind: FaultKind,
}

pub(super) type Draw = fn(&mut rand_chacha::ChaCha8Rng) -> FaultKind;

pub(super) const KINDS: &[(Purpose, &[Draw])] = &[
    (Purpose::Network, &[cut, dead, clog, slow, lost]),
    (Purpose::Crash, &[kill, after_commit, at_operation, power, power_at, |_| FaultKind::Restart]),
    (Purpose::Disk, &[io, fsync, full, |_| FaultKind::Checkpoint]),
    (Purpose::Clock, &[jump, pause]),
];

/// Each kind is in about half of all runs, a few times; mostly while there is work.
pub(super) fn add(
    faults: &mut Vec<Fault>,
    swarm: &Swarm,
    bursts: &[Burst],
    rng: &mut rand_chacha::ChaCha8Rng,
    draw: Draw,
) {
    let times = if one_in(rng, 2) { rng.random_range(1..=4) } else { 0 };
    for _ in 0..times {
        let at = if one_in(rng, 5) { rng.random_range(0..swarm.length) } else { moment(bursts, rng) };
        let kind = draw(rng);
        if matches!(kind, FaultKind::Clog { .. }) {
            swizzle(faults, at, rng.random_range(1..=swarm.nodes), rng);
            continue;
        }
        faults.push(Fault { at, machine: rng.random_range(0..=swarm.nodes), kind });
    }
}

/// Lanes of one side stand still, each from its own time to its own: they stop and go on in any order.
fn swizzle(faults: &mut Vec<Fault>, at: u64, machine: usize, rng: &mut impl Rng) {
    let from_node = one_in(rng, 2);
    for lane in Lane::ALL {
        if one_in(rng, 2) {
            let (begin, millis) = (at + rng.random_range(0..3_000), rng.random_range(100..20_000));
            faults.push(Fault { at: begin, machine, kind: FaultKind::Clog { from_node, lane, millis } });
        }
    }
}

fn cut(rng: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::Cut { millis: pick(rng, &[300, 3_000, 30_000, 600_000]) }
}

fn dead(rng: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::DeadOneWay { from_node: one_in(rng, 2), millis: pick(rng, &[2_000, 20_000, 120_000]) }
}

fn clog(_: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::Clog { from_node: true, lane: Lane::Control, millis: 0 }
}

fn slow(rng: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::Slow { delay: pick(rng, &[200, 1_000]), bytes_per_ms: pick(rng, &[1, 20]), millis: 60_000 }
}

pub(super) fn lost(rng: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::Drop { at_hub: one_in(rng, 2) }
}

fn kill(_: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::Kill
}

fn after_commit(_: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::KillAfterCommit
}

fn at_operation(rng: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::KillAtOperation { after: rng.random_range(0..60) }
}

fn power(_: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::PowerCut
}

fn power_at(rng: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::PowerCutAtOperation { after: rng.random_range(0..60) }
}

fn io(rng: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::IoError { kind: rng.random_range(0..3), after: rng.random_range(0..40) }
}

fn fsync(rng: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::FsyncError { after: rng.random_range(0..40) }
}

fn full(rng: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::DiskFull { bytes: pick(rng, &[0, 5_000, 40_000]), millis: pick(rng, &[1_000, 30_000]) }
}

fn jump(rng: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    let hours = rng.random_range(1..=5) * 3_600_000;
    FaultKind::Jump { by: if one_in(rng, 2) { hours } else { -hours } }
}

fn pause(rng: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::Pause { millis: pick(rng, &[500, 6_000, 60_000]) }
}

pub(super) fn restore(rng: &mut rand_chacha::ChaCha8Rng) -> FaultKind {
    FaultKind::Restore { back: pick(rng, &[0, 1, 2, 3]) }
}

/// While there is work.
pub(super) fn clone_of(swarm: &Swarm, bursts: &[Burst], rng: &mut rand_chacha::ChaCha8Rng) -> Fault {
    let kind = FaultKind::Clone { millis: pick(rng, &[0, 5_000, 60_000, 600_000]) };
    Fault { at: moment(bursts, rng), machine: rng.random_range(1..=swarm.nodes), kind }
}
