//! Goods that were expected, goods that come back, verdicts on what was set apart, and parcels with a part of a task.

use std::sync::Arc;

use holdfast_crdt::{ExpectedReceiptId, Millis, ReturnId, TaskId, WarehouseId};
use holdfast_shell::http::answer::Outcome;
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::Context;
use holdfast_shell::sqlite::StoreError;
use holdfast_shell::stock::EventDraft;
use holdfast_sync::Letter;
use holdfast_sync::delivery::Expectation;

use super::NodeEngine;
use super::command::Inspected;
use super::floor::cause;
use crate::api::show::ReceiptView;
use crate::api::show_goods::{ExpectedView, InspectionView, ReturnReceiptView};
use crate::core::expected::{ExpectedReceipt, Kind, Terms};
use crate::core::inspection::InspectionLine;
use crate::core::receipt::ReceiptLine;
use crate::core::ship::PartLine;
use crate::store;

impl NodeEngine {
    /// The expected receipt of that number, put up on its board.
    fn find_expected(&mut self, id: ExpectedReceiptId) -> Result<Option<ExpectedReceipt>, StoreError> {
        if self.expected.get(&id).is_none()
            && let Some(found) = store::load_expected(&self.connection, id)?
        {
            self.expected.load(id, found);
        }
        Ok(self.expected.get(&id).cloned())
    }

    pub(super) fn receive_expected(
        &mut self,
        context: &Context,
        id: ExpectedReceiptId,
        (lines, reference): (&[ReceiptLine], &Arc<str>),
        terms: Terms,
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        let Some(mut expected) = self.find_expected(id)? else {
            let why = format!("nothing is expected here under {id}");
            return Ok(Err(Problem::new(Slug::NotFound, why.clone()).field("/expectedReceiptId", why)));
        };
        if matches!(expected.kind, Kind::Return { .. }) {
            let why = format!("{id} is a return: take it in as one, under /v1/returns/{id}/receipts");
            return Ok(Err(Problem::new(Slug::WrongState, why.clone()).field("/expectedReceiptId", why)));
        }
        if let Err(problem) = self.must_know(lines.iter().map(|line| &line.sku))? {
            return Ok(Err(problem));
        }
        let cause = cause(context, "receipt", Some(reference));
        let usual = self.usual(lines.iter().map(|line| line.quantity.get()), terms.confirmed);
        let received = self.floor(now).receive_expected(&mut expected, (lines, reference), terms, &cause);
        match received.and_then(|told| usual.map(|()| told)) {
            Ok((receipt, differences)) => {
                if let Err(refusal) = self.put_in_bins(lines)? {
                    return Ok(Err(refusal.into()));
                }
                self.expected.put(id, expected);
                Ok(Ok(ReceiptView::of(receipt, reference, lines).against(id, differences).answer()))
            }
            Err(refusal) => Ok(Err(refusal.into())),
        }
    }

    /// One that nobody here has heard of is taken in all the same, once that is confirmed: the customer stands at the gate.
    pub(super) fn receive_return(
        &mut self,
        context: &Context,
        id: ReturnId,
        (lines, reference): (&[ReceiptLine], Option<&Arc<str>>),
        terms: Terms,
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        let number = ExpectedReceiptId::from(id);
        let mut expected = self.find_expected(number)?.unwrap_or_else(|| ExpectedReceipt::unheard(number));
        if matches!(expected.kind, Kind::Purchase { .. }) {
            return Ok(Err(Problem::not_found("return")));
        }
        if let Err(problem) = self.must_know(lines.iter().map(|line| &line.sku))? {
            return Ok(Err(problem));
        }
        let own: Arc<str> = id.to_string().into();
        let reference = reference.unwrap_or(&own);
        let cause = cause(context, "return", Some(&own));
        let usual = self.usual(lines.iter().map(|line| line.quantity.get()), terms.confirmed);
        let received = self.floor(now).receive_expected(&mut expected, (lines, reference), terms, &cause);
        match received.and_then(|told| usual.map(|()| told)) {
            Ok((receipt, differences)) => {
                if let Err(refusal) = self.put_in_bins(lines)? {
                    return Ok(Err(refusal.into()));
                }
                self.expected.put(number, expected);
                let taken = ReceiptView::of(receipt, reference, lines);
                Ok(Ok(ReturnReceiptView::of(id, taken, differences).answer()))
            }
            Err(refusal) => Ok(Err(refusal.into())),
        }
    }

    pub(super) fn inspect(
        &mut self,
        context: &Context,
        of: Option<Inspected>,
        (lines, reference): (&[InspectionLine], Option<&Arc<str>>),
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        let expected = of.map(|of| match of {
            Inspected::Return(id) => (id.into(), "/returnId"),
            Inspected::Expected(id) => (id, "/expectedReceiptId"),
        });
        if let Some((id, pointer)) = expected
            && self.find_expected(id)?.is_none()
        {
            let why = format!("nothing was expected or came in here under {id}");
            return Ok(Err(Problem::new(Slug::NotFound, why.clone()).field(pointer, why)));
        }
        if let Err(problem) = self.must_know(lines.iter().map(|line| &line.sku))? {
            return Ok(Err(problem));
        }
        let number = expected.map(|(id, _)| id.to_string());
        let cause = cause(context, "inspection", reference.map(|text| &**text).or(number.as_deref()));
        let judged = self.floor(now).inspect(lines, expected.map(|(id, _)| id), &cause);
        Ok(judged.map(|id| InspectionView::of(id, (reference, of), lines).answer()).map_err(Problem::from))
    }

    pub(super) fn ship_part(
        &mut self,
        context: &Context,
        task: TaskId,
        lines: &[PartLine],
        parcel: (Option<Arc<str>>, Option<Arc<str>>),
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        let found = match self.ready(task, context)? {
            Ok(found) => found,
            Err(problem) => return Ok(Err(problem)),
        };
        self.load_cells(found.lines.iter().map(|line| &line.sku))?;
        let cause = cause(context, "ship", Some(&found.reference()));
        let shipped = self.floor(now).ship_part(task, lines, parcel, &cause);
        self.shown(shipped.map_err(Problem::from))
    }

    /// The hub says what is to come.
    pub(super) fn expect(&mut self, told: &Expectation) -> Result<(), StoreError> {
        let expected = match self.find_expected(told.expected)? {
            Some(known) => known.told_again(told),
            None => ExpectedReceipt::of(told),
        };
        self.expected.put(told.expected, expected);
        Ok(())
    }

    pub(super) fn expect_no_more(&mut self, id: ExpectedReceiptId) -> Result<(), StoreError> {
        if let Some(known) = self.find_expected(id)? {
            self.expected.put(id, known.close());
        }
        Ok(())
    }

    /// After a restore: the hub names what is still to come, and what it does not name is over.
    pub(super) fn doubt_expected(&mut self) -> Result<(), StoreError> {
        let changed = self.save_expected()?;
        for expected in store::open_expected(&self.connection)? {
            self.expected.put(expected.id, expected.close());
        }
        self.goods_moved |= changed;
        Ok(())
    }

    /// Keeps what letters of this batch tell of goods, each once.
    pub(super) fn keep_told(&mut self, letters: &[(WarehouseId, Letter)]) -> Result<(), StoreError> {
        for (_, letter) in letters.iter().filter(|(_, letter)| letter.seq > self.goods_kept) {
            store::keep_told(&self.connection, letter)?;
        }
        self.goods_kept = letters.last().map_or(self.goods_kept, |(_, letter)| letter.seq);
        Ok(())
    }

    /// Saves what is expected; whether any of it has changed. Terminals are told.
    pub(super) fn save_expected(&mut self) -> Result<bool, StoreError> {
        let saved = store::save_expected(&self.connection, &mut self.expected)?;
        for expected in &saved {
            self.news.push(EventDraft::new("ExpectedReceiptUpdated", expected.id, &ExpectedView::of(expected)));
        }
        Ok(!saved.is_empty())
    }
}
