//! The floor: one person at a time works at a node, looks at the shelf, and tells the terminal what is there.

use holdfast_crdt::{Count, Quantity, Sku, TaskId};
use holdfast_node::world::{
    Condition, CountLine, FloorOp, FloorTask, Outcome, PartLine, PickLine, ReceiptLine, State, Tally,
};
use holdfast_sync::mail::TaskKind;
use rand::{Rng, RngExt};

use super::clients::{Meaning, Request, Wish};
use super::shelf::Spot;
use crate::actors::{Brain, Node};
use crate::seed::{Purpose, one_in, stream_of};
use crate::world::{Event, World};

/// From this version of the protocol on, a hub hears of parcels with a part of a task.
const VERSION_OF_PARTS: u16 = 4;

/// Units of each task that stand in carts and parcels, by the books of one machine: they are on hand, and not on the shelf.
pub(crate) fn carts(brain: &Node, sku: &Sku) -> Option<Vec<(TaskId, u64)>> {
    let mut units = Vec::new();
    for state in [State::Picking, State::Packed] {
        let tasks = brain.tasks(state).ok()?;
        for task in tasks.iter().filter(|task| !task.is_incoming()) {
            let picked = task.lines.iter().filter(|line| line.sku == *sku).map(|line| line.picked).sum();
            units.push((task.task, picked));
        }
    }
    Some(units)
}

impl World {
    /// Goods vanish from a shelf, or what had vanished turns up again.
    pub(crate) fn steal(&mut self, node: usize, rng: &mut impl Rng) {
        let (sku, units) = (rng.random_range(0..self.skus.len()), rng.random_range(1..4));
        // nobody steals from a cart that somebody is pushing
        if self.machines_of(node).any(|machine| self.is_floor_busy(machine)) {
            return;
        }
        let Some(carts) = self.carts_of(node, &self.skus[sku]) else { return };
        let spot = (node, sku);
        let back = self.shelves.give_back(spot);
        let gone = if back > 0 { 0 } else { self.shelves.lose(spot, units, carts) };
        let place = self.spot(spot);
        self.trace(format_args!("{gone} units vanish from {place}, {back} turn up"));
    }

    /// Units in the carts of all machines of a house; `None` where one does not say.
    fn carts_of(&self, house: usize, sku: &Sku) -> Option<u64> {
        let each = self.machines_of(house).filter(|machine| *machine == house || self.machines[*machine].is_up());
        each.map(|machine| match &self.machines[machine].brain {
            Some(Brain::Node(brain)) => Some(self.goods_in_carts(machine, sku, carts(brain, sku)?)),
            _ => None,
        })
        .sum()
    }

    pub(crate) fn receive(&mut self, node: usize, rng: &mut impl Rng) {
        // what comes while somebody counts waits at the gate
        let of_count = |request: &Request| matches!(request.meaning, Meaning::Counted(_)) && request.is_open;
        if self.requests.iter().any(|request| request.machine == self.house(node) && of_count(request)) {
            return;
        }
        let (sku, units) = (rng.random_range(0..self.skus.len()), rng.random_range(1..=self.plan.swarm.first_units));
        self.take_in(node, sku, units);
    }

    /// Goods stand at the gate, and a terminal says so.
    pub(crate) fn take_in(&mut self, node: usize, sku: usize, units: u64) {
        let Some(quantity) = Quantity::capped(units) else { return };
        let line = ReceiptLine { sku: self.skus[sku].clone(), quantity, bin: None, condition: Condition::Available };
        let spot = (self.house(node), sku);
        self.shelves.put(spot, units);
        self.note_floor(node);
        let op = FloorOp::Receive { reference: "delivery".into(), lines: vec![line], confirmed: false };
        self.ask(node, Wish::Floor(op), Meaning::Received(vec![(spot, units)]));
    }

    /// Counts one shelf, while nobody else changes anything in the house.
    pub(crate) fn count(&mut self, node: usize, rng: &mut impl Rng) {
        let sku = rng.random_range(0..self.skus.len());
        self.count_shelf(node, sku);
    }

    pub(crate) fn count_shelf(&mut self, node: usize, sku: usize) {
        if self.is_floor_busy(node) || !self.machines[node].is_up() {
            return;
        }
        let Ok(counted) = Count::new(self.shelves.units((node, sku))) else { return };
        self.note_floor(node);
        let line = CountLine { sku: self.skus[sku].clone(), counted, bin: None };
        let op = FloorOp::Count(Tally { lines: vec![line], ..Tally::default() });
        self.ask(node, Wish::Floor(op), Meaning::Counted((node, sku)));
    }

    /// A worker takes up what is next: ship what is packed, pick what is open.
    pub(crate) fn work(&mut self, node: usize) {
        if self.is_floor_busy(node) || self.is_house_busy(node) {
            return;
        }
        let Some(Brain::Node(brain)) = &self.machines[node].brain else { return };
        let found = [State::Packed, State::Picking, State::Open].into_iter().find_map(|state| {
            let tasks = brain.tasks(state).ok()?;
            tasks.into_iter().next()
        });
        let Some(task) = found else { return };
        let mut rng = stream_of(self.plan.seed, Purpose::Workload, self.requests.len() as u64 | 1 << 41);
        if task.state == State::Packed {
            return if self.leaves_in_parts(&task, &mut rng) {
                self.ship_part(node, &task)
            } else {
                self.ship(node, &task)
            };
        }
        let lines = self.look_for(node, &task, &mut rng);
        if lines.is_empty() {
            return;
        }
        self.pick(node, &task, lines);
    }

    /// What of a task is on the shelf: (number of the SKU, units found, units that are not there).
    fn look_for(&self, node: usize, task: &FloorTask, rng: &mut impl Rng) -> Vec<(usize, u64, u64)> {
        let mut lines = Vec::new();
        for line in task.by_sku() {
            let Some(sku) = self.skus.iter().position(|sku| *sku == line.sku) else { continue };
            let left = task.left(&line.sku);
            if left == 0 {
                continue;
            }
            if task.is_incoming() {
                lines.push((sku, left, 0));
                continue;
            }
            let house = self.house(node);
            let Some(carts) = self.carts_of(house, &line.sku) else { return Vec::new() };
            let free = self.shelves.units((house, sku)).saturating_sub(carts);
            let found = left.min(free);
            let taken = if found > 1 && one_in(rng, 4) { found - 1 } else { found };
            let short = if taken == found { left - found } else { 0 };
            lines.push((sku, taken, short));
        }
        lines
    }

    fn pick(&mut self, node: usize, task: &FloorTask, lines: Vec<(usize, u64, u64)>) {
        let line = |(sku, found, short): &(usize, u64, u64)| {
            let (quantity, short) = (Count::new(*found).ok()?, Count::new(*short).ok()?);
            Some(PickLine { sku: self.skus[*sku].clone(), quantity, short, reason: None, bin: None })
        };
        let op = FloorOp::Pick { task: task.task, lines: lines.iter().filter_map(line).collect(), confirmed: false };
        let house = self.house(node);
        let of = |units: fn(&(usize, u64, u64)) -> u64| -> Vec<(Spot, u64)> {
            lines.iter().map(|line| ((house, line.0), units(line))).filter(|(_, units)| *units > 0).collect()
        };
        let (found, short, is_incoming) = (of(|line| line.1), of(|line| line.2), task.is_incoming());
        self.note_floor(node);
        self.ask(node, Wish::Floor(op), Meaning::Picked { found, short, is_incoming });
    }

    fn ship(&mut self, node: usize, task: &FloorTask) {
        let mut units: Vec<(Spot, u64)> = Vec::new();
        for line in task.by_sku().iter().filter(|line| line.picked > 0) {
            if let Some(sku) = self.skus.iter().position(|sku| *sku == line.sku) {
                units.push(((self.house(node), sku), line.picked));
            }
        }
        let is_transfer = matches!(task.kind, TaskKind::TransferOut { .. });
        let op = FloorOp::Ship { task: task.task, carrier: Some("van".into()), tracking_number: None };
        self.note_floor(node);
        self.ask(node, Wish::Floor(op), Meaning::Shipped { task: task.task, units, is_transfer });
    }

    /// One order in three leaves in parts, where both sides can speak of that.
    fn leaves_in_parts(&self, task: &FloorTask, rng: &mut impl Rng) -> bool {
        let swarm = &self.plan.swarm;
        let may = swarm.hub_versions.1.min(swarm.node_versions.1) >= VERSION_OF_PARTS && self.twins.is_empty();
        may && task.order().is_some() && task.picked() > 1 && one_in(rng, 3)
    }

    /// One unit leaves, and the rest stays packed.
    fn ship_part(&mut self, node: usize, task: &FloorTask) {
        let Some(line) = task.by_sku().into_iter().find(|line| line.picked > 0) else { return };
        let Some(sku) = self.skus.iter().position(|sku| *sku == line.sku) else { return };
        let units = vec![((self.house(node), sku), 1)];
        let lines = vec![PartLine { sku: line.sku, quantity: Quantity::ONE }];
        let op = FloorOp::ShipPart { task: task.task, lines, carrier: None, tracking_number: None };
        self.note_floor(node);
        self.sometimes.reached("order left in parts");
        self.ask(node, Wish::Floor(op), Meaning::Shipped { task: task.task, units, is_transfer: false });
    }

    /// What an answer means for the goods.
    pub(crate) fn mean_on_floor(&mut self, meaning: &Meaning, outcome: &Outcome) {
        match meaning {
            Meaning::Received(lines) if outcome.is_err() => {
                lines.iter().for_each(|(spot, units)| self.shelves.send_back(*spot, *units));
            }
            Meaning::Counted(spot) => self.mean_count(*spot, outcome),
            Meaning::Picked { found, short, is_incoming } if outcome.is_ok() => {
                self.mean_pick(found, short, *is_incoming);
            }
            Meaning::Shipped { task, units, is_transfer } if outcome.is_ok() => {
                let units = self.goods_of_parcel(*task, units);
                self.sometimes.reached("parcel shipped");
                for (spot, shipped) in &units {
                    // what vanished may have stood in a cart
                    if !self.shelves.ship(*spot, *shipped) && !self.shelves.lossy.contains(spot) {
                        let place = self.spot(*spot);
                        self.fail("no_oversell", format!("{shipped} units left {place} that were not there"));
                    }
                }
                if *is_transfer {
                    self.sometimes.reached("transfer planned");
                }
            }
            _ => {}
        }
    }

    fn mean_count(&mut self, spot: Spot, outcome: &Outcome) {
        let Ok(answer) = outcome else { return };
        let body = &answer.body;
        self.trace(format_args!("the count said {body}"));
        let missed = body.contains("\"difference\":-");
        let found = !missed && !body.contains("\"difference\":0");
        if missed {
            self.sometimes.reached("count missed units");
        }
        if found {
            self.sometimes.reached("count found units");
        }
        let is_claim = !body.contains("\"claimed\":0");
        if is_claim && !self.is_linked(spot.0) {
            self.sometimes.reached("claim filed during a cut");
        }
        if missed && !self.shelves.lossy.contains(&spot) && !self.is_in_doubt() {
            let place = self.spot(spot);
            self.fail("conservation", format!("a count of {place} missed units, and none were ever lost: {body}"));
        }
        if found && self.shelves.returned(spot) == 0 && !self.is_in_doubt() {
            let place = self.spot(spot);
            self.fail("conservation", format!("a count of {place} found units, and none ever turned up: {body}"));
        }
    }

    fn mean_pick(&mut self, found: &[(Spot, u64)], short: &[(Spot, u64)], is_incoming: bool) {
        if is_incoming {
            found.iter().for_each(|(spot, units)| self.shelves.put(*spot, *units));
            self.sometimes.reached("transfer put away");
            return;
        }
        for (spot, units) in short {
            self.sometimes.reached("short pick");
            *self.missed.entry(*spot).or_default() += units;
            if !self.shelves.lossy.contains(spot) && !self.is_in_doubt() {
                let place = self.spot(*spot);
                self.fail(
                    "no_oversell",
                    format!("{units} units promised in {place} are not there, and none were lost"),
                );
            }
        }
    }

    /// A worker goes on as soon as the terminal has answered.
    pub(crate) fn floor_goes_on(&mut self, id: usize) {
        let request = &self.requests[id];
        if matches!(request.meaning, Meaning::Picked { .. } | Meaning::Shipped { .. }) {
            let node = request.machine;
            self.schedule(self.now + 2_000, Event::Work(node));
        }
    }

    fn note_floor(&mut self, node: usize) {
        if !self.is_linked(node) {
            self.sometimes.reached("floor worked while its link was down");
        }
    }

    pub(crate) fn is_linked(&self, node: usize) -> bool {
        self.connections.values().any(|found| found.node == node && found.is_up())
    }

    pub(crate) fn spot(&self, (node, sku): Spot) -> String {
        format!("{} in {}", self.skus[sku], self.machines[node].name)
    }
}
