//! Claims: a count found less than the node has rights for. The hub pays with its own rights; where those are promised it
//! takes back the youngest unpicked allocations and sources them elsewhere. Physical loss is the only way a promise can
//! break, and it is always recorded, compensated and visible.

use std::sync::Arc;

use holdfast_crdt::{Account, AllocationId, ClaimId, Deed, Millis, OrderId, Quantity, Sku, TaskId, WarehouseId};
use holdfast_sync::mail::{LetterBody, ToNode};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::order::AllocationState;
use super::outcome::shorten;
use super::world::{World, hub_cause};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub id: ClaimId,
    pub warehouse: WarehouseId,
    pub sku: Sku,
    pub quantity: u64,
    /// Units nobody has paid for yet.
    pub outstanding: u64,
    /// Units a node was asked to give up, by allocation.
    pub asked: Vec<Asked>,
    pub filed_at: Millis,
    pub reference: Option<Arc<str>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub order: OrderId,
    pub task: TaskId,
    pub allocation: AllocationId,
    pub quantity: u64,
}

/// An unpicked allocation that a claim may take.
struct Candidate {
    order: OrderId,
    allocation: AllocationId,
    /// `None`: the hub's own still.
    task: Option<TaskId>,
    quantity: u64,
}

const LOST: Deed = Deed::Move { from: Account::Available, to: Account::Loss };
const LOST_COMMITTED: Deed = Deed::Move { from: Account::Committed, to: Account::Loss };

/// Files a claim and settles what can be settled. One that is known already is not filed twice.
pub fn file(
    world: &mut World,
    warehouse: &WarehouseId,
    id: ClaimId,
    sku: Sku,
    quantity: Quantity,
    reference: Option<Arc<str>>,
) {
    if world.claims.has(id) {
        return;
    }
    let claim = Claim {
        id,
        warehouse: warehouse.clone(),
        sku,
        quantity: quantity.get(),
        outstanding: quantity.get(),
        asked: Vec::new(),
        filed_at: world.now,
        reference,
    };
    world.claims.insert(id, claim);
    settle(world, id);
}

/// Pays what our rights cover, then asks for the youngest unpicked allocations; what no available or committed unit can
/// be missing for, we had set apart. Orders with allocations of the cell must be loaded.
pub fn settle(world: &mut World, id: ClaimId) {
    let Some(claim) = world.claims.get(id).cloned() else { return };
    let (warehouse, sku) = (&claim.warehouse, &claim.sku);
    let rights = world.desk.rights(warehouse, sku);
    pay(world, &claim, claim.outstanding.min(rights), LOST);
    let Some(claim) = world.claims.get(id).cloned() else { return };
    let mut left = claim.outstanding.saturating_sub(claim.asked.iter().map(|asked| asked.quantity).sum());
    if left == 0 {
        return;
    }
    let taken_from = left;
    for candidate in candidates(world, &claim) {
        if left == 0 {
            break;
        }
        let units = left.min(candidate.quantity);
        take(world, &claim, &candidate, units);
        left -= units;
    }
    left -= pay_from_apart(world, id, left);
    world.emit(
        "StockShortfall",
        format!("{}/{}", claim.warehouse, claim.sku),
        json!({
            "warehouseId": claim.warehouse, "sku": claim.sku, "claimId": id, "quantity": taken_from,
            "uncovered": left, "reference": claim.reference,
        }),
    );
}

/// Writes units off and tells the node.
fn pay(world: &mut World, claim: &Claim, units: u64, deed: Deed) {
    let Some(quantity) = Quantity::capped(units) else { return };
    let cause = hub_cause("count: missing", claim.id);
    if let Err(error) = world.post(&claim.warehouse, &claim.sku, deed, units, &cause) {
        tracing::error!(claim = %claim.id, %error, "a claim could not be paid");
        return;
    }
    if let Some(claim) = world.claims.edit(claim.id) {
        claim.outstanding = claim.outstanding.saturating_sub(units);
    }
    world.desk.write(&claim.warehouse, LetterBody::ToNode(ToNode::ClaimPaid { claim: claim.id, quantity }));
}

/// Writes off units that we hold apart, as far as the cell has too few others; returns how many.
fn pay_from_apart(world: &mut World, id: ClaimId, left: u64) -> u64 {
    let mut paid = 0;
    for account in [Account::Damaged, Account::QualityControl] {
        let Some(claim) = world.claims.get(id).cloned() else { break };
        let cell = world.desk.cell(&claim.warehouse, &claim.sku);
        let others = cell.available() + cell.committed();
        let apart = world.desk.part(&claim.warehouse, &claim.sku, account).min(cell.balance(account));
        let units = (left - paid).saturating_sub(others).min(apart);
        pay(world, &claim, units, Deed::Move { from: account, to: Account::Loss });
        paid += units;
    }
    paid
}

/// Youngest order first.
fn candidates(world: &World, claim: &Claim) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (order, record) in world.orders.iter() {
        for line in record.lines.iter().filter(|line| line.sku == claim.sku) {
            let fits = line.allocations.iter().filter(|allocation| {
                allocation.warehouse == claim.warehouse
                    && allocation.state.is_unpicked()
                    && allocation.quantity > allocation.asked_back
            });
            found.extend(fits.map(|allocation| Candidate {
                order,
                allocation: allocation.id,
                task: allocation.task,
                quantity: allocation.quantity - allocation.asked_back,
            }));
        }
    }
    found.sort_by_key(|candidate| std::cmp::Reverse((candidate.order, candidate.allocation)));
    found
}

fn take(world: &mut World, claim: &Claim, candidate: &Candidate, units: u64) {
    let Some(quantity) = Quantity::capped(units) else { return };
    let Some(task) = candidate.task else {
        // the hub's own still: no need to ask anybody
        pay(world, claim, units, LOST_COMMITTED);
        shorten(world, candidate.order, candidate.allocation, units, AllocationState::Short, true);
        return;
    };
    if let Some((line, at)) =
        world.orders.edit(candidate.order).and_then(|order| order.allocation_mut(candidate.allocation))
    {
        line.allocations[at].asked_back += units;
    }
    if let Some(claim) = world.claims.edit(claim.id) {
        claim.asked.push(Asked { order: candidate.order, task, allocation: candidate.allocation, quantity: units });
    }
    let ask = ToNode::TakeBack { claim: claim.id, task, allocation: candidate.allocation, quantity };
    world.desk.write(&claim.warehouse, LetterBody::ToNode(ask));
}

/// The node gave up `units` of an allocation (it has written them off itself), 0 when they were picked already.
pub fn taken_back(world: &mut World, id: ClaimId, task: TaskId, allocation: AllocationId, units: u64) {
    let Some(claim) = world.claims.edit(id) else { return };
    claim.outstanding = claim.outstanding.saturating_sub(units);
    let answered = claim.asked.iter().position(|asked| asked.task == task && asked.allocation == allocation);
    let refused = answered.map(|at| claim.asked.remove(at)).filter(|asked| asked.quantity > units);
    if let Some(asked) = refused
        && let Some((line, at)) = world.orders.edit(asked.order).and_then(|order| order.allocation_mut(allocation))
    {
        line.allocations[at].asked_back = line.allocations[at].asked_back.saturating_sub(asked.quantity - units);
    }
    settle(world, id);
}

/// A later count found units again.
pub fn withdraw(world: &mut World, id: ClaimId, units: u64) {
    if let Some(claim) = world.claims.edit(id) {
        claim.outstanding = claim.outstanding.saturating_sub(units);
    }
}
