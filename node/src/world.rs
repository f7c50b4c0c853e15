//! The way in for the simulator: all of a node that needs no socket, thread or clock, under one roof. It drives these parts
//! as the server does, over stores, time and chance of its own; nothing else here is for it.

pub use holdfast_shell::http::answer::{Answer, Outcome};
pub use holdfast_shell::http::principal::{Principal, Scopes};
pub use holdfast_shell::http::problem::{Problem, Slug};
pub use holdfast_shell::http::request::Context;
pub use holdfast_shell::link::{LinkDown, LinkEvent};
pub use holdfast_shell::owner::{BATCH_MAX, Engine, Keeper, QUEUE_MAX, Unanswered};
pub use holdfast_shell::sqlite::{
    Finding, KeptRows, Reader, StoreError, StoreSource, checkpoint, create_book, load_cell, mark_restored,
    verify_replica,
};
pub use holdfast_shell::stock::{Change, Deal, StockCommand, StockOp, StockReply};

pub use crate::core::count::CountLine;
pub use crate::core::pick::PickLine;
pub use crate::core::receipt::{Condition, ReceiptLine};
pub use crate::core::rights::Policy;
pub use crate::core::ship::PartLine;
pub use crate::core::task::{FloorTask, State};
pub use crate::engine::{Command, FloorOp, NodeEngine, Reply, Seat, Tally};
pub use crate::incoming::Incoming;
pub use crate::link::LinkStatus;
pub use crate::replica::{source_of, standing_of};
pub use crate::store::{TaskList, acknowledged, list_tasks, load_task, open_at, reader_cache_kib, store_id};
