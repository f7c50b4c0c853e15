//! After a restore: the floor learns from the hub which of its tasks are open, and sets right what is committed and belongs
//! to nothing any more, or belongs to something and has left. Nothing is guessed that a person is not told.

use holdfast_crdt::{Account, Cause, Quantity, ShipmentId, Sku, TaskId};
use holdfast_sync::mail::{self, Held, HeldState, TaskLine, ToHub};
use holdfast_sync::statement::Difference;

use super::Floor;
use super::task::{Ending, FloorTask, State};

impl FloorTask {
    /// Units of each SKU that stand in `committed` for this task.
    pub fn expected(&self) -> impl Iterator<Item = (&Sku, u64)> {
        let holds = self.state != State::Done && !self.is_incoming();
        self.lines.iter().filter(move |_| holds).map(|line| (&line.sku, line.quantity.saturating_sub(line.short)))
    }

    /// The task as a restored hub is told of it.
    pub fn held(&self) -> Option<Held> {
        let state = match (self.state, self.ending) {
            (State::Open, _) => HeldState::Open,
            (State::Picking, _) => HeldState::Picking,
            (State::Packed, _) => HeldState::Packed,
            (State::Done, Some(Ending::Shipped)) => HeldState::Shipped { shipment: self.shipment? },
            (State::Done, Some(Ending::Canceled)) => HeldState::Canceled,
            (State::Done, _) => HeldState::Short,
        };
        let lines = self.lines.iter().filter_map(|line| {
            let quantity = Quantity::capped(line.quantity)?;
            Some((TaskLine { allocation: line.allocation, sku: line.sku.clone(), quantity }, line.short))
        });
        let (lines, short): (Vec<TaskLine>, Vec<u64>) = lines.unzip();
        let task = mail::Task {
            task: self.task,
            kind: self.kind.clone(),
            priority: self.priority,
            released_at: self.released_at,
            lines,
        };
        Some(Held { task, short, state })
    }
}

impl Floor<'_> {
    /// The hub counts this task as open, with so much left of each line.
    pub fn resume(&mut self, told: &mail::Task) {
        let Some(mut task) = self.tasks.get(&told.task).cloned() else {
            return self.tasks.put(told.task, FloorTask::new(told));
        };
        if task.state == State::Done {
            return; // the letter that says so is on its way
        }
        for line in &mut task.lines {
            let left = told.lines.iter().find(|named| named.allocation == line.allocation);
            let gone = line.quantity.saturating_sub(left.map_or(0, |named| named.quantity.get()));
            line.quantity -= gone;
            // what the hub knows to be short was told by a letter that it has
            line.short = line.short.saturating_sub(gone);
            line.picked = line.picked.min(line.quantity - line.short);
        }
        task.lines.retain(|line| line.quantity > 0);
        self.keep(&mut task);
    }

    /// A task that the hub counts as over: what became of its units stands in the rows that came back.
    ///
    /// `left`: the log that came back says that its parcel left.
    pub fn conclude(&mut self, id: TaskId, left: bool) {
        let Some(mut task) = self.tasks.get(&id).cloned() else { return };
        if task.state != State::Done && left {
            let shipment = ShipmentId::from_parts(self.now, self.chance());
            (task.state, task.ending, task.shipment) = (State::Done, Some(Ending::Shipped), Some(shipment));
            task.lines.iter_mut().for_each(|line| line.picked = line.quantity - line.short);
        } else if task.state != State::Done {
            (task.state, task.ending) = (State::Done, Some(Ending::Canceled));
        } else if task.ending == Some(Ending::Shipped) && !task.is_incoming() {
            // shipped before the store was lost, and on paper once more since: it left once
            let cause = Cause::new("shipped before the restore", "floor").about(task.reference());
            for line in &task.lines {
                self.shift(&line.sku, Account::Customer, Account::Committed, line.picked, &cause).ok();
            }
        }
        self.keep(&mut task);
    }

    /// Sets one cell right; how many units no task could give up.
    pub fn set_right(&mut self, sku: &Sku, difference: Difference) -> u64 {
        match difference {
            Difference::Surplus(units) => {
                let cause = Cause::new("restored: committed to nothing", "floor");
                if self.shift(sku, Account::Committed, Account::Available, units, &cause).is_ok() {
                    self.share(sku, units);
                }
                0
            }
            Difference::Deficit(0) => 0,
            Difference::Deficit(units) => self.give_up(sku, units),
        }
    }

    /// Commits units that are expected and were given back, as far as our rights go; for how many they do not.
    pub fn commit_again(&mut self, sku: &Sku, units: u64) -> u64 {
        let here = units.min(self.desk.rights(self.warehouse, sku));
        let cause = Cause::new("restored: expected on the floor", "floor");
        match self.shift(sku, Account::Available, Account::Committed, here, &cause) {
            Ok(()) => units - here,
            Err(_) => units,
        }
    }

    /// Takes units that are not committed any more out of open tasks; how many no task had.
    fn give_up(&mut self, sku: &Sku, units: u64) -> u64 {
        let mut left = units;
        let holds = |task: &FloorTask| {
            task.state != State::Done && !task.is_incoming() && task.lines.iter().any(|line| line.sku == *sku)
        };
        // those furthest on have most likely left
        let mut found: Vec<FloorTask> =
            self.tasks.iter().map(|(_, task)| task).filter(|task| holds(task)).cloned().collect();
        found.sort_by_key(|task| (std::cmp::Reverse(task.state), task.task));
        for mut task in found {
            let mut shorts = Vec::new();
            for line in task.lines.iter_mut().filter(|line| line.sku == *sku) {
                let here = left.min(line.quantity - line.short);
                line.short += here;
                line.picked = line.picked.min(line.quantity - line.short);
                left -= here;
                shorts.extend(Quantity::capped(here).map(|quantity| (line.allocation, quantity)));
            }
            let reason = "not on the books after a restore: it may have left already";
            for (allocation, quantity) in shorts {
                self.tell(ToHub::Short { task: task.task, allocation, quantity, reason: reason.into() });
            }
            self.settle(&mut task);
            if task.state == State::Packed && task.picked() == 0 {
                (task.state, task.ending) = (State::Done, Some(Ending::Short));
            }
            self.keep(&mut task);
        }
        left
    }
}
