//! What the script asks for, in order.

use holdfast_sync::Limits;

use crate::plan::Swarm;
use crate::world::HUB;

pub const LEEDS: usize = 1;
pub const LYON: usize = 2;

/// One thing that is done; the next waits until it is answered, and where that is said until all is at rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Receive {
        node: usize,
        units: u64,
    },
    /// Sets units aside at a node, by its own rights.
    Reserve {
        node: usize,
        units: u64,
    },
    /// Lets go of what was set aside.
    Release {
        node: usize,
    },
    Order {
        units: u64,
    },
    Transfer {
        from: usize,
        to: usize,
        units: u64,
    },
    /// Floors work off what they have, until nothing moves any more.
    Rest,
    /// What is in a machine's write-ahead log goes to its database.
    Checkpoint {
        machine: usize,
    },
    /// A machine ends in order and starts again.
    Restart {
        machine: usize,
    },
}

pub const RECEIVED: u64 = 10;
/// The floor keeps two of ten: for these it asks the hub.
const RESERVED: u64 = 5;
/// The hub has five left then: for these it asks the floor.
pub const ORDERED: [u64; 2] = [6, 1];
pub const MOVED: u64 = 2;

pub const SCRIPT: &[Step] = &[
    Step::Receive { node: LEEDS, units: RECEIVED },
    Step::Rest,
    Step::Reserve { node: LEEDS, units: RESERVED },
    Step::Release { node: LEEDS },
    Step::Order { units: ORDERED[0] },
    Step::Rest,
    Step::Checkpoint { machine: LEEDS },
    Step::Transfer { from: LEEDS, to: LYON, units: MOVED },
    Step::Rest,
    Step::Checkpoint { machine: HUB },
    Step::Checkpoint { machine: LYON },
    Step::Order { units: ORDERED[1] },
    Step::Rest,
    Step::Restart { machine: HUB },
    Step::Restart { machine: LEEDS },
    Step::Restart { machine: LYON },
    Step::Rest,
];

/// A quiet world with quick links.
pub fn swarm() -> Swarm {
    Swarm {
        nodes: 2,
        skus: 1,
        length: 0,
        hub_share: 80,
        floor_reserve: 0,
        heartbeat: 2_000,
        recheck: 2_000,
        patience: 1,
        tick_busy: 1_000,
        tick_idle: 5_000,
        commit_millis: 2,
        limits: Limits::default(),
        hub_versions: (1, 2),
        node_versions: (1, 2),
        delay: 20,
        jitter: 0,
        bytes_per_ms: 10_000,
        down_max: 1_000,
        has_losses: false,
        first_units: RECEIVED,
    }
}
