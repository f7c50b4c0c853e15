//! What a seed makes of a run: its settings (a swarm: each run has some faults and not others), the work that is asked
//! for, and what goes wrong when. Entries of the lists can be taken out without changing the others.

use holdfast_sync::Limits;
use rand::{Rng, RngExt};

mod faults;

pub use faults::{Fault, FaultKind};
use faults::{KINDS, add, clone_of, lost, restore};

use crate::seed::{Purpose, one_in, pick, stream};

/// The versions of the protocol that the hub may speak beside the nodes' (N and N-1).
const VERSIONS: [(u16, u16); 2] = [(1, 3), (1, 4)];

/// One run in so many has a disk so slow that what one session brought is not committed when the next one begins.
const SLOW_DISK_EVERY: u64 = 7;
const SLOW_DISK_MILLIS: u64 = 1_500;
/// And connections are lost the more often: so many times up to four, in half of the cases.
const SLOW_DISK_LOST: u64 = 12;

/// One run in so many has shelves that are robbed while the link is down: what a floor then counts is the hub's to pay.
const ROBBED_EVERY: u64 = 9;
const ROBBERIES: u64 = 6;

#[derive(Debug, Clone)]
pub struct Swarm {
    pub nodes: usize,
    pub skus: usize,
    /// How long work is asked for, in milliseconds.
    pub length: u64,
    pub hub_share: u8,
    pub floor_reserve: u64,
    pub heartbeat: u64,
    /// How often the hub looks again whether a node may be connected.
    pub recheck: u64,
    /// Waits between attempts to connect are so many times as long.
    pub patience: u64,
    pub tick_busy: u64,
    pub tick_idle: u64,
    /// A commit takes up to this long.
    pub commit_millis: u64,
    pub limits: Limits,
    pub hub_versions: (u16, u16),
    pub node_versions: (u16, u16),
    pub delay: u64,
    pub jitter: u64,
    pub bytes_per_ms: u64,
    /// A machine that died is up again after this at the latest.
    pub down_max: u64,
    /// Goods vanish from shelves.
    pub has_losses: bool,
    pub first_units: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpKind {
    Receive,
    Count,
    /// A worker does what is next.
    Work,
    Order,
    Cancel,
    ReserveAtHub,
    ReserveAtNode,
    Release,
    Transfer,
    /// Goods break, at the node's or the hub's word.
    Damage,
    /// Goods vanish; nobody is told.
    Lose,
    /// A client that was answered asks once more.
    Repeat,
}

/// Something that is asked for. What exactly is drawn from `chance` when its time has come.
#[derive(Debug, Clone, Copy)]
pub struct Op {
    pub at: u64,
    pub kind: OpKind,
    pub node: usize,
    pub chance: u64,
}

#[derive(Debug, Clone)]
pub struct Plan {
    pub seed: u64,
    pub swarm: Swarm,
    pub ops: Vec<Op>,
    pub faults: Vec<Fault>,
}

/// What a caller may switch on or off for all seeds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Restores of older copies, and clones.
    pub restores: bool,
    /// No faults at all.
    pub calm: bool,
}

const KEPT: &str = include_str!("../../seeds.txt");

/// Seeds that failed once, each with the options it failed with.
pub fn kept_seeds() -> impl Iterator<Item = (u64, Options)> {
    KEPT.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut words = line.split_whitespace();
        let seed = words.next()?.parse().ok()?;
        Some((seed, Options { restores: words.next() == Some("--restores"), calm: false }))
    })
}

impl Plan {
    pub fn new(seed: u64, options: Options) -> Self {
        let mut swarm = Swarm::draw(&mut stream(seed, Purpose::Swarm));
        if options.restores {
            // recovery is a matter of version 2
            (swarm.hub_versions, swarm.node_versions) = (VERSIONS[1], VERSIONS[1]);
        }
        let is_slow = seed % SLOW_DISK_EVERY == SLOW_DISK_EVERY - 2;
        if is_slow {
            swarm.commit_millis = SLOW_DISK_MILLIS;
        }
        let is_robbed = seed % ROBBED_EVERY == 4;
        if is_robbed {
            (swarm.has_losses, swarm.first_units) = (true, 3);
        }
        let bursts = bursts(&swarm, &mut stream(seed, Purpose::Workload));
        let mut ops = ops(&swarm, &bursts, &mut stream(seed, Purpose::Workload));
        let mut faults = Vec::new();
        if !options.calm {
            for (purpose, kinds) in KINDS {
                let mut rng = stream(seed, *purpose);
                for draw in kinds.iter() {
                    add(&mut faults, &swarm, &bursts, &mut rng, *draw);
                }
            }
            let mut rng = stream(seed ^ 0x510, Purpose::Network);
            for _ in 0..if is_slow { SLOW_DISK_LOST } else { 0 } {
                add(&mut faults, &swarm, &bursts, &mut rng, lost);
            }
            if is_robbed {
                rob(&mut ops, &mut faults, &swarm, &bursts, &mut stream(seed ^ 0x20B, Purpose::Workload));
            }
            if options.restores {
                let mut rng = stream(seed ^ 0x5EED, Purpose::Crash);
                add(&mut faults, &swarm, &bursts, &mut rng, restore);
                if !faults.iter().any(|fault| matches!(fault.kind, FaultKind::Restore { .. })) {
                    faults.push(clone_of(&swarm, &bursts, &mut rng));
                }
            }
        }
        ops.sort_by_key(|op| op.at);
        faults.sort_by_key(|fault| fault.at);
        Self { seed, swarm, ops, faults }
    }

    /// When something is asked for or goes wrong.
    pub fn moments(&self) -> Vec<u64> {
        self.ops.iter().map(|op| op.at).chain(self.faults.iter().map(|fault| fault.at)).collect()
    }

    /// Leaves out what is planned for any other moment.
    pub fn keep_only(&mut self, moments: &[u64]) {
        self.ops.retain(|op| moments.contains(&op.at));
        self.faults.retain(|fault| moments.contains(&fault.at));
    }

    /// Warehouse-hours of virtual time that were asked for.
    pub fn warehouse_millis(&self) -> u64 {
        self.swarm.length * self.swarm.nodes as u64
    }
}

impl Swarm {
    fn draw(rng: &mut impl Rng) -> Self {
        let is_long = rng.random_range(0..3) > 0;
        let heartbeat = if is_long { pick(rng, &[5_000, 20_000]) } else { pick(rng, &[500, 1_000, 2_000]) };
        let length = if is_long { rng.random_range(120..720) } else { rng.random_range(5..30) } * 60_000;
        let mut limits = Limits::default();
        if one_in(rng, 2) {
            limits = Limits { rows: 2, letters: 2, products: 2, entries: 3, entries_bytes: 400, window_frames: 2 };
        }
        let hub_versions = pick(rng, &VERSIONS);
        Self {
            nodes: rng.random_range(2..=3),
            skus: rng.random_range(2..=4),
            length,
            hub_share: pick(rng, &[80, 80, 100, 50, 0]),
            floor_reserve: pick(rng, &[0, 0, 2]),
            heartbeat,
            recheck: heartbeat.max(1_000),
            patience: if is_long { 10 } else { 1 },
            tick_busy: pick(rng, &[250, 1_000, 3_000]),
            tick_idle: if is_long { pick(rng, &[30_000, 120_000]) } else { 5_000 },
            commit_millis: pick(rng, &[0, 2, 20]),
            limits,
            hub_versions,
            node_versions: if hub_versions == VERSIONS[1] { VERSIONS[0] } else { pick(rng, &VERSIONS) },
            delay: pick(rng, &[1, 20, 100, 400]),
            jitter: pick(rng, &[0, 10, 300]),
            bytes_per_ms: pick(rng, &[5, 100, 10_000]),
            down_max: pick(rng, &[1_000, 20_000]),
            has_losses: one_in(rng, 3),
            first_units: pick(rng, &[3, 20, 100]),
        }
    }
}

pub(crate) type Burst = (u64, u64);

/// Times of work, with quiet between them.
fn bursts(swarm: &Swarm, rng: &mut impl Rng) -> Vec<Burst> {
    let count = rng.random_range(2..=6);
    let mut bursts: Vec<Burst> = (0..count)
        .map(|_| {
            let from = rng.random_range(0..swarm.length);
            (from, (from + rng.random_range(5_000..60_000)).min(swarm.length))
        })
        .collect();
    bursts.sort_unstable();
    bursts
}

pub(crate) fn moment(bursts: &[Burst], rng: &mut impl Rng) -> u64 {
    let (from, to) = bursts[rng.random_range(0..bursts.len())];
    rng.random_range(from..=to)
}

/// Kinds of work, each as often as it stands here.
const WORK: &[OpKind] = &[
    OpKind::Receive,
    OpKind::Receive,
    OpKind::Count,
    OpKind::Work,
    OpKind::Work,
    OpKind::Order,
    OpKind::Order,
    OpKind::Order,
    OpKind::Order,
    OpKind::Cancel,
    OpKind::ReserveAtHub,
    OpKind::ReserveAtNode,
    OpKind::Release,
    OpKind::Transfer,
    OpKind::Damage,
    OpKind::Lose,
    OpKind::Repeat,
];

fn ops(swarm: &Swarm, bursts: &[Burst], rng: &mut impl Rng) -> Vec<Op> {
    let count = rng.random_range(30..200);
    let mut ops: Vec<Op> = (0..count)
        .map(|_| Op {
            at: moment(bursts, rng),
            kind: pick(rng, WORK),
            node: rng.random_range(1..=swarm.nodes),
            chance: rng.random(),
        })
        .filter(|op| swarm.has_losses || op.kind != OpKind::Lose)
        .collect();
    ops.sort_by_key(|op| op.at);
    ops
}

/// A cut; then goods of one shelf vanish, somebody counts it, and new ones come.
fn rob(ops: &mut Vec<Op>, faults: &mut Vec<Fault>, swarm: &Swarm, bursts: &[Burst], rng: &mut impl Rng) {
    for _ in 0..ROBBERIES {
        let (at, node, chance) = (moment(bursts, rng), rng.random_range(1..=swarm.nodes), rng.random());
        faults.push(Fault { at, machine: node, kind: FaultKind::Cut { millis: 30_000 } });
        let steps = [OpKind::Lose, OpKind::Count, OpKind::Receive];
        // of one chance, they mean one SKU
        ops.extend((1..).zip(steps).map(|(step, kind)| Op { at: at + step * 2_000, kind, node, chance }));
    }
}
