//! A floor to try the rules on: one warehouse, its node and the hub, in memory.

use holdfast_crdt::{
    Account, AllocationId, Cause, Cell, Count, Deed, Millis, OrderId, Quantity, ReplicaId, SiteId, Sku, Stream, TaskId,
    TransferId, WarehouseId,
};
use holdfast_sync::desk::{Book, Desk, Rows};
use holdfast_sync::mail::{LetterBody, Task, TaskKind, TaskLine, ToHub, ToNode};

use super::Floor;
use super::bins::{Bin, Place, ZoneKind};
use super::board::Board;
use super::claim::{Claims, Counted};
use super::demand::Demand;
use super::pick::PickLine;
use super::rights::Policy;
use super::task::FloorTask;

const NODE: ReplicaId = ReplicaId::new(SiteId(3), 1);
const HUB: ReplicaId = ReplicaId::new(SiteId::HUB, 1);

pub fn sku(name: &str) -> Sku {
    Sku::new(name).unwrap()
}

pub fn task_id(n: u64) -> TaskId {
    TaskId::from_parts(Millis(1), u128::from(n))
}

pub fn allocation_id(n: u64) -> AllocationId {
    AllocationId::from_parts(Millis(1), u128::from(n))
}

pub fn bin(name: &str) -> Bin {
    Bin::new(name).unwrap()
}

/// A bin of a storage zone.
pub fn place(name: &str, sequence: u64) -> Place {
    let kind = ZoneKind::Storage;
    Place { bin: bin(name), zone: "A".into(), kind, sequence, capacity: None, blocked: false }
}

pub fn cause() -> Cause {
    Cause::new("test", "tester")
}

/// Counts up: chance that a test can foretell.
pub struct Counting(u64);

impl rand::TryRng for Counting {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.try_next_u64().map(|n| n as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.0 += 1;
        Ok(self.0)
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Self::Error> {
        target.fill(0);
        Ok(())
    }
}

pub struct Scene {
    pub desk: Desk,
    pub warehouse: WarehouseId,
    pub tasks: Board<TaskId, FloorTask>,
    pub claims: Claims,
    pub counted: Counted,
    pub demand: Demand,
    pub policy: Policy,
    pub now: Millis,
    rng: Counting,
    hub: Stream,
}

impl Scene {
    pub fn new() -> Self {
        let warehouse = WarehouseId::new("LEEDS").unwrap();
        let mut desk = Desk::default();
        let stream = Stream::new(warehouse.clone(), NODE);
        desk.open_book(Book::new(stream));
        let hub = Stream::new(warehouse.clone(), HUB);
        let (tasks, claims, counted) = (Board::default(), Claims::default(), Counted::default());
        let (demand, policy) = (Demand::default(), Policy::default());
        Self { desk, warehouse, tasks, claims, counted, demand, policy, now: Millis(1_000_000), rng: Counting(0), hub }
    }

    pub fn floor(&mut self) -> Floor<'_> {
        Floor {
            desk: &mut self.desk,
            warehouse: &self.warehouse,
            tasks: &mut self.tasks,
            claims: &mut self.claims,
            counted: &mut self.counted,
            demand: &mut self.demand,
            policy: self.policy,
            now: self.now,
            rng: &mut self.rng,
        }
    }

    pub fn cell(&self, name: &str) -> &Cell {
        self.desk.cell(&self.warehouse, &sku(name))
    }

    pub fn rights(&self, name: &str) -> u64 {
        self.desk.rights(&self.warehouse, &sku(name))
    }

    pub fn hub_rights(&self, name: &str) -> u64 {
        self.cell(name).rights(SiteId::HUB)
    }

    pub fn task(&self, n: u64) -> &FloorTask {
        self.tasks.get(&task_id(n)).unwrap()
    }

    pub fn letters(&self) -> Vec<ToHub> {
        let told = self.desk.changes().letters.iter();
        told.filter_map(|(_, letter)| match &letter.body {
            LetterBody::ToHub(told) => Some(told.clone()),
            _ => None,
        })
        .collect()
    }

    pub fn shift(&mut self, name: &str, from: Account, to: Account, units: u64) {
        let quantity = Quantity::new(units).unwrap();
        self.desk.post(&self.warehouse, &sku(name), Deed::Move { from, to }, quantity, &cause(), self.now).unwrap();
    }

    /// Units that arrived at the node, all of them in its rights.
    pub fn stock(&mut self, name: &str, units: u64) {
        self.shift(name, Account::Supplier, Account::Available, units);
    }

    /// Units the hub put there, of which it has committed some.
    pub fn hub_stock(&mut self, name: &str, units: u64, committed: u64) {
        self.hub_shift(name, Account::Supplier, Account::Available, units);
        self.hub_shift(name, Account::Available, Account::Committed, committed);
    }

    /// The hub moves units (none is nothing), and its row arrives.
    pub fn hub_shift(&mut self, name: &str, from: Account, to: Account, units: u64) {
        let mut cell = self.cell(name).clone();
        let Some(quantity) = Quantity::capped(units) else { return };
        self.hub.post(&mut cell, &sku(name), Deed::Move { from, to }, quantity, &cause(), self.now).unwrap();
        let row = cell.row(HUB).unwrap().clone();
        let rows = vec![(sku(name), row)];
        self.desk.hear_rows(&self.warehouse, Rows { owner: HUB, store: 7, through: self.hub.clock, full: false, rows });
    }

    pub fn order_task(&mut self, n: u64, lines: &[(&str, u64)]) {
        let order = OrderId::from_parts(Millis(1), u128::from(n));
        self.released(n, TaskKind::Order { order, recipient: "A. Buyer".into() }, lines);
    }

    pub fn incoming_task(&mut self, n: u64, lines: &[(&str, u64)]) {
        let transfer = TransferId::from_parts(Millis(1), u128::from(n));
        self.released(n, TaskKind::TransferIn { transfer, from: WarehouseId::new("LYON").unwrap() }, lines);
    }

    fn released(&mut self, n: u64, kind: TaskKind, lines: &[(&str, u64)]) {
        let line = |(at, (name, units)): (usize, &(&str, u64))| TaskLine {
            allocation: allocation_id(at as u64 + 1),
            sku: sku(name),
            quantity: Quantity::new(*units).unwrap(),
        };
        let lines = lines.iter().enumerate().map(line).collect();
        let task = Task { task: task_id(n), kind, priority: 0, released_at: self.now, lines };
        self.floor().hear(&ToNode::Task(task), 0);
    }

    pub fn pick_all(&mut self, n: u64) {
        let lines: Vec<_> = self
            .task(n)
            .by_sku()
            .into_iter()
            .map(|line| PickLine {
                sku: line.sku,
                quantity: Count::new(line.quantity).unwrap(),
                short: Count::ZERO,
                reason: None,
                bin: None,
            })
            .collect();
        self.floor().pick(task_id(n), &lines, &cause()).unwrap();
    }
}
