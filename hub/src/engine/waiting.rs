//! Orders that wait: filled from what a batch brought, highest priority first, then oldest; and rights wished for them.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::{OrderId, Sku};
use holdfast_shell::sqlite::StoreError;

use super::{Command, Deed, HubEngine};
use crate::core::allocation::Demand;
use crate::core::fill;
use crate::core::place::Wanted;
use crate::store::{HubStore, Needs, Waiting};

/// Orders loaded at once.
const PAGE: usize = 200;
/// Orders gone through in one batch; the next one goes on where this one ended.
const ORDERS_MAX: usize = 2_000;
/// SKUs gone through in one batch, likewise.
const SKUS_MAX: usize = 256;
/// SKUs for which rights are asked in one tick.
const WISHES_MAX: usize = 64;
const _: () = assert!(PAGE <= ORDERS_MAX);

#[derive(Debug, Default)]
pub(super) struct Backlog {
    /// SKUs that some order waits for.
    pub waited_for: BTreeSet<Sku>,
    /// Those of them to be gone through, each behind the order that was reached.
    due: BTreeMap<Sku, Option<Waiting>>,
    /// Those whose stock has changed: floors may hold rights that the orders want.
    wishes: BTreeSet<Sku>,
    /// Something that may have brought stock was decided since waiting orders were last looked at.
    stock_came: bool,
}

impl Backlog {
    pub fn new(waited_for: BTreeSet<Sku>) -> Self {
        let due = waited_for.iter().map(|sku| (sku.clone(), None)).collect();
        Self { waited_for, due, ..Self::default() }
    }

    /// A warehouse may be promised from again: every order that waits is looked at.
    pub fn all_due(&mut self) {
        self.due.extend(self.waited_for.iter().map(|sku| (sku.clone(), None)));
    }

    /// Whether waiting orders must be looked at before this command takes what they wait for.
    pub fn goes_before(&self, command: &Command) -> bool {
        let takes = match command {
            Command::Stock(_) => true,
            Command::Ask(ask) => matches!(ask.deed, Deed::Place(_) | Deed::Retry(_) | Deed::Transfer { .. }),
            _ => false,
        };
        takes && self.stock_came && !self.waited_for.is_empty()
    }

    pub fn decided(&mut self, command: &Command) {
        let takes = matches!(command, Command::Ask(ask) if matches!(ask.deed, Deed::Place(_) | Deed::Retry(_)));
        self.stock_came |= !takes;
    }
}

impl<S: HubStore> HubEngine<S> {
    /// Fills what waits for SKUs whose stock this batch has changed, and goes on with what earlier batches left.
    pub(super) fn fill_waiting(&mut self) -> Result<(), StoreError> {
        self.backlog.stock_came = false;
        let changed = self.world.desk.changes().rows.iter().map(|((_, sku), _)| sku);
        let came: Vec<Sku> = changed.filter(|sku| self.backlog.waited_for.contains(*sku)).cloned().collect();
        self.backlog.wishes.extend(came.iter().cloned());
        self.backlog.due.extend(came.into_iter().map(|sku| (sku, None)));
        let mut left = ORDERS_MAX;
        for _ in 0..SKUS_MAX {
            let Some((sku, mut behind)) = self.backlog.due.pop_first() else { break };
            while left > 0 && self.is_promisable(&sku)? {
                let page = self.store.waiting_orders(&sku, behind, PAGE.min(left))?;
                let full = page.len() == PAGE.min(left);
                left -= page.len();
                behind = page.last().copied();
                self.fill_page(page.into_iter().map(|(_, order)| order).collect(), !full)?;
                if !full {
                    break;
                }
            }
            if left == 0 {
                self.backlog.due.insert(sku, behind);
                break;
            }
            if self.store.waiting_orders(&sku, None, 1)?.is_empty() {
                self.backlog.waited_for.remove(&sku);
            }
        }
        Ok(())
    }

    /// Whether any warehouse could give a unit now.
    fn is_promisable(&mut self, sku: &Sku) -> Result<bool, StoreError> {
        let mut needs = Needs::default();
        self.everywhere(sku, &mut needs);
        self.store.load(&mut self.world, &needs)?;
        let mut open = self.world.places.iter().filter(|(_, place)| place.is_open());
        Ok(open.any(|(warehouse, _)| self.world.desk.rights(warehouse, sku) > 0))
    }

    /// `last`: nothing older waits in the store, so that orders of this very batch come after these.
    fn fill_page(&mut self, mut waiting: Vec<OrderId>, last: bool) -> Result<(), StoreError> {
        let needs = Needs { orders: waiting.iter().copied().collect(), ..Needs::default() };
        self.store.load(&mut self.world, &needs)?;
        if last {
            waiting.extend(self.world.orders.iter().filter(|(_, order)| order.backordered() > 0).map(|(id, _)| id));
            waiting.sort();
            waiting.dedup();
        }
        let mut needs = Needs::default();
        self.cells_of_orders(&waiting, &mut needs);
        self.store.load(&mut self.world, &needs)?;
        fill::fill_all(&mut self.world, waiting);
        Ok(())
    }

    /// Rights that orders wait for and floors on line hold. A SKU is looked at once after each change of its stock: a floor
    /// that has none to give is not asked over and over.
    pub(super) fn wish(&mut self) -> Result<Wanted, StoreError> {
        let skus: BTreeSet<Sku> = self.backlog.wishes.iter().take(WISHES_MAX).cloned().collect();
        self.backlog.wishes.retain(|sku| !skus.contains(sku));
        let mut waiting: Vec<OrderId> = Vec::new();
        for sku in &skus {
            waiting.extend(self.store.waiting_orders(sku, None, PAGE)?.into_iter().map(|(_, order)| order));
        }
        if waiting.is_empty() {
            return Ok(Wanted::new());
        }
        let needs = Needs { orders: waiting.iter().copied().collect(), ..Needs::default() };
        self.store.load(&mut self.world, &needs)?;
        let (mut needs, mut missing) = (Needs::default(), Demand::new());
        self.cells_of_orders(&waiting, &mut needs);
        self.store.load(&mut self.world, &needs)?;
        waiting.sort();
        waiting.dedup();
        for line in waiting.iter().filter_map(|id| self.world.orders.get(*id)).flat_map(|order| &order.lines) {
            if line.backordered > 0 && skus.contains(&line.sku) {
                *missing.entry(line.sku.clone()).or_default() += line.backordered;
            }
        }
        Ok(self.held_on_line(&missing))
    }

    fn held_on_line(&self, missing: &Demand) -> Wanted {
        let mut wanted = Wanted::new();
        for (sku, units) in missing {
            for warehouse in self.world.places.keys().filter(|warehouse| self.world.is_online(warehouse)) {
                let rights = self.world.desk.rights(warehouse, sku);
                let available = self.world.desk.cell(warehouse, sku).available();
                if available > rights {
                    wanted.push((warehouse.clone(), sku.clone(), available.min(rights + units)));
                }
            }
        }
        wanted
    }
}
