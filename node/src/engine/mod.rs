//! The engine of the owner thread: load, decide, save and commit a batch of commands as one transaction.

mod access;
mod bins;
mod command;
mod counts;
mod documents;
mod floor;
mod goods;
mod news;
mod packing;
mod peer;
mod problem;
mod recovery;
mod stock;
mod tick;
mod waves;

use std::collections::BTreeSet;
use std::sync::Arc;

use holdfast_crdt::{Author, Millis, SiteId, Sku, TaskId, WarehouseId};
use holdfast_shell::owner;
use holdfast_shell::sqlite::{
    Answers, KeptRows, LateRows, Outbox, StoreError, begin_log_anew, load_books, load_cells, mark_discontinued,
    relieve, save_changes, save_reservations,
};
use holdfast_shell::stock::{EventDraft, Holds, ReorderPoints};
use holdfast_sync::Standing;
use holdfast_sync::desk::Desk;
use rand::rngs::StdRng;
use rusqlite::Connection;

pub use access::{AccessOp, Who};
pub use command::{Command, FloorOp, Inspected, Reply, Tally, WaveTasks, Which};
pub use documents::Edit;

use crate::core::Floor;
use crate::core::board::Board;
use crate::core::claim::{self, Claims, Counted};
use crate::core::demand::Demand;
use crate::core::rights::{Planned, Policy};
use crate::core::task::FloorTask;
use crate::incoming::Incoming;
use crate::link::LinkStatus;
use crate::store::{self, ExpectedReceipts};

/// Cells kept in memory between batches; beyond that they are read anew.
const CELLS_MAX: usize = 50_000;
/// Rows kept back before the table of rows gets any.
const ROWS_BEHIND_MAX: usize = 16 << 10;
const TASKS_MAX: usize = 2_048;
/// Commits between two looks at the size of the write-ahead log.
const RELIEF_EVERY: u64 = 16;

/// Who this node is.
#[derive(Debug, Clone)]
pub struct Seat {
    pub warehouse: WarehouseId,
    pub site: SiteId,
    pub store: u128,
    /// Drawn at each start.
    pub boot: u128,
}

pub struct NodeEngine {
    connection: Connection,
    seat: Seat,
    policy: Policy,
    link: Arc<LinkStatus>,
    incoming: Arc<Incoming>,
    rng: StdRng,
    desk: Desk,
    tasks: Board<TaskId, FloorTask>,
    claims: Claims,
    counted: Counted,
    expected: ExpectedReceipts,
    /// Goods that are expected have changed in this batch.
    goods_moved: bool,
    /// What our letters up to this one told of goods is kept for a hub that forgets it.
    goods_kept: u64,
    holds: Holds,
    /// What slots ask to be told of.
    reorder: ReorderPoints,
    demand: Demand,
    answers: Answers,
    outbox: Outbox,
    rows: LateRows,
    news: Vec<EventDraft>,
    discontinued: Vec<(WarehouseId, Sku)>,
    /// SKUs of which the floor may hold rights that nobody needs.
    watched: BTreeSet<Sku>,
    pace: tick::Pace,
    batches: u64,
    /// Who writes documents in this process.
    author: Author,
    /// Counts our own edits of documents.
    document_clock: u64,
    /// Tasks of this batch that were saved before its end.
    flushed: Vec<(TaskId, FloorTask)>,
}

impl NodeEngine {
    pub fn open(
        connection: Connection,
        seat: Seat,
        policy: Policy,
        link: Arc<LinkStatus>,
        incoming: Arc<Incoming>,
        rng: StdRng,
    ) -> Result<Self, StoreError> {
        begin_log_anew(&connection)?;
        let mut engine = Self {
            answers: Answers::open(&connection)?,
            outbox: Outbox::new()?,
            rows: LateRows::open(&connection, ROWS_BEHIND_MAX)?,
            connection,
            author: Author::of(seat.store, seat.boot),
            document_clock: 0,
            seat,
            policy,
            link,
            incoming,
            rng,
            desk: Desk::default(),
            tasks: Board::default(),
            claims: Claims::default(),
            counted: Counted::default(),
            expected: ExpectedReceipts::default(),
            goods_moved: false,
            goods_kept: 0,
            holds: Holds::default(),
            reorder: ReorderPoints::default(),
            demand: Demand::default(),
            news: Vec::new(),
            discontinued: Vec::new(),
            watched: BTreeSet::new(),
            pace: tick::Pace::default(),
            batches: 0,
            flushed: Vec::new(),
        };
        engine.reload()?;
        engine.begin()?;
        engine.watch_all()?;
        Ok(engine)
    }

    /// What a copy did since it was made is forgotten: it goes on as another replica.
    fn begin(&mut self) -> Result<(), StoreError> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        if store::restored(&self.connection)? {
            self.rebirth()?;
        }
        self.prefer_documents()?;
        let changes = self.desk.take_changes();
        save_changes(&self.connection, &mut self.rows, &self.desk, &changes)?;
        self.connection.execute_batch("COMMIT")?;
        self.rows.committed();
        Ok(())
    }

    fn reload(&mut self) -> Result<(), StoreError> {
        self.desk = Desk::default();
        self.tasks = Board::default();
        self.claims = Claims::default();
        self.counted = Counted::default();
        self.expected = ExpectedReceipts::default();
        (self.goods_moved, self.goods_kept) = (false, 0);
        self.holds = Holds::default();
        self.news.clear();
        self.discontinued.clear();
        self.answers = Answers::open(&self.connection)?;
        self.rows.reopen(&self.connection)?;
        load_books(&self.connection, &mut self.desk)?;
        if self.desk.book(&self.seat.warehouse).is_none() {
            return Err(StoreError::Broken(format!("the store has no book of {}", self.seat.warehouse)));
        }
        store::load_open_claims(&self.connection, &mut self.claims)?;
        self.incoming.set(store::incoming(&self.connection)?);
        self.document_clock = store::document_clock(&self.connection)?;
        self.policy.planned = Planned::of(&store::shown_warehouse(&self.connection, &self.seat.warehouse)?.body);
        self.flushed.clear();
        self.load_reorder_points()
    }

    /// Every SKU that was ever stocked may have rights to give away.
    fn watch_all(&mut self) -> Result<(), StoreError> {
        let watched = &mut self.watched;
        self.rows.each_cell(&self.connection, &self.seat.warehouse, |sku, _| {
            watched.insert(sku.clone());
            Ok(true)
        })
    }

    /// Rows that the table of rows does not have yet: for readers.
    pub fn kept_rows(&self) -> KeptRows {
        self.rows.kept()
    }

    fn load_cells<'a>(&mut self, skus: impl IntoIterator<Item = &'a Sku>) -> Result<(), StoreError> {
        let warehouse = &self.seat.warehouse;
        load_cells(&self.connection, &self.rows, &mut self.desk, skus.into_iter().map(|sku| (warehouse, sku)))
    }

    /// Puts a task on its board; whether there is one.
    fn load_task(&mut self, task: TaskId) -> Result<bool, StoreError> {
        if self.tasks.get(&task).is_some() {
            return Ok(true);
        }
        let found = store::load_task(&self.connection, task)?;
        let is_there = found.is_some();
        if let Some(found) = found {
            self.tasks.load(task, found);
        }
        Ok(is_there)
    }

    fn floor(&mut self, now: Millis) -> Floor<'_> {
        // a store that may know too little of itself hands out nothing
        let policy = if self.is_provisional() { self.policy.withheld() } else { self.policy };
        Floor {
            desk: &mut self.desk,
            warehouse: &self.seat.warehouse,
            tasks: &mut self.tasks,
            claims: &mut self.claims,
            counted: &mut self.counted,
            demand: &mut self.demand,
            policy,
            now,
            rng: &mut self.rng,
        }
    }

    fn run(&mut self, command: Command, now: Millis) -> Result<Reply, StoreError> {
        match command {
            Command::Floor { context, op } => self.answer_floor(&context, &op, now),
            Command::Stock(command) => self.answer_stock(&command, now),
            Command::Heard(inbound) => self.hear(inbound, now),
            Command::Grant(request) => self.grant(&request, now),
            Command::Tick => self.tick(now).map(|()| Reply::Done),
        }
    }

    /// Writes all that the batch changed. I-3: replies go out only after the commit that follows.
    fn save(&mut self, now: Millis) -> Result<bool, StoreError> {
        self.pay_claims(now);
        let changes = self.desk.take_changes();
        save_changes(&self.connection, &mut self.rows, &self.desk, &changes)?;
        self.keep_told(&changes.letters)?;
        let mut tasks = std::mem::take(&mut self.flushed);
        let changed = self.tasks.take_changed();
        let told = self.desk.book(&self.seat.warehouse).map_or(0, |book| book.letters);
        store::save_tasks(&self.connection, &changed, told)?;
        tasks.extend(changed);
        store::save_claims(&self.connection, &mut self.claims)?;
        store::save_counted(&self.connection, &mut self.counted)?;
        save_reservations(&self.connection, &mut self.holds)?;
        mark_discontinued(&self.connection, &self.discontinued)?;
        self.discontinued.clear();
        let expected_changed = self.save_expected()? | std::mem::take(&mut self.goods_moved);
        self.publish(&changes, &tasks, now)?;
        self.answers.pack()?;
        self.answers.save(&self.connection, now)?;
        for ((_, sku), _) in &changes.rows {
            if self.may_have_excess(sku) {
                self.watched.insert(sku.clone());
            }
        }
        Ok(expected_changed || tasks.iter().any(|(_, task)| task.is_incoming()))
    }

    /// Whether the floor holds more rights of a SKU than it keeps whatever happens.
    fn may_have_excess(&self, sku: &Sku) -> bool {
        let available = self.desk.cell(&self.seat.warehouse, sku).available();
        self.desk.rights(&self.seat.warehouse, sku) > self.policy.kept_of(available)
    }

    /// Rights that this batch brought pay what counts did not find.
    fn pay_claims(&mut self, now: Millis) {
        if self.is_provisional() || self.claims.is_empty() {
            return;
        }
        let open = |sku: &Sku| claim::outstanding(&self.claims, sku) > 0;
        let skus: BTreeSet<Sku> =
            self.desk.changes().rows.iter().map(|((_, sku), _)| sku).filter(|sku| open(sku)).cloned().collect();
        for sku in &skus {
            self.floor(now).pay_claims(sku);
        }
    }

    fn standing(&self) -> Result<Standing, StoreError> {
        let Seat { warehouse, store, boot, .. } = &self.seat;
        let book = self.desk.book(warehouse).ok_or_else(|| StoreError::Broken("the store has no book".into()))?;
        Ok(book.standing(*store, *boot, self.document_clock))
    }

    /// Peers are told where the store stands after the whole batch.
    fn stamp(&self, replies: &mut [Reply]) -> Result<(), StoreError> {
        let waits = |reply: &Reply| matches!(reply, Reply::Applied(Ok(_)) | Reply::Granted(..));
        if !replies.iter().any(waits) {
            return Ok(());
        }
        let now = self.standing()?;
        for reply in replies {
            match reply {
                Reply::Applied(Ok(standing)) => *standing = now.clone(),
                Reply::Granted(answer, standing) => {
                    answer.after_clock = now.position.clock;
                    *standing = now.clone();
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn bound_memory(&mut self) {
        if self.desk.len() > CELLS_MAX {
            self.desk.clear_cells();
        }
        if self.tasks.len() > TASKS_MAX {
            self.tasks.retain(|_| false);
        }
    }
}

impl owner::Engine for NodeEngine {
    type Command = Command;
    type Reply = Reply;

    fn batch(&mut self, commands: Vec<Command>, now: Millis) -> Result<Vec<Reply>, StoreError> {
        self.connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let mut replies = Vec::with_capacity(commands.len());
        for command in commands {
            replies.push(self.run(command, now)?);
        }
        let incoming_changed = self.save(now)?;
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        self.answers.committed();
        self.rows.committed();
        if self.is_provisional() {
            // another life has begun, and that is kept
            self.link.heeded();
        }
        self.batches += 1;
        if self.batches.is_multiple_of(RELIEF_EVERY) {
            relieve(&self.connection);
        }
        // committed: what fails from here on must not look as if nothing had been done
        match incoming_changed.then(|| store::incoming(&self.connection)).transpose() {
            Ok(incoming) => incoming.into_iter().for_each(|incoming| self.incoming.set(incoming)),
            Err(error) => {
                tracing::error!(%error, "goods on their way could not be read; they show again with the next change")
            }
        }
        self.stamp(&mut replies)?;
        self.bound_memory();
        Ok(replies)
    }

    fn rest(&mut self) -> Result<(), StoreError> {
        self.rows.settle(&self.connection)
    }

    fn distrust(&mut self) -> Result<(), StoreError> {
        begin_log_anew(&self.connection)
    }

    fn recover(&mut self) -> Result<(), StoreError> {
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        self.reload()
    }
}
