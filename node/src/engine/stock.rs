//! Commands of the inventory API: the shared decision over the node's own rights.

use holdfast_crdt::{Account, Deed, Millis, Sku, WarehouseId};
use holdfast_shell::http::problem::Slug;
use holdfast_shell::sqlite::{
    LateRows, Remembered, StoreError, load_due_reservations, load_reservation, load_reservations_of,
};
use holdfast_shell::stock::{self, Shown, StockCommand, StockDesk, StockOp, StockReply, StockView};
use rusqlite::Connection;

use super::floor::replay;
use super::problem::fenced;
use super::{NodeEngine, Reply, Seat};
use crate::incoming::Incoming;
use crate::store;

/// What decisions over stock must know of this node.
struct View<'a> {
    connection: &'a Connection,
    rows: &'a LateRows,
    seat: &'a Seat,
    incoming: &'a Incoming,
    as_of: Millis,
}

impl StockView for View<'_> {
    fn has_warehouse(&self, warehouse: &WarehouseId) -> bool {
        *warehouse == self.seat.warehouse
    }

    fn knows(&self, sku: &Sku) -> bool {
        let stocked = || self.rows.cell(self.connection, &self.seat.warehouse, sku);
        let known = store::knows(self.connection, sku.as_str()).and_then(|known| Ok(known || stocked()?.version() > 0));
        known.unwrap_or_else(|error| {
            tracing::error!(%error, "the catalogue could not be read");
            false
        })
    }

    fn shown(&self, _: &WarehouseId, sku: &Sku) -> Shown {
        Shown { site: self.seat.site, incoming: self.incoming.of(sku), as_of: self.as_of }
    }
}

impl NodeEngine {
    pub(super) fn answer_stock(&mut self, command: &StockCommand, now: Millis) -> Result<Reply, StoreError> {
        if let Remembered::Replay(outcome) = self.answers.recall(&self.connection, &command.context)? {
            let (outcome, replayed) = replay(outcome);
            return Ok(Reply::Stock(StockReply::Answered { outcome, replayed }));
        }
        if self.is_settling() {
            return Ok(Reply::Stock(StockReply::Answered { outcome: Err(fenced()), replayed: false }));
        }
        self.load_for(&command.op)?;
        let before = self.desk.changes().entries.len();
        let reply = self.with_stock(now, |desk| stock::decide(desk, command));
        match &reply {
            StockReply::NeedsRights(wanted) => {
                wanted.iter().for_each(|(_, sku, units)| self.demand.missed(sku, *units, now));
            }
            StockReply::Answered { outcome, .. } => {
                self.feel(before, now);
                self.answers.remember(command.context.clone(), outcome.clone());
            }
        }
        Ok(Reply::Stock(reply))
    }

    /// Ends reservations whose time has come.
    pub(super) fn expire_reservations(&mut self, now: Millis) -> Result<(), StoreError> {
        let due = load_due_reservations(&self.connection, &mut self.holds, now, &[])?;
        if !due.is_empty() {
            self.load_cells(due.iter().map(|(_, sku)| sku))?;
            self.desk.mark();
            self.with_stock(now, stock::expire);
        }
        Ok(())
    }

    fn with_stock<T>(&mut self, now: Millis, decide: impl FnOnce(&mut StockDesk<'_>) -> T) -> T {
        let as_of = self.link.heard_at();
        let view =
            View { connection: &self.connection, rows: &self.rows, seat: &self.seat, incoming: &self.incoming, as_of };
        decide(&mut StockDesk {
            desk: &mut self.desk,
            holds: &mut self.holds,
            events: &mut self.news,
            view: &view,
            held: Slug::HeldByHub,
            now,
            rng: &mut self.rng,
            discontinued: &mut self.discontinued,
        })
    }

    fn load_for(&mut self, op: &StockOp) -> Result<(), StoreError> {
        match op {
            StockOp::Change(deal) => {
                self.load_cells([&deal.sku])?;
                if let Some(reference) = &deal.reference {
                    let place = (&self.seat.warehouse, &deal.sku);
                    load_reservations_of(&self.connection, &mut self.holds, place, reference)?;
                }
                Ok(())
            }
            StockOp::Discontinue { sku } | StockOp::Reserve { sku, .. } => self.load_cells([sku]),
            StockOp::Resize { reservation, .. } | StockOp::Release { reservation } => {
                load_reservation(&self.connection, &mut self.holds, *reservation)?;
                let sku = self.holds.get(*reservation).map(|hold| hold.sku.clone());
                self.load_cells(sku.iter())
            }
            StockOp::Batch(rows) => self.load_cells(rows.iter().flatten().map(|deal| &deal.sku)),
        }
    }

    /// What was taken from availability is demand of the floor.
    fn feel(&mut self, before: usize, now: Millis) {
        for posted in self.desk.changes().entries.iter().skip(before) {
            if matches!(posted.entry.deed, Deed::Move { from: Account::Available, .. }) {
                self.demand.felt(&posted.entry.sku, posted.entry.quantity.get(), now);
            }
        }
    }
}
