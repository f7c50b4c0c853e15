//! Transfers: the hub commits the goods where they are, the sending node moves them into transit, the receiving node out
//! of it.

use std::collections::BTreeMap;

use holdfast_crdt::{Account, AllocationId, Cause, Deed, Millis, Quantity, Sku, TaskId, TransferId, WarehouseId};
use holdfast_sync::mail::{LetterBody, Task, TaskKind, TaskLine, ToNode};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::history::History;
use super::outcome::Parcel;
use super::place::{ALLOCATE, FREE, Lack, PlaceRefusal};
use super::world::{Place, TaskOwner, TaskRef, World, hub_cause};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransferState {
    Allocated,
    Released,
    InTransit,
    Received,
    Canceled,
    /// The sender was asked to give it up, and has not answered.
    Cancelling,
}

impl TransferState {
    pub fn name(self) -> &'static str {
        match self {
            Self::Allocated => "allocated",
            Self::Released => "released",
            Self::InTransit => "in_transit",
            Self::Received => "received",
            Self::Canceled => "canceled",
            Self::Cancelling => "cancelling",
        }
    }

    /// Whether the sending floor has the task, and nothing has left.
    pub fn is_with_sender(self) -> bool {
        matches!(self, Self::Released | Self::Cancelling)
    }

    pub fn is_open(self) -> bool {
        !matches!(self, Self::Received | Self::Canceled)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferLine {
    pub allocation: AllocationId,
    pub sku: Sku,
    pub quantity: u64,
    /// Units that left, less those that are known not to have arrived.
    pub shipped: u64,
    pub received: u64,
    /// Units that left and did not arrive.
    #[serde(default)]
    pub lost: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    pub id: TransferId,
    pub from: WarehouseId,
    pub to: WarehouseId,
    pub state: TransferState,
    pub lines: Vec<TransferLine>,
    pub created_at: Millis,
    /// The life of the hub, by its incarnation, in which a floor told that it has its task, after a restore.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub told: BTreeMap<WarehouseId, u32>,
    #[serde(default, skip_serializing_if = "History::is_empty")]
    pub history: History,
    pub version: u64,
}

impl Transfer {
    /// Units of a line that are still to arrive.
    fn due(&self, line: &TransferLine) -> u64 {
        match self.state {
            TransferState::Allocated | TransferState::Released | TransferState::Cancelling => line.quantity,
            TransferState::InTransit => line.shipped - line.received,
            TransferState::Received | TransferState::Canceled => 0,
        }
    }
}

/// Plans a transfer: the units are committed at once, all or nothing.
pub fn plan(
    world: &mut World,
    (from, to): (&WarehouseId, &WarehouseId),
    items: &[(Sku, Quantity)],
    cause: &Cause,
    last: bool,
) -> Result<TransferId, PlaceRefusal> {
    let id = TransferId::from_parts(world.now, world.chance());
    let mut demand = BTreeMap::<&Sku, u64>::new();
    for (line, (sku, quantity)) in items.iter().enumerate() {
        if !world.catalogue.contains(sku) {
            return Err(PlaceRefusal::NoProduct { line, sku: sku.clone() });
        }
        *demand.entry(sku).or_default() += quantity.get();
    }
    let is_open = |warehouse: &&WarehouseId| world.places.get(*warehouse).is_some_and(Place::is_open);
    if let Some(closed) = [from, to].into_iter().find(|warehouse| !is_open(warehouse)) {
        return Err(PlaceRefusal::Fenced(closed.clone()));
    }
    check(world, from, &demand, last)?;
    let cause = Cause { reason: "transfer".into(), ..cause.clone() }.about(id.to_string());
    let mut lines = Vec::new();
    for (sku, units) in demand {
        world.post(from, sku, ALLOCATE, units, &cause).map_err(|_| PlaceRefusal::Insufficient(Vec::new()))?;
        let allocation = AllocationId::from_parts(world.now, world.chance());
        lines.push(TransferLine { allocation, sku: sku.clone(), quantity: units, shipped: 0, received: 0, lost: 0 });
    }
    let (state, created_at) = (TransferState::Allocated, world.now);
    let (told, mut history) = (BTreeMap::new(), History::default());
    history.note(created_at, "TransferPlanned", cause.actor.to_string(), None);
    let (from, to) = (from.clone(), to.clone());
    let data = json!({ "transferId": id, "from": from, "to": to });
    let transfer = Transfer { id, from, to, state, lines, created_at, told, history, version: 1 };
    world.transfers.insert(id, transfer);
    world.emit("TransferPlanned", id, data);
    count_incoming(world, id, 1);
    release(world, id);
    Ok(id)
}

fn check(world: &World, from: &WarehouseId, demand: &BTreeMap<&Sku, u64>, last: bool) -> Result<(), PlaceRefusal> {
    let mut lacks = Vec::new();
    let (mut wanted, mut there) = (Vec::new(), true);
    for (sku, units) in demand {
        let (rights, available) = (world.desk.rights(from, sku), world.desk.cell(from, sku).available());
        if rights < *units {
            lacks.push(Lack { sku: (*sku).clone(), requested: *units, promisable: rights });
            there &= available >= *units;
            wanted.push((from.clone(), (*sku).clone(), *units));
        }
    }
    match (lacks.is_empty(), there) {
        (true, _) => Ok(()),
        (false, true) if !last && world.is_online(from) => Err(PlaceRefusal::NeedsRights(wanted)),
        (false, true) => Err(PlaceRefusal::Held(lacks)),
        (false, false) => Err(PlaceRefusal::Insufficient(lacks)),
    }
}

/// Units that a cell may expect: adds (1) or takes away (-1) what is due of a transfer.
pub(super) fn count_incoming(world: &mut World, id: TransferId, sign: i64) {
    let Some(transfer) = world.transfers.get(id) else { return };
    let dues: Vec<_> =
        transfer.lines.iter().map(|line| ((transfer.to.clone(), line.sku.clone()), transfer.due(line))).collect();
    for (cell, due) in dues {
        let units = world.incoming.entry(cell).or_default();
        *units = units.saturating_add_signed(sign * due as i64);
    }
    world.incoming.retain(|_, units| *units > 0);
}

/// Adds what an open transfer brings; for the start of the hub.
pub fn expect(incoming: &mut BTreeMap<(WarehouseId, Sku), u64>, transfer: &Transfer) {
    for line in &transfer.lines {
        let due = transfer.due(line);
        if due > 0 {
            *incoming.entry((transfer.to.clone(), line.sku.clone())).or_default() += due;
        }
    }
}

/// Changes a transfer and keeps `incoming` true.
pub(super) fn change(world: &mut World, id: TransferId, edit: impl FnOnce(&mut Transfer)) {
    count_incoming(world, id, -1);
    if let Some(transfer) = world.transfers.edit(id) {
        edit(transfer);
        transfer.version += 1;
    }
    count_incoming(world, id, 1);
}

/// Writes the sending task, once the link to the sender is up.
pub fn release(world: &mut World, id: TransferId) {
    let Some(transfer) = world.transfers.get(id).cloned() else { return };
    if transfer.state != TransferState::Allocated || !world.is_online(&transfer.from) {
        return;
    }
    let kind = TaskKind::TransferOut { transfer: id, to: transfer.to.clone() };
    let lines = transfer.lines.iter().map(|line| (line, line.quantity));
    write_task(world, &transfer.from, id, kind, lines.collect());
    change(world, id, |transfer| transfer.state = TransferState::Released);
}

fn write_task(
    world: &mut World,
    warehouse: &WarehouseId,
    id: TransferId,
    kind: TaskKind,
    lines: Vec<(&TransferLine, u64)>,
) {
    let task = TaskId::from_parts(world.now, world.chance());
    let line = |(line, units): (&TransferLine, u64)| {
        Some(TaskLine { allocation: line.allocation, sku: line.sku.clone(), quantity: Quantity::capped(units)? })
    };
    let lines: Vec<TaskLine> = lines.into_iter().filter_map(line).collect();
    world.tasks.insert(task, TaskRef { task, warehouse: warehouse.clone(), owner: TaskOwner::Transfer(id) });
    let letter = Task { task, kind, priority: 0, released_at: world.now, lines };
    world.desk.write(warehouse, LetterBody::ToNode(ToNode::Task(letter)));
}

pub fn progress(world: &mut World, id: TransferId, warehouse: &WarehouseId) {
    world.emit("TransferProgress", id, json!({ "transferId": id, "warehouseId": warehouse }));
}

/// Units that the sender did not find, or that never arrived.
pub fn short(world: &mut World, id: TransferId, warehouse: &WarehouseId, allocation: AllocationId, units: u64) {
    let (now, mut sending) = (world.now, false);
    change(world, id, |transfer| {
        sending = *warehouse == transfer.from;
        transfer.history.note(now, "TransferShort", "floor", Some(format!("{units} at {warehouse}")));
        for line in transfer.lines.iter_mut().filter(|line| line.allocation == allocation) {
            if sending {
                line.quantity = line.quantity.saturating_sub(units);
            } else {
                let lost = units.min(line.shipped);
                (line.shipped, line.lost) = (line.shipped - lost, line.lost + lost);
            }
        }
        if transfer.lines.iter().all(|line| line.quantity == 0) {
            transfer.state = TransferState::Canceled;
        } else if !sending && transfer.lines.iter().all(|line| line.received == line.shipped) {
            transfer.state = TransferState::Received;
        }
    });
    let data = json!({ "transferId": id, "warehouseId": warehouse, "quantity": units });
    world.emit("TransferShort", id, data.clone());
    if !sending {
        world.emit("TransferDifference", id, data);
    }
}

/// A parcel of the transfer left its sender, or was put away at its receiver.
pub fn arrived_or_left(world: &mut World, id: TransferId, warehouse: &WarehouseId, parcel: &Parcel) {
    let now = world.now;
    let Some(transfer) = world.transfers.get(id) else { return };
    if *warehouse == transfer.from && transfer.state.is_with_sender() {
        left(world, id, parcel);
    } else if *warehouse == transfer.to {
        change(world, id, |transfer| {
            for (allocation, quantity) in &parcel.lines {
                for line in transfer.lines.iter_mut().filter(|line| line.allocation == *allocation) {
                    line.received = (line.received + quantity.get()).min(line.shipped);
                }
            }
            transfer.state = TransferState::Received;
            transfer.history.note(now, "TransferReceived", "floor", None);
        });
        world.emit("TransferReceived", id, json!({ "transferId": id }));
    }
}

pub(super) fn left(world: &mut World, id: TransferId, parcel: &Parcel) {
    let now = world.now;
    change(world, id, |transfer| {
        for (allocation, quantity) in &parcel.lines {
            for line in transfer.lines.iter_mut().filter(|line| line.allocation == *allocation) {
                line.shipped = quantity.get();
            }
        }
        transfer.state = TransferState::InTransit;
        transfer.history.note(now, "TransferDispatched", "floor", None);
    });
    world.emit("TransferDispatched", id, json!({ "transferId": id, "shipmentId": parcel.id }));
    send_in(world, id);
}

/// Writes the receiving task.
pub(super) fn send_in(world: &mut World, id: TransferId) {
    let Some(transfer) = world.transfers.get(id).cloned() else { return };
    if world.places.get(&transfer.to).is_some_and(|place| place.node.is_some()) {
        let kind = TaskKind::TransferIn { transfer: id, from: transfer.from.clone() };
        let lines = transfer.lines.iter().map(|line| (line, line.shipped)).collect();
        write_task(world, &transfer.to, id, kind, lines);
    } else {
        receive_unattended(world, &transfer);
    }
}

/// A warehouse without a node has nobody to receive: the hub books the goods in on its own row.
fn receive_unattended(world: &mut World, transfer: &Transfer) {
    let deed = Deed::Move { from: Account::InTransit, to: Account::Available };
    for line in &transfer.lines {
        if let Err(error) =
            world.post(&transfer.to, &line.sku, deed, line.shipped, &hub_cause("transfer received", transfer.id))
        {
            tracing::error!(transfer = %transfer.id, %error, "a transfer could not be booked in");
        }
    }
    let now = world.now;
    change(world, transfer.id, |transfer| {
        transfer.lines.iter_mut().for_each(|line| line.received = line.shipped);
        transfer.state = TransferState::Received;
        transfer.history.note(now, "TransferReceived", "hub", None);
    });
    world.emit("TransferReceived", transfer.id, json!({ "transferId": transfer.id }));
}

/// The sender gave it up: its units are available there again.
pub fn cancelled(world: &mut World, id: TransferId) {
    let now = world.now;
    // one that it does not have any more, since nothing of it was there, or it left, has ended otherwise
    if world.transfers.get(id).is_none_or(|transfer| !transfer.state.is_with_sender()) {
        return;
    }
    change(world, id, |transfer| {
        transfer.state = TransferState::Canceled;
        transfer.history.note(now, "TransferCanceled", "floor", None);
    });
    world.emit("TransferCanceled", id, json!({ "transferId": id }));
}

/// It had left by the time it was to be given up: it goes on.
pub fn cancel_refused(world: &mut World, id: TransferId) {
    let now = world.now;
    change(world, id, |transfer| {
        if transfer.state == TransferState::Cancelling {
            transfer.state = TransferState::Released;
        }
        transfer.history.note(now, "CancelRefused", "floor", Some("it has left".to_owned()));
    });
    world.emit("CancelRefused", id, json!({ "transferId": id }));
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransferRefusal {
    #[error("there is no transfer {0}")]
    NoTransfer(TransferId),
    #[error("transfer {id} is {state}, it cannot become canceled")]
    WrongState { id: TransferId, state: &'static str },
}

/// Cancels what has not left: at once where no task was sent, else the floor is asked. Asking again for what is cancelled, or
/// being cancelled, changes nothing and is no error. The transfer's tasks and its cells at the sender must be loaded.
pub fn cancel(world: &mut World, id: TransferId, actor: &str) -> Result<(), TransferRefusal> {
    let transfer = world.transfers.get(id).cloned().ok_or(TransferRefusal::NoTransfer(id))?;
    let now = world.now;
    match transfer.state {
        TransferState::Canceled | TransferState::Cancelling => {}
        TransferState::InTransit | TransferState::Received => {
            return Err(TransferRefusal::WrongState { id, state: transfer.state.name() });
        }
        TransferState::Allocated => {
            free(world, &transfer);
            change(world, id, |transfer| {
                transfer.state = TransferState::Canceled;
                transfer.history.note(now, "TransferCanceled", actor.to_owned(), None);
            });
            world.emit("TransferCanceled", id, json!({ "transferId": id }));
        }
        TransferState::Released => {
            let sent = |(_, task): &(TaskId, &TaskRef)| {
                task.owner == TaskOwner::Transfer(id) && task.warehouse == transfer.from
            };
            let task = world.tasks.iter().find(sent).map(|(task, _)| task);
            let Some(task) = task else {
                return Err(TransferRefusal::WrongState { id, state: transfer.state.name() });
            };
            world.desk.write(&transfer.from, LetterBody::ToNode(ToNode::Cancel { task }));
            change(world, id, |transfer| {
                transfer.state = TransferState::Cancelling;
                transfer.history.note(now, "CancelRequested", actor.to_owned(), None);
            });
            world.emit("TransferCancelling", id, json!({ "transferId": id }));
        }
    }
    Ok(())
}

/// What was committed to it is available again. Where a restored hub has yet to hear from the floor, what is committed to
/// nothing is found then: it may have been sent.
fn free(world: &mut World, transfer: &Transfer) {
    if world.places.get(&transfer.from).is_some_and(|place| place.unmet) {
        return;
    }
    let cause = hub_cause("transfer canceled", transfer.id);
    for line in &transfer.lines {
        if let Err(error) = world.post(&transfer.from, &line.sku, FREE, line.quantity, &cause) {
            tracing::error!(transfer = %transfer.id, %error, "committed units could not be released");
        }
    }
}
