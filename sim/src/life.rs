//! Machines start, die and start again.

use std::path::Path;

use holdfast_hub::world::Command;
use holdfast_node::world::StoreError;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::actors::{Brain, Hub, Node};
use crate::world::{Event, HUB, World};

pub const HUB_STORE: u128 = 0xB0B;
/// A process that could not open its store is started again after this.
const START_AGAIN: u64 = 1_000;

/// How a machine goes down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    Process,
    /// In the middle of what it did with its disk.
    ProcessInOperation,
    Power,
}

impl World {
    /// Opens the store and begins to serve.
    pub(crate) fn start(&mut self, machine: usize) {
        if self.machines[machine].is_up() || self.is_off(machine) {
            return;
        }
        let struck = self.machines[machine].disk.faults();
        let opened = self.open(machine);
        self.note_struck(machine, struck, opened.is_err());
        if self.dies_in_the_dark(machine) {
            return;
        }
        let found = &mut self.machines[machine];
        match opened {
            Ok(brain) => {
                found.brain = Some(brain);
                let life = found.life;
                self.note(machine, format_args!("is up, life {life}"));
                self.note_clocks(machine);
                if self.is_twin(machine) {
                    self.sometimes.reached("node cloned");
                }
                self.schedule(self.now + 1, Event::Tick(machine, life));
                if machine != HUB {
                    self.schedule(self.now + 5, Event::Connect(machine, life));
                    self.schedule(self.now + 500, Event::Work(machine));
                }
            }
            Err(error) => {
                self.note(machine, format_args!("cannot start: {error}"));
                if matches!(error, StoreError::Corrupt { .. }) {
                    self.fail("acked_is_durable", format!("{}: {error}", self.machines[machine].name));
                }
                self.schedule(self.now + START_AGAIN, Event::Start(machine));
            }
        }
    }

    fn open(&mut self, machine: usize) -> Result<Brain, StoreError> {
        let (boot, rng) = (self.engines.random(), StdRng::seed_from_u64(self.engines.random()));
        if machine == HUB {
            let path = self.machines[machine].disk.path("hub.db");
            return Ok(Brain::Hub(Box::new(Hub::start(Path::new(&path), HUB_STORE, boot, rng)?)));
        }
        let path = self.machines[machine].disk.path("node.db");
        let Some(place) = &self.places[machine] else { return Err(StoreError::Broken("no place".to_owned())) };
        let now = self.wall(machine);
        Ok(Brain::Node(Box::new(Node::start(Path::new(&path), place, boot, now, rng)?)))
    }

    /// Where it stands in each warehouse.
    fn note_clocks(&mut self, machine: usize) {
        for node in self.nodes() {
            let Some(place) = &self.places[node] else { continue };
            let standing = self.machines[machine].brain.as_ref().map(|brain| brain.standing(&place.warehouse));
            if let Some(Ok(standing)) = standing.filter(|_| machine == HUB || machine == node) {
                let (position, heard) = (standing.position, standing.heard);
                self.note(
                    machine,
                    format_args!("clock {} in {}, heard {}", position.clock, standing.warehouse, heard.rows),
                );
            }
        }
    }

    /// A machine whose power went in the middle of a disk operation goes down; whether it did.
    pub(crate) fn dies_in_the_dark(&mut self, machine: usize) -> bool {
        let found = &mut self.machines[machine];
        let Some((before, dies_alone)) = found.power else { return false };
        if found.disk.faults() == before {
            return false;
        }
        found.power = None;
        self.die(machine, if dies_alone { Death::ProcessInOperation } else { Death::Power });
        true
    }

    /// The process is gone, or the power with it; it starts again a while later.
    pub(crate) fn die(&mut self, machine: usize, death: Death) {
        if self.grants_in_flight(machine) {
            self.sometimes.reached("crash with a grant in flight");
        }
        let found = &mut self.machines[machine];
        // its power may be gone without its owner thread having noticed
        let is_dark = found.power.is_some_and(|(before, _)| found.disk.faults() > before);
        let death = if is_dark && death == Death::Process { Death::ProcessInOperation } else { death };
        match death {
            Death::Process => found.disk.kill(),
            Death::ProcessInOperation => {
                // the power that stopped it in its tracks comes back, and what was written is there
                let written = found.disk.snapshot();
                found.disk.power_cut(&mut self.crash);
                found.disk.restore(&written);
            }
            Death::Power => {
                let loss = found.disk.power_cut_to(self.fate, &mut self.crash);
                self.trace.tell(self.now, format_args!("{}: {loss:?}", found.name));
                if loss.sectors_dropped + loss.sectors_torn > 0 {
                    self.sometimes.reached("power cut lost sectors");
                }
            }
        }
        self.sometimes.reached(if death == Death::Power { "power cut" } else { "process killed" });
        let found = &mut self.machines[machine];
        found.power = None;
        found.forget();
        found.disk.heal();
        self.note(machine, format_args!("dies: {death:?}"));
        self.lose_all(machine);
        let wait = self.crash.random_range(200..self.plan.swarm.down_max.max(201));
        self.schedule(self.now + wait, Event::Start(machine));
    }

    /// An orderly end, and a start after it.
    pub(crate) fn restart(&mut self, machine: usize) {
        if self.machines[machine].power.is_some() {
            return self.die(machine, Death::Process);
        }
        self.begin_anew(machine);
    }

    /// The process ends as it should and starts again.
    pub(crate) fn begin_anew(&mut self, machine: usize) {
        if let Some(mut brain) = self.machines[machine].brain.take() {
            brain.rest();
            drop(brain);
            self.note(machine, format_args!("is restarted"));
            self.lose_all(machine);
            self.machines[machine].forget();
            self.schedule(self.now + 300, Event::Start(machine));
        }
    }

    /// Commands of set-up at the hub, which must all be carried out.
    pub(crate) fn command(&mut self, commands: Vec<Command>) {
        let now = self.wall(HUB);
        let Some(Brain::Hub(hub)) = &mut self.machines[HUB].brain else { panic!("the hub is up during set-up") };
        let done = hub.run(commands, now);
        assert!(done.is_ok(), "set-up: {done:?}");
    }
}
