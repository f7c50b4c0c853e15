//! One run: from a plan to a verdict.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::actors::Side;
use crate::disk;
use crate::net::Connection;
use crate::plan::Plan;
use crate::sometimes::Sometimes;
use crate::trace::Trace;
use crate::world::{Event, Failure, HUB, World};

/// Once all is healed, the world must be quiet within this, times the patience of its nodes.
pub(crate) const SETTLE_MAX: u64 = 10 * 60_000;
const SETTLE_STEP: u64 = 5_000;

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    pub failure: Option<Failure>,
    pub hash: blake3::Hash,
    pub lines: Vec<String>,
    pub sometimes: Sometimes,
    pub warehouse_millis: u64,
    pub stranded: (u64, u64),
}

/// How much of a run is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    Nothing,
    Keep,
    Echo,
}

/// Runs a plan to its end or its first failure.
pub fn run(plan: Plan, telling: Telling) -> Outcome {
    conduct(plan, telling, World::live)
}

/// Lets `play` happen in the world of a plan.
pub(crate) fn conduct(plan: Plan, telling: Telling, play: impl FnOnce(&mut World)) -> Outcome {
    let _disk = disk::install(plan.seed);
    let warehouse_millis = plan.warehouse_millis();
    let trace = Trace::new(telling == Telling::Keep, telling == Telling::Echo);
    let mut world = World::begin(plan, trace);
    let done = catch_unwind(AssertUnwindSafe(|| play(&mut world)));
    if let Err(panic) = done {
        let what = panic.downcast_ref::<String>().cloned();
        let what = what.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        world.fail("panic", what.unwrap_or_else(|| "of no text".to_owned()));
    }
    world.absorb_stores();
    let (failure, sometimes, stranded) = (world.failure.take(), std::mem::take(&mut world.sometimes), world.stranded);
    let hash = world.trace.hash();
    let trace = std::mem::replace(&mut world.trace, Trace::new(false, false));
    drop(world);
    Outcome { failure, hash, lines: trace.into_kept(), sometimes, warehouse_millis, stranded }
}

impl World {
    fn live(&mut self) {
        let length = self.plan.swarm.length;
        self.run_until(length);
        self.heal();
        self.settle();
        if self.is_in_doubt() {
            self.count_all();
        }
        if self.failure.is_none() {
            self.judge();
        }
        if self.failure.is_none() && self.plan.seed.is_multiple_of(4) {
            self.sell_all();
        }
    }

    /// Every shelf is counted, as people are told to after a restore: from then on the books are true again.
    fn count_all(&mut self) {
        for sku in 0..self.skus.len() {
            for node in self.nodes() {
                self.count_shelf(node, sku);
            }
            if self.failure.is_none() {
                self.settle();
            }
        }
    }

    /// Floors work off what is left, until nothing moves any more.
    pub(crate) fn settle(&mut self) {
        let deadline = self.now + SETTLE_MAX * self.plan.swarm.patience + 4 * self.plan.swarm.tick_idle;
        let mut quiet = 0;
        while self.failure.is_none() {
            self.active_at = self.now;
            for node in self.nodes() {
                self.schedule(self.now, Event::Work(node));
            }
            let step = self.now + SETTLE_STEP;
            self.run_until(step);
            self.decide();
            quiet = if self.unrest().is_none() { quiet + 1 } else { 0 };
            if quiet >= 3 {
                return;
            }
            if self.now > deadline
                && let Some(why) = self.unrest()
            {
                self.fail("convergence", format!("not quiet after all was healed: {why}"));
                let skus = 0..self.skus.len();
                for node in self.nodes() {
                    skus.clone().for_each(|sku| crate::checks::tell_log(self, node, sku));
                }
            }
        }
    }

    /// Why the world is not quiet yet.
    pub(crate) fn unrest(&self) -> Option<String> {
        for machine in &self.machines[HUB..=self.plan.swarm.nodes] {
            if !machine.is_up() {
                return Some(format!("{} is down", machine.name));
            }
            if !machine.changes.is_empty() {
                return Some(format!("{} has changes of links to keep", machine.name));
            }
        }
        if self.open_requests() > 0 {
            let open = self.requests.iter().position(|request| request.is_open);
            return Some(format!("{} requests are open, the first is {open:?}", self.open_requests()));
        }
        for node in self.nodes() {
            let linked = self.connections.values().find(|found| found.node == node && found.is_up());
            let name = &self.machines[node].name;
            match linked {
                None => return Some(format!("{name} has no session")),
                Some(found) if !found.is_settled() => {
                    return Some(format!("{name} has things to say: {:?}", found.unsaid()));
                }
                Some(found) if self.has_untold(found) => {
                    return Some(format!("{name} or its hub has a commit that their session has yet to be told of"));
                }
                Some(_) => {}
            }
            if self.has_tasks(node) {
                return Some(format!("{name} has tasks"));
            }
        }
        None
    }

    fn has_untold(&self, found: &Connection) -> bool {
        [Side::Node, Side::Hub].into_iter().any(|side| {
            let brain = self.machines[found.machine(side)].brain.as_ref();
            let stands = brain.and_then(|brain| brain.standing(&found.warehouse).ok());
            let end = found.ends[side as usize].as_ref();
            !stands.zip(end).is_some_and(|(stands, end)| end.knows(&stands))
        })
    }

    fn has_tasks(&self, node: usize) -> bool {
        use holdfast_node::world::State;
        let Some(crate::actors::Brain::Node(brain)) = &self.machines[node].brain else { return true };
        [State::Open, State::Picking, State::Packed]
            .iter()
            .any(|state| brain.tasks(*state).map_or(true, |tasks| !tasks.is_empty()))
    }

    /// Asks for all that is available, SKU by SKU: whatever cannot be promised is stranded.
    fn sell_all(&mut self) {
        for sku in 0..self.skus.len() {
            let available: u64 = self
                .nodes()
                .filter_map(|node| {
                    let brain = self.machines[HUB].brain.as_ref()?;
                    brain.cell(&self.warehouse(node), &self.skus[sku]).ok().map(|cell| cell.available())
                })
                .sum();
            if available > 0 {
                self.sell_out(sku, available);
                let step = self.now + 20_000;
                self.run_until(step);
            }
        }
        self.settle();
        if self.failure.is_none() {
            self.judge();
            crate::checks::availability(self);
        }
    }
}
