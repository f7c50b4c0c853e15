//! Shipping: what was picked leaves the books with its parcel.

use std::sync::Arc;

use holdfast_crdt::{Account, Cause, Quantity, ShipmentId, TaskId};
use holdfast_sync::mail::{TaskKind, ToHub};

use super::task::{Ending, FloorTask, State};
use super::{Floor, Refusal};

impl Floor<'_> {
    /// Ships a packed task. An incoming transfer is put away as it is picked: to ship it then changes nothing. The task must
    /// be on its board.
    pub fn ship(
        &mut self,
        id: TaskId,
        carrier: Option<Arc<str>>,
        tracking_number: Option<Arc<str>>,
        cause: &Cause,
    ) -> Result<FloorTask, Refusal> {
        let mut task = self.task(id)?;
        if task.is_incoming() && task.state == State::Done && task.ending != Some(Ending::Canceled) {
            return Ok(task);
        }
        if task.state != State::Packed {
            return Err(Refusal::WrongState(format!("the task is {}: only a packed one can be shipped", task.state)));
        }
        let to = if matches!(task.kind, TaskKind::TransferOut { .. }) { Account::InTransit } else { Account::Customer };
        for (index, line) in task.lines.iter().enumerate() {
            let posted = self.shift(&line.sku, Account::Committed, to, line.picked, cause);
            posted.map_err(|error| Refusal::Post { index, error })?;
        }
        self.finish(&mut task, carrier, tracking_number);
        self.keep(&mut task);
        Ok(task)
    }

    /// Ends a task as shipped (put away) and tells the hub.
    pub(super) fn finish(
        &mut self,
        task: &mut FloorTask,
        carrier: Option<Arc<str>>,
        tracking_number: Option<Arc<str>>,
    ) {
        let shipment = ShipmentId::from_parts(self.now, self.chance());
        (task.state, task.ending, task.shipment) = (State::Done, Some(Ending::Shipped), Some(shipment));
        let lines =
            task.lines.iter().filter_map(|line| Some((line.allocation, Quantity::capped(line.picked)?))).collect();
        self.tell(ToHub::Shipped { task: task.task, shipment, at: self.now, carrier, tracking_number, lines });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::testing::{Scene, cause, task_id};

    #[test]
    fn an_incoming_transfer_may_be_shipped_once_more_to_no_effect() {
        let mut scene = Scene::new();
        scene.incoming_task(1, &[("CUP", 5)]);
        assert!(scene.floor().ship(task_id(1), None, None, &cause()).is_err());
        scene.pick_all(1);
        let told = scene.letters().len();
        let task = scene.floor().ship(task_id(1), None, None, &cause()).unwrap();
        assert_eq!((task.ending, scene.letters().len()), (Some(Ending::Shipped), told));
        assert_eq!(scene.cell("CUP").available(), 5);
    }

    #[test]
    fn only_a_packed_task_ships_and_only_once() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 10, 4);
        scene.order_task(1, &[("CUP", 4)]);
        assert!(matches!(scene.floor().ship(task_id(1), None, None, &cause()), Err(Refusal::WrongState(_))));
        scene.pick_all(1);
        let task = scene.floor().ship(task_id(1), Some("Royal Mail".into()), None, &cause()).unwrap();
        assert_eq!((task.state, task.ending), (State::Done, Some(Ending::Shipped)));
        assert_eq!((scene.cell("CUP").on_hand(), scene.cell("CUP").committed()), (6, 0));
        assert!(matches!(scene.letters().last(), Some(ToHub::Shipped { carrier: Some(_), .. })));
        assert!(matches!(scene.floor().ship(task_id(1), None, None, &cause()), Err(Refusal::WrongState(_))));
    }
}
