//! The script as it is played: each request until it is granted, each rest until nothing moves.

use std::sync::Arc;

use holdfast_crdt::{Quantity, ReservationId};
use holdfast_hub::world::{Deed, Item};
use holdfast_node::world::StockOp;

use super::steps::{LEEDS, LYON, MOVED, ORDERED, RECEIVED, SCRIPT, Step};
use super::{Cut, Manner};
use crate::disk::{Fault, Statistics};
use crate::run::SETTLE_MAX;
use crate::workload::clients::{Meaning, Wish};
use crate::workload::office::order_of;
use crate::world::{Event, HUB, World};

/// The one SKU of the script.
const CUP: usize = 0;
const LOOK_EVERY: u64 = 250;
const REST_STEP: u64 = 1_000;
/// Quiet for so many steps is at rest.
const RESTED: u32 = 2;
/// Who is refused comes again after this, as somebody else: rights were on their way, or a machine was down.
const ASK_AGAIN: u64 = 2_000;
const ASKED_MAX: usize = 20;

impl World {
    /// Plays the script, then lets all settle and judges; what each machine did with its disk in the meantime.
    pub(super) fn play(&mut self, cut: Option<Cut>) -> Vec<Statistics> {
        let before: Vec<Statistics> = self.machines.iter().map(|machine| machine.disk.statistics()).collect();
        if let Some(cut) = cut {
            self.arm(cut);
        }
        for step in SCRIPT {
            if self.failure.is_none() {
                self.trace(format_args!("{step:?}"));
                self.take(*step);
            }
        }
        let done = self.machines.iter().zip(before).map(|(machine, before)| machine.disk.statistics().since(before));
        let done = done.collect();
        if cut.is_some() && self.machines.iter().any(|machine| machine.power.is_some()) {
            self.fail("determinism", "the script did less than it did before, and was not cut".to_owned());
        }
        self.heal();
        self.settle();
        if self.failure.is_none() {
            self.judge();
            self.judge_goods();
        }
        done
    }

    fn arm(&mut self, cut: Cut) {
        let found = &mut self.machines[cut.machine];
        found.power = Some((found.disk.faults(), cut.manner == Manner::Kill));
        found.disk.fail_after(cut.operations, Fault::PowerCut);
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Rest => self.rest_script(),
            Step::Checkpoint { machine } => {
                self.wait_for(machine);
                if let Some(brain) = &self.machines[machine].brain {
                    brain.checkpoint();
                }
                self.dies_in_the_dark(machine);
            }
            Step::Restart { machine } => {
                self.begin_anew(machine);
                self.pass(LOOK_EVERY);
                self.wait_for(machine);
            }
            _ => self.insist(step),
        }
    }

    /// Asks until it is granted.
    fn insist(&mut self, step: Step) {
        for _ in 0..ASKED_MAX {
            let id = self.requests.len();
            self.wish(step);
            if id == self.requests.len() {
                return; // nothing to ask for
            }
            let deadline = self.now + SETTLE_MAX;
            while self.failure.is_none() && self.requests[id].is_open && self.now < deadline {
                self.pass(LOOK_EVERY);
            }
            if self.failure.is_some() || matches!(self.requests[id].outcome, Some(Ok(_))) {
                return;
            }
            self.pass(ASK_AGAIN);
        }
        self.fail("availability", format!("nobody grants {step:?}"));
    }

    fn wish(&mut self, step: Step) {
        let sku = self.skus[CUP].clone();
        let quantity = |units: u64| Quantity::capped(units).expect("the script asks for some");
        match step {
            Step::Receive { node, units } => self.take_in(node, CUP, units),
            Step::Reserve { node, units } => {
                let op = StockOp::Reserve { sku, quantity: quantity(units), reference: None, expires_in_seconds: None };
                self.ask(node, Wish::Stock(Some(self.warehouse(node)), op), Meaning::Reserved);
            }
            Step::Release { node } => {
                let made = self.made("/v1/reservations/", node);
                if let Some(reservation) = made.last().and_then(|id| id.parse::<ReservationId>().ok()) {
                    self.ask(node, Wish::Stock(None, StockOp::Release { reservation }), Meaning::Nothing);
                }
            }
            Step::Order { units } => {
                let item = Item { sku, quantity: quantity(units), unit_price: "1.00".into(), taxes: Vec::new() };
                let deed = Deed::Place(Arc::new(order_of(vec![item])));
                self.ask(HUB, Wish::Deed(deed), Meaning::Ordered { units });
            }
            Step::Transfer { from, to, units } => {
                let items = vec![(sku, quantity(units))];
                let deed = Deed::Transfer { from: self.warehouse(from), to: self.warehouse(to), items };
                self.ask(HUB, Wish::Deed(deed), Meaning::Moved);
            }
            Step::Rest | Step::Checkpoint { .. } | Step::Restart { .. } => {}
        }
    }

    fn rest_script(&mut self) {
        let deadline = self.now + SETTLE_MAX;
        let mut quiet = 0;
        while self.failure.is_none() && quiet < RESTED {
            for node in self.nodes() {
                self.schedule(self.now, Event::Work(node));
            }
            self.pass(REST_STEP);
            let why = self.unrest();
            quiet = if why.is_none() { quiet + 1 } else { 0 };
            if let Some(why) = why.filter(|_| self.now > deadline) {
                self.fail("availability", format!("the script does not come to rest: {why}"));
            }
        }
    }

    fn wait_for(&mut self, machine: usize) {
        let deadline = self.now + SETTLE_MAX;
        while self.failure.is_none() && !self.machines[machine].is_up() && self.now < deadline {
            self.pass(LOOK_EVERY);
        }
    }

    fn pass(&mut self, millis: u64) {
        self.run_until(self.now + millis);
        for machine in 0..self.machines.len() {
            self.dies_in_the_dark(machine);
        }
    }

    /// Everything the script asked for has come to pass, once.
    fn judge_goods(&mut self) {
        let sold = ORDERED.iter().sum::<u64>();
        let shelves = &self.shelves;
        let is = [
            (shelves.left.values().sum(), sold + MOVED, "units left"),
            (shelves.came.get(&(LYON, CUP)).copied().unwrap_or(0), MOVED, "units came to lyon"),
            (shelves.units((LEEDS, CUP)) + shelves.units((LYON, CUP)), RECEIVED - sold, "units are on the shelves"),
        ];
        for (found, wanted, what) in is {
            if found != wanted {
                self.fail("order_truth", format!("{found} {what}, not {wanted}"));
            }
        }
    }
}
