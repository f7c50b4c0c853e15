//! The world of one run: machines, the paths between them, clients and workers, and one queue of what happens next. Time
//! passes only from one event to the next.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use holdfast_crdt::{Millis, Sku, WarehouseId};
use holdfast_node::world::LinkEvent;
use holdfast_sync::Lane;
use rand_chacha::ChaCha8Rng;

use crate::actors::{For, Machine, Place, Side, Work};
use crate::disk;
use crate::faults::Twin;
use crate::net::{Connection, Path};
use crate::plan::Plan;
use crate::seed::{Purpose, stream};
use crate::sometimes::Sometimes;
use crate::trace::Trace;
use crate::workload::clients::Request;
use crate::workload::shelf::{Shelves, Spot};

/// The hub's place among the machines; nodes come after it.
pub const HUB: usize = 0;

/// What happens at a point of time. Numbers of lives keep from a new process what was meant for an older one.
#[derive(Debug, Clone, Copy)]
pub enum Event {
    /// The owner thread takes what waits.
    Owner(usize, u64),
    Tick(usize, u64),
    Look(usize, Side),
    Pump(usize, Side),
    Arrive(usize, Side, Lane),
    Connect(usize, u64),
    Shake(usize, u64),
    Unreached(usize, u64),
    Reset(usize, Side),
    /// What a link told is told to the engine (again).
    Change(usize, u64),
    Start(usize),
    Submit(usize),
    /// A client has waited long enough for this attempt.
    Impatient(usize, u32),
    Op(usize),
    Fault(usize),
    /// A path may have opened.
    Release(usize),
    Survey,
    Work(usize),
    /// The disk of a machine is well again.
    Mend(usize),
}

/// What did not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub check: &'static str,
    pub detail: String,
}

pub struct World {
    pub plan: Plan,
    pub now: u64,
    sequence: u64,
    events: BTreeMap<(u64, u64), Event>,
    pub machines: Vec<Machine>,
    /// Where each machine stands; the hub stands nowhere.
    pub places: Vec<Option<Place>>,
    pub paths: Vec<Path>,
    pub connections: BTreeMap<usize, Connection>,
    pub next_connection: usize,
    /// Attempts to connect that failed, one after the other.
    pub failures: Vec<u32>,
    pub skus: Vec<Sku>,
    pub network: ChaCha8Rng,
    pub crash: ChaCha8Rng,
    pub disk: ChaCha8Rng,
    pub engines: ChaCha8Rng,
    pub trace: Trace,
    pub sometimes: Sometimes,
    pub failure: Option<Failure>,
    pub requests: Vec<Request>,
    pub shelves: Shelves,
    pub active_at: u64,
    /// What a power cut leaves.
    pub fate: disk::Fate,
    /// No new work and no new faults: the world only settles.
    pub is_closing: bool,
    /// Machines whose store was ever put back to an older copy.
    pub restored: BTreeSet<usize>,
    /// What terminals and shops send again to a machine that lost it, in order.
    pub resends: BTreeMap<usize, VecDeque<usize>>,
    pub twins: Vec<Twin>,
    /// Houses that the hub has fenced.
    pub fenced: BTreeSet<usize>,
    /// Nodes that were told that there is another, and whether they have heeded it.
    pub told: BTreeMap<usize, bool>,
    /// Units that came or left where a node has a clone, and units promised there that were missed.
    pub moved: BTreeMap<Spot, u64>,
    pub missed: BTreeMap<Spot, u64>,
    /// Units that nobody could promise at sell-out, of those available.
    pub stranded: (u64, u64),
}

impl World {
    pub fn new(plan: Plan, trace: Trace) -> Self {
        let seed = plan.seed;
        Self {
            now: 0,
            sequence: 0,
            events: BTreeMap::new(),
            machines: Vec::new(),
            places: Vec::new(),
            paths: Vec::new(),
            connections: BTreeMap::new(),
            next_connection: 1,
            failures: Vec::new(),
            skus: Vec::new(),
            network: stream(seed, Purpose::Network),
            crash: stream(seed, Purpose::Crash),
            disk: stream(seed, Purpose::Disk),
            engines: stream(seed, Purpose::Engines),
            trace,
            sometimes: Sometimes::default(),
            failure: None,
            requests: Vec::new(),
            shelves: Shelves::default(),
            active_at: 0,
            fate: disk::Fate::Drawn,
            is_closing: false,
            restored: BTreeSet::new(),
            resends: BTreeMap::new(),
            twins: Vec::new(),
            fenced: BTreeSet::new(),
            told: BTreeMap::new(),
            moved: BTreeMap::new(),
            missed: BTreeMap::new(),
            stranded: (0, 0),
            plan,
        }
    }

    pub fn schedule(&mut self, at: u64, event: Event) {
        self.sequence += 1;
        self.events.insert((at.max(self.now), self.sequence), event);
    }

    pub fn wall(&self, machine: usize) -> Millis {
        self.machines[machine].clock.wall(self.now)
    }

    pub fn trace(&mut self, what: std::fmt::Arguments<'_>) {
        self.trace.tell(self.now, what);
    }

    /// What happens to a machine.
    pub fn note(&mut self, machine: usize, what: std::fmt::Arguments<'_>) {
        self.trace.tell(self.now, format_args!("{}: {what}", self.machines[machine].name));
    }

    /// The first thing that does not hold ends the run.
    pub fn fail(&mut self, check: &'static str, detail: String) {
        if self.failure.is_none() {
            self.trace(format_args!("FAILED {check}: {detail}"));
            self.failure = Some(Failure { check, detail });
        }
    }

    /// Machines of houses; clones come after them.
    pub fn nodes(&self) -> std::ops::RangeInclusive<usize> {
        1..=self.plan.swarm.nodes
    }

    pub fn warehouse(&self, node: usize) -> WarehouseId {
        match &self.places[node] {
            Some(place) => place.warehouse.clone(),
            None => panic!("machine {node} has no warehouse"),
        }
    }

    /// Lets things happen up to a point of time, or until something does not hold.
    pub fn run_until(&mut self, end: u64) {
        while self.failure.is_none() {
            let Some(entry) = self.events.first_entry().filter(|entry| entry.key().0 <= end) else { break };
            let ((at, _), event) = entry.remove_entry();
            self.now = at;
            disk::set_now(i64::try_from(self.wall(HUB).0).unwrap_or(0));
            self.happen(event);
        }
        self.now = self.now.max(end);
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Owner(machine, life) => self.own(machine, life),
            Event::Tick(machine, life) => self.tick(machine, life),
            Event::Look(connection, side) => self.look(connection, side),
            Event::Pump(connection, side) => self.pump(connection, side),
            Event::Arrive(connection, side, lane) => self.arrive(connection, side, lane),
            Event::Connect(node, life) => self.connect(node, life),
            Event::Shake(node, life) => self.shake(node, life),
            Event::Unreached(node, life) => self.unreached(node, life),
            Event::Reset(connection, side) => self.reset(connection, side),
            Event::Change(machine, life) => self.tell_change(machine, life),
            Event::Start(machine) => self.start(machine),
            Event::Submit(request) => self.submit(request),
            Event::Impatient(request, attempt) => self.impatient(request, attempt),
            Event::Op(number) => self.operate(number),
            Event::Fault(number) => self.strike(number),
            Event::Release(node) => self.release(node),
            Event::Survey => self.survey(),
            Event::Work(node) => self.work(node),
            Event::Mend(machine) => self.mend(machine),
        }
    }

    fn tick(&mut self, machine: usize, life: u64) {
        if self.machines[machine].life != life || !self.machines[machine].is_up() {
            return;
        }
        let swarm = &self.plan.swarm;
        let pause = if self.now - self.active_at < 5_000 { swarm.tick_busy } else { swarm.tick_idle };
        self.enqueue(machine, Work::Tick, For::Tick);
        self.schedule(self.now + pause, Event::Tick(machine, life));
    }

    /// Tells a machine what happened on a link of it.
    pub fn tell_link(&mut self, connection: usize, side: Side, event: LinkEvent) {
        let Some(found) = self.connections.get(&connection) else { return };
        let (machine, warehouse) = (found.machine(side), found.warehouse.clone());
        let Some(brain) = &mut self.machines[machine].brain else { return };
        if let Some(change) = brain.heard(&warehouse, event) {
            let life = self.machines[machine].life;
            self.machines[machine].changes.push_back((warehouse, change));
            self.tell_change(machine, life);
        }
    }

    pub fn tell_node(&mut self, node: usize, event: LinkEvent) {
        let warehouse = self.warehouse(node);
        if let Some(brain) = &mut self.machines[node].brain {
            brain.heard(&warehouse, event);
        }
    }

    /// Changes of links go to the engine one after the other, each until it is kept.
    fn tell_change(&mut self, machine: usize, life: u64) {
        let found = &mut self.machines[machine];
        if found.life != life || found.is_change_told {
            return;
        }
        if let Some((warehouse, change)) = found.changes.front().cloned() {
            found.is_change_told = true;
            self.active_at = self.now;
            self.enqueue(machine, Work::Link(warehouse, change), For::Link);
        }
    }

    /// What every store holds at the end belongs to what happened.
    pub fn absorb_stores(&mut self) {
        let hashes: Vec<_> = self.machines.iter().map(|machine| machine.disk.content_hash()).collect();
        hashes.iter().for_each(|hash| self.trace.absorb(hash.as_bytes()));
    }
}
