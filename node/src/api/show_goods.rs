//! What answers about goods that come in, come back, are judged, or leave in parts look like.

use std::sync::Arc;

use holdfast_crdt::{InspectionId, ReturnId};
use holdfast_shell::clock::rfc3339;
use holdfast_shell::http::answer::Answer;
use serde::Serialize;
use utoipa::ToSchema;

use super::show::{ReceiptLineView, ReceiptView};
use crate::core::expected::{Deviation, Difference, ExpectedReceipt, Kind, State};
use crate::core::inspection::{Apart, InspectionLine, Verdict};
use crate::core::task::Part;
use crate::engine::Inspected;

#[derive(Debug, Serialize, ToSchema)]
pub struct GoodsDifference {
    pub sku: String,
    /// Units expected in all; 0 for what was not expected.
    pub expected: u64,
    /// Units that have come by now.
    pub received: u64,
    pub kind: Deviation,
}

impl GoodsDifference {
    pub fn of(found: Difference) -> Self {
        let Difference { sku, expected, received, kind } = found;
        Self { sku: sku.to_string(), expected, received, kind }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ExpectedLineView {
    pub sku: String,
    /// Units expected in all; 0 for what came without having been expected.
    pub expected: u64,
    /// Units that have come, in whatever condition.
    pub received: u64,
    /// Those of them that came damaged here.
    pub damaged: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExpectedView {
    pub expected_receipt_id: String,
    /// `purchase` or `return`.
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purchase_order_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// The name of the supplier, or of the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    pub state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_at: Option<String>,
    pub lines: Vec<ExpectedLineView>,
    pub version: u64,
}

impl ExpectedView {
    pub fn of(expected: &ExpectedReceipt) -> Self {
        let id = expected.id.to_string();
        let text = |text: &Arc<str>| text.to_string();
        let (purchase, returned, order, sender) = match &expected.kind {
            Kind::Purchase { supplier } => (Some(id.clone()), None, None, Some(text(supplier))),
            Kind::Return { order, customer } => {
                (None, Some(id.clone()), order.map(|order| order.to_string()), customer.as_ref().map(text))
            }
        };
        let lines = expected.lines.iter().map(|line| ExpectedLineView {
            sku: line.sku.to_string(),
            expected: line.quantity,
            received: line.received,
            damaged: line.damaged,
        });
        Self {
            expected_receipt_id: id,
            kind: expected.kind.name(),
            purchase_order_id: purchase,
            return_id: returned,
            order_id: order,
            sender,
            state: expected.state(),
            expected_at: expected.due_at.map(rfc3339),
            lines: lines.collect(),
            version: expected.version,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReturnReceiptView {
    pub receipt_id: String,
    pub return_id: String,
    pub reference: String,
    pub lines: Vec<ReceiptLineView>,
    /// How what has come of the return by now differs from what was authorised.
    pub differences: Vec<GoodsDifference>,
}

impl ReturnReceiptView {
    pub fn of(id: ReturnId, taken: ReceiptView, found: Vec<Difference>) -> Self {
        let ReceiptView { receipt_id, reference, lines, .. } = taken;
        let differences = found.into_iter().map(GoodsDifference::of).collect();
        Self { receipt_id, return_id: id.to_string(), reference, lines, differences }
    }

    /// 201; a receipt has no path of its own, the ledger has its movements.
    pub fn answer(&self) -> Answer {
        Answer { status: 201, ..Answer::ok(self) }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct InspectionLineView {
    pub sku: String,
    pub from: Apart,
    pub to: Verdict,
    pub quantity: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InspectionView {
    pub inspection_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_receipt_id: Option<String>,
    pub lines: Vec<InspectionLineView>,
}

impl InspectionView {
    pub fn of(
        id: InspectionId,
        (reference, of): (Option<&Arc<str>>, Option<Inspected>),
        lines: &[InspectionLine],
    ) -> Self {
        let line = |line: &InspectionLine| InspectionLineView {
            sku: line.sku.to_string(),
            from: line.from,
            to: line.to,
            quantity: line.quantity.get(),
        };
        let (returned, expected) = match of {
            Some(Inspected::Return(id)) => (Some(id.to_string()), None),
            Some(Inspected::Expected(id)) => (None, Some(id.to_string())),
            None => (None, None),
        };
        Self {
            inspection_id: id.to_string(),
            reference: reference.map(|text| text.to_string()),
            return_id: returned,
            expected_receipt_id: expected,
            lines: lines.iter().map(line).collect(),
        }
    }

    /// 201; an inspection has no path of its own, the ledger has its movements.
    pub fn answer(&self) -> Answer {
        Answer { status: 201, ..Answer::ok(self) }
    }
}

/// A parcel that left before the rest of its task.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartView {
    pub shipment_id: String,
    pub shipped_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
    /// Units in it.
    pub quantity: u64,
}

impl PartView {
    pub fn of(part: &Part) -> Self {
        Self {
            shipment_id: part.shipment.to_string(),
            shipped_at: rfc3339(part.at),
            carrier: part.carrier.as_deref().map(str::to_owned),
            tracking_number: part.tracking_number.as_deref().map(str::to_owned),
            quantity: part.lines.iter().map(|(_, quantity)| quantity.get()).sum(),
        }
    }
}
