//! A warehouse's node as the hub meets it, played by the tests: a desk of its own, tasks, claims, and the mail it writes.

use std::collections::BTreeMap;

use holdfast_crdt::{
    Account, AllocationId, Cause, ClaimId, Deed, ExpectedReceiptId, InspectionId, Millis, Quantity, ReceiptId,
    ReplicaId, ShipmentId, SiteId, Sku, Stream, TaskId, WarehouseId,
};
use holdfast_sync::delivery::{
    Apart, Arrived, Expectation, GoodsInspected, GoodsReceived, InspectedLine, ReceivedLine, Verdict,
};
use holdfast_sync::desk::{Book, Desk, Rows};
use holdfast_sync::effect::Inbound;
use holdfast_sync::mail::{Letter, LetterBody, Progress, Task, TaskKind, ToHub, ToNode};

pub const HUB: ReplicaId = ReplicaId::new(SiteId::HUB, 1);
const NOW: Millis = Millis(1_700_000_000_000);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Open,
    Picking,
    Packed,
    Shipped,
    Gone,
}

#[derive(Debug, Clone)]
pub struct Work {
    pub kind: TaskKind,
    pub stage: Stage,
    /// Units that are still held for each allocation.
    pub lines: Vec<(AllocationId, Sku, u64)>,
}

pub struct Floor {
    pub warehouse: WarehouseId,
    pub replica: ReplicaId,
    pub desk: Desk,
    pub tasks: BTreeMap<TaskId, Work>,
    /// What each claim still asks for.
    pub claims: BTreeMap<ClaimId, (Sku, u64)>,
    /// Goods that it was told to expect.
    pub expected: Vec<Expectation>,
    pub log: Vec<Vec<u8>>,
    outbox: Vec<Letter>,
    sent: (usize, usize),
    ids: u128,
}

fn moved(from: Account, to: Account) -> Deed {
    Deed::Move { from, to }
}

impl Floor {
    pub fn new(warehouse: &WarehouseId, site: u32) -> Self {
        let replica = ReplicaId::new(SiteId(site), 1);
        let mut desk = Desk::default();
        let stream = Stream::new(warehouse.clone(), replica);
        desk.open_book(Book::new(stream));
        Self {
            warehouse: warehouse.clone(),
            replica,
            desk,
            tasks: BTreeMap::new(),
            claims: BTreeMap::new(),
            expected: Vec::new(),
            log: Vec::new(),
            outbox: Vec::new(),
            sent: (0, 0),
            ids: u128::from(site) << 64,
        }
    }

    /// The store that its rows name.
    pub fn store(&self) -> u128 {
        u128::from(self.replica.site.0)
    }

    fn id(&mut self) -> u128 {
        self.ids += 1;
        self.ids
    }

    /// Posts as far as the rules allow; whether it did.
    fn post(&mut self, sku: &Sku, deed: Deed, units: u64) -> bool {
        let Some(quantity) = Quantity::capped(units) else { return false };
        self.desk.post(&self.warehouse, sku, deed, quantity, &Cause::new("floor", "floor"), NOW).is_ok()
    }

    fn tell(&mut self, letter: ToHub) {
        self.desk.write(&self.warehouse.clone(), LetterBody::ToHub(letter));
    }

    pub fn rights(&self, sku: &Sku) -> u64 {
        self.desk.rights(&self.warehouse, sku)
    }

    /// Goods come in; the hub is granted a part of the rights.
    pub fn receive(&mut self, sku: &Sku, units: u64, granted: u64) {
        self.post(sku, moved(Account::Supplier, Account::Available), units);
        self.grant(sku, granted);
    }

    pub fn grant(&mut self, sku: &Sku, units: u64) -> bool {
        self.post(sku, Deed::Grant { to: SiteId::HUB }, units)
    }

    pub fn hear(&mut self, letter: &ToNode) {
        match letter {
            ToNode::Task(task) => self.take_up(task),
            ToNode::Cancel { task } => self.cancel(*task),
            ToNode::TakeBack { claim, task, allocation, quantity } => {
                self.take_back(*claim, *task, *allocation, quantity.get());
            }
            ToNode::ClaimPaid { claim, quantity } => self.paid(*claim, quantity.get()),
            ToNode::Expect(expectation) => self.expected.push(expectation.clone()),
            ToNode::ExpectationClosed { expected } => self.expected.retain(|known| known.expected != *expected),
            ToNode::Resume(_) | ToNode::Stated(_) => panic!("this floor was never restored"),
        }
    }

    fn take_up(&mut self, task: &Task) {
        let lines = task.lines.iter().map(|line| (line.allocation, line.sku.clone(), line.quantity.get())).collect();
        let work = Work { kind: task.kind.clone(), stage: Stage::Open, lines };
        assert!(self.tasks.insert(task.task, work).is_none(), "a task is sent once");
    }

    fn cancel(&mut self, task: TaskId) {
        let Some(work) = self.tasks.get(&task).cloned() else { return self.tell(ToHub::Cancelled { task }) };
        if work.stage == Stage::Shipped {
            return self.tell(ToHub::CancelRefused { task });
        }
        if work.stage != Stage::Gone && !matches!(work.kind, TaskKind::TransferIn { .. }) {
            for (_, sku, units) in &work.lines {
                self.post(sku, moved(Account::Committed, Account::Available), *units);
            }
        }
        self.end(task, Stage::Gone);
        self.tell(ToHub::Cancelled { task });
    }

    fn end(&mut self, task: TaskId, stage: Stage) {
        if let Some(work) = self.tasks.get_mut(&task) {
            work.stage = stage;
            work.lines.clear();
        }
    }

    fn take_back(&mut self, claim: ClaimId, task: TaskId, allocation: AllocationId, wanted: u64) {
        let open = self.claims.get(&claim).map_or(0, |(_, units)| *units);
        let unpicked = self.tasks.get(&task).is_some_and(|work| work.stage == Stage::Open);
        let taken = if unpicked { self.lose(task, allocation, wanted.min(open)) } else { 0 };
        if let Some((_, units)) = self.claims.get_mut(&claim) {
            *units -= taken;
        }
        self.tell(ToHub::TakenBack { claim, task, allocation, quantity: taken });
    }

    /// Units of a task that are not there; how many of them it held.
    fn lose(&mut self, task: TaskId, allocation: AllocationId, wanted: u64) -> u64 {
        let Some(work) = self.tasks.get_mut(&task) else { return 0 };
        let incoming = matches!(work.kind, TaskKind::TransferIn { .. });
        let Some(line) = work.lines.iter_mut().find(|line| line.0 == allocation) else { return 0 };
        let (sku, units) = (line.1.clone(), line.2.min(wanted));
        line.2 -= units;
        if work.lines.iter().all(|line| line.2 == 0) {
            work.stage = Stage::Gone;
        }
        if !incoming {
            self.post(&sku, moved(Account::Committed, Account::Loss), units);
        }
        units
    }

    fn paid(&mut self, claim: ClaimId, units: u64) {
        let Some((sku, open)) = self.claims.get_mut(&claim) else { return };
        let (sku, settled) = (sku.clone(), units.min(*open));
        *open -= settled;
        self.post(&sku, moved(Account::Loss, Account::Available), units - settled);
    }

    pub fn pick(&mut self, task: TaskId, progress: Progress) {
        let stage = if progress == Progress::Picking { Stage::Picking } else { Stage::Packed };
        let Some(work) = self.tasks.get_mut(&task).filter(|work| work.stage < stage) else { return };
        work.stage = stage;
        self.tell(ToHub::Progress { task, state: progress });
    }

    /// Up to `units` of one line are not in their place.
    pub fn short(&mut self, task: TaskId, line: usize, units: u64) {
        let Some(work) = self.tasks.get(&task).filter(|work| work.stage < Stage::Shipped) else { return };
        let allocation = work.lines[line % work.lines.len()].0;
        let lost = self.lose(task, allocation, units);
        if let Some(quantity) = Quantity::capped(lost) {
            self.tell(ToHub::Short { task, allocation, quantity, reason: "not in its bin".into() });
        }
    }

    pub fn ship(&mut self, task: TaskId) {
        let Some(work) = self.tasks.get(&task).filter(|work| work.stage < Stage::Shipped).cloned() else { return };
        let deed = match work.kind {
            TaskKind::Order { .. } => moved(Account::Committed, Account::Customer),
            TaskKind::TransferOut { .. } => moved(Account::Committed, Account::InTransit),
            TaskKind::TransferIn { .. } => moved(Account::InTransit, Account::Available),
        };
        let mut lines = Vec::new();
        for (allocation, sku, units) in &work.lines {
            if let Some(quantity) = Quantity::capped(*units) {
                assert!(self.post(sku, deed, *units), "what a task holds is there");
                lines.push((*allocation, quantity));
            }
        }
        self.end(task, Stage::Shipped);
        let shipment = ShipmentId::from_parts(NOW, self.id());
        let (carrier, tracking_number) = (Some("DHL".into()), None);
        self.tell(ToHub::Shipped { task, shipment, at: NOW, carrier, tracking_number, lines });
    }

    /// A parcel leaves with up to `units` of each line; the rest of the task stays.
    pub fn ship_part(&mut self, task: TaskId, units: u64) {
        let Some(work) = self.tasks.get(&task).filter(|work| work.stage < Stage::Shipped).cloned() else { return };
        if !matches!(work.kind, TaskKind::Order { .. }) || work.lines.iter().all(|line| line.2 <= units) {
            return self.ship(task);
        }
        let mut lines = Vec::new();
        for (allocation, sku, held) in &work.lines {
            if let Some(quantity) = Quantity::capped((*held).min(units)) {
                assert!(self.post(sku, moved(Account::Committed, Account::Customer), quantity.get()));
                lines.push((*allocation, quantity));
            }
        }
        if let Some(work) = self.tasks.get_mut(&task) {
            for line in &mut work.lines {
                line.2 -= line.2.min(units);
            }
        }
        let shipment = ShipmentId::from_parts(NOW, self.id());
        self.tell(ToHub::PartShipped { task, shipment, at: NOW, carrier: None, tracking_number: None, lines });
    }

    /// Goods that were expected come in, all of them available, or from a customer and to be judged.
    pub fn take_in(&mut self, expected: ExpectedReceiptId, lines: &[(&Sku, u64, Arrived)], complete: bool) {
        let received = |(sku, units, condition): &(&Sku, u64, Arrived)| ReceivedLine {
            sku: (*sku).clone(),
            quantity: Quantity::new(*units).unwrap(),
            condition: *condition,
        };
        for (sku, units, condition) in lines {
            let to = match condition {
                Arrived::Available => Account::Available,
                Arrived::Damaged => Account::Damaged,
                Arrived::QualityControl => Account::QualityControl,
            };
            self.post(sku, moved(Account::Supplier, to), *units);
        }
        let (receipt, reference) = (ReceiptId::from_parts(NOW, self.id()), "DN-1".into());
        let lines = lines.iter().map(received).collect();
        self.tell(ToHub::Received(GoodsReceived { receipt, expected, reference, at: NOW, complete, lines }));
    }

    /// Says what became of goods that stood in quality control; it moves nothing.
    pub fn judge(&mut self, expected: ExpectedReceiptId, sku: &Sku, units: u64, to: Verdict) {
        let quantity = Quantity::new(units).unwrap();
        let lines = vec![InspectedLine { sku: sku.clone(), quantity, from: Apart::QualityControl, to }];
        let inspection = InspectionId::from_parts(NOW, self.id());
        self.tell(ToHub::Inspected(GoodsInspected { inspection, expected, at: NOW, lines }));
    }

    /// A count found `units` fewer: what its rights do not cover is claimed.
    pub fn miss(&mut self, sku: &Sku, units: u64) {
        let own = self.rights(sku).min(units);
        self.post(sku, moved(Account::Available, Account::Loss), own);
        if let Some(quantity) = Quantity::capped(units - own) {
            let claim = ClaimId::from_parts(NOW, self.id());
            self.claims.insert(claim, (sku.clone(), quantity.get()));
            self.tell(ToHub::Claim { claim, sku: sku.clone(), quantity, reference: Some("count 1".into()) });
        }
    }

    /// A later count found units of a claim again.
    pub fn withdraw(&mut self, claim: ClaimId, units: u64) {
        let Some((_, open)) = self.claims.get_mut(&claim) else { return };
        let units = units.min(*open);
        *open -= units;
        if let Some(quantity) = Quantity::capped(units) {
            self.tell(ToHub::ClaimWithdrawn { claim, quantity });
        }
    }

    pub fn hear_rows(&mut self, store: u128, through: u64, rows: Vec<(Sku, holdfast_crdt::Row)>) {
        self.desk.hear_rows(&self.warehouse, Rows { owner: HUB, store, through, full: false, rows });
    }

    /// Its rows as they stand, then up to `letters` of its mail: what the hub is told next.
    pub fn news(&mut self, skus: &[Sku], letters: usize) -> Vec<Inbound> {
        let changes = self.desk.take_changes();
        let own = changes.entries.iter().filter(|posted| posted.replica == self.replica);
        self.log.extend(own.map(|posted| posted.entry.to_bytes()));
        self.outbox.extend(changes.letters.into_iter().map(|(_, letter)| letter));
        let through = self.desk.book(&self.warehouse).unwrap().stream.clock;
        let row = |sku: &Sku| Some((sku.clone(), self.desk.cell(&self.warehouse, sku).row(self.replica)?.clone()));
        let rows = skus.iter().filter_map(row).collect();
        let mut told = vec![Inbound::Rows { owner: self.replica, store: self.store(), through, full: false, rows }];
        if self.log.len() > self.sent.1 {
            let entries = self.log[self.sent.1..].to_vec();
            told.push(Inbound::Entries { owner: self.replica, first: self.sent.1 as u64 + 1, entries });
            self.sent.1 = self.log.len();
        }
        let until = (self.sent.0 + letters).min(self.outbox.len());
        if until > self.sent.0 {
            told.push(Inbound::Letters(self.outbox[self.sent.0..until].to_vec()));
            self.sent.0 = until;
        }
        told
    }
}
