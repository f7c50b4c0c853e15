//! Picking: units found and units that are not in their place, spread over the task's allocations in order.

use std::sync::Arc;

use holdfast_crdt::{Account, Cause, Count, Quantity, Sku, TaskId};
use holdfast_sync::mail::{Progress, ToHub};

use super::bins::Bin;
use super::task::{Ending, FloorTask, State};
use super::{Floor, Refusal};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickLine {
    pub sku: Sku,
    pub quantity: Count,
    /// Units that are not there.
    pub short: Count,
    pub reason: Option<Arc<str>>,
    /// Where they were taken from; where an incoming transfer was put.
    pub bin: Option<Bin>,
}

impl Floor<'_> {
    /// Picks from a task, all lines or none. The task must be on its board.
    pub fn pick(&mut self, id: TaskId, lines: &[PickLine], cause: &Cause) -> Result<FloorTask, Refusal> {
        let mut task = self.task(id)?;
        if !matches!(task.state, State::Open | State::Picking) {
            return Err(Refusal::WrongState(format!("the task is {}: there is nothing left to pick", task.state)));
        }
        for (index, line) in lines.iter().enumerate() {
            self.pick_line(&mut task, index, line, cause)?;
        }
        if task.state == State::Open {
            task.state = State::Picking;
            self.tell(ToHub::Progress { task: id, state: Progress::Picking });
        }
        self.settle(&mut task);
        self.keep(&mut task);
        Ok(task)
    }

    pub(super) fn task(&self, id: TaskId) -> Result<FloorTask, Refusal> {
        self.tasks.get(&id).cloned().ok_or_else(|| Refusal::WrongState("the task is not on the floor".into()))
    }

    pub(super) fn keep(&mut self, task: &mut FloorTask) {
        task.version += 1;
        self.tasks.put(task.task, task.clone());
    }

    fn pick_line(&mut self, task: &mut FloorTask, index: usize, line: &PickLine, cause: &Cause) -> Result<(), Refusal> {
        if !task.lines.iter().any(|known| known.sku == line.sku) {
            return Err(Refusal::NotInTask { index, sku: line.sku.clone() });
        }
        let (picked, short) = (line.quantity.get(), line.short.get());
        let left = task.left(&line.sku);
        if picked + short > left {
            let wanted = picked + short;
            let detail = if task.is_incoming() {
                format!(
                    "{left} units of {} are still to arrive, not {wanted}: take the others in as a receipt",
                    line.sku
                )
            } else {
                format!("{left} units of {} are left to pick in this task, not {wanted}", line.sku)
            };
            return Err(Refusal::WrongState(detail));
        }
        if task.is_incoming() {
            self.put_away(line, cause).map_err(|error| Refusal::Post { index, error })?;
        }
        spread(task, &line.sku, picked, |place, units| place.picked += units);
        let reason = line.reason.clone().unwrap_or_else(|| "short pick".into());
        let mut shorts = Vec::new();
        spread(task, &line.sku, short, |place, units| {
            place.short += units;
            shorts.push((place.allocation, units));
        });
        for (allocation, units) in shorts {
            self.short(task, &line.sku, units, &reason, cause).map_err(|error| Refusal::Post { index, error })?;
            if let Some(quantity) = Quantity::capped(units) {
                self.tell(ToHub::Short { task: task.task, allocation, quantity, reason: reason.clone() });
            }
        }
        Ok(())
    }

    /// Units that are not there leave the books. Of an incoming transfer they never came onto them.
    fn short(
        &mut self,
        task: &FloorTask,
        sku: &Sku,
        units: u64,
        reason: &Arc<str>,
        cause: &Cause,
    ) -> Result<(), holdfast_crdt::PostError> {
        if task.is_incoming() {
            return Ok(());
        }
        let cause = Cause { reason: reason.clone(), ..cause.clone() };
        self.shift(sku, Account::Committed, Account::Loss, units, &cause)?;
        // a count may have missed the same units already: they are written off once
        self.withdraw(sku, units);
        Ok(())
    }

    fn put_away(&mut self, line: &PickLine, cause: &Cause) -> Result<(), holdfast_crdt::PostError> {
        let units = line.quantity.get();
        self.shift(&line.sku, Account::InTransit, Account::Available, units, cause)?;
        self.share(&line.sku, units);
        Ok(())
    }

    /// Moves a task on once every unit is accounted for.
    pub(super) fn settle(&mut self, task: &mut FloorTask) {
        if !task.is_accounted_for() || task.state >= State::Packed {
            return;
        }
        if task.picked() == 0 {
            // what left before tells the hub by itself
            task.shipment = task.parts.last().map(|part| part.shipment);
            let ending = if task.shipment.is_some() { Ending::Shipped } else { Ending::Short };
            (task.state, task.ending) = (State::Done, Some(ending));
        } else if task.is_incoming() {
            self.finish(task, None, None);
        } else {
            task.state = State::Packed;
            self.tell(ToHub::Progress { task: task.task, state: Progress::Packed });
        }
    }
}

/// Spreads units over the allocations of a SKU, in order, as far as each has any left.
fn spread(task: &mut FloorTask, sku: &Sku, units: u64, mut give: impl FnMut(&mut super::task::Line, u64)) {
    let mut left = units;
    for line in task.lines.iter_mut().filter(|line| line.sku == *sku) {
        let here = left.min(line.left());
        if here > 0 {
            give(line, here);
            left -= here;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::{Scene, cause, sku, task_id};

    fn line(name: &str, quantity: u64, short: u64) -> PickLine {
        PickLine {
            sku: sku(name),
            quantity: Count::new(quantity).unwrap(),
            short: Count::new(short).unwrap(),
            reason: None,
            bin: None,
        }
    }

    #[test]
    fn a_task_goes_from_open_over_picking_to_packed() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 10, 5);
        scene.order_task(1, &[("CUP", 2), ("CUP", 3)]);
        let task = scene.floor().pick(task_id(1), &[line("CUP", 3, 0)], &cause()).unwrap();
        assert_eq!((task.state, task.lines[0].picked, task.lines[1].picked), (State::Picking, 2, 1));
        let task = scene.floor().pick(task_id(1), &[line("CUP", 2, 0)], &cause()).unwrap();
        assert_eq!((task.state, task.version), (State::Packed, 3));
        let told = [Progress::Picking, Progress::Packed].map(|state| ToHub::Progress { task: task_id(1), state });
        assert_eq!(scene.letters(), told);
        assert!(matches!(scene.floor().pick(task_id(1), &[line("CUP", 1, 0)], &cause()), Err(Refusal::WrongState(_))));
    }

    #[test]
    fn short_units_leave_the_books_by_allocation() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 10, 5);
        scene.order_task(1, &[("CUP", 2), ("CUP", 3)]);
        let task = scene.floor().pick(task_id(1), &[line("CUP", 1, 4)], &cause()).unwrap();
        assert_eq!((task.state, task.lines[0].short, task.lines[1].short), (State::Packed, 1, 3));
        assert_eq!((scene.cell("CUP").committed(), scene.cell("CUP").on_hand()), (1, 6));
        let shorts = scene.letters().iter().filter(|letter| matches!(letter, ToHub::Short { .. })).count();
        assert_eq!(shorts, 2);
    }

    #[test]
    fn a_task_of_which_nothing_is_there_is_done() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 5, 5);
        scene.order_task(1, &[("CUP", 5)]);
        let task = scene.floor().pick(task_id(1), &[line("CUP", 0, 5)], &cause()).unwrap();
        assert_eq!((task.state, task.ending), (State::Done, Some(Ending::Short)));
    }

    #[test]
    fn what_a_task_does_not_hold_cannot_be_picked() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 5, 5);
        scene.order_task(1, &[("CUP", 5)]);
        let refused = scene.floor().pick(task_id(1), &[line("PAN", 1, 0)], &cause());
        assert!(matches!(refused, Err(Refusal::NotInTask { index: 0, .. })));
        let refused = scene.floor().pick(task_id(1), &[line("CUP", 4, 2)], &cause());
        assert!(matches!(refused, Err(Refusal::WrongState(_))));
    }

    #[test]
    fn units_a_count_missed_already_are_written_off_once() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 8, 8);
        scene.order_task(1, &[("CUP", 8)]);
        let counted = crate::core::count::CountLine { sku: sku("CUP"), counted: Count::new(5).unwrap(), bin: None };
        scene.floor().count(&[counted], &Default::default(), &mut Default::default(), &cause()).unwrap();
        scene.floor().pick(task_id(1), &[line("CUP", 5, 3)], &cause()).unwrap();
        assert_eq!(crate::core::claim::outstanding(&scene.claims, &sku("CUP")), 0);
        assert_eq!(scene.cell("CUP").on_hand(), 5);
    }

    #[test]
    fn an_incoming_transfer_is_put_away_as_it_is_checked_in() {
        let mut scene = Scene::new();
        scene.incoming_task(1, &[("CUP", 5)]);
        let task = scene.floor().pick(task_id(1), &[line("CUP", 4, 1)], &cause()).unwrap();
        assert_eq!((task.state, task.ending), (State::Done, Some(Ending::Shipped)));
        assert_eq!(scene.cell("CUP").available(), 4);
        assert!(matches!(scene.letters().last(), Some(ToHub::Shipped { lines, .. }) if lines.len() == 1));
    }
}
