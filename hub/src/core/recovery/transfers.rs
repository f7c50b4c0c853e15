//! Transfers after a restore of the hub, of a floor, or of both.

use std::collections::BTreeSet;

use holdfast_crdt::{AllocationId, Quantity, ShipmentId, Sku, TaskId, TransferId, WarehouseId};
use holdfast_sync::mail::{Held, HeldState, Task, TaskKind, TaskLine};

use super::life_in;
use super::unnamed::Moved;
use crate::core::outcome::Parcel;
use crate::core::transfer::{self, TransferLine, TransferState, cancelled, change};
use crate::core::world::World;

/// A transfer that was rebuilt brings what it brings.
pub(super) fn expected_anew(world: &mut World, id: TransferId) {
    transfer::count_incoming(world, id, 1);
}

/// Brings a transfer to agree with a task that a floor holds; `left` are the units of its lines that were not short.
pub(super) fn adopt(world: &mut World, id: TransferId, sending: bool, held: &Held, left: &[(AllocationId, Sku, u64)]) {
    let Some(known) = world.transfers.get(id).map(|transfer| transfer.state) else { return };
    let units =
        |line: &TransferLine| left.iter().find(|(allocation, ..)| *allocation == line.allocation).map(|found| found.2);
    let shipped = matches!(held.state, HeldState::Shipped { .. });
    match (sending, known) {
        (true, TransferState::Allocated | TransferState::Released | TransferState::Cancelling) => {
            change(world, id, |transfer| {
                if transfer.state == TransferState::Allocated {
                    transfer.state = TransferState::Released;
                }
                for line in &mut transfer.lines {
                    line.quantity = units(line).unwrap_or(0);
                }
                if matches!(held.state, HeldState::Canceled | HeldState::Short) {
                    transfer.state = TransferState::Canceled;
                }
            });
            if let HeldState::Shipped { shipment } = held.state {
                let lines =
                    left.iter().filter_map(|(allocation, _, units)| Some((*allocation, Quantity::capped(*units)?)));
                let (lines, at) = (lines.collect(), world.now);
                transfer::left(world, id, &Parcel { id: shipment, at, carrier: None, tracking_number: None, lines });
            }
        }
        (
            false,
            TransferState::Allocated | TransferState::Released | TransferState::Cancelling | TransferState::InTransit,
        ) => {
            change(world, id, |transfer| {
                for line in &mut transfer.lines {
                    line.shipped = units(line).unwrap_or(line.shipped);
                    line.received = if shipped { line.shipped } else { line.received };
                }
                transfer.state = if shipped { TransferState::Received } else { TransferState::InTransit };
            });
        }
        _ => {}
    }
}

/// Takes units out of transfers that were never sent to their floor; how many none had.
pub(super) fn give_up(world: &mut World, warehouse: &WarehouseId, sku: &Sku, units: u64) -> u64 {
    let mut left = units;
    let unsent = world.transfers.iter().filter(|(_, of)| of.from == *warehouse && of.state == TransferState::Allocated);
    let unsent: Vec<TransferId> = unsent.map(|(id, _)| id).collect();
    for id in unsent {
        change(world, id, |transfer| {
            for line in transfer.lines.iter_mut().filter(|line| line.sku == *sku) {
                let here = left.min(line.quantity);
                line.quantity -= here;
                left -= here;
            }
            if transfer.lines.iter().all(|line| line.quantity == 0) {
                transfer.state = TransferState::Canceled;
            }
        });
    }
    left
}

/// The task of a warehouse in a transfer, where it is open.
pub(super) fn open_task(world: &World, id: TransferId, warehouse: &WarehouseId, task: TaskId) -> Option<Task> {
    let transfer = world.transfers.get(id)?;
    let (kind, units): (_, fn(&TransferLine) -> u64) = match transfer.state {
        state if state.is_with_sender() && transfer.from == *warehouse => {
            (TaskKind::TransferOut { transfer: id, to: transfer.to.clone() }, |line| line.quantity)
        }
        TransferState::InTransit if transfer.to == *warehouse => {
            (TaskKind::TransferIn { transfer: id, from: transfer.from.clone() }, |line| line.shipped)
        }
        _ => return None,
    };
    let line = |line: &TransferLine| {
        Some(TaskLine { allocation: line.allocation, sku: line.sku.clone(), quantity: Quantity::capped(units(line))? })
    };
    let lines = transfer.lines.iter().filter_map(line).collect();
    Some(Task { task, kind, priority: 0, released_at: transfer.created_at, lines })
}

/// A floor told that it has its task.
pub(super) fn note_told(world: &mut World, id: TransferId, warehouse: &WarehouseId) {
    let life = life_in(world, warehouse);
    if let Some(transfer) = world.transfers.edit(id) {
        transfer.told.insert(warehouse.clone(), life);
    }
}

/// Transfers whose sending or receiving task a warehouse should have, and did not name in this `life` of the hub.
/// `coming`: those whose task is on its way there.
pub(super) fn unnamed(
    world: &World,
    warehouse: &WarehouseId,
    life: u32,
    coming: &BTreeSet<TransferId>,
) -> BTreeSet<TransferId> {
    let open = |of: &transfer::Transfer| match of.state {
        state if state.is_with_sender() => of.from == *warehouse,
        TransferState::InTransit => of.to == *warehouse,
        _ => false,
    };
    let found = world
        .transfers
        .iter()
        .filter(|(id, of)| open(of) && of.told.get(warehouse) != Some(&life) && !coming.contains(id));
    found.map(|(id, _)| id).collect()
}

/// Ends one of them as the floor's log has it. What was to be put away and was not is on its way still.
pub(super) fn end_unnamed(world: &mut World, id: TransferId, warehouse: &WarehouseId, moved: &Moved) {
    let Some(transfer) = world.transfers.get(id).cloned() else { return };
    let by_log = |units: &std::collections::BTreeMap<(String, Sku), u64>, line: &TransferLine| {
        units.get(&(id.to_string(), line.sku.clone())).copied().unwrap_or(0)
    };
    if transfer.from == *warehouse {
        let lines: Vec<(AllocationId, Quantity)> = transfer
            .lines
            .iter()
            .filter_map(|line| Some((line.allocation, Quantity::capped(by_log(&moved.left, line).min(line.quantity))?)))
            .collect();
        if lines.is_empty() {
            return cancelled(world, id);
        }
        let (shipment, at) = (ShipmentId::from_parts(world.now, world.chance()), world.now);
        let parcel = Parcel { id: shipment, at, carrier: None, tracking_number: None, lines };
        return transfer::left(world, id, &parcel);
    }
    let arrived = |line: &TransferLine| by_log(&moved.arrived, line).min(line.shipped);
    if transfer.lines.iter().any(|line| arrived(line) > 0) {
        change(world, id, |transfer| {
            transfer.lines.iter_mut().for_each(|line| line.received = arrived(line));
            transfer.state = TransferState::Received;
        });
    } else {
        transfer::send_in(world, id);
    }
}
