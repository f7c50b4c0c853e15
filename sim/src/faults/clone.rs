//! A second machine that runs with a copy of a node's store and with its identity. Until it speaks to the hub both can
//! spend what the copy had rights to, and no more than that: what it hands out then is counted apart. Whoever is told
//! that there is another spends nothing from then on, and the hub promises nothing there, until a person has decided.

use std::collections::BTreeMap;
use std::path::Path;

use holdfast_crdt::{Sku, TaskId};
use holdfast_hub::world::{LinkChange, list_nodes, set_fenced};
use holdfast_node::world::StockOp;
use rusqlite::Connection;

use crate::actors::{Brain, Copy, For, Machine, Work};
use crate::workload::clients::{Meaning, Wish};
use crate::workload::floor::carts;
use crate::workload::shelf::Spot;
use crate::world::{Event, HUB, World};

const STARTS_AFTER: u64 = 500;

/// Units by number of the SKU.
type Units = Vec<u64>;

/// A clone of the node of a house.
#[derive(Debug)]
pub struct Twin {
    pub house: usize,
    pub machine: usize,
    copy: Copy,
    /// Goods in carts when the copy was made: both know them as theirs. Whether they have left.
    carts: BTreeMap<(TaskId, usize), (u64, bool)>,
    /// What the copy had: rights, and units that it had promised already (holds and parcels).
    rights: Units,
    promised: Units,
    /// What it did before it met the hub.
    received: Units,
    reserved: Units,
    shipped: Units,
    has_met: bool,
    is_off: bool,
    /// What a person has tried to bring the house back.
    tried: usize,
}

/// What somebody was given.
enum Given {
    Taken(Vec<(Spot, u64)>),
    Promised(Vec<(Spot, u64)>),
    Shipped(Vec<(Spot, u64)>),
}

impl World {
    /// A second machine runs with what the first one has, and does not reach the hub for a while.
    pub(crate) fn clone_machine(&mut self, house: usize, millis: u64) {
        if self.twins.iter().any(|twin| twin.house == house) || self.restored.contains(&house) {
            return;
        }
        let (Some(brain), Some(place)) = (&self.machines[house].brain, &self.places[house]) else { return };
        let cells: Result<Vec<_>, _> = self.skus.iter().map(|sku| brain.cell(&place.warehouse, sku)).collect();
        let Ok(cells) = cells else { return };
        let carts = self.carts_at(house);
        let (copy, original, place) = (self.copy_of(house), &self.machines[house], place.clone());
        let clone = Machine::new(&format!("{}-2", original.name), original.clock);
        original.disk.copy_to(clone.disk);
        let (machine, none) = (self.machines.len(), vec![0; cells.len()]);
        self.twins.push(Twin {
            house,
            machine,
            copy,
            carts,
            rights: cells.iter().map(|cell| cell.rights(place.site)).collect(),
            promised: cells.iter().map(|cell| cell.committed()).collect(),
            received: none.clone(),
            reserved: none.clone(),
            shipped: none,
            has_met: false,
            is_off: false,
            tried: 0,
        });
        let mut path = self.paths[house].clone();
        path.heal();
        path.cut_until = self.now + millis;
        self.machines.push(clone);
        self.places.push(Some(place));
        self.paths.push(path);
        self.failures.push(0);
        self.schedule(self.now + STARTS_AFTER, Event::Start(machine));
    }

    pub(crate) fn is_twin(&self, machine: usize) -> bool {
        self.twins.iter().any(|twin| twin.machine == machine)
    }

    pub(crate) fn is_off(&self, machine: usize) -> bool {
        self.twins.iter().any(|twin| twin.machine == machine && twin.is_off)
    }

    /// The house in which a machine stands, by its first node.
    pub(crate) fn house(&self, machine: usize) -> usize {
        self.twins.iter().find(|twin| twin.machine == machine).map_or(machine, |twin| twin.house)
    }

    /// The machines of a house that are not switched off.
    pub(crate) fn machines_of(&self, house: usize) -> impl Iterator<Item = usize> + '_ {
        let others = self.twins.iter().filter(move |twin| twin.house == house && !twin.is_off);
        std::iter::once(house).chain(others.map(|twin| twin.machine))
    }

    /// Which machine of a house somebody turns to.
    pub(crate) fn door(&self, house: usize, chance: u64) -> usize {
        let twin = self.machines_of(house).find(|machine| *machine != house && self.machines[*machine].is_up());
        twin.filter(|_| chance.is_multiple_of(2)).unwrap_or(house)
    }

    /// Whether the books may say something else than the shelves until people have counted.
    pub(crate) fn is_in_doubt(&self) -> bool {
        !self.restored.is_empty() || !self.twins.is_empty()
    }

    /// A session is up at a node: from here on the hub knows what a clone does.
    pub(crate) fn meets(&mut self, machine: usize) {
        self.told.remove(&machine);
        self.twins.iter_mut().filter(|twin| twin.machine == machine).for_each(|twin| twin.has_met = true);
    }

    /// A node was told that it is not what it takes itself for. It heeds that with its next tick.
    pub(crate) fn is_told(&mut self, machine: usize) {
        self.told.insert(machine, false);
        self.enqueue(machine, Work::Tick, For::Tick);
    }

    pub(crate) fn heeds(&mut self, machine: usize) {
        if let Some(has_heeded) = self.told.get_mut(&machine) {
            *has_heeded = true;
        }
    }

    /// The hub has kept what it heard of a link.
    pub(crate) fn note_kept(&mut self, warehouse: &holdfast_crdt::WarehouseId, change: &LinkChange) {
        if matches!(change, LinkChange::Fenced(_)) {
            self.sometimes.reached("warehouse fenced");
            self.fenced.extend(self.nodes().find(|node| self.warehouse(*node) == *warehouse));
        }
    }

    /// I-6: somebody was answered well. Who may not spend has not, and a clone that nobody knows of has not spent more than
    /// it had.
    pub(crate) fn note_given(&mut self, id: usize, replayed: bool) {
        let request = &self.requests[id];
        let (machine, given) = (request.machine, self.given(id));
        let spends = matches!(given, Some(Given::Promised(_) | Given::Shipped(_)));
        if spends && !replayed && self.told.get(&machine) == Some(&true) {
            let name = &self.machines[machine].name;
            let detail = format!("{name} carried out request {id} after it was told that there is another");
            return self.fail("one_writer", detail);
        }
        if let (HUB, Some(Given::Promised(units)), false) = (machine, &given, replayed)
            && units.iter().any(|((house, _), _)| self.fenced.contains(house))
        {
            return self.fail("one_writer", format!("the hub promised in a fenced warehouse: request {id}"));
        }
        let Some(given) = given.filter(|_| self.twins.iter().any(|twin| twin.house == self.house(machine))) else {
            return;
        };
        self.count_apart(machine, given);
    }

    fn given(&self, id: usize) -> Option<Given> {
        let request = &self.requests[id];
        let house = self.house(request.machine);
        match (&request.wish, &request.meaning) {
            (Wish::Stock(warehouse, StockOp::Reserve { sku, quantity, .. }), _) => {
                let sku = self.skus.iter().position(|known| known == sku)?;
                let at = |warehouse| self.nodes().find(|node| self.warehouse(*node) == warehouse);
                let house = if house == HUB { at(warehouse.clone()?)? } else { house };
                Some(Given::Promised(vec![((house, sku), quantity.get())]))
            }
            (_, Meaning::Received(lines)) => Some(Given::Taken(lines.clone())),
            (_, Meaning::Shipped { units, .. }) => Some(Given::Shipped(units.clone())),
            _ => None,
        }
    }

    fn count_apart(&mut self, machine: usize, given: Given) {
        if let Given::Taken(units) | Given::Shipped(units) = &given {
            units.iter().for_each(|(spot, units)| *self.moved.entry(*spot).or_default() += units);
        }
        let Some(twin) = self.twins.iter_mut().find(|twin| twin.machine == machine && !twin.has_met) else { return };
        let (counts, units) = match given {
            Given::Taken(units) => (&mut twin.received, units),
            Given::Promised(units) => (&mut twin.reserved, units),
            Given::Shipped(units) => (&mut twin.shipped, units),
        };
        units.iter().for_each(|((_, sku), units)| counts[*sku] += units);
        let over = (0..twin.rights.len()).find(|sku| twin.is_over(*sku));
        self.sometimes.reached("clone worked before the hub met it");
        if let Some(sku) = over {
            let detail = format!("{:?} of {} in {:?}", self.skus[sku], self.machines[machine].name, self.twins);
            self.fail("clone_bounded", detail);
        }
    }

    /// The hub's order for a fenced warehouse.
    pub(crate) fn judge_promise(&mut self, body: &str) {
        let named = |house: &&usize| body.contains(&format!("\"{}\"", self.warehouse(**house)));
        if let Some(house) = self.fenced.iter().find(named) {
            let detail = format!("an order was given to {}, which is fenced", self.machines[*house].name);
            self.fail("one_writer", detail);
        }
    }

    /// A person ends what runs twice.
    pub(crate) fn switch_off_clones(&mut self) {
        for at in 0..self.twins.len() {
            self.twins[at].is_off = true;
            let machine = self.twins[at].machine;
            self.lose_all(machine);
            self.machines[machine].forget();
            self.machines[machine].disk.kill();
            self.requests.iter_mut().filter(|request| request.machine == machine).for_each(|request| {
                request.is_open = false;
            });
            self.note(machine, format_args!("is switched off for good"));
        }
    }

    /// A person brings back a house that is fenced: lifts the fence; where it is fenced again, restores what the machine
    /// that stays has; and in the end the copy, of which both know all.
    pub(crate) fn decide(&mut self) {
        let Some(Brain::Hub(hub)) = &self.machines[HUB].brain else { return };
        let Ok(nodes) = list_nodes(&hub.reader) else { return };
        let fenced: Vec<usize> = (0..self.twins.len())
            .filter(|at| {
                let warehouse = self.warehouse(self.twins[*at].house);
                nodes.iter().any(|node| node.fenced && node.warehouse == warehouse.as_str())
            })
            .collect();
        for at in fenced {
            let (house, tried) = (self.twins[at].house, self.twins[at].tried);
            self.twins[at].tried += 1;
            self.note(house, format_args!("a person lifts its fence, attempt {tried}"));
            match tried {
                0 => {}
                1 => self.put_back(house, None),
                _ => self.put_back(house, Some(self.twins[at].copy.clone())),
            }
            self.unfence(house);
        }
    }

    fn unfence(&mut self, house: usize) {
        let path = self.machines[HUB].disk.path("hub.db");
        let warehouse = self.warehouse(house);
        let lifted = Connection::open(Path::new(&path)).map_err(Into::into);
        if let Err(error) = lifted.and_then(|store| set_fenced(&store, &warehouse, false, None)) {
            return self.trace(format_args!("the fence cannot be lifted: {error}"));
        }
        self.fenced.remove(&house);
    }

    fn carts_at(&self, house: usize) -> BTreeMap<(TaskId, usize), (u64, bool)> {
        let Some(Brain::Node(brain)) = &self.machines[house].brain else { return BTreeMap::new() };
        let of =
            |sku: usize| carts(brain, &self.skus[sku]).unwrap_or_default().into_iter().map(move |cart| (sku, cart));
        (0..self.skus.len()).flat_map(of).map(|(sku, (task, units))| ((task, sku), (units, false))).collect()
    }

    /// Of what a machine takes to be in its carts, what is there: a cart that two know stands there once, until it leaves.
    pub(crate) fn goods_in_carts(&self, machine: usize, sku: &Sku, carts: Vec<(TaskId, u64)>) -> u64 {
        let twin = self.twins.iter().find(|twin| twin.house == self.house(machine));
        let sku = self.skus.iter().position(|known| known == sku).unwrap_or(0);
        let there = |(task, units): (TaskId, u64)| match twin.and_then(|twin| twin.carts.get(&(task, sku))) {
            Some((shared, has_left)) if *has_left || self.is_twin(machine) => units.saturating_sub(*shared),
            _ => units,
        };
        carts.into_iter().map(there).sum()
    }

    /// What leaves with a parcel that may have left already, from a cart that two machines know.
    pub(crate) fn goods_of_parcel(&mut self, task: TaskId, units: &[(Spot, u64)]) -> Vec<(Spot, u64)> {
        let mut leaving = Vec::new();
        for ((house, sku), units) in units {
            let twin = self.twins.iter_mut().find(|twin| twin.house == *house);
            let left = match twin.and_then(|twin| twin.carts.get_mut(&(task, *sku))) {
                Some((shared, true)) => units.saturating_sub(*shared),
                Some((_, has_left)) => {
                    *has_left = true;
                    *units
                }
                None => *units,
            };
            leaving.push(((*house, *sku), left));
        }
        leaving
    }

    /// Promised units that were not there are no more than what went in or out beside the books.
    pub(crate) fn judge_clones(&mut self) {
        for at in 0..self.twins.len() {
            let house = self.twins[at].house;
            for sku in 0..self.skus.len() {
                let spot = (house, sku);
                let (missed, moved) = (self.missed.get(&spot).copied(), self.moved.get(&spot).copied());
                if missed > moved && !self.shelves.lossy.contains(&spot) && self.restored.is_empty() {
                    let place = self.spot(spot);
                    let detail = format!("{missed:?} promised units of {place} were not there, and {moved:?} moved");
                    self.fail("clone_bounded", detail);
                }
            }
        }
    }
}

impl Twin {
    /// Whether it handed out more than the copy had and came in at its gate.
    fn is_over(&self, sku: usize) -> bool {
        let had = self.rights[sku] + self.promised[sku] + self.received[sku];
        self.reserved[sku] > had || self.shipped[sku] > self.promised[sku]
    }
}
