//! What the hub asks of the floor, applied once and in order. A letter is never refused: what cannot be done is answered.

use holdfast_crdt::{Account, AllocationId, Cause, ClaimId, TaskId};
use holdfast_sync::mail::{ToHub, ToNode};

use super::task::{Ending, FloorTask, State};
use super::{Floor, claim};

impl Floor<'_> {
    /// Applies one letter, written when the hub had come to the clock `written_at`. The tasks, claims and cells it names must
    /// be up.
    pub fn hear(&mut self, letter: &ToNode, written_at: u64) {
        match letter {
            ToNode::Task(task) => {
                if self.tasks.get(&task.task).is_none() {
                    self.tasks.put(task.task, FloorTask::new(task));
                }
            }
            ToNode::Cancel { task } => self.cancel(*task),
            ToNode::TakeBack { claim, task, allocation, quantity } => {
                self.take_back(*claim, *task, *allocation, quantity.get());
            }
            ToNode::ClaimPaid { claim, quantity } => self.claim_paid(*claim, quantity.get(), written_at),
            ToNode::Resume(task) => self.resume(task),
            // what it is laid beside stands in the store: its owner heeds it
            ToNode::Stated(_) | ToNode::Expect(_) | ToNode::ExpectationClosed { .. } => {}
        }
    }

    fn cancel(&mut self, id: TaskId) {
        let Some(mut task) = self.tasks.get(&id).cloned() else {
            return self.tell(ToHub::Cancelled { task: id });
        };
        let arrived = task.is_incoming() && task.picked() > 0;
        if task.ending == Some(Ending::Shipped) || arrived {
            return self.tell(ToHub::CancelRefused { task: id });
        }
        if task.state != State::Done {
            self.give_back(&task);
            (task.state, task.ending) = (State::Done, Some(Ending::Canceled));
            self.keep(&mut task);
        }
        self.tell(ToHub::Cancelled { task: id });
    }

    /// What a task holds, picked or not, is available again.
    fn give_back(&mut self, task: &FloorTask) {
        if task.is_incoming() {
            return;
        }
        let cause = Cause::new("canceled", "hub").about(task.reference());
        for line in &task.lines {
            let units = line.quantity.saturating_sub(line.short);
            if self.shift(&line.sku, Account::Committed, Account::Available, units, &cause).is_ok() {
                self.share(&line.sku, units);
            }
        }
    }

    fn take_back(&mut self, claim: ClaimId, id: TaskId, allocation: AllocationId, wanted: u64) {
        let open = claim::find(self.claims, claim).map_or(0, |(_, outstanding)| outstanding);
        let mut taken = 0;
        if let Some(mut task) =
            self.tasks.get(&id).filter(|task| task.state < State::Packed && !task.is_incoming()).cloned()
        {
            taken = self.take_from(&mut task, allocation, wanted.min(open));
            if taken > 0 {
                self.settle(&mut task);
                self.keep(&mut task);
            }
        }
        self.settle_claim(claim, taken);
        self.tell(ToHub::TakenBack { claim, task: id, allocation, quantity: taken });
    }

    fn take_from(&mut self, task: &mut FloorTask, allocation: AllocationId, wanted: u64) -> u64 {
        let cause = Cause::new("claim", "hub").about(task.reference());
        let Some(line) = task.lines.iter_mut().find(|line| line.allocation == allocation) else { return 0 };
        let units = line.left().min(wanted);
        if self.shift(&line.sku, Account::Committed, Account::Loss, units, &cause).is_err() {
            return 0;
        }
        line.quantity -= units;
        task.lines.retain(|line| line.quantity > 0);
        units
    }
}

/// What a letter needs put up before it is applied.
#[derive(Debug, Default)]
pub struct Named {
    pub task: Option<TaskId>,
    pub claim: Option<ClaimId>,
}

impl Named {
    pub fn by(letter: &ToNode) -> Self {
        match letter {
            ToNode::Task(task) | ToNode::Resume(task) => Self { task: Some(task.task), claim: None },
            ToNode::Stated(_) | ToNode::Expect(_) | ToNode::ExpectationClosed { .. } => Self::default(),
            ToNode::Cancel { task } => Self { task: Some(*task), claim: None },
            ToNode::TakeBack { claim, task, .. } => Self { task: Some(*task), claim: Some(*claim) },
            ToNode::ClaimPaid { claim, .. } => Self { task: None, claim: Some(*claim) },
        }
    }
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::{Count, Quantity};

    use super::*;
    use crate::core::count::CountLine;
    use crate::core::testing::{Scene, allocation_id, cause, sku, task_id};

    fn missing(scene: &mut Scene, counted: u64) -> ClaimId {
        let line = CountLine { sku: sku("CUP"), counted: Count::new(counted).unwrap(), bin: None };
        scene.floor().count(&[line], &Default::default(), &mut Default::default(), &cause()).unwrap();
        scene
            .letters()
            .iter()
            .find_map(|letter| match letter {
                ToHub::Claim { claim, .. } => Some(*claim),
                _ => None,
            })
            .unwrap()
    }

    fn take_back(claim: ClaimId, allocation: u64, quantity: u64) -> ToNode {
        let (task, allocation, quantity) = (task_id(1), allocation_id(allocation), Quantity::new(quantity).unwrap());
        ToNode::TakeBack { claim, task, allocation, quantity }
    }

    #[test]
    fn a_cancel_gives_everything_back_once() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 10, 4);
        scene.order_task(1, &[("CUP", 4)]);
        scene.pick_all(1);
        for _ in 0..2 {
            scene.floor().hear(&ToNode::Cancel { task: task_id(1) }, 0);
            assert_eq!((scene.cell("CUP").committed(), scene.cell("CUP").available()), (0, 10));
            assert_eq!(scene.letters().last(), Some(&ToHub::Cancelled { task: task_id(1) }));
        }
        assert_eq!(scene.task(1).ending, Some(Ending::Canceled));
    }

    #[test]
    fn what_has_shipped_is_not_cancelled() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 10, 4);
        scene.order_task(1, &[("CUP", 4)]);
        scene.pick_all(1);
        scene.floor().ship(task_id(1), None, None, &cause()).unwrap();
        scene.floor().hear(&ToNode::Cancel { task: task_id(1) }, 0);
        assert_eq!(scene.letters().last(), Some(&ToHub::CancelRefused { task: task_id(1) }));
        scene.floor().hear(&ToNode::Cancel { task: task_id(9) }, 0);
        assert_eq!(scene.letters().last(), Some(&ToHub::Cancelled { task: task_id(9) }));
    }

    #[test]
    fn a_claim_takes_back_what_is_not_picked_and_no_more_than_it_claims() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 8, 8);
        scene.order_task(1, &[("CUP", 6), ("CUP", 2)]);
        let claim = missing(&mut scene, 5);
        scene.floor().hear(&take_back(claim, 1, 2), 0);
        assert_eq!((scene.task(1).lines[0].quantity, scene.cell("CUP").on_hand()), (4, 6));
        scene.floor().hear(&take_back(claim, 2, 2), 0);
        assert!(matches!(scene.letters().last(), Some(ToHub::TakenBack { quantity: 1, .. })));
        assert_eq!((claim::outstanding(&scene.claims, &sku("CUP")), scene.cell("CUP").on_hand()), (0, 5));
    }

    #[test]
    fn a_task_that_loses_all_its_lines_is_done() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 3, 3);
        scene.order_task(1, &[("CUP", 3)]);
        let claim = missing(&mut scene, 0);
        scene.floor().hear(&take_back(claim, 1, 3), 0);
        assert_eq!((scene.task(1).ending, scene.cell("CUP").on_hand()), (Some(Ending::Short), 0));
    }

    #[test]
    fn picked_units_are_not_taken_back() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 3, 3);
        scene.order_task(1, &[("CUP", 3)]);
        scene.pick_all(1);
        let claim = missing(&mut scene, 2);
        scene.floor().hear(&take_back(claim, 1, 1), 0);
        assert!(matches!(scene.letters().last(), Some(ToHub::TakenBack { quantity: 0, .. })));
    }
}
