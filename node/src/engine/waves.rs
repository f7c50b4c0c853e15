//! Waves: made of tasks that are in none, and picked as one.

use std::collections::BTreeSet;

use holdfast_crdt::{Millis, TaskId};
use holdfast_shell::http::answer::{Answer, Outcome, etag};
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::{Context, guard};
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::mail::TaskKind;
use ulid::Ulid;

use super::NodeEngine;
use super::command::{WaveTasks, Which};
use super::floor::cause;
use crate::api::show::WaveView;
use crate::core::Refusal;
use crate::core::pick::PickLine;
use crate::core::task::{FloorTask, State};
use crate::core::wave::{Mode, WAVE_TASKS_MAX, Wave, deal};
use crate::store;

impl NodeEngine {
    pub(super) fn make_wave(&mut self, wanted: &WaveTasks, mode: Mode, now: Millis) -> Result<Outcome, StoreError> {
        self.flush_tasks()?;
        let tasks = match &wanted.which {
            Which::These(tasks) => match self.admitted(tasks, wanted.of_orders)? {
                Ok(()) => tasks.clone(),
                Err(problem) => return Ok(Err(problem)),
            },
            Which::MostUrgent(limit) => self.most_urgent(*limit, wanted.of_orders)?,
        };
        if tasks.is_empty() {
            return Ok(Err(Problem::new(Slug::WrongState, "there is no open task that is in no wave yet")));
        }
        let wave = Wave { wave: self.fresh_id(now), mode, tasks, at: now };
        store::save_wave(&self.connection, &wave)?;
        let view = WaveView::read(&self.connection, &wave)?;
        Ok(Ok(Answer::created(format!("/v1/waves/{}", wave.wave), &view).with_etag(view.version)))
    }

    /// Whether each of the tasks can be picked, and is in no wave.
    fn admitted(&mut self, tasks: &[TaskId], of_orders: bool) -> Result<Result<(), Problem>, StoreError> {
        let mut seen = BTreeSet::new();
        for (index, id) in tasks.iter().enumerate() {
            let pointer = format!("/taskIds/{index}");
            if !seen.insert(id) {
                return Ok(Err(Problem::invalid(pointer, format!("{id} stands in this request twice"))));
            }
            let Some(task) = store::load_task(&self.connection, *id)? else {
                return Ok(Err(Problem::not_found("task").field(pointer, format!("there is no task {id}"))));
            };
            let state = |detail: String| Err(Problem::new(Slug::WrongState, detail.clone()).field(&*pointer, detail));
            if task.is_incoming() || !matches!(task.state, State::Open | State::Picking) {
                return Ok(state(format!("{id} is {}, or goods to be put away: it cannot be picked", task.state)));
            }
            if of_orders && task.order().is_none() {
                return Ok(state(format!("{id} is no order's")));
            }
            if let Some(wave) = store::wave_of(&self.connection, *id)? {
                return Ok(state(format!("{id} is in the wave {wave}")));
            }
        }
        Ok(Ok(()))
    }

    fn most_urgent(&self, limit: usize, of_orders: bool) -> Result<Vec<TaskId>, StoreError> {
        let mut tasks = Vec::new();
        // goods that come in are tasks as well: more are read than are wanted
        for id in store::tasks_for_wave(&self.connection, WAVE_TASKS_MAX * 4)? {
            let task = store::load_task(&self.connection, id)?;
            let fits = |task: &FloorTask| match task.kind {
                TaskKind::Order { .. } => true,
                TaskKind::TransferOut { .. } => !of_orders,
                TaskKind::TransferIn { .. } => false,
            };
            tasks.extend(task.filter(fits).map(|_| id));
            if tasks.len() == limit {
                break;
            }
        }
        Ok(tasks)
    }

    pub(super) fn pick_wave(
        &mut self,
        context: &Context,
        id: Ulid,
        lines: &[PickLine],
        confirmed: bool,
        now: Millis,
    ) -> Result<Outcome, StoreError> {
        let Some(wave) = store::load_wave(&self.connection, id)? else { return Ok(Err(Problem::not_found("wave"))) };
        self.flush_tasks()?;
        let tasks = store::tasks_of_wave(&self.connection, &wave)?;
        let version = etag(WaveView::version_of(&tasks));
        if let Err(problem) = guard(context.if_match.as_deref(), &version) {
            return Ok(Err(problem));
        }
        if let Err(refusal) = self.pick_each(context, &tasks, lines, confirmed, now)? {
            return Ok(Err(refusal.into()));
        }
        self.flush_tasks()?;
        let view = WaveView::read(&self.connection, &wave)?;
        Ok(Ok(Answer::ok(&view).with_etag(view.version)))
    }

    fn pick_each(
        &mut self,
        context: &Context,
        tasks: &[FloorTask],
        lines: &[PickLine],
        confirmed: bool,
        now: Millis,
    ) -> Result<Result<(), Refusal>, StoreError> {
        self.load_cells(tasks.iter().flat_map(|task| task.lines.iter().map(|line| &line.sku)))?;
        let mut shelves =
            self.shelves(lines.iter().map(|line| &line.sku), lines.iter().filter_map(|line| line.bin.as_ref()))?;
        let usual = self.usual(lines.iter().map(|line| line.quantity.get() + line.short.get()), confirmed);
        let dealt = deal(tasks, lines).and_then(|dealt| shelves.pick(lines, false).and(usual).map(|()| dealt));
        let dealt = match dealt {
            Ok(dealt) => dealt,
            Err(refusal) => return Ok(Err(refusal)),
        };
        for (id, share) in dealt {
            self.load_task(id)?;
            let about = self.tasks.get(&id).map(FloorTask::reference);
            let cause = cause(context, "pick", about.as_deref());
            if let Err(refusal) = self.floor(now).pick(id, &share, &cause) {
                return Ok(Err(refusal));
            }
        }
        self.keep_shelves(&mut shelves)?;
        Ok(Ok(()))
    }
}
