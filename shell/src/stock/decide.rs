//! The decision over stock, pure: a command and the desk in, an outcome out. Hub and node run the same code on their own
//! rights.

use std::collections::BTreeMap;
use std::sync::Arc;

use holdfast_crdt::{Account, Cause, Deed, Millis, PostError, Quantity, ReservationId, Sku, WarehouseId};
use holdfast_sync::desk::Desk;
use rand::RngExt;
use serde::Serialize;
use serde_json::json;

use super::command::{Change, Deal, StockCommand, StockOp, StockReply};
use super::hold::{self, Holds};
use super::record::{InventoryRecord, Shown};
use super::refusal::StockRefusal;
use crate::http::answer::{Answer, Outcome};
use crate::http::problem::{Problem, Slug};
use crate::http::request::Context;

/// An event for the outbox.
#[derive(Debug, Clone, PartialEq)]
pub struct EventDraft {
    pub kind: &'static str,
    pub subject: String,
    /// JSON text.
    pub data: String,
}

impl EventDraft {
    pub fn new(kind: &'static str, subject: impl ToString, data: &impl Serialize) -> Self {
        let data = serde_json::to_string(data).unwrap_or_else(|error| {
            tracing::error!(%error, kind, "an event has no JSON form");
            "null".to_owned()
        });
        Self { kind, subject: subject.to_string(), data }
    }
}

/// What a decision must know beside the desk.
pub trait StockView {
    fn has_warehouse(&self, warehouse: &WarehouseId) -> bool;
    fn knows(&self, sku: &Sku) -> bool;
    fn shown(&self, warehouse: &WarehouseId, sku: &Sku) -> Shown;
    /// Nothing is promised from here until a person, or the peer, has said what is true.
    fn is_fenced(&self, _warehouse: &WarehouseId) -> bool {
        false
    }
}

pub struct StockDesk<'a> {
    pub desk: &'a mut Desk,
    pub holds: &'a mut Holds,
    pub events: &'a mut Vec<EventDraft>,
    pub view: &'a dyn StockView,
    /// How this side calls rights that the other one holds.
    pub held: Slug,
    pub now: Millis,
    pub rng: &'a mut dyn rand::Rng,
    /// Cells taken off the list by this batch.
    pub discontinued: &'a mut Vec<(WarehouseId, Sku)>,
}

impl StockDesk<'_> {
    pub(super) fn chance(&mut self) -> u128 {
        self.rng.random()
    }

    pub(super) fn post(
        &mut self,
        warehouse: &WarehouseId,
        sku: &Sku,
        deed: Deed,
        quantity: Quantity,
        cause: &Cause,
    ) -> Result<(), StockRefusal> {
        self.desk
            .post(warehouse, sku, deed, quantity, cause, self.now)
            .map_err(|error: PostError| StockRefusal::of(error, warehouse, sku))
    }

    /// Whether what is committed here may be committed no more: [`holdfast_sync::past::Past::is_settling`].
    pub(super) fn is_settling(&self, warehouse: &WarehouseId) -> bool {
        self.desk.book(warehouse).is_some_and(|book| book.past.is_settling())
    }

    fn record(&self, warehouse: &WarehouseId, sku: &Sku) -> InventoryRecord {
        InventoryRecord::of(warehouse, sku, self.desk.cell(warehouse, sku), self.view.shown(warehouse, sku))
    }

    fn check_place(&self, warehouse: &WarehouseId, sku: &Sku) -> Result<(), StockRefusal> {
        if !self.view.has_warehouse(warehouse) {
            return Err(StockRefusal::NoWarehouse(warehouse.clone()));
        }
        if !self.view.knows(sku) {
            return Err(StockRefusal::NoProduct(sku.clone()));
        }
        if self.view.is_fenced(warehouse) {
            return Err(StockRefusal::Fenced(warehouse.clone()));
        }
        Ok(())
    }

    fn changed(&mut self, warehouse: &WarehouseId, sku: &Sku) {
        let draft = stock_changed(&self.record(warehouse, sku));
        self.events.push(draft);
    }
}

/// The event that says what a cell holds now.
pub fn stock_changed(record: &InventoryRecord) -> EventDraft {
    EventDraft::new("StockUpdated", format_args!("{}/{}", record.warehouse_id, record.sku), record)
}

/// Decides one command. What it refuses has changed nothing.
pub fn decide(stock: &mut StockDesk<'_>, command: &StockCommand) -> StockReply {
    if let (StockOp::Batch(rows), Some(warehouse), false) = (&command.op, &command.warehouse, command.last) {
        let wanted = wanted_by_batch(stock, warehouse, rows);
        if !wanted.is_empty() {
            return StockReply::NeedsRights(wanted);
        }
    }
    let mark = stock.desk.mark();
    let events = stock.events.len();
    let decided = run(stock, command);
    match decided {
        Ok(answer) => StockReply::Answered { outcome: Ok(answer), replayed: false },
        Err(refusal) => {
            stock.desk.undo(mark);
            stock.events.truncate(events);
            match &refusal {
                StockRefusal::Held { warehouse, sku, wanted, .. } if !command.last => {
                    StockReply::NeedsRights(vec![(warehouse.clone(), sku.clone(), *wanted)])
                }
                _ => StockReply::Answered { outcome: Err(refusal.problem(stock.held)), replayed: false },
            }
        }
    }
}

fn run(stock: &mut StockDesk<'_>, command: &StockCommand) -> Result<Answer, StockRefusal> {
    let context = &command.context;
    let cause = cause_of(context);
    match (&command.op, &command.warehouse) {
        (StockOp::Change(deal), Some(warehouse)) => {
            stock.check_place(warehouse, &deal.sku)?;
            guard(stock, context, warehouse, &deal.sku)?;
            change(stock, warehouse, deal, &cause)?;
            Ok(shown(&stock.record(warehouse, &deal.sku)))
        }
        (StockOp::Discontinue { sku }, Some(warehouse)) => discontinue(stock, context, warehouse, sku),
        (StockOp::Reserve { sku, quantity, reference, expires_in_seconds }, Some(warehouse)) => {
            stock.check_place(warehouse, sku)?;
            guard(stock, context, warehouse, sku)?;
            let expires_at = expires_in_seconds.map(|seconds| stock.now.plus(seconds * 1000));
            let hold = hold::make(
                stock,
                (warehouse, sku),
                *quantity,
                reference.clone(),
                expires_at,
                &saying(&cause, None, "reserve"),
            )?;
            stock.changed(warehouse, sku);
            Ok(Answer::created(format!("/v1/reservations/{}", hold.id), &hold.record()).with_etag(hold.version))
        }
        (StockOp::Resize { reservation, quantity }, _) => resize(stock, context, *reservation, quantity.get(), &cause),
        (StockOp::Release { reservation }, _) => resize(stock, context, *reservation, 0, &cause),
        (StockOp::Batch(rows), Some(warehouse)) => batch(stock, warehouse, rows, (&cause, &context.path)),
        (_, None) => Err(StockRefusal::WrongState("the operation names no warehouse".into())),
    }
}

fn guard(stock: &StockDesk<'_>, context: &Context, warehouse: &WarehouseId, sku: &Sku) -> Result<(), StockRefusal> {
    match_version(context, stock.desk.cell(warehouse, sku).version())
}

fn match_version(context: &Context, version: u64) -> Result<(), StockRefusal> {
    let found = format!("\"{version}\"");
    match context.if_match.as_deref() {
        Some(wanted) if crate::http::request::guard(Some(wanted), &found).is_err() => {
            Err(StockRefusal::Stale { wanted: wanted.to_owned(), found })
        }
        _ => Ok(()),
    }
}

fn change(stock: &mut StockDesk<'_>, warehouse: &WarehouseId, deal: &Deal, cause: &Cause) -> Result<(), StockRefusal> {
    use Account::{Available, Damaged, Loss};
    let sku = &deal.sku;
    let (word, from, to, by) = match &deal.change {
        Change::SetOnHand { quantity } => {
            let by = quantity.get() as i64 - stock.desk.cell(warehouse, sku).on_hand() as i64;
            ("on hand set", Loss, Available, by)
        }
        Change::Adjust { by } => ("adjustment", Loss, Available, *by),
        Change::Damage { by } => ("damage", Available, Damaged, *by),
        Change::Hold { quantity, reference } => {
            hold::set_reference(
                stock,
                (warehouse, sku),
                quantity.get(),
                reference,
                &saying(cause, Some(deal), "hold"),
            )?;
            stock.changed(warehouse, sku);
            return Ok(());
        }
    };
    let deed = if by < 0 { Deed::Move { from: to, to: from } } else { Deed::Move { from, to } };
    if let Some(units) = Quantity::capped(by.unsigned_abs()) {
        stock.post(warehouse, sku, deed, units, &saying(cause, Some(deal), word))?;
        stock.changed(warehouse, sku);
    }
    Ok(())
}

fn discontinue(
    stock: &mut StockDesk<'_>,
    context: &Context,
    warehouse: &WarehouseId,
    sku: &Sku,
) -> Result<Answer, StockRefusal> {
    stock.check_place(warehouse, sku)?;
    guard(stock, context, warehouse, sku)?;
    let on_hand = stock.desk.cell(warehouse, sku).on_hand();
    if on_hand > 0 {
        return Err(StockRefusal::WrongState(format!(
            "{on_hand} of {sku} are on hand in {warehouse}; only an empty cell can be discontinued"
        )));
    }
    stock.discontinued.push((warehouse.clone(), sku.clone()));
    Ok(shown(&stock.record(warehouse, sku)))
}

fn resize(
    stock: &mut StockDesk<'_>,
    context: &Context,
    id: ReservationId,
    quantity: u64,
    cause: &Cause,
) -> Result<Answer, StockRefusal> {
    let hold = stock.holds.get(id).cloned().ok_or_else(|| StockRefusal::NoReservation(id.to_string()))?;
    match_version(context, hold.version)?;
    if stock.is_settling(&hold.warehouse) {
        return Err(StockRefusal::Fenced(hold.warehouse));
    }
    if quantity > hold.quantity {
        stock.check_place(&hold.warehouse, &hold.sku)?; // raising promises more, giving back does not
    }
    let changed = hold::resize(stock, &hold, quantity, &saying(cause, None, "reservation changed"))?;
    stock.changed(&hold.warehouse, &hold.sku);
    Ok(Answer::ok(&changed.record()).with_etag(changed.version))
}

/// Rights of the other side that the rows would need together, where the stock for them is there.
fn wanted_by_batch(
    stock: &StockDesk<'_>,
    warehouse: &WarehouseId,
    rows: &[Result<Deal, Problem>],
) -> Vec<(WarehouseId, Sku, u64)> {
    let mut taken: BTreeMap<&Sku, u64> = BTreeMap::new();
    for deal in rows.iter().flatten() {
        let by = match deal.change {
            Change::SetOnHand { quantity } => {
                quantity.get() as i64 - stock.desk.cell(warehouse, &deal.sku).on_hand() as i64
            }
            Change::Adjust { by } => by,
            _ => 0,
        };
        if by < 0 {
            *taken.entry(&deal.sku).or_default() += by.unsigned_abs();
        }
    }
    let wanted = |(sku, units): (&Sku, u64)| {
        let (rights, available) = (stock.desk.rights(warehouse, sku), stock.desk.cell(warehouse, sku).available());
        (units.min(available) > rights).then(|| (warehouse.clone(), sku.clone(), units.min(available)))
    };
    taken.into_iter().filter_map(wanted).collect()
}

/// Row by row; a refused row changes nothing and does not spoil its neighbours.
fn batch(
    stock: &mut StockDesk<'_>,
    warehouse: &WarehouseId,
    rows: &[Result<Deal, Problem>],
    (cause, path): (&Cause, &str),
) -> Result<Answer, StockRefusal> {
    if !stock.view.has_warehouse(warehouse) {
        return Err(StockRefusal::NoWarehouse(warehouse.clone()));
    }
    let mut items = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let done = match row {
            Ok(deal) => one_of_batch(stock, warehouse, deal, cause),
            Err(problem) => Err(problem.clone()),
        };
        items.push(match done {
            Ok(record) => json!({ "index": index, "status": 200, "sku": record.sku, "inventory": record }),
            Err(problem) => json!({ "index": index, "status": problem.status, "problem": problem.to_json(path) }),
        });
    }
    Ok(Answer::ok(&json!({ "items": items })))
}

fn one_of_batch(
    stock: &mut StockDesk<'_>,
    warehouse: &WarehouseId,
    deal: &Deal,
    cause: &Cause,
) -> Result<InventoryRecord, Problem> {
    let mark = stock.desk.mark();
    let checked = stock.check_place(warehouse, &deal.sku);
    match checked.and_then(|()| change(stock, warehouse, deal, cause)) {
        Ok(()) => Ok(stock.record(warehouse, &deal.sku)),
        Err(refusal) => {
            stock.desk.undo(mark);
            Err(refusal.problem(stock.held))
        }
    }
}

fn shown(record: &InventoryRecord) -> Answer {
    Answer::ok(record).with_etag(record.version)
}

/// Who does it, with what, under which key.
pub fn cause_of(context: &Context) -> Cause {
    Cause {
        reason: "".into(),
        // every movement refers to something: where nothing is named, to the request
        reference: Some(context.request_id.clone()),
        actor: context.principal.name.clone(),
        device: context.device.clone(),
        op_id: context.key.clone(),
    }
}

fn saying(cause: &Cause, deal: Option<&Deal>, otherwise: &str) -> Cause {
    let reason: Arc<str> = deal.and_then(|deal| deal.reason.clone()).unwrap_or_else(|| otherwise.into());
    let reference = deal.and_then(|deal| deal.reference.clone()).or_else(|| cause.reference.clone());
    Cause { reason, reference, ..cause.clone() }
}

/// The outcome of a reply that is final.
impl StockReply {
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Answered { outcome, .. } => Some(outcome),
            Self::NeedsRights(_) => None,
        }
    }
}
