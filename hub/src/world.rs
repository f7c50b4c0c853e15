//! The way in for the simulator: all of a hub that needs no socket, thread or clock, under one roof. It drives these parts
//! as the server does, over stores, time and chance of its own; nothing else here is for it.

use std::path::Path;

use holdfast_shell::sqlite::open;
use rusqlite::Connection;

pub use holdfast_shell::http::answer::{Answer, Outcome};
pub use holdfast_shell::http::principal::{Principal, Scopes};
pub use holdfast_shell::http::problem::{Problem, Slug};
pub use holdfast_shell::http::request::Context;
pub use holdfast_shell::link::{Boots, Issued, LinkDown, LinkEvent, PeerIdentity, Refusal, Seat};
pub use holdfast_shell::owner::{BATCH_MAX, Engine, Keeper, QUEUE_MAX, Unanswered};
pub use holdfast_shell::sqlite::{
    Finding, KeptRows, Reader, StoreError, StoreSource, checkpoint, load_cell, mark_restored, verify_replica,
};
pub use holdfast_shell::stock::{Change, Deal, StockCommand, StockOp, StockReply};

pub use crate::catalogue::ProductBody;
pub use crate::core::order::{Allocation, AllocationState, Customer, Line, Order, OrderStatus};
pub use crate::core::place::{Item, OrderRequest};
pub use crate::core::world::World;
pub use crate::engine::{Ask, Command, Deed, HubEngine, Identity, LinkChange, Reply};
pub use crate::links::Links;
pub use crate::replica::{source_of, standing_of};
pub use crate::store::{
    READER_CACHE_KIB, SqliteStore, connection_refusal, create_enrolment, list_nodes, queries, set_fenced, verify_orders,
};
pub use crate::warehouse::WarehouseBody;

/// Opens the store for writing, at a path that SQLite alone knows of.
pub fn open_at(path: &Path) -> Result<Connection, StoreError> {
    open(path, &crate::store::migrations(), crate::store::OPENING)
}
