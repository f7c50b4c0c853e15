//! Shipping: what was picked leaves the books with its parcel.

use std::sync::Arc;

use holdfast_crdt::{Account, Cause, Quantity, ShipmentId, Sku, TaskId};
use holdfast_sync::mail::{TaskKind, ToHub};

use super::task::{Ending, FloorTask, PARTS_MAX, Part, State};
use super::{Floor, Refusal};

/// Units that leave before the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartLine {
    pub sku: Sku,
    pub quantity: Quantity,
}

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

    /// Ships a part of what is picked of an order; what is left of the task stays open. Where nothing would be left, the task
    /// ships. The task must be on its board.
    pub fn ship_part(
        &mut self,
        id: TaskId,
        lines: &[PartLine],
        (carrier, tracking_number): (Option<Arc<str>>, Option<Arc<str>>),
        cause: &Cause,
    ) -> Result<FloorTask, Refusal> {
        let mut task = self.task(id)?;
        check_part(&task, lines)?;
        let wanted: u64 = lines.iter().map(|line| line.quantity.get()).sum();
        if task.state == State::Packed && wanted == task.picked() {
            return self.ship(id, carrier, tracking_number, cause);
        }
        let mut left = Vec::new();
        for (index, PartLine { sku, quantity }) in lines.iter().enumerate() {
            let posted = self.shift(sku, Account::Committed, Account::Customer, quantity.get(), cause);
            posted.map_err(|error| Refusal::Post { index, error })?;
            left.extend(task.take_part(sku, quantity.get()));
        }
        let (shipment, at) = (ShipmentId::from_parts(self.now, self.chance()), self.now);
        let part = Part { shipment, at, carrier, tracking_number, lines: left };
        self.tell(part.told(id));
        task.parts.push(part);
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

fn check_part(task: &FloorTask, lines: &[PartLine]) -> Result<(), Refusal> {
    if !matches!(task.state, State::Picking | State::Packed) {
        return Err(Refusal::WrongState(format!("the task is {}: only what is picked can be shipped", task.state)));
    }
    if task.order().is_none() {
        return Err(Refusal::WrongState("a transfer leaves as a whole, once it is packed".to_owned()));
    }
    if task.parts.len() >= PARTS_MAX {
        return Err(Refusal::WrongState(format!("a task leaves in at most {PARTS_MAX} parcels and the last one")));
    }
    for (index, PartLine { sku, quantity }) in lines.iter().enumerate() {
        if lines[..index].iter().any(|line| line.sku == *sku) {
            return Err(Refusal::Twice { index, sku: sku.clone() });
        }
        let of_sku = || task.lines.iter().filter(|line| line.sku == *sku);
        if of_sku().next().is_none() {
            return Err(Refusal::NotInTask { index, sku: sku.clone() });
        }
        let picked: u64 = of_sku().map(|line| line.picked).sum();
        if picked < quantity.get() {
            return Err(Refusal::WrongState(format!("{picked} units of {sku} are picked and here, not {quantity}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use holdfast_crdt::Count;
    use holdfast_sync::mail::ToNode;

    use super::*;
    use crate::core::pick::PickLine;
    use crate::core::testing::{Scene, cause, sku, task_id};

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

    fn part(name: &str, units: u64) -> PartLine {
        PartLine { sku: sku(name), quantity: Quantity::new(units).unwrap() }
    }

    fn ship_part(scene: &mut Scene, lines: &[PartLine]) -> Result<FloorTask, Refusal> {
        scene.floor().ship_part(task_id(1), lines, (None, Some("T-1".into())), &cause())
    }

    fn pick(scene: &mut Scene, units: u64, short: u64) {
        let (quantity, short) = (Count::new(units).unwrap(), Count::new(short).unwrap());
        let line = PickLine { sku: sku("CUP"), quantity, short, reason: None, bin: None };
        scene.floor().pick(task_id(1), &[line], &cause()).unwrap();
    }

    #[test]
    fn a_part_leaves_and_the_rest_follows() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 10, 8);
        scene.order_task(1, &[("CUP", 3), ("CUP", 5)]);
        pick(&mut scene, 4, 0);
        let task = ship_part(&mut scene, &[part("CUP", 4)]).unwrap();
        assert_eq!((task.state, task.left(&sku("CUP")), task.picked()), (State::Picking, 4, 0));
        assert_eq!((scene.cell("CUP").on_hand(), scene.cell("CUP").committed()), (6, 4));
        let Some(ToHub::PartShipped { lines, .. }) = scene.letters().pop() else { panic!("the hub was not told") };
        assert_eq!(lines.iter().map(|(_, quantity)| quantity.get()).collect::<Vec<_>>(), [3, 1]);
        pick(&mut scene, 4, 0);
        let task = ship_part(&mut scene, &[part("CUP", 4)]).unwrap();
        assert_eq!((task.state, task.ending), (State::Done, Some(Ending::Shipped)));
        assert!(matches!(scene.letters().last(), Some(ToHub::Shipped { lines, .. }) if lines.len() == 1));
        assert_eq!((scene.cell("CUP").on_hand(), scene.cell("CUP").committed()), (2, 0));
    }

    #[test]
    fn only_what_is_picked_leaves_in_part() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 10, 8);
        scene.order_task(1, &[("CUP", 8)]);
        assert!(matches!(ship_part(&mut scene, &[part("CUP", 1)]), Err(Refusal::WrongState(_))));
        pick(&mut scene, 4, 0);
        assert!(matches!(ship_part(&mut scene, &[part("CUP", 5)]), Err(Refusal::WrongState(_))));
        assert!(matches!(ship_part(&mut scene, &[part("PAN", 1)]), Err(Refusal::NotInTask { index: 0, .. })));
        let twice = [part("CUP", 1), part("CUP", 1)];
        assert!(matches!(ship_part(&mut scene, &twice), Err(Refusal::Twice { index: 1, .. })));
    }

    #[test]
    fn a_cancel_gives_back_what_has_not_left() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 10, 8);
        scene.order_task(1, &[("CUP", 8)]);
        scene.pick_all(1);
        ship_part(&mut scene, &[part("CUP", 3)]).unwrap();
        scene.floor().hear(&ToNode::Cancel { task: task_id(1) }, 0);
        assert_eq!(scene.letters().last(), Some(&ToHub::Cancelled { task: task_id(1) }));
        assert_eq!((scene.cell("CUP").available(), scene.cell("CUP").committed()), (7, 0));
    }

    #[test]
    fn what_is_left_of_a_task_may_be_short() {
        let mut scene = Scene::new();
        scene.hub_stock("CUP", 10, 8);
        scene.order_task(1, &[("CUP", 8)]);
        pick(&mut scene, 3, 0);
        let shipment = ship_part(&mut scene, &[part("CUP", 3)]).unwrap().parts[0].shipment;
        pick(&mut scene, 0, 5);
        let task = scene.task(1);
        assert_eq!((task.ending, task.shipment), (Some(Ending::Shipped), Some(shipment)));
        assert!(matches!(scene.letters().last(), Some(ToHub::Short { .. })));
    }
}
