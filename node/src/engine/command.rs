//! What the owner thread is asked, and what it answers.

use std::sync::Arc;

use holdfast_crdt::{ExpectedReceiptId, ReturnId, TaskId};
use holdfast_shell::http::answer::Outcome;
use holdfast_shell::http::request::Context;
use holdfast_shell::stock::{StockCommand, StockReply};
use holdfast_sync::{Inbound, RightsAnswer, RightsRequest, Standing};

use super::access::AccessOp;
use super::documents::Edit;
use crate::core::count::CountLine;
use crate::core::expected::Terms;
use crate::core::inspection::InspectionLine;
use crate::core::pick::PickLine;
use crate::core::receipt::ReceiptLine;
use crate::core::ship::PartLine;

/// A change that a client asks for.
#[derive(Debug, Clone)]
pub enum FloorOp {
    Receive {
        reference: Arc<str>,
        lines: Vec<ReceiptLine>,
    },
    Count {
        reference: Option<Arc<str>>,
        lines: Vec<CountLine>,
    },
    Pick {
        task: TaskId,
        lines: Vec<PickLine>,
    },
    Ship {
        task: TaskId,
        carrier: Option<Arc<str>>,
        tracking_number: Option<Arc<str>>,
    },
    /// Ships a part of what is picked.
    ShipPart {
        task: TaskId,
        lines: Vec<PartLine>,
        carrier: Option<Arc<str>>,
        tracking_number: Option<Arc<str>>,
    },
    /// A delivery that was expected.
    ReceiveExpected {
        expected: ExpectedReceiptId,
        reference: Arc<str>,
        lines: Vec<ReceiptLine>,
        terms: Terms,
    },
    /// Goods that a customer sent back.
    ReceiveReturn {
        id: ReturnId,
        reference: Option<Arc<str>>,
        lines: Vec<ReceiptLine>,
        terms: Terms,
    },
    Inspect {
        reference: Option<Arc<str>>,
        of: Option<Inspected>,
        lines: Vec<InspectionLine>,
    },
    /// Moves nothing: documents merge.
    Edit(Edit),
    /// Moves nothing; here so that its answer is kept under its key.
    Scan {
        code: String,
    },
    /// Moves nothing either.
    Access(AccessOp),
}

/// What goods that are judged came with, by the field that names it.
#[derive(Debug, Clone, Copy)]
pub enum Inspected {
    Return(ReturnId),
    Expected(ExpectedReceiptId),
}

impl FloorOp {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Receive { .. } => "receipt",
            Self::Count { .. } => "count",
            Self::Pick { .. } => "pick",
            Self::Ship { .. } => "ship",
            Self::ShipPart { .. } => "ship",
            Self::ReceiveExpected { .. } => "receipt",
            Self::ReceiveReturn { .. } => "return",
            Self::Inspect { .. } => "inspection",
            Self::Edit(_) => "edit",
            Self::Scan { .. } => "scan",
            Self::Access(op) => op.kind(),
        }
    }
}

#[derive(Debug)]
pub enum Command {
    Floor {
        context: Context,
        op: FloorOp,
    },
    Stock(StockCommand),
    /// From the hub.
    Heard(Inbound),
    /// The hub asks for rights.
    Grant(RightsRequest),
    /// Time passes: reservations expire, rights nobody needs go to the hub, what is settled is forgotten.
    Tick,
}

#[derive(Debug)]
pub enum Reply {
    Answered {
        outcome: Outcome,
        replayed: bool,
    },
    Stock(StockReply),
    /// Where the store stands after the commit; an error when the hub broke the protocol.
    Applied(Result<Standing, String>),
    Granted(RightsAnswer, Standing),
    Done,
}
