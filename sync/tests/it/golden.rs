//! The bytes of each version, kept: a peer of that version reads them for ever. A line that has to change here means a new
//! version of the protocol. Version 2 adds messages to version 1 and changes none.

use std::collections::BTreeMap;
use std::fmt::Debug;

use holdfast_crdt::{
    AllocationId, Buckets, ClaimId, DocId, ExpectedReceiptId, InspectionId, Millis, OrderId, Quantity, ReceiptId,
    ReplicaId, Row, ShipmentId, SiteId, TaskId, TransferId, WarehouseId,
};
use holdfast_sync::delivery::{
    Apart, Arrived, Expectation, ExpectationKind, ExpectedLine, GoodsInspected, GoodsReceived, InspectedLine,
    ReceivedLine, Verdict,
};
use holdfast_sync::mail::{Held, HeldState, Progress, StatedCell, Statement, Task, TaskKind, TaskLine, ToHub, ToNode};
use holdfast_sync::message::{
    Ack, Control, Documents, Entries, Hello, HelloPast, LaneFrame, Letters, Plausible, Products, Rows,
};
use holdfast_sync::past::{Life, Past, Recall, Recalled};
use holdfast_sync::{
    Close, DocumentChanges, Heard, Letter, LetterBody, Position, ProductRecord, RightsAnswer, RightsRequest, wire,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::store::sku;

/// One line a message: its name, a blank, its bytes.
const VERSION_1: &str = include_str!("golden/version-1.txt");
/// What version 2 adds.
const VERSION_2: &str = include_str!("golden/version-2.txt");

/// What version 3 adds.
const VERSION_3: &str = include_str!("golden/version-3.txt");

/// What version 4 adds.
const VERSION_4: &str = include_str!("golden/version-4.txt");

struct Book {
    golden: &'static str,
    lines: Vec<String>,
}

impl Book {
    fn of(golden: &'static str) -> Self {
        Self { golden, lines: Vec::new() }
    }

    fn must_be_as_kept(self) {
        let now = self.lines.join("\n") + "\n";
        assert!(now == self.golden, "the wire has changed; now it is\n{now}");
    }

    /// Writes a message down, and reads the kept bytes of the same name.
    fn check<T: Serialize + DeserializeOwned + Plausible + PartialEq + Debug>(&mut self, name: &str, message: T) {
        self.lines.push(format!("{name} {}", hex(&wire::encode(&message).unwrap())));
        if let Some(kept) = self.golden.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')) {
            assert_eq!(wire::decode::<T>(&unhex(kept)).unwrap(), message, "{name}");
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn position() -> Position {
    Position {
        store: 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef,
        boot: 7,
        replica: ReplicaId::new(SiteId(3), 1),
        clock: 300,
        head: [0xab; 32],
        digest: 0xdead_beef,
        letters: 4,
        catalogue: 0,
    }
}

fn heard() -> Heard {
    let replica = Some(ReplicaId::new(SiteId::HUB, 2));
    Heard { store: 9, replica, rows: 20, digest: 5, entries: 19, head: [0xcd; 32], letters: 2, catalogue: 77 }
}

fn letters(bodies: Vec<LetterBody>) -> LaneFrame<Letters> {
    let letter = |(seq, body)| Letter { seq, after_clock: 299, body };
    LaneFrame::Portion(Letters { number: 1, letters: (1..).zip(bodies).map(letter).collect() })
}

fn task(kind: TaskKind) -> LetterBody {
    let allocation = AllocationId::from_parts(Millis(1), 3);
    let line = TaskLine { allocation, sku: sku(1), quantity: Quantity::new(12).unwrap() };
    let task = TaskId::from_parts(Millis(1), 2);
    LetterBody::ToNode(ToNode::Task(Task { task, kind, priority: -1, released_at: Millis(1_700), lines: vec![line] }))
}

fn to_node() -> Vec<LetterBody> {
    let (task_id, claim) = (TaskId::from_parts(Millis(1), 2), ClaimId::from_parts(Millis(1), 4));
    let allocation = AllocationId::from_parts(Millis(1), 3);
    let transfer = TransferId::from_parts(Millis(1), 5);
    let warehouse = WarehouseId::new("YORK").unwrap();
    vec![
        task(TaskKind::Order { order: OrderId::from_parts(Millis(1), 6), recipient: "Ada".into() }),
        task(TaskKind::TransferOut { transfer, to: warehouse.clone() }),
        task(TaskKind::TransferIn { transfer, from: warehouse }),
        LetterBody::ToNode(ToNode::Cancel { task: task_id }),
        LetterBody::ToNode(ToNode::TakeBack { claim, task: task_id, allocation, quantity: Quantity::ONE }),
        LetterBody::ToNode(ToNode::ClaimPaid { claim, quantity: Quantity::ONE }),
    ]
}

fn to_hub() -> Vec<LetterBody> {
    let (task, claim) = (TaskId::from_parts(Millis(1), 2), ClaimId::from_parts(Millis(1), 4));
    let (allocation, quantity) = (AllocationId::from_parts(Millis(1), 3), Quantity::ONE);
    let shipped = ToHub::Shipped {
        task,
        shipment: ShipmentId::from_parts(Millis(1), 8),
        at: Millis(1_800),
        carrier: Some("post".into()),
        tracking_number: None,
        lines: vec![(allocation, quantity)],
    };
    let letters = vec![
        ToHub::Progress { task, state: Progress::Picking },
        ToHub::Progress { task, state: Progress::Packed },
        ToHub::Short { task, allocation, quantity, reason: "not in its bin".into() },
        shipped,
        ToHub::Cancelled { task },
        ToHub::CancelRefused { task },
        ToHub::TakenBack { claim, task, allocation, quantity: 0 },
        ToHub::Claim { claim, sku: sku(1), quantity, reference: Some("count".into()) },
        ToHub::ClaimWithdrawn { claim, quantity },
    ];
    letters.into_iter().map(LetterBody::ToHub).collect()
}

fn control(book: &mut Book) {
    let warehouse = WarehouseId::new("LEEDS").unwrap();
    let hello = Hello { agent: "holdfast-node 0.1.0".into(), warehouse, position: position(), heard: heard() };
    book.check("hello", Control::Hello { min: 1, max: 1, body: wire::encode(&hello).unwrap() });
    book.check("hello-body", hello);
    let reasons = [
        Close::Version { min: 1, max: 1 },
        Close::WeAreRewound,
        Close::PeerIsRewound,
        Close::Fork,
        Close::Fenced,
        Close::WrongWarehouse,
        Close::Silent(4_000),
        Close::Violation("x".into()),
        Close::Goodbye,
        Close::Store("y".into()),
    ];
    for (at, why) in reasons.into_iter().enumerate() {
        book.check(&format!("bye-{at}"), Control::Bye { why });
    }
    book.check("heartbeat", Control::Heartbeat { position: position(), heard: heard() });
    book.check("heartbeat-first", Control::Heartbeat { position: position(), heard: Heard::default() });
    book.check("rights-request", Control::RightsRequest(RightsRequest { id: 1_000, wanted: vec![(sku(1), 30)] }));
    book.check("rights-answer", Control::RightsAnswer(RightsAnswer { id: 1_000, after_clock: 301 }));
    book.check("resend", Control::Resend { owner: ReplicaId::new(SiteId(3), 1) });
}

fn row() -> Row {
    let buckets = Buckets { committed: -3, damaged: 2, quality_control: 0 };
    let granted = BTreeMap::from([(SiteId::HUB, 80)]);
    Row { version: 12, minted: 100, spent: 5, granted, buckets }
}

fn record() -> ProductRecord {
    ProductRecord {
        version: 5,
        sku: sku(1),
        name: "Tea cosy".into(),
        barcodes: vec!["4006381333931".into()],
        discontinued: false,
    }
}

fn lanes(book: &mut Book) {
    let rows = Rows { number: 1, from: 11, through: 12, full: false, settled: true, rows: vec![(sku(1), row())] };
    book.check("rows", LaneFrame::Portion(rows));
    book.check("ack", LaneFrame::<Rows>::Ack(Ack { number: 1, applied: 12, durable: 0 }));
    book.check("letters-to-node", letters(to_node()));
    book.check("letters-to-hub", letters(to_hub()));
    book.check("products", LaneFrame::Portion(Products { number: 1, from: 4, through: 5, records: vec![record()] }));
    let entries = Entries { number: 1, first: 1, before: Some([0; 32]), packed: vec![1, 2, 3] };
    book.check("entries", LaneFrame::Portion(entries));
}

fn life(number: u32, closed: bool) -> Life {
    let replica = ReplicaId::new(SiteId(3), number);
    Life { replica, rows: 300, digest: 0xfeed, entries: 299, head: [0xef; 32], closed }
}

fn past(book: &mut Book) {
    let past = Past {
        provisional: true,
        awaits: true,
        owes: Some(7),
        own: vec![life(1, true), life(2, false)],
        theirs: vec![Life::unknown(ReplicaId::new(SiteId::HUB, 1))],
        resume: 5,
        born_letters: 6,
        born_catalogue: 77,
    };
    book.check("hello-past", HelloPast { past });
    book.check("hello-past-none", HelloPast { past: Past::default() });
    let owner = ReplicaId::new(SiteId(3), 1);
    let recalls =
        [Recall::Rows { owner, after: 12 }, Recall::Entries { owner, after: 300 }, Recall::Products { after: 4 }];
    for (at, recall) in recalls.into_iter().enumerate() {
        book.check(&format!("recall-{at}"), Control::Recall(recall));
    }
    let pages = [
        Recalled::Rows { owner, rows: vec![(sku(1), row())], done: true },
        Recalled::Entries { owner, first: 301, before: None, packed: vec![1, 2, 3], done: false },
        Recalled::Products { records: vec![record()], done: true },
    ];
    for (at, page) in pages.into_iter().enumerate() {
        book.check(&format!("recalled-{at}"), Control::Recalled(page));
    }
    book.check("settled", Control::Settled { resume: 5, letters: 4 });
    book.check("ack-backed-up", LaneFrame::<Rows>::Ack(Ack { number: 1, applied: 12, durable: 11 }));
}

/// What a side tells the other that was restored.
fn told(book: &mut Book) {
    let LetterBody::ToNode(ToNode::Task(task)) = task(TaskKind::TransferOut {
        transfer: TransferId::from_parts(Millis(1), 5),
        to: WarehouseId::new("YORK").unwrap(),
    }) else {
        unreachable!("it is a task")
    };
    let claim = ClaimId::from_parts(Millis(1), 4);
    let stated = Statement {
        after: None,
        through: Some(sku(9)),
        recovering: true,
        heard: 4,
        cells: vec![StatedCell { sku: sku(1), expected: 12, bucket: -3 }],
        claims: vec![(claim, 2)],
    };
    let to_node = [ToNode::Resume(task.clone()), ToNode::Stated(stated.clone())];
    book.check("letters-to-restored-node", letters(to_node.into_iter().map(LetterBody::ToNode).collect()));
    let states = [
        HeldState::Open,
        HeldState::Picking,
        HeldState::Packed,
        HeldState::Shipped { shipment: ShipmentId::from_parts(Millis(1), 8) },
        HeldState::Canceled,
        HeldState::Short,
    ];
    let held = states.map(|state| ToHub::Held(Held { task: task.clone(), short: vec![1], state }));
    let to_hub = held.into_iter().chain([ToHub::Stated(stated)]).map(LetterBody::ToHub);
    book.check("letters-to-restored-hub", letters(to_hub.collect()));
}

fn goods_to_node() -> Vec<LetterBody> {
    let expected = ExpectedReceiptId::from_parts(Millis(1), 9);
    let line = ExpectedLine { sku: sku(1), quantity: Quantity::new(12).unwrap(), received: 2 };
    let (order, due_at) = (OrderId::from_parts(Millis(1), 6), Some(Millis(1_900)));
    let purchase = ExpectationKind::Purchase { supplier: "Potters".into() };
    let returned = ExpectationKind::Return { order, customer: "Ada".into() };
    let told = [
        ToNode::Expect(Expectation { expected, kind: purchase, due_at, lines: vec![line.clone()] }),
        ToNode::Expect(Expectation { expected, kind: returned, due_at: None, lines: vec![line] }),
        ToNode::ExpectationClosed { expected },
    ];
    told.into_iter().map(LetterBody::ToNode).collect()
}

fn goods_to_hub() -> Vec<LetterBody> {
    let expected = ExpectedReceiptId::from_parts(Millis(1), 9);
    let (at, quantity) = (Millis(1_800), Quantity::ONE);
    let arrived = [Arrived::Available, Arrived::Damaged, Arrived::QualityControl];
    let received = GoodsReceived {
        receipt: ReceiptId::from_parts(Millis(1), 10),
        expected,
        reference: "DN-1".into(),
        at,
        complete: true,
        lines: arrived.map(|condition| ReceivedLine { sku: sku(1), quantity, condition }).into(),
    };
    let judged = [
        (Apart::QualityControl, Verdict::Available),
        (Apart::QualityControl, Verdict::Damaged),
        (Apart::Damaged, Verdict::Loss),
    ];
    let inspected = GoodsInspected {
        inspection: InspectionId::from_parts(Millis(1), 11),
        expected,
        at,
        lines: judged.map(|(from, to)| InspectedLine { sku: sku(1), quantity, from, to }).into(),
    };
    let part = ToHub::PartShipped {
        task: TaskId::from_parts(Millis(1), 2),
        shipment: ShipmentId::from_parts(Millis(1), 8),
        at,
        carrier: None,
        tracking_number: Some("T-1".into()),
        lines: vec![(AllocationId::from_parts(Millis(1), 3), quantity)],
    };
    [ToHub::Received(received), ToHub::Inspected(inspected), part].into_iter().map(LetterBody::ToHub).collect()
}

#[test]
fn version_1_is_what_it_was() {
    let mut book = Book::of(VERSION_1);
    control(&mut book);
    lanes(&mut book);
    book.must_be_as_kept();
}

#[test]
fn version_2_is_what_it_was() {
    let mut book = Book::of(VERSION_2);
    past(&mut book);
    told(&mut book);
    book.must_be_as_kept();
}

#[test]
fn version_3_is_what_it_was() {
    let mut book = Book::of(VERSION_3);
    book.check("rows-packed", LaneFrame::<Rows>::Packed(vec![1, 2, 3]));
    book.must_be_as_kept();
}

#[test]
fn version_4_is_what_it_was() {
    let mut book = Book::of(VERSION_4);
    book.check("goods-to-node", letters(goods_to_node()));
    book.check("goods-to-hub", letters(goods_to_hub()));
    let leeds = WarehouseId::new("LEEDS").unwrap();
    let ids = [DocId::Product(sku(1)), DocId::Warehouse(leeds.clone()), DocId::Slot(leeds, sku(1))];
    let change = |(version, id)| DocumentChanges { version, id, changes: vec![1, 2, 3] };
    let documents = (5..).zip(ids).map(change).collect();
    book.check("documents", LaneFrame::Portion(Documents { number: 1, from: 4, through: 9, documents }));
    book.check("documents-none", LaneFrame::Portion(Documents { number: 2, from: 9, through: 12, documents: vec![] }));
    book.check("documents-packed", LaneFrame::<Documents>::Packed(vec![1, 2, 3]));
    book.must_be_as_kept();
}

#[test]
fn packed_rows_are_those_that_were_packed_and_nothing_too_long_is_unpacked() {
    let rows = Rows { number: 1, from: 11, through: 12, full: false, settled: true, rows: vec![(sku(1), row())] };
    assert_eq!(wire::unpack_portion::<Rows>(&wire::pack_portion(&rows).unwrap()), Ok(rows));
    let long = wire::pack_portion(&vec![0u8; holdfast_sync::FRAME_BYTES_MAX]).unwrap();
    assert!(long.len() < 1_000 && wire::unpack_portion::<Rows>(&long).is_err());
    assert!(wire::unpack_portion::<Rows>(&[1, 2, 3]).is_err());
}

/// zstd may pack better some day; what was packed once must be readable still.
#[test]
fn a_packed_log_of_version_1_is_readable() {
    let packed = unhex("28b52ffd2008410000020301020302ffee");
    assert_eq!(wire::unpack(&packed).unwrap(), vec![vec![1, 2, 3], vec![0xff, 0xee]]);
}
