//! Bins, as commands of the floor change them. What lies where is written at once, within the batch's transaction: the next
//! command reads it there.

use std::collections::BTreeMap;

use holdfast_crdt::{Millis, Sku};
use holdfast_shell::http::answer::{Answer, Outcome};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::sqlite::StoreError;

use super::NodeEngine;
use crate::api::show::MoveView;
use crate::core::Refusal;
use crate::core::bins::{Bin, MoveLine};
use crate::core::confirm::confirm;
use crate::core::shelves::Shelves;
use crate::store;

impl NodeEngine {
    pub(super) fn shelves<'a>(
        &self,
        skus: impl Iterator<Item = &'a Sku>,
        bins: impl Iterator<Item = &'a Bin>,
    ) -> Result<Shelves, StoreError> {
        store::load_shelves(&self.connection, skus, bins)
    }

    /// Keeps what a command changed of them.
    pub(super) fn keep_shelves(&self, shelves: &mut Shelves) -> Result<(), StoreError> {
        store::save_shelves(&self.connection, shelves)
    }

    /// Refuses units beyond what is usual here, unless they were confirmed.
    pub(super) fn usual(&self, units: impl Iterator<Item = u64>, confirmed: bool) -> Result<(), Refusal> {
        Ok(confirm(units.enumerate(), self.policy.house.confirm_above, confirmed)?)
    }

    /// Moves goods from bin to bin. The ledger does not hear of it: no account changes.
    pub(super) fn move_goods(&mut self, lines: &[MoveLine], confirmed: bool) -> Result<Outcome, StoreError> {
        if let Err(problem) = self.must_know(lines.iter().map(|line| &line.sku))? {
            return Ok(Err(problem));
        }
        self.flush_tasks()?;
        let bins = lines.iter().flat_map(|line| line.from.iter().chain([&line.to]));
        let mut shelves = self.shelves(lines.iter().map(|line| &line.sku), bins)?;
        let unplaced = self.unplaced(lines, &shelves)?;
        let moved = shelves
            .move_all(lines, &unplaced, confirmed)
            .and_then(|()| self.usual(lines.iter().map(|line| line.quantity.get()), confirmed));
        if let Err(refusal) = moved {
            return Ok(Err(Problem::from(refusal)));
        }
        self.keep_shelves(&mut shelves)?;
        for line in lines {
            store::save_bin(&self.connection, line.sku.as_str(), line.to.as_str())?;
        }
        Ok(Ok(Answer::ok(&MoveView::of(lines, &shelves))))
    }

    /// Units of each SKU that are on hand, in no cart and in no bin.
    fn unplaced(&mut self, lines: &[MoveLine], shelves: &Shelves) -> Result<BTreeMap<Sku, u64>, StoreError> {
        let picked = store::picked(&self.connection)?;
        let warehouse = &self.seat.warehouse;
        let units = |sku: &Sku| {
            let on_hand = self.desk.cell(warehouse, sku).on_hand();
            on_hand.saturating_sub(picked.get(sku).copied().unwrap_or(0) + shelves.placed(sku))
        };
        Ok(lines.iter().map(|line| (line.sku.clone(), units(&line.sku))).collect())
    }

    /// What the books say should be in the warehouse of a SKU that is on the desk.
    pub(super) fn expected(&mut self, sku: &Sku, now: Millis) -> u64 {
        self.floor(now).expected(sku)
    }
}
