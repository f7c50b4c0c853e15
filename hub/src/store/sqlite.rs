//! The embedded backend: SQLite, one writing connection.

use std::collections::BTreeSet;

use holdfast_crdt::{
    Author, ClaimId, DocId, Document, Entry, Millis, OrderId, ReplicaId, SiteId, Sku, TaskId, TransferId, WarehouseId,
};
use holdfast_shell::document::Slot;
use holdfast_shell::http::request::Context;
use holdfast_shell::link::{Issued, JoinRefusal, Seat};
use holdfast_shell::sqlite::{self as kit, Keep, Remembered, StoreError, Stored};
use holdfast_sync::desk::{Book, CellKey};
use holdfast_sync::mail::Task;
use rusqlite::{Connection, OptionalExtension, params};

use super::figures::{FiguresShown, Noting};
use super::moved::{Moved, Moving};
use super::tags::OrderTags;
use super::{Extra, HubStore, Needs, Waiting, access, admin, contested, load, recovery, save};
use crate::catalogue::Product;
use crate::core::contested::Contested;
use crate::core::supplier::{Supplier, SupplierId};
use crate::core::world::World;
use crate::engine::Standings;
use crate::warehouse::Warehouse;

pub struct SqliteStore {
    pub(super) connection: Connection,
    answers: kit::Answers,
    outbox: kit::Outbox,
    tags: OrderTags,
    rows: kit::LateRows,
    moved: Moved,
    moving: Moving,
    figures: Noting,
    /// Warehouses with anything to release, as the store had it when this batch first asked: each tick asks for every
    /// warehouse that is on line, and most have nothing.
    unreleased: Option<BTreeSet<String>>,
    commits: u64,
}

/// Rows kept back before the table of rows gets any: a few tens of megabytes of memory, and as long as it takes to read
/// them at start.
const ROWS_BEHIND_MAX: usize = 128 << 10;
/// Commits between two looks at the size of the write-ahead log.
const RELIEF_EVERY: u64 = 16;

impl SqliteStore {
    pub fn new(connection: Connection) -> Result<Self, StoreError> {
        kit::begin_log_anew(&connection)?;
        let (answers, tags) = (kit::Answers::open(&connection)?, OrderTags::open(&connection)?);
        let rows = kit::LateRows::open(&connection, ROWS_BEHIND_MAX)?;
        let (moved, moving, outbox) = (Moved::default(), Moving::default(), kit::Outbox::new()?);
        let figures = Noting::default();
        Ok(Self { connection, answers, outbox, tags, rows, moved, moving, figures, unreleased: None, commits: 0 })
    }

    /// Rows that the table of rows does not have yet: for readers.
    pub fn kept_rows(&self) -> kit::KeptRows {
        self.rows.kept()
    }

    /// What tells sessions that the store moved in their warehouse.
    pub fn moved(&self) -> Moved {
        self.moved.clone()
    }

    /// Sums that planners look at: for readers.
    pub fn figures(&self) -> FiguresShown {
        self.figures.shown()
    }

    fn warehouses(&self) -> Result<Vec<WarehouseId>, StoreError> {
        let ids = super::queries::warehouse_ids(&self.connection)?;
        Ok(ids.iter().filter_map(|id| WarehouseId::new(id).ok()).collect())
    }

    /// What orders are found by and the store's tables do not have yet: for readers.
    pub fn order_tail(&self) -> kit::Tail {
        self.tags.tail()
    }
}

impl HubStore for SqliteStore {
    fn begin(&mut self) -> Result<(), StoreError> {
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        self.unreleased = None;
        self.figures.begin();
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        let shown = self.figures.shown();
        let mut figures = shown.lock();
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        self.answers.committed();
        self.tags.committed();
        self.rows.committed();
        figures.committed(self.figures.take());
        drop(figures);
        self.moved.tell(std::mem::take(&mut self.moving));
        self.commits += 1;
        if self.commits.is_multiple_of(RELIEF_EVERY) {
            kit::relieve(&self.connection);
        }
        Ok(())
    }

    fn rollback(&mut self) -> Result<(), StoreError> {
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        self.moving = Moving::default();
        // what they hold may be of the batch that was not kept
        self.answers = kit::Answers::open(&self.connection)?;
        self.rows.reopen(&self.connection)?;
        self.tags.reopen(&self.connection)
    }

    fn distrust(&mut self) -> Result<(), StoreError> {
        kit::begin_log_anew(&self.connection)
    }

    fn rest(&mut self) -> Result<(), StoreError> {
        self.rows.settle(&self.connection)
    }

    fn open_world(&mut self, world: &mut World, cells_max: usize) -> Result<(), StoreError> {
        load::open_world(&self.connection, world)?;
        load::open_cells(&self.connection, &self.rows, world, cells_max)
    }

    fn recall(&mut self, contexts: &[&Context]) -> Result<Vec<Remembered>, StoreError> {
        contexts.iter().map(|context| self.answers.recall(&self.connection, context)).collect()
    }

    fn load(&mut self, world: &mut World, needs: &Needs) -> Result<(), StoreError> {
        load::load(&self.connection, &self.rows, world, needs)?;
        self.figures.loaded(&world.orders, &needs.orders);
        Ok(())
    }

    fn load_due_holds(&mut self, world: &mut World, now: Millis) -> Result<Vec<CellKey>, StoreError> {
        let settling: Vec<&str> =
            world.places.iter().filter(|(_, place)| place.unmet).map(|(warehouse, _)| warehouse.as_str()).collect();
        kit::load_due_reservations(&self.connection, &mut world.holds, now, &settling)
    }

    fn waiting_orders(&mut self, sku: &Sku, behind: Option<Waiting>, limit: usize) -> Result<Vec<Waiting>, StoreError> {
        load::waiting_orders(&self.connection, sku, behind, limit)
    }

    fn open_orders(&mut self, warehouse: &WarehouseId, sku: &Sku, limit: usize) -> Result<Vec<OrderId>, StoreError> {
        self.tags.open_orders(&self.connection, (warehouse, sku), limit)
    }

    fn unreleased(
        &mut self,
        warehouse: &WarehouseId,
        limit: usize,
    ) -> Result<(Vec<OrderId>, Vec<TransferId>), StoreError> {
        let any = match self.unreleased.take() {
            Some(any) => any,
            None => load::with_unreleased(&self.connection)?,
        };
        let any = self.unreleased.insert(any);
        match any.contains(warehouse.as_str()) {
            true => load::unreleased(&self.connection, warehouse, limit),
            false => Ok((Vec::new(), Vec::new())),
        }
    }

    fn open_claims(&mut self, (warehouse, sku): &CellKey) -> Result<Vec<ClaimId>, StoreError> {
        let query = "SELECT id FROM claims WHERE warehouse = ?1 AND sku = ?2 AND outstanding > 0 ORDER BY id";
        load::ids(&self.connection, query, params![warehouse.as_str(), sku.as_str()])
    }

    fn product(&mut self, sku: &Sku) -> Result<Option<Product>, StoreError> {
        super::queries::product(&self.connection, sku.as_str())
    }

    fn warehouse(&mut self, id: &WarehouseId) -> Result<Option<Warehouse>, StoreError> {
        super::queries::warehouse(&self.connection, id.as_str())
    }

    fn supplier(&mut self, id: &SupplierId) -> Result<Option<Supplier>, StoreError> {
        super::goods::supplier(&self.connection, id.as_str())
    }

    fn is_awaited(&mut self, supplier: &SupplierId) -> Result<bool, StoreError> {
        super::goods::is_awaited(&self.connection, supplier)
    }

    fn load_tasks_of(&mut self, world: &mut World, transfer: TransferId) -> Result<(), StoreError> {
        load::load_tasks_of(&self.connection, world, transfer)
    }

    fn load_expected(&mut self, world: &mut World, warehouse: &WarehouseId) -> Result<(), StoreError> {
        super::goods::load_expected(&self.connection, world, warehouse)
    }

    fn document(&mut self, id: &DocId, author: Author) -> Result<Option<Stored>, StoreError> {
        kit::load_document(&self.connection, id, author)
    }

    fn save_document(&mut self, keep: &Keep<'_>, document: &mut Document) -> Result<(), StoreError> {
        self.moving.note(&keep.id.place().cloned().into_iter().collect(), keep.id.place().is_none());
        kit::save_document(&self.connection, keep, document)
    }

    fn send_documents_anew(&mut self, clock: u64) -> Result<u64, StoreError> {
        self.moving.note(&BTreeSet::new(), true);
        kit::send_all_anew(&self.connection, clock)
    }

    fn save_slot(&mut self, slot: &Slot) -> Result<(), StoreError> {
        self.figures.slot(slot);
        save::save_slot(&self.connection, slot)
    }

    fn reorder_points(&mut self) -> Result<Vec<(CellKey, u64)>, StoreError> {
        load::reorder_points(&self.connection)
    }

    fn conflicts(&mut self, id: &DocId) -> Result<BTreeSet<String>, StoreError> {
        contested::fields(&self.connection, id)
    }

    fn save_conflicts(&mut self, document: &Contested) -> Result<(), StoreError> {
        contested::save(&self.connection, document)
    }

    fn unlisted_documents(&mut self, limit: usize) -> Result<Vec<DocId>, StoreError> {
        contested::unlisted(&self.connection, limit)
    }

    fn looked_through(&mut self, documents: &[DocId]) -> Result<(), StoreError> {
        contested::looked_through(&self.connection, documents)
    }

    fn undocumented(&mut self, limit: usize) -> Result<(Vec<Product>, Vec<Warehouse>), StoreError> {
        load::undocumented(&self.connection, limit)
    }

    fn stock_in(&mut self, warehouse: Option<&WarehouseId>, sku: Option<&Sku>) -> Result<bool, StoreError> {
        let warehouses = match warehouse {
            Some(warehouse) => vec![warehouse.clone()],
            None => self.warehouses()?,
        };
        let mut found = false;
        for warehouse in &warehouses {
            match sku {
                Some(sku) => found |= self.rows.cell(&self.connection, warehouse, sku)?.on_hand() > 0,
                None => self.rows.each_cell(&self.connection, warehouse, |_, cell| {
                    found |= cell.on_hand() > 0;
                    Ok(!found)
                })?,
            }
        }
        Ok(found)
    }

    fn save(&mut self, world: &mut World, extra: &mut Extra) -> Result<(), StoreError> {
        self.moving.note(&world.desk.changes().books, !extra.products.is_empty());
        self.figures.save(world, extra);
        let Self { connection, rows, tags, answers, outbox, .. } = self;
        save::save(connection, world, extra, &mut save::Parts { rows, tags, answers, outbox })
    }

    fn prune(&mut self, now: Millis) -> Result<(), StoreError> {
        self.answers.prune(&self.connection, now, PRUNE_MAX)?;
        let before = Millis(now.0.saturating_sub(EVENTS_KEPT_MILLIS));
        kit::prune_events(&self.connection, before, PRUNE_MAX)?;
        access::forget_sessions(&self.connection, now)
    }

    fn standings(&mut self) -> Result<Standings, StoreError> {
        Ok(Standings {
            waited_for: load::waited_for(&self.connection)?,
            claimed: load::claimed(&self.connection)?,
            catalogue_clock: super::queries::catalogue_clock(&self.connection)?,
        })
    }

    fn create_book(&mut self, warehouse: &WarehouseId, replica: ReplicaId) -> Result<Book, StoreError> {
        kit::create_book(&self.connection, warehouse, replica)
    }

    fn rows_digest(&mut self, warehouse: &WarehouseId, owner: ReplicaId) -> Result<u64, StoreError> {
        self.rows.digest(&self.connection, warehouse, owner)
    }

    fn sites(&mut self) -> Result<Vec<(WarehouseId, SiteId, bool)>, StoreError> {
        let rows = admin::list_nodes(&self.connection)?;
        let site = |row: admin::NodeRow| Some((WarehouseId::new(&row.warehouse).ok()?, SiteId(row.site), row.fenced));
        Ok(rows.into_iter().filter_map(site).collect())
    }

    fn is_restored(&mut self) -> Result<bool, StoreError> {
        kit::is_restored(&self.connection)
    }

    fn reborn(&mut self, catalogue: u64) -> Result<(), StoreError> {
        self.moving.note(&BTreeSet::new(), true);
        kit::write_meta(&self.connection, super::queries::CATALOGUE_FLOOR, &catalogue.to_le_bytes())?;
        kit::clear_restored(&self.connection)
    }

    fn ungate_letters(&mut self, warehouse: &WarehouseId) -> Result<(), StoreError> {
        kit::ungate_letters(&self.connection, warehouse)
    }

    fn move_letters(&mut self, warehouse: &WarehouseId, born: u64, shift: u64) -> Result<(), StoreError> {
        kit::move_letters(&self.connection, warehouse, born, shift)
    }

    fn cut_log(
        &mut self,
        warehouse: &WarehouseId,
        owner: ReplicaId,
        entries: u64,
        now: Millis,
    ) -> Result<(), StoreError> {
        let skus = kit::cut_log(&self.connection, warehouse, owner, entries)?;
        kit::note_recounts(&self.connection, warehouse, skus, "done by a life that was closed without it", now)
    }

    fn note_recount(&mut self, warehouse: &WarehouseId, sku: &Sku, why: &str, now: Millis) -> Result<(), StoreError> {
        kit::note_recounts(&self.connection, warehouse, [sku.clone()], why, now)
    }

    fn load_open(
        &mut self,
        world: &mut World,
        warehouse: &WarehouseId,
    ) -> Result<Vec<(TaskId, TransferId)>, StoreError> {
        let tasks = recovery::load_open(&self.connection, &self.rows, world, warehouse)?;
        let orders: Vec<OrderId> = world.orders.iter().map(|(id, _)| id).collect();
        self.figures.loaded(&world.orders, &orders);
        Ok(tasks)
    }

    fn tasks_on_their_way(&mut self, warehouse: &WarehouseId, heard: u64) -> Result<Vec<Task>, StoreError> {
        recovery::tasks_on_their_way(&self.connection, warehouse, heard)
    }

    fn entries_about(&mut self, warehouse: &WarehouseId, reference: &str) -> Result<Vec<Entry>, StoreError> {
        recovery::entries_about(&self.connection, warehouse, reference)
    }

    fn note_seen(&mut self, warehouse: &WarehouseId, at: Millis) -> Result<(), StoreError> {
        admin::note_seen(&self.connection, warehouse, at)
    }

    fn use_token(&mut self, digest: &[u8; 32], now: Millis) -> Result<Result<Seat, JoinRefusal>, StoreError> {
        admin::use_token(&self.connection, &self.rows, digest, now)
    }

    fn record_certificate(&mut self, issued: &Issued) -> Result<(), StoreError> {
        admin::record_certificate(&self.connection, issued)
    }
}

/// Records of batches forgotten at once: pruning must not hold up a batch.
const PRUNE_MAX: usize = 200;
/// Events can be resumed from for a week.
const EVENTS_KEPT_MILLIS: u64 = 7 * 24 * 3_600_000;

/// One JSON document of the store, decoded.
pub(super) fn document<T: serde::de::DeserializeOwned>(
    connection: &Connection,
    query: &str,
    key: &str,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    let text: Option<String> = statement.query_row([key], |record| record.get(0)).optional()?;
    text.map(|text| decode(&text)).transpose()
}

pub(super) fn decode<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::Broken(format!("a record of the store does not decode: {error}")))
}

pub(super) fn encode<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Broken(error.to_string()))
}
