//! Orders and transfers as the API shows them.

use std::borrow::Cow;
use std::sync::Arc;

use holdfast_crdt::{AllocationId, OrderId, Sku, TaskId, WarehouseId};
use holdfast_shell::clock::rfc3339;
use serde::Serialize;
use utoipa::ToSchema;

use super::allocation::Reason;
use super::history::History;
use super::order::{Allocation, AllocationState, Customer, HistoryEntry, Line, Order, OrderStatus, Shipment, TaxLine};
use super::transfer::{Transfer, TransferState};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AllocationRecord {
    #[schema(value_type = String)]
    pub allocation_id: AllocationId,
    #[schema(value_type = String)]
    pub warehouse_id: WarehouseId,
    pub quantity: u64,
    pub state: AllocationState,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub task_id: Option<TaskId>,
    /// Why its warehouse was chosen, where that was noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Kilometres from there to the customer, where both places were known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_km: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LineRecord {
    pub line_number: usize,
    #[schema(value_type = String)]
    pub sku: Sku,
    pub quantity: u64,
    #[schema(value_type = String)]
    pub unit_price: Arc<str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub taxes: Vec<TaxLine>,
    pub allocated_quantity: u64,
    pub backordered_quantity: u64,
    pub shipped_quantity: u64,
    pub cancelled_quantity: u64,
    pub allocations: Vec<AllocationRecord>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentLine {
    pub sku: String,
    pub quantity: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShipmentRecord {
    pub shipment_id: String,
    pub order_id: String,
    pub warehouse_id: String,
    /// `dispatched`, then `delivered`.
    pub status: String,
    pub carrier: Option<String>,
    pub tracking_number: Option<String>,
    pub dispatched_at: String,
    pub lines: Vec<ShipmentLine>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryRecord {
    #[schema(value_type = String)]
    pub at: Arc<str>,
    #[schema(value_type = String)]
    pub event: Cow<'static, str>,
    #[schema(value_type = String)]
    pub actor: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub detail: Option<Arc<str>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderRecord {
    #[schema(value_type = String)]
    pub order_id: OrderId,
    pub status: OrderStatus,
    pub priority: i32,
    #[schema(value_type = String)]
    pub currency: Arc<str>,
    /// Price × units of all lines; where the order has taxes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub goods_amount: Option<Arc<str>>,
    /// All taxes, those of lines and those of the order; where it has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub tax_amount: Option<Arc<str>>,
    /// Goods and taxes.
    #[schema(value_type = String)]
    pub total_amount: Arc<str>,
    /// Of the order as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub taxes: Vec<TaxLine>,
    #[schema(value_type = String)]
    pub order_date: Arc<str>,
    pub allow_backorder: bool,
    pub allow_split: bool,
    pub customer: Customer,
    pub items: Vec<LineRecord>,
    pub shipments: Vec<ShipmentRecord>,
    pub history: Vec<HistoryRecord>,
    pub version: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferLineRecord {
    pub sku: String,
    pub quantity: u64,
    pub shipped_quantity: u64,
    pub received_quantity: u64,
    /// Units that left and have not arrived yet.
    pub in_transit_quantity: u64,
    /// Units that left and did not arrive.
    pub lost_quantity: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TransferRecord {
    pub transfer_id: String,
    pub from: String,
    pub to: String,
    pub status: TransferState,
    pub items: Vec<TransferLineRecord>,
    pub created_at: String,
    pub history: Vec<HistoryRecord>,
    pub version: u64,
}

impl HistoryRecord {
    fn of(entry: &HistoryEntry) -> Self {
        Self {
            at: rfc3339(entry.at).into(),
            event: entry.event.clone(),
            actor: entry.actor.clone(),
            detail: entry.detail.clone(),
        }
    }

    pub fn all(history: &History) -> Vec<Self> {
        history.entries().iter().map(Self::of).collect()
    }
}

impl OrderRecord {
    pub fn of(order: &Order) -> Self {
        let order_date: Arc<str> = rfc3339(order.placed_at).into();
        // most of what is noted of an order is noted as it is placed
        let date = |at| if at == order.placed_at { order_date.clone() } else { rfc3339(at).into() };
        let history = order.history.iter().map(|entry| HistoryRecord {
            at: date(entry.at),
            event: entry.event.clone(),
            actor: entry.actor.clone(),
            detail: entry.detail.clone(),
        });
        Self {
            order_id: order.id,
            status: order.status(),
            priority: order.priority,
            currency: order.currency.clone(),
            goods_amount: order.taxes.as_ref().map(|taxes| taxes.goods.clone()),
            tax_amount: order.taxes.as_ref().map(|taxes| taxes.amount.clone()),
            total_amount: order.total.clone(),
            taxes: order.taxes.as_ref().map(|taxes| taxes.lines.clone()).unwrap_or_default(),
            order_date: order_date.clone(),
            allow_backorder: order.allow_backorder,
            allow_split: order.allow_split,
            customer: order.customer.clone(),
            items: order.lines.iter().enumerate().map(|(at, line)| line_record(at + 1, line)).collect(),
            shipments: order.shipments.iter().map(|shipment| shipment_record(order, shipment)).collect(),
            history: history.collect(),
            version: order.version,
        }
    }
}

fn line_record(line_number: usize, line: &Line) -> LineRecord {
    LineRecord {
        line_number,
        sku: line.sku.clone(),
        quantity: line.quantity.get(),
        unit_price: line.unit_price.clone(),
        taxes: line.taxes.clone(),
        allocated_quantity: line.allocated(),
        backordered_quantity: line.backordered,
        shipped_quantity: line.shipped(),
        cancelled_quantity: line.cancelled,
        allocations: line.allocations.iter().map(allocation_record).collect(),
    }
}

fn allocation_record(allocation: &Allocation) -> AllocationRecord {
    AllocationRecord {
        allocation_id: allocation.id,
        warehouse_id: allocation.warehouse.clone(),
        quantity: allocation.quantity,
        state: allocation.state,
        task_id: allocation.task,
        reason: allocation.reason,
        distance_km: allocation.distance_km,
    }
}

/// One parcel of an order.
pub fn shipment_record(order: &Order, shipment: &Shipment) -> ShipmentRecord {
    ShipmentRecord {
        shipment_id: shipment.id.to_string(),
        order_id: order.id.to_string(),
        warehouse_id: shipment.warehouse.to_string(),
        status: if order.delivered { "delivered" } else { "dispatched" }.to_owned(),
        carrier: shipment.carrier.as_deref().map(str::to_owned),
        tracking_number: shipment.tracking_number.as_deref().map(str::to_owned),
        dispatched_at: rfc3339(shipment.at),
        lines: shipment
            .lines
            .iter()
            .map(|(sku, quantity)| ShipmentLine { sku: sku.to_string(), quantity: *quantity })
            .collect(),
    }
}

impl TransferRecord {
    pub fn of(transfer: &Transfer) -> Self {
        let line = |line: &super::transfer::TransferLine| TransferLineRecord {
            sku: line.sku.to_string(),
            quantity: line.quantity,
            shipped_quantity: line.shipped + line.lost,
            received_quantity: line.received,
            in_transit_quantity: match transfer.state {
                TransferState::InTransit => line.shipped.saturating_sub(line.received),
                _ => 0,
            },
            lost_quantity: line.lost,
        };
        Self {
            transfer_id: transfer.id.to_string(),
            from: transfer.from.to_string(),
            to: transfer.to.to_string(),
            status: transfer.state,
            items: transfer.lines.iter().map(line).collect(),
            created_at: rfc3339(transfer.created_at),
            history: HistoryRecord::all(&transfer.history),
            version: transfer.version,
        }
    }
}
