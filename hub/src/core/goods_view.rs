//! Purchase orders and returns as the API shows them.

use std::sync::Arc;

use holdfast_shell::clock::rfc3339;
use serde::Serialize;
use utoipa::ToSchema;

use super::purchase::{Delivery, PurchaseLine, PurchaseOrder, PurchaseStatus};
use super::returns::{Return, ReturnLine, ReturnStatus};
use super::view::HistoryRecord;
use crate::money::{Amount, CurrencyCode};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PurchaseLineRecord {
    pub line_number: usize,
    pub sku: String,
    /// Units ordered; 0 for what came without having been ordered.
    pub quantity: u64,
    pub unit_price: Option<Amount>,
    /// Units that came, in whatever condition.
    pub received_quantity: u64,
    /// Those of them that came damaged, or were found to be.
    pub damaged_quantity: u64,
    /// Units that came beyond those ordered.
    pub over_quantity: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryLineRecord {
    pub sku: String,
    pub quantity: u64,
    /// `available`, `damaged` or `quality_control`.
    pub condition: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryRecord {
    pub receipt_id: String,
    pub reference: String,
    pub received_at: String,
    pub lines: Vec<DeliveryLineRecord>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PurchaseRecord {
    pub purchase_order_id: String,
    pub supplier_id: String,
    pub warehouse_id: String,
    pub status: PurchaseStatus,
    pub currency: Option<CurrencyCode>,
    /// The sum of the lines that have a price.
    pub total_amount: Option<String>,
    pub expected_at: Option<String>,
    pub created_at: String,
    pub lines: Vec<PurchaseLineRecord>,
    pub receipts: Vec<DeliveryRecord>,
    pub history: Vec<HistoryRecord>,
    pub version: u64,
}

impl PurchaseRecord {
    pub fn of(purchase: &PurchaseOrder) -> Self {
        let line = |(at, line): (usize, &PurchaseLine)| PurchaseLineRecord {
            line_number: at + 1,
            sku: line.sku.to_string(),
            quantity: line.quantity,
            unit_price: line.unit_price,
            received_quantity: line.received,
            damaged_quantity: line.damaged,
            over_quantity: line.received.saturating_sub(line.quantity),
        };
        Self {
            purchase_order_id: purchase.id.to_string(),
            supplier_id: purchase.supplier.to_string(),
            warehouse_id: purchase.warehouse.to_string(),
            status: purchase.status(),
            currency: purchase.currency,
            total_amount: purchase.total(),
            expected_at: purchase.expected_at.map(rfc3339),
            created_at: rfc3339(purchase.created_at),
            lines: purchase.lines.iter().enumerate().map(line).collect(),
            receipts: purchase.deliveries.iter().map(delivery).collect(),
            history: HistoryRecord::all(&purchase.history),
            version: purchase.version,
        }
    }
}

fn delivery(delivery: &Delivery) -> DeliveryRecord {
    let lines = delivery.lines.iter().map(|(sku, quantity, condition)| DeliveryLineRecord {
        sku: sku.to_string(),
        quantity: *quantity,
        condition: condition.name(),
    });
    DeliveryRecord {
        receipt_id: delivery.receipt.to_string(),
        reference: delivery.reference.to_string(),
        received_at: rfc3339(delivery.at),
        lines: lines.collect(),
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReturnLineRecord {
    /// Of the order; absent for a SKU that came without having been authorised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line_number: Option<usize>,
    pub sku: String,
    #[schema(value_type = String)]
    pub unit_price: Arc<str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub reason: Option<Arc<str>>,
    pub authorised_quantity: u64,
    pub received_quantity: u64,
    /// Received, and waiting for a verdict.
    pub quality_control_quantity: u64,
    pub available_quantity: u64,
    pub damaged_quantity: u64,
    pub lost_quantity: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReturnRecord {
    pub return_id: String,
    pub order_id: String,
    /// The one warehouse it is to go to; absent where any may take it in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warehouse_id: Option<String>,
    pub status: ReturnStatus,
    #[schema(value_type = String)]
    pub currency: Arc<str>,
    /// Unit price times the units that were authorised, came, and were not lost.
    pub refund_amount: String,
    pub created_at: String,
    pub lines: Vec<ReturnLineRecord>,
    pub history: Vec<HistoryRecord>,
    pub version: u64,
}

impl ReturnRecord {
    pub fn of(found: &Return) -> Self {
        let line = |line: &ReturnLine| ReturnLineRecord {
            line_number: line.order_line,
            sku: line.sku.to_string(),
            unit_price: line.unit_price.clone(),
            reason: line.reason.clone(),
            authorised_quantity: line.quantity,
            received_quantity: line.received,
            quality_control_quantity: line.pending(),
            available_quantity: line.available,
            damaged_quantity: line.damaged,
            lost_quantity: line.lost,
        };
        Self {
            return_id: found.id.to_string(),
            order_id: found.order.to_string(),
            warehouse_id: found.warehouse.as_ref().map(ToString::to_string),
            status: found.status(),
            currency: found.currency.clone(),
            refund_amount: found.refund(),
            created_at: rfc3339(found.created_at),
            lines: found.lines.iter().map(line).collect(),
            history: HistoryRecord::all(&found.history),
            version: found.version,
        }
    }
}
