//! The life of a return: authorised, received, judged, ended.

use std::collections::BTreeSet;
use std::sync::Arc;

use holdfast_crdt::{OrderId, Quantity, ReturnId, Sku, TaskId, WarehouseId};
use holdfast_sync::delivery::{GoodsInspected, GoodsReceived, ReceivedLine};
use holdfast_sync::mail::{LetterBody, ToNode};
use serde_json::json;

use super::{Return, ReturnLine, ReturnStatus};
use crate::core::history::History;
use crate::core::order::{AllocationState, Text};
use crate::core::purchase::Ended;
use crate::core::world::World;

/// A return as asked for.
#[derive(Debug, Clone)]
pub struct ReturnRequest {
    pub order: OrderId,
    pub warehouse: Option<WarehouseId>,
    pub items: Vec<ReturnItem>,
}

#[derive(Debug, Clone)]
pub struct ReturnItem {
    pub sku: Sku,
    pub quantity: Quantity,
    pub reason: Option<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReturnRefusal {
    #[error("there is no return {0}")]
    NoReturn(ReturnId),
    #[error("there is no order {0}")]
    NoOrder(OrderId),
    #[error("there is no warehouse {0}")]
    NoWarehouse(WarehouseId),
    #[error("{sku} is not in this order")]
    NotInOrder { line: usize, sku: Sku },
    #[error("{left} units of {sku} were shipped and are not to be returned yet, not {wanted}")]
    TooMany { line: usize, sku: Sku, left: u64, wanted: u64 },
    #[error("return {id} is {status}, it cannot become {wanted}")]
    WrongState { id: ReturnId, status: &'static str, wanted: &'static str },
}

/// Authorises a return: at most what was shipped and is not to be returned already. What it refuses has changed nothing.
pub fn authorise(world: &mut World, request: &ReturnRequest, actor: &str) -> Result<ReturnId, ReturnRefusal> {
    let order = world.orders.get(request.order).ok_or(ReturnRefusal::NoOrder(request.order))?;
    if let Some(warehouse) = request.warehouse.as_ref().filter(|warehouse| !world.places.contains_key(*warehouse)) {
        return Err(ReturnRefusal::NoWarehouse(warehouse.clone()));
    }
    let mut rooms: Vec<u64> = order.lines.iter().map(|line| line.shipped().saturating_sub(line.returned)).collect();
    let mut lines = Vec::new();
    for (at, item) in request.items.iter().enumerate() {
        let mut left = item.quantity.get();
        let sku = item.sku.clone();
        if !order.lines.iter().any(|line| line.sku == sku) {
            return Err(ReturnRefusal::NotInOrder { line: at, sku });
        }
        for (number, line) in order.lines.iter().enumerate().filter(|(_, line)| line.sku == sku) {
            let units = left.min(rooms[number]);
            if units > 0 {
                let reason = item.reason.as_ref().map(Text::shared);
                lines.push(ReturnLine::of(Some(number + 1), &sku, units, line.unit_price.clone(), reason));
            }
            (left, rooms[number]) = (left - units, rooms[number] - units);
        }
        if left > 0 {
            let wanted = item.quantity.get();
            return Err(ReturnRefusal::TooMany { line: at, sku, left: wanted - left, wanted });
        }
    }
    let told = match &request.warehouse {
        Some(warehouse) => BTreeSet::from([warehouse.clone()]),
        None => world.places.iter().filter(|(_, place)| place.node.is_some()).map(|(id, _)| id.clone()).collect(),
    };
    Ok(make(world, request.order, (request.warehouse.clone(), told), lines, actor))
}

/// A floor refused to give up a task of an order that is being cancelled, because it has shipped: what left with it may come
/// back. Only a floor that can read of it is told to expect it: the others take it in all the same, and ask.
pub fn of_refused_cancel(world: &mut World, id: OrderId, task: TaskId, warehouse: &WarehouseId) {
    let Some(order) = world.orders.get(id) else { return };
    let mut lines = Vec::new();
    for (number, line) in order.lines.iter().enumerate() {
        let of_task =
            line.allocations.iter().filter(|of| of.task == Some(task) && of.state == AllocationState::Shipped);
        let left: u64 = of_task.map(|of| of.quantity).sum();
        let units = left.min(line.shipped().saturating_sub(line.returned));
        if units > 0 {
            let reason = Some("cancelled after it had shipped".into());
            lines.push(ReturnLine::of(Some(number + 1), &line.sku, units, line.unit_price.clone(), reason));
        }
    }
    if lines.is_empty() {
        return;
    }
    let reads = world.places.get(warehouse).is_some_and(|place| place.reads_of_goods());
    let told = reads.then(|| warehouse.clone()).into_iter().collect();
    make(world, id, (Some(warehouse.clone()), told), lines, "hub");
}

fn make(
    world: &mut World,
    order_id: OrderId,
    (warehouse, told): (Option<WarehouseId>, BTreeSet<WarehouseId>),
    lines: Vec<ReturnLine>,
    actor: &str,
) -> ReturnId {
    let (id, now) = (ReturnId::from_parts(world.now, world.chance()), world.now);
    let (mut customer, mut currency): (Arc<str>, Arc<str>) = ("".into(), "".into());
    if let Some(order) = world.orders.edit(order_id) {
        for line in &lines {
            if let Some(of) = line.order_line.and_then(|number| order.lines.get_mut(number - 1)) {
                of.returned += line.quantity;
            }
        }
        (customer, currency) = (order.customer.name.shared(), order.currency.clone());
        order.version += 1;
        order.note(now, "ReturnAuthorised", actor.to_owned(), Some(id.to_string()));
    }
    let mut history = History::default();
    history.note(now, "ReturnAuthorised", actor.to_owned(), None);
    let created_at = now;
    let made = Return {
        id,
        order: order_id,
        customer,
        warehouse,
        told,
        currency,
        created_at,
        lines,
        ended: None,
        history,
        version: 1,
    };
    let shown: Vec<_> = made.lines.iter().map(|line| json!({ "sku": line.sku, "quantity": line.quantity })).collect();
    let told = made.told.clone();
    world.returns.insert(id, made);
    told.iter().for_each(|warehouse| tell(world, id, warehouse));
    world.emit("ReturnAuthorised", id, json!({ "returnId": id, "orderId": order_id, "lines": shown }));
    id
}

/// Tells one floor what to expect; once more, where it was restored.
pub fn tell(world: &mut World, id: ReturnId, warehouse: &WarehouseId) {
    if let Some(found) = world.returns.get(id).filter(|found| found.is_due() && found.told.contains(warehouse)) {
        let letter = LetterBody::ToNode(ToNode::Expect(found.expectation()));
        world.desk.write(warehouse, letter);
    }
}

/// Goods of a return came in; whether it is one.
pub fn received(world: &mut World, warehouse: &WarehouseId, goods: &GoodsReceived) -> bool {
    let (id, now) = (ReturnId::from(goods.expected), world.now);
    let Some(found) = world.returns.edit(id) else { return false };
    let was_due = found.is_due();
    goods.lines.iter().for_each(|line| found.take_in(line));
    found.version += 1;
    found.history.note(now, "ReturnReceived", "floor", Some(format!("at {warehouse}, {}", goods.reference)));
    let over = was_due && !found.is_due();
    let others: Vec<WarehouseId> = found.told.iter().filter(|told| over && *told != warehouse).cloned().collect();
    let status = found.status().name();
    let line = |line: &ReceivedLine| json!({ "sku": line.sku, "quantity": line.quantity.get(), "condition": line.condition.name() });
    let data = json!({
        "returnId": id, "orderId": found.order, "warehouseId": warehouse, "receiptId": goods.receipt, "status": status,
        "lines": goods.lines.iter().map(line).collect::<Vec<_>>(),
    });
    // it came elsewhere: the other floors need not look out for it
    close_at(world, id, &others);
    world.emit("ReturnReceived", id, data);
    true
}

fn close_at(world: &mut World, id: ReturnId, warehouses: &[WarehouseId]) {
    for warehouse in warehouses {
        world.desk.write(warehouse, LetterBody::ToNode(ToNode::ExpectationClosed { expected: id.into() }));
    }
}

/// A floor has judged goods that it had set apart; whether they are of a return.
pub fn inspected(world: &mut World, warehouse: &WarehouseId, goods: &GoodsInspected) -> bool {
    let (id, now) = (ReturnId::from(goods.expected), world.now);
    let Some(found) = world.returns.edit(id) else { return false };
    let strange: u64 = goods.lines.iter().map(|line| found.judge(line)).sum();
    if strange > 0 {
        tracing::warn!(%id, %warehouse, strange, "units of a return were judged that it does not hold");
    }
    found.version += 1;
    found.history.note(now, "ReturnInspected", "floor", Some(format!("at {warehouse}")));
    let (status, refund) = (found.status().name(), found.refund());
    let data = json!({
        "returnId": id, "orderId": found.order, "warehouseId": warehouse, "status": status,
        "currency": found.currency, "refundAmount": refund,
    });
    world.emit("ReturnInspected", id, data);
    true
}

/// Cancels a return of which nothing has come, or closes one whose rest is not waited for: that much of the order may be
/// returned anew. Doing so again changes nothing and is no error. The order must be loaded.
pub fn end(world: &mut World, id: ReturnId, ended: Ended, actor: &str) -> Result<(), ReturnRefusal> {
    let found = world.returns.get(id).ok_or(ReturnRefusal::NoReturn(id))?;
    if found.ended == Some(ended) {
        return Ok(());
    }
    let status = found.status();
    let may = found.ended.is_none() && (ended == Ended::Closed || status == ReturnStatus::Authorised);
    if !may {
        return Err(ReturnRefusal::WrongState { id, status: status.name(), wanted: ended.name() });
    }
    let (now, order) = (world.now, found.order);
    let missing: Vec<_> = found.lines.iter().filter_map(|line| Some((line.order_line?, line.missing()))).collect();
    let told: Vec<_> = found.told.iter().cloned().collect();
    if let Some(order) = world.orders.edit(order) {
        for (number, units) in missing {
            if let Some(line) = order.lines.get_mut(number - 1) {
                line.returned = line.returned.saturating_sub(units);
            }
        }
        order.version += 1;
    }
    let event = if ended == Ended::Closed { "ReturnClosed" } else { "ReturnCanceled" };
    if let Some(found) = world.returns.edit(id) {
        found.ended = Some(ended);
        found.version += 1;
        found.history.note(now, event, actor.to_owned(), None);
    }
    close_at(world, id, &told);
    world.emit(event, id, json!({ "returnId": id, "orderId": order }));
    Ok(())
}
