//! The hub's store at the grain of a batch: what a batch needs is loaded set-wise, what it changed is saved set-wise, and
//! one commit makes it one. SQLite is the backend built in.

mod access;
mod admin;
mod contested;
mod figures;
mod goods;
mod load;
mod moved;
pub mod overview;
pub mod queries;
mod recovery;
mod replenishments;
mod save;
mod schema;
pub mod sorted;
mod sqlite;
pub mod stock_list;
mod tags;
pub mod totals;
mod verify;

use std::collections::BTreeSet;

use holdfast_crdt::{
    Author, ClaimId, DocId, Document, Entry, Millis, OrderId, PurchaseOrderId, ReplicaId, ReservationId, ReturnId,
    SiteId, Sku, TaskId, TransferId, WarehouseId,
};
use holdfast_shell::document::Slot;
use holdfast_shell::http::answer::Outcome;
use holdfast_shell::http::request::Context;
use holdfast_shell::link::{Issued, JoinRefusal, Seat};
use holdfast_shell::sqlite::{Keep, Remembered, StoreError, Stored};
use holdfast_sync::desk::{Book, CellKey};
use holdfast_sync::mail::Task;

use crate::catalogue::Product;
use crate::core::contested::Contested;
use crate::core::supplier::{Supplier, SupplierId};
use crate::core::world::World;
use crate::engine::Standings;
use crate::warehouse::Warehouse;

pub use access::{AccessStore, SessionRow, session_with};
pub use admin::{
    NodeRow, Refusals, TOKEN_LIFE_MILLIS, connection_refusal, connection_refusals, create_enrolment, list_nodes,
    may_renew, node, set_fenced, set_revoked,
};
pub use contested::contested;
pub use figures::FiguresShown;
pub use goods::{PurchaseFilter, ReturnFilter, one_return, purchase, purchases, returns, supplier, suppliers};
pub use moved::Moved;
pub use queries::read_products;
pub use replenishments::{Lack, replenishments};
pub use schema::{OPENING, READER_CACHE_KIB, STORE_FILE, migrations};
pub use sqlite::SqliteStore;
pub use verify::{verify_orders, verify_store};

/// What a batch must have in memory before it decides.
#[derive(Debug, Default)]
pub struct Needs {
    pub cells: BTreeSet<CellKey>,
    pub orders: BTreeSet<OrderId>,
    pub tasks: BTreeSet<TaskId>,
    pub claims: BTreeSet<ClaimId>,
    pub transfers: BTreeSet<TransferId>,
    pub purchases: BTreeSet<PurchaseOrderId>,
    pub returns: BTreeSet<ReturnId>,
    pub reservations: BTreeSet<ReservationId>,
    /// Holds of a reference in a cell.
    pub references: BTreeSet<(CellKey, String)>,
}

/// What a batch changed beside the world itself.
#[derive(Debug, Default)]
pub struct Extra {
    pub answers: Vec<(Context, Outcome)>,
    pub products: Vec<Product>,
    pub warehouses: Vec<Warehouse>,
    pub removed_warehouses: Vec<WarehouseId>,
    pub suppliers: Vec<Supplier>,
    pub removed_suppliers: Vec<SupplierId>,
    /// Letters that the node of a warehouse holds durably.
    pub letters_held: Vec<(WarehouseId, u64)>,
}

/// An order in the queue for a SKU: priority, then age.
pub type Waiting = (i32, OrderId);

/// A backend. All calls of a batch come between `begin` and `commit` or `rollback`.
pub trait HubStore: AccessStore + Send + 'static {
    fn begin(&mut self) -> Result<(), StoreError>;
    /// I-3: once this returns, what the batch did survives a power loss.
    fn commit(&mut self) -> Result<(), StoreError>;
    fn rollback(&mut self) -> Result<(), StoreError>;
    /// A sync failed: makes durable, another way, what the store holds.
    fn distrust(&mut self) -> Result<(), StoreError>;
    /// The last batch is done: what was kept back is written where it belongs.
    fn rest(&mut self) -> Result<(), StoreError>;

    /// Fills an empty world with what is always in memory: places, catalogue, books, incoming goods; and with all cells,
    /// where there are no more than `cells_max`.
    fn open_world(&mut self, world: &mut World, cells_max: usize) -> Result<(), StoreError>;
    /// I-4: what is known of each request's idempotency key.
    fn recall(&mut self, contexts: &[&Context]) -> Result<Vec<Remembered>, StoreError>;
    fn load(&mut self, world: &mut World, needs: &Needs) -> Result<(), StoreError>;
    fn load_due_holds(&mut self, world: &mut World, now: Millis) -> Result<Vec<CellKey>, StoreError>;
    /// Orders that wait for a SKU, best claim first, behind the one given.
    fn waiting_orders(&mut self, sku: &Sku, behind: Option<Waiting>, limit: usize) -> Result<Vec<Waiting>, StoreError>;
    /// The youngest open orders of a SKU with allocations in the warehouse.
    fn open_orders(&mut self, warehouse: &WarehouseId, sku: &Sku, limit: usize) -> Result<Vec<OrderId>, StoreError>;
    /// Orders and transfers with allocations that wait to be released to a warehouse.
    fn unreleased(
        &mut self,
        warehouse: &WarehouseId,
        limit: usize,
    ) -> Result<(Vec<OrderId>, Vec<TransferId>), StoreError>;
    fn open_claims(&mut self, cell: &CellKey) -> Result<Vec<ClaimId>, StoreError>;
    fn product(&mut self, sku: &Sku) -> Result<Option<Product>, StoreError>;
    fn warehouse(&mut self, id: &WarehouseId) -> Result<Option<Warehouse>, StoreError>;
    fn supplier(&mut self, id: &SupplierId) -> Result<Option<Supplier>, StoreError>;
    /// Whether a purchase order of the supplier is open.
    fn is_awaited(&mut self, supplier: &SupplierId) -> Result<bool, StoreError>;
    /// Puts the tasks of a transfer into the world.
    fn load_tasks_of(&mut self, world: &mut World, transfer: TransferId) -> Result<(), StoreError>;
    /// Puts purchase orders for a warehouse and returns that are not over into the world.
    fn load_expected(&mut self, world: &mut World, warehouse: &WarehouseId) -> Result<(), StoreError>;
    fn document(&mut self, id: &DocId, author: Author) -> Result<Option<Stored>, StoreError>;
    /// Writes a document; what it shows is written by whoever keeps that.
    fn save_document(&mut self, keep: &Keep<'_>, document: &mut Document) -> Result<(), StoreError>;
    /// Gives every document a version above `clock`, so that all are sent anew; the clock after it.
    fn send_documents_anew(&mut self, clock: u64) -> Result<u64, StoreError>;
    fn save_slot(&mut self, slot: &Slot) -> Result<(), StoreError>;
    /// Cells whose slot has a reorder point, with it.
    fn reorder_points(&mut self) -> Result<Vec<(CellKey, u64)>, StoreError>;
    /// Fields of a document that are listed as conflicts.
    fn conflicts(&mut self, id: &DocId) -> Result<BTreeSet<String>, StoreError>;
    /// Lists a document with its conflicts; one without any is listed no more.
    fn save_conflicts(&mut self, document: &Contested) -> Result<(), StoreError>;
    /// Documents from before there was that list, which nobody has looked through yet.
    fn unlisted_documents(&mut self, limit: usize) -> Result<Vec<DocId>, StoreError>;
    fn looked_through(&mut self, documents: &[DocId]) -> Result<(), StoreError>;
    /// Products and warehouses of a store that had no documents yet.
    fn undocumented(&mut self, limit: usize) -> Result<(Vec<Product>, Vec<Warehouse>), StoreError>;
    /// Whether any row of the warehouse, or of the SKU in any warehouse, holds units.
    fn stock_in(&mut self, warehouse: Option<&WarehouseId>, sku: Option<&Sku>) -> Result<bool, StoreError>;
    fn save(&mut self, world: &mut World, extra: &mut Extra) -> Result<(), StoreError>;
    /// Forgets old answers and events.
    fn prune(&mut self, now: Millis) -> Result<(), StoreError>;

    fn standings(&mut self) -> Result<Standings, StoreError>;
    fn create_book(&mut self, warehouse: &WarehouseId, replica: ReplicaId) -> Result<Book, StoreError>;
    /// The digest over the held rows of a replica, from the rows themselves.
    fn rows_digest(&mut self, warehouse: &WarehouseId, owner: ReplicaId) -> Result<u64, StoreError>;
    /// The nodes that have joined: warehouse, site, fenced.
    fn sites(&mut self) -> Result<Vec<(WarehouseId, SiteId, bool)>, StoreError>;
    /// This store came from a backup and has not begun another life since.
    fn is_restored(&mut self) -> Result<bool, StoreError>;
    /// It has begun another life; its catalogue goes on above `catalogue`.
    fn reborn(&mut self, catalogue: u64) -> Result<(), StoreError>;
    fn ungate_letters(&mut self, warehouse: &WarehouseId) -> Result<(), StoreError>;
    fn move_letters(&mut self, warehouse: &WarehouseId, born: u64, shift: u64) -> Result<(), StoreError>;
    /// Takes a log of ours out from behind an entry on; what it was about is to be counted.
    fn cut_log(
        &mut self,
        warehouse: &WarehouseId,
        owner: ReplicaId,
        entries: u64,
        now: Millis,
    ) -> Result<(), StoreError>;
    fn note_recount(&mut self, warehouse: &WarehouseId, sku: &Sku, why: &str, now: Millis) -> Result<(), StoreError>;
    /// All that a recovery in a warehouse must have in memory: its cells, orders and transfers that are not over, claims,
    /// active holds. Returns its tasks of transfers.
    fn load_open(
        &mut self,
        world: &mut World,
        warehouse: &WarehouseId,
    ) -> Result<Vec<(TaskId, TransferId)>, StoreError>;
    /// Tasks in letters to a warehouse after that one.
    fn tasks_on_their_way(&mut self, warehouse: &WarehouseId, heard: u64) -> Result<Vec<Task>, StoreError>;
    /// Movements of a warehouse under a reference, of all its replicas.
    fn entries_about(&mut self, warehouse: &WarehouseId, reference: &str) -> Result<Vec<Entry>, StoreError>;
    /// Notes that a node was heard of.
    fn note_seen(&mut self, warehouse: &WarehouseId, at: Millis) -> Result<(), StoreError>;
    fn use_token(&mut self, digest: &[u8; 32], now: Millis) -> Result<Result<Seat, JoinRefusal>, StoreError>;
    fn record_certificate(&mut self, issued: &Issued) -> Result<(), StoreError>;
}
