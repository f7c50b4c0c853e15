//! Letters: what must arrive once and in order. Tasks travel from hub to node, outcomes from node to hub; each letter
//! names its sender's clock at its commit, and is applied only once the receiver holds the rows up to that clock.

use std::sync::Arc;

use holdfast_crdt::{
    AllocationId, ClaimId, ExpectedReceiptId, Millis, OrderId, Quantity, ShipmentId, Sku, TaskId, TransferId,
};
use serde::{Deserialize, Serialize};

use crate::delivery::{Expectation, GoodsInspected, GoodsReceived};

/// One letter. `seq` is gap-free from 1 per sender and warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    pub seq: u64,
    pub after_clock: u64,
    pub body: LetterBody,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LetterBody {
    ToNode(ToNode),
    ToHub(ToHub),
}

impl LetterBody {
    /// The first version of the protocol whose speakers read it. Those of versions before are sent neither it nor what was
    /// written after it.
    pub fn version(&self) -> u16 {
        match self {
            Self::ToNode(ToNode::Expect(_) | ToNode::ExpectationClosed { .. })
            | Self::ToHub(ToHub::Received(_) | ToHub::Inspected(_) | ToHub::PartShipped { .. }) => 4,
            Self::ToNode(ToNode::Resume(_) | ToNode::Stated(_)) | Self::ToHub(ToHub::Held(_) | ToHub::Stated(_)) => 2,
            Self::ToNode(_) | Self::ToHub(_) => 1,
        }
    }
}

/// What the hub asks of the floor. From the moment a task is sent, the node decides what happens to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToNode {
    /// Work: pick, pack and ship, or receive what another warehouse sent.
    Task(Task),
    /// Give the task up if nothing of it was shipped. Answered by [`ToHub::Cancelled`] or [`ToHub::CancelRefused`].
    Cancel { task: TaskId },
    /// A claim took these units: give them up where they are not picked yet. Answered by [`ToHub::TakenBack`], with 0
    /// units when they are picked.
    TakeBack { claim: ClaimId, task: TaskId, allocation: AllocationId, quantity: Quantity },
    /// The hub wrote off units of a claim with its own rights.
    ClaimPaid { claim: ClaimId, quantity: Quantity },
    /// To a node that was restored: a task the hub counts as open, with what is left of its lines. Tasks that no such letter
    /// names, and that the node did not get later, are over.
    Resume(Task),
    /// To a node that was restored, after all [`ToNode::Resume`]: where the hub stands, page by page.
    Stated(Statement),
    /// Version 4: goods are on their way here.
    Expect(Expectation),
    /// Version 4: no more of them is to come.
    ExpectationClosed { expected: ExpectedReceiptId },
}

/// Where one side stands in its warehouse, for the other one that was restored: the cells between `after` and `through` (up
/// to the last without it) in which it expects or has committed units. With this the other side finds what is committed and
/// belongs to nothing any more, and what belongs to something and is not committed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    pub after: Option<Sku>,
    pub through: Option<Sku>,
    /// The sender was restored as well: what it does not name may be open all the same, and it sets right what differs.
    pub recovering: bool,
    /// Letters of the receiver that the sender had applied.
    pub heard: u64,
    pub cells: Vec<StatedCell>,
    /// Claims that the sender counts as open, with their outstanding units; on the last page.
    pub claims: Vec<(ClaimId, u64)>,
}

/// One cell as its side sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedCell {
    pub sku: Sku,
    /// Units that this side's tasks, allocations and holds have committed.
    pub expected: u64,
    /// What its own rows, of all its lives, say of `committed`.
    pub bucket: i64,
}

/// A task as the floor has it, for a hub that was restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub task: Task,
    /// Units of each line, in the order of the task's, that were not there.
    pub short: Vec<u64>,
    pub state: HeldState,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HeldState {
    Open,
    Picking,
    Packed,
    /// The parcel left (an incoming transfer: was put away).
    Shipped {
        shipment: ShipmentId,
    },
    Canceled,
    /// Nothing of it was there.
    Short,
}

/// One order's (or transfer's) work in one warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub task: TaskId,
    pub kind: TaskKind,
    pub priority: i32,
    pub released_at: Millis,
    pub lines: Vec<TaskLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskKind {
    Order { order: OrderId, recipient: Arc<str> },
    TransferOut { transfer: TransferId, to: holdfast_crdt::WarehouseId },
    TransferIn { transfer: TransferId, from: holdfast_crdt::WarehouseId },
}

/// Units of one allocation (of one transfer line, where the allocation id names that line).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskLine {
    pub allocation: AllocationId,
    pub sku: Sku,
    pub quantity: Quantity,
}

/// What the floor reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToHub {
    /// The floor took the task up, or has it packed.
    Progress { task: TaskId, state: Progress },
    /// Units that were not in their place: they left `committed` for `loss` (an incoming transfer: never arrived).
    Short { task: TaskId, allocation: AllocationId, quantity: Quantity, reason: Arc<str> },
    /// The parcel left (an incoming transfer: was put away). Units per allocation.
    Shipped {
        task: TaskId,
        shipment: ShipmentId,
        at: Millis,
        carrier: Option<Arc<str>>,
        tracking_number: Option<Arc<str>>,
        lines: Vec<(AllocationId, Quantity)>,
    },
    /// The node gave the task up: what it held of it is available again, in the node's rights.
    Cancelled { task: TaskId },
    /// Something of the task has shipped.
    CancelRefused { task: TaskId },
    /// Units of an allocation that a claim took: they left `committed` for `loss`. 0 when none could be given up.
    TakenBack { claim: ClaimId, task: TaskId, allocation: AllocationId, quantity: u64 },
    /// A count found less than the node has rights for.
    Claim { claim: ClaimId, sku: Sku, quantity: Quantity, reference: Option<Arc<str>> },
    /// A later count found units of an open claim again: that much of it is withdrawn.
    ClaimWithdrawn { claim: ClaimId, quantity: Quantity },
    /// To a hub that was restored: a task that is open, or that ended after what the hub knows.
    Held(Held),
    /// To a hub that was restored, after all [`ToHub::Held`]: where the node stands, page by page.
    Stated(Statement),
    /// Version 4: goods that were expected came in.
    Received(GoodsReceived),
    /// Version 4: what became of those that were set apart.
    Inspected(GoodsInspected),
    /// Version 4: a parcel left with a part of an order's task; what is left of the task stays open.
    PartShipped {
        task: TaskId,
        shipment: ShipmentId,
        at: Millis,
        carrier: Option<Arc<str>>,
        tracking_number: Option<Arc<str>>,
        lines: Vec<(AllocationId, Quantity)>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    Picking,
    Packed,
}
