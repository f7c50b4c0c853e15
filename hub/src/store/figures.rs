//! The figures of [`crate::core::figures`], shared between the store, which keeps them up to date, and readers. Until somebody
//! asks for them nobody keeps them, and no order pays for them; the first who asks has them added up from the store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use holdfast_crdt::{OrderId, Sku, WarehouseId};
use holdfast_shell::document::Slot;
use holdfast_shell::sqlite::{CellsOf, LateRow, Pin, Reader, StoreError};
use holdfast_sync::desk::CellKey;

use super::sqlite::decode;
use super::{Extra, load, queries};
use crate::core::figures::{Changes, Figures, OrderMark, Stocked};
use crate::core::order::{Order, OrderStatus};
use crate::core::world::{Table, World};

/// Times that adding up is begun: only a batch that was under way when it began can spoil one.
const TRIES: usize = 4;

/// For readers.
#[derive(Debug, Clone, Default)]
pub struct FiguresShown(Arc<Mutex<State>>);

#[derive(Debug, Default)]
pub(super) struct State {
    attempts: u64,
    figures: Kept,
}

#[derive(Debug, Default)]
enum Kept {
    /// Nobody has asked.
    #[default]
    Not,
    /// They are being added up; what batches have changed since.
    Adding {
        attempt: u64,
        since: Vec<Changes>,
    },
    UpToDate(Box<Figures>),
}

impl State {
    /// A batch is committed. `noted`: what it changed, where it was noted.
    pub fn committed(&mut self, noted: Option<Changes>) {
        match (&mut self.figures, noted) {
            (Kept::Not, _) => {}
            (Kept::Adding { since, .. }, Some(changes)) => since.push(changes),
            (Kept::UpToDate(figures), Some(changes)) => figures.apply(&changes),
            // it began before anybody asked: they are added up once more
            (kept, None) => *kept = Kept::Not,
        }
    }
}

impl FiguresShown {
    /// Held over a commit and its word to us, so that nobody begins to add up between the two.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn are_wanted(&self) -> bool {
        !matches!(self.lock().figures, Kept::Not)
    }

    /// The figures as of the last commit; `None` before [`FiguresShown::fill`]. No batch is committed meanwhile: `look` copies
    /// what it wants and leaves.
    pub fn look<T>(&self, look: impl FnOnce(&Figures) -> T) -> Option<T> {
        match &self.lock().figures {
            Kept::UpToDate(figures) => Some(look(figures)),
            _ => None,
        }
    }

    /// Adds them up from the store; from then on they are kept up to date. Takes about two seconds for a million rows.
    pub fn fill(&self, reader: &Reader) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            let Some(snapshot) = self.begin(reader)? else { return Ok(()) };
            let attempt = snapshot.attempt;
            let figures = snapshot.add_up(reader).inspect_err(|_| self.lock().figures = Kept::Not)?;
            if self.finish(attempt, figures) {
                return Ok(());
            }
        }
        Err(StoreError::Broken("figures could not be added up while batches were committed".into()))
    }

    /// `None`: they are kept already.
    fn begin<'a>(&self, reader: &'a Reader) -> Result<Option<Snapshot<'a>>, StoreError> {
        let mut state = self.lock();
        if matches!(state.figures, Kept::UpToDate(_)) {
            return Ok(None);
        }
        let ids = queries::warehouse_ids(reader)?;
        let warehouses: Vec<WarehouseId> = ids.iter().filter_map(|id| WarehouseId::new(id).ok()).collect();
        let (late, pin) =
            reader.pin(|kept| warehouses.iter().map(|at| CellsOf::all(at).late(kept)).collect::<Vec<_>>())?;
        state.attempts += 1;
        let attempt = state.attempts;
        state.figures = Kept::Adding { attempt, since: Vec::new() };
        Ok(Some(Snapshot { attempt, late: warehouses.into_iter().zip(late).collect(), _pin: pin }))
    }

    fn finish(&self, of: u64, mut figures: Figures) -> bool {
        let mut state = self.lock();
        match &state.figures {
            Kept::Adding { attempt, since } if *attempt == of => {
                since.iter().for_each(|changes| figures.apply(changes))
            }
            _ => return false,
        }
        state.figures = Kept::UpToDate(Box::new(figures));
        true
    }
}

/// The store as of one commit.
struct Snapshot<'a> {
    attempt: u64,
    late: Vec<(WarehouseId, Vec<LateRow>)>,
    _pin: Pin<'a>,
}

impl Snapshot<'_> {
    fn add_up(self, reader: &Reader) -> Result<Figures, StoreError> {
        let mut figures = Figures::default();
        for (warehouse, late) in self.late {
            CellsOf::all(&warehouse).each(reader, late, |sku, cell| {
                figures.set_cell(&(warehouse.clone(), sku.clone()), Stocked::of(&cell));
                Ok(true)
            })?;
        }
        load::reorder_points(reader)?.iter().for_each(|(cell, point)| figures.set_point(cell, Some(*point)));
        skus(reader)?.iter().for_each(|sku| figures.set_product(sku, true));
        count_orders(reader, &mut figures)?;
        Ok(figures)
    }
}

fn skus(reader: &Reader) -> Result<Vec<Sku>, StoreError> {
    let mut statement = reader.prepare_cached("SELECT sku FROM products WHERE discontinued = 0")?;
    let found = statement.query_map([], |record| record.get::<_, String>(0))?;
    let skus = found.collect::<Result<Vec<_>, _>>()?;
    Ok(skus.iter().filter_map(|sku| Sku::new(sku).ok()).collect())
}

/// Those that are over are counted by the index; of the others the bodies say where they are open.
fn count_orders(reader: &Reader, figures: &mut Figures) -> Result<(), StoreError> {
    for status in OrderStatus::ALL {
        if !status.is_open() {
            let mut statement = reader.prepare_cached("SELECT count(*) FROM orders WHERE status = ?1")?;
            figures.set_orders(status, statement.query_row([status.name()], |record| record.get::<_, i64>(0))? as u64);
            continue;
        }
        let mut statement = reader.prepare_cached("SELECT body FROM orders WHERE status = ?1")?;
        let mut found = statement.query([status.name()])?;
        let mut changes = Changes::default();
        while let Some(record) = found.next()? {
            let order: Order = decode(record.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
            changes.note_order(None, &OrderMark::of(&order));
        }
        figures.apply(&changes);
    }
    Ok(())
}

/// The writer's side: what the batch under way changes of them.
#[derive(Debug, Default)]
pub(super) struct Noting {
    shown: FiguresShown,
    on: bool,
    /// Orders as they were when they were loaded.
    before: BTreeMap<OrderId, OrderMark>,
    changes: Changes,
}

impl Noting {
    pub fn shown(&self) -> FiguresShown {
        self.shown.clone()
    }

    /// A batch begins.
    pub fn begin(&mut self) {
        self.on = self.shown.are_wanted();
        self.before.clear();
        self.changes = Changes::default();
    }

    /// These may just have been loaded.
    pub fn loaded<'a>(&mut self, orders: &Table<OrderId, Order>, ids: impl IntoIterator<Item = &'a OrderId>) {
        if !self.on {
            return;
        }
        for id in ids {
            let Some(order) = orders.get(*id).filter(|_| !orders.is_fresh(*id)) else { continue };
            self.before.entry(*id).or_insert_with(|| OrderMark::of(order));
        }
    }

    pub fn slot(&mut self, slot: &Slot) {
        if self.on {
            let cell = (slot.warehouse_id.clone(), slot.sku.clone());
            self.changes.points.push((cell, slot.reorder_point.map(|units| units.get())));
        }
    }

    /// The batch is about to be saved.
    pub fn save(&mut self, world: &World, extra: &Extra) {
        if !self.on {
            return;
        }
        let cells: BTreeSet<&CellKey> = world.desk.changes().rows.iter().map(|(cell, _)| cell).collect();
        let now = |cell: &CellKey| Stocked::of(world.desk.cell(&cell.0, &cell.1));
        self.changes.cells = cells.into_iter().map(|cell| (cell.clone(), now(cell))).collect();
        for (id, order) in world.orders.changed() {
            self.changes.note_order(self.before.get(&id), &OrderMark::of(order));
        }
        let products = extra.products.iter();
        self.changes.products = products.map(|product| (product.body.sku.clone(), !product.discontinued)).collect();
        self.changes.removed.clone_from(&extra.removed_warehouses);
    }

    /// What was noted of the batch.
    pub fn take(&mut self) -> Option<Changes> {
        let changes = std::mem::take(&mut self.changes);
        std::mem::take(&mut self.on).then_some(changes)
    }
}
