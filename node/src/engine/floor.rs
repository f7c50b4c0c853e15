//! Commands of the floor: recall, decide, remember.

use holdfast_crdt::{Cause, Count, Millis, Sku, TaskId};
use holdfast_shell::http::answer::{Answer, Outcome, etag};
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::{Context, guard};
use holdfast_shell::sqlite::{Remembered, StoreError};

use super::problem::{fenced, unknown};
use super::{FloorOp, NodeEngine, Reply};
use crate::api::show::{ReceiptView, TaskView};
use crate::core::Refusal;
use crate::core::pick::PickLine;
use crate::core::receipt::ReceiptLine;
use crate::core::task::FloorTask;
use crate::{scan, store};

/// What stands in the log beside a movement: who did it, with what, under which key.
pub(super) fn cause(context: &Context, reason: &str, reference: Option<&str>) -> Cause {
    Cause {
        reason: reason.into(),
        reference: reference.map(Into::into),
        actor: context.principal.name.clone(),
        device: context.device.clone(),
        op_id: context.key.clone(),
    }
}

/// What was answered under this key before; the refusal of a reused key was not.
pub(super) fn replay(outcome: Outcome) -> (Outcome, bool) {
    let reused = matches!(&outcome, Err(problem) if problem.slug == Slug::IdempotencyKeyReused);
    (outcome, !reused)
}

impl NodeEngine {
    pub(super) fn answer_floor(&mut self, context: &Context, op: &FloorOp, now: Millis) -> Result<Reply, StoreError> {
        if let Remembered::Replay(outcome) = self.answers.recall(&self.connection, context)? {
            let (outcome, replayed) = replay(outcome);
            return Ok(Reply::Answered { outcome, replayed });
        }
        // a life that has yet to hear from its hub receives goods. It spends nothing, ships nothing and frees nothing: a copy
        // cannot know which of its parcels have left, and which of its reservations ended
        let moves = !matches!(
            op,
            FloorOp::Receive { .. }
                | FloorOp::ReceiveExpected { .. }
                | FloorOp::ReceiveReturn { .. }
                | FloorOp::Scan { .. }
                | FloorOp::Access(_)
                | FloorOp::Edit(_)
        );
        // an edit of a life that is not heeded yet as another would bear a version that was given before
        let unheeded = self.link.suspicion() && matches!(op, FloorOp::Edit(_));
        if self.is_settling() && moves || unheeded {
            return Ok(Reply::Answered { outcome: Err(fenced()), replayed: false });
        }
        let mark = self.desk.mark();
        self.tasks.mark();
        self.claims.mark();
        self.counted.mark();
        self.expected.mark();
        let outcome = self.decide(context, op, now)?;
        let done = if outcome.is_ok() { "done" } else { "refused" };
        metrics::counter!("floor_commands_total", "kind" => op.kind(), "outcome" => done).increment(1);
        if outcome.is_err() {
            self.desk.undo(mark);
            self.tasks.undo();
            self.claims.undo();
            self.counted.undo();
            self.expected.undo();
        }
        self.answers.remember(context.clone(), outcome.clone());
        Ok(Reply::Answered { outcome, replayed: false })
    }

    fn decide(&mut self, context: &Context, op: &FloorOp, now: Millis) -> Result<Outcome, StoreError> {
        match op {
            FloorOp::Receive { reference, lines, confirmed } => {
                self.receive(lines, reference, *confirmed, &cause(context, "receipt", Some(reference)), now)
            }
            FloorOp::Count(tally) => self.count(context, tally, now),
            FloorOp::Decide { count, approved, reason } => {
                self.decide_count(context, *count, *approved, reason.as_ref(), now)
            }
            FloorOp::ListCounts { size, by, zone, blind } => self.list_counts(*size, *by, zone.as_ref(), *blind, now),
            FloorOp::Move { lines, confirmed } => self.move_goods(lines, *confirmed),
            FloorOp::Pick { task, lines, confirmed } => self.pick(context, *task, lines, *confirmed, now),
            FloorOp::MakeWave { tasks, mode } => self.make_wave(tasks, *mode, now),
            FloorOp::PickWave { wave, lines, confirmed } => self.pick_wave(context, *wave, lines, *confirmed, now),
            FloorOp::Pack { task, packages } => self.pack(context, *task, packages, now),
            FloorOp::Ship { task, carrier, tracking_number } => {
                let found = match self.ready(*task, context)? {
                    Ok(found) => found,
                    Err(problem) => return Ok(Err(problem)),
                };
                self.load_cells(found.lines.iter().map(|line| &line.sku))?;
                let cause = cause(context, "ship", Some(&found.reference()));
                let shipped = self.floor(now).ship(*task, carrier.clone(), tracking_number.clone(), &cause);
                self.shown(shipped.map_err(Problem::from))
            }
            FloorOp::Access(op) => self.decide_access(context, op, now),
            FloorOp::ShipPart { task, lines, carrier, tracking_number } => {
                self.ship_part(context, *task, lines, (carrier.clone(), tracking_number.clone()), now)
            }
            FloorOp::ReceiveExpected { expected, reference, lines, terms } => {
                self.receive_expected(context, *expected, (lines, reference), *terms, now)
            }
            FloorOp::ReceiveReturn { id, reference, lines, terms } => {
                self.receive_return(context, *id, (lines, reference.as_ref()), *terms, now)
            }
            FloorOp::Inspect { reference, of, lines } => self.inspect(context, *of, (lines, reference.as_ref()), now),
            FloorOp::Edit(edit) => self.edit(context, edit),
            FloorOp::Scan { code, task } => {
                let cell = |sku: &Sku| self.rows.cell(&self.connection, &self.seat.warehouse, sku);
                let stocked = |sku: &Sku| Ok(cell(sku)?.version() > 0);
                let scan = scan::Scan { code, task: *task };
                Ok(scan::read(&self.connection, &stocked, scan)?.map(|view| Answer::ok(&view)))
            }
        }
    }

    fn pick(
        &mut self,
        context: &Context,
        task: TaskId,
        lines: &[PickLine],
        confirmed: bool,
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        let found = match self.ready(task, context)? {
            Ok(found) => found,
            Err(problem) => return Ok(Err(problem)),
        };
        self.load_cells(found.lines.iter().map(|line| &line.sku))?;
        let mut shelves =
            self.shelves(lines.iter().map(|line| &line.sku), lines.iter().filter_map(|line| line.bin.as_ref()))?;
        let cause = cause(context, "pick", Some(&found.reference()));
        let usual = self.usual(lines.iter().map(|line| line.quantity.get() + line.short.get()), confirmed);
        let picked = self.floor(now).pick(task, lines, &cause);
        let picked = picked.and_then(|task| shelves.pick(lines, task.is_incoming()).and(usual).map(|()| task));
        if let Ok(task) = &picked {
            self.keep_shelves(&mut shelves)?;
            for line in lines.iter().filter(|line| task.is_incoming() && line.quantity > Count::ZERO) {
                if let Some(bin) = &line.bin {
                    store::save_bin(&self.connection, line.sku.as_str(), bin.as_str())?;
                }
            }
        }
        self.shown(picked.map_err(Problem::from))
    }

    /// The task, if it is here and the request is about its current version.
    pub(super) fn ready(&mut self, task: TaskId, context: &Context) -> Result<Result<FloorTask, Problem>, StoreError> {
        self.load_task(task)?;
        let Some(found) = self.tasks.get(&task).cloned() else { return Ok(Err(Problem::not_found("task"))) };
        Ok(guard(context.if_match.as_deref(), &etag(found.version)).map(|()| found))
    }

    pub(super) fn shown(&self, decided: Result<FloorTask, Problem>) -> Result<Outcome, StoreError> {
        let task = match decided {
            Ok(task) => task,
            Err(problem) => return Ok(Err(problem)),
        };
        Ok(Ok(TaskView::read(&self.connection, &task)?.answer()))
    }

    fn receive(
        &mut self,
        lines: &[ReceiptLine],
        reference: &str,
        confirmed: bool,
        cause: &Cause,
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        if let Err(problem) = self.must_know(lines.iter().map(|line| &line.sku))? {
            return Ok(Err(problem));
        }
        let usual = self.usual(lines.iter().map(|line| line.quantity.get()), confirmed);
        let received = self.floor(now).receive(lines, cause);
        match received.and_then(|receipt| usual.map(|()| receipt)) {
            Ok(receipt) => {
                if let Err(refusal) = self.put_in_bins(lines)? {
                    return Ok(Err(refusal.into()));
                }
                Ok(Ok(ReceiptView::of(receipt, reference, lines).answer()))
            }
            Err(refusal) => Ok(Err(refusal.into())),
        }
    }

    /// Puts received goods where their lines say, and remembers it. Refused where there is no such bin.
    pub(super) fn put_in_bins(&self, lines: &[ReceiptLine]) -> Result<Result<(), Refusal>, StoreError> {
        // most goods come in without one: nothing is read for them
        let binned = || lines.iter().filter_map(|line| Some((&line.sku, line.bin.as_ref()?)));
        let mut shelves = self.shelves(binned().map(|(sku, _)| sku), binned().map(|(_, bin)| bin))?;
        if let Err(refusal) = shelves.receive(lines) {
            return Ok(Err(refusal));
        }
        self.keep_shelves(&mut shelves)?;
        for line in lines {
            if let Some(bin) = &line.bin {
                store::save_bin(&self.connection, line.sku.as_str(), bin.as_str())?;
            }
        }
        Ok(Ok(()))
    }

    /// Puts the cells on the desk, and refuses SKUs that neither stock nor the catalogue knows.
    pub(super) fn must_know<'a>(
        &mut self,
        skus: impl Iterator<Item = &'a Sku> + Clone,
    ) -> Result<Result<(), Problem>, StoreError> {
        self.load_cells(skus.clone())?;
        let mut strangers = Vec::new();
        for (index, sku) in skus.enumerate() {
            let stocked = self.desk.cell(&self.seat.warehouse, sku).rows().next().is_some();
            if !stocked && !store::knows(&self.connection, sku.as_str())? {
                strangers.push((index, sku));
            }
        }
        Ok(if strangers.is_empty() { Ok(()) } else { Err(unknown(&strangers)) })
    }
}
