//! What the owner thread is asked, and what it answers.

use std::sync::Arc;

use holdfast_crdt::{ExpectedReceiptId, ReturnId, TaskId};
use holdfast_shell::http::answer::Outcome;
use holdfast_shell::http::request::Context;
use holdfast_shell::stock::{StockCommand, StockReply};
use holdfast_sync::{Inbound, RightsAnswer, RightsRequest, Standing};
use ulid::Ulid;

use super::access::AccessOp;
use super::documents::Edit;
use crate::core::bins::MoveLine;
use crate::core::count::CountLine;
use crate::core::count_list::Basis;
use crate::core::expected::Terms;
use crate::core::inspection::InspectionLine;
use crate::core::package::Packing;
use crate::core::pick::PickLine;
use crate::core::receipt::ReceiptLine;
use crate::core::ship::PartLine;
use crate::core::wave::Mode;

/// A change that a client asks for.
#[derive(Debug, Clone)]
pub enum FloorOp {
    Receive {
        reference: Arc<str>,
        lines: Vec<ReceiptLine>,
        confirmed: bool,
    },
    Count(Tally),
    /// Decides on a count that waits.
    Decide {
        count: Ulid,
        approved: bool,
        reason: Option<Arc<str>>,
    },
    ListCounts {
        size: usize,
        by: Basis,
        zone: Option<String>,
        blind: bool,
    },
    Move {
        lines: Vec<MoveLine>,
        confirmed: bool,
    },
    Pick {
        task: TaskId,
        lines: Vec<PickLine>,
        confirmed: bool,
    },
    MakeWave {
        tasks: WaveTasks,
        mode: Mode,
    },
    PickWave {
        wave: Ulid,
        lines: Vec<PickLine>,
        confirmed: bool,
    },
    Pack {
        task: TaskId,
        packages: Vec<Packing>,
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
    /// Moves nothing either.
    Access(AccessOp),
    /// Moves nothing; here so that its answer is kept under its key.
    Scan {
        code: String,
        /// The task that whoever scanned is at.
        task: Option<TaskId>,
    },
}

/// What somebody counted.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub reference: Option<Arc<str>>,
    /// The count list it belongs to.
    pub list: Option<Ulid>,
    pub lines: Vec<CountLine>,
    pub confirmed: bool,
}

/// Which tasks a wave is made of; those of orders alone, where asked for.
#[derive(Debug, Clone)]
pub struct WaveTasks {
    pub which: Which,
    pub of_orders: bool,
}

#[derive(Debug, Clone)]
pub enum Which {
    These(Vec<TaskId>),
    /// So many of the most urgent that are in no wave.
    MostUrgent(usize),
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
            Self::Decide { .. } => "count-decision",
            Self::ListCounts { .. } => "count-list",
            Self::Move { .. } => "move",
            Self::Pick { .. } => "pick",
            Self::MakeWave { .. } => "wave",
            Self::PickWave { .. } => "wave-pick",
            Self::Pack { .. } => "pack",
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
