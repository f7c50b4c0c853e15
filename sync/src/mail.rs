//! Letters: what must arrive once and in order. Tasks travel from hub to node, outcomes from node to hub; each letter
//! names its sender's clock at its commit, and is applied only once the receiver holds the rows up to that clock.

use std::sync::Arc;

use holdfast_crdt::{AllocationId, ClaimId, Millis, OrderId, Quantity, ShipmentId, Sku, TaskId, TransferId};
use serde::{Deserialize, Serialize};

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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    Picking,
    Packed,
}
