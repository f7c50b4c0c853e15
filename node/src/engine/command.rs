//! What the owner thread is asked, and what it answers.

use std::sync::Arc;

use holdfast_crdt::TaskId;
use holdfast_shell::http::answer::Outcome;
use holdfast_shell::http::request::Context;
use holdfast_shell::stock::{StockCommand, StockReply};
use holdfast_sync::{Inbound, RightsAnswer, RightsRequest, Standing};

use super::documents::Edit;
use crate::core::count::CountLine;
use crate::core::pick::PickLine;
use crate::core::receipt::ReceiptLine;

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
    /// Moves nothing: documents merge.
    Edit(Edit),
    /// Moves nothing; here so that its answer is kept under its key.
    Scan {
        code: String,
    },
}

impl FloorOp {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Receive { .. } => "receipt",
            Self::Count { .. } => "count",
            Self::Pick { .. } => "pick",
            Self::Ship { .. } => "ship",
            Self::Edit(_) => "edit",
            Self::Scan { .. } => "scan",
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
