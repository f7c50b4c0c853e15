//! What the floor's answers look like.

use holdfast_crdt::{ExpectedReceiptId, ReceiptId};
use holdfast_shell::clock::rfc3339;
use holdfast_shell::http::answer::Answer;
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::mail::TaskKind;
use rusqlite::Connection;
use serde::Serialize;
use utoipa::ToSchema;

use super::show_goods::{GoodsDifference, PartView};
use crate::core::count::Difference;
use crate::core::expected;
use crate::core::receipt::{Condition, ReceiptLine};
use crate::core::task::{Ending, FloorTask, SkuLine, State};
use crate::store;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskView {
    pub task_id: String,
    #[schema(example = "order")]
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transfer_id: Option<String>,
    /// Who gets the parcel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// The other warehouse of a transfer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warehouse_id: Option<String>,
    #[schema(value_type = String, example = "open")]
    pub state: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "shipped")]
    pub outcome: Option<Ending>,
    pub priority: i32,
    pub released_at: String,
    pub lines: Vec<TaskLineView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipment_id: Option<String>,
    /// Parcels that left before the rest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub parts: Vec<PartView>,
    pub version: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskLineView {
    pub sku: String,
    pub quantity: u64,
    pub picked: u64,
    pub short: u64,
    /// Units of those picked that left before the rest.
    #[serde(skip_serializing_if = "is_zero")]
    #[schema(required = false)]
    pub shipped: u64,
    /// Where it was last put.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bin: Option<String>,
}

fn is_zero(units: &u64) -> bool {
    *units == 0
}

impl TaskView {
    /// The task with the bins its goods lie in.
    pub fn read(connection: &Connection, task: &FloorTask) -> Result<Self, StoreError> {
        let line = |line: SkuLine| {
            let SkuLine { sku, quantity, picked, short, shipped } = line;
            Ok(TaskLineView {
                bin: store::bin_of(connection, sku.as_str())?,
                sku: sku.to_string(),
                quantity: quantity + shipped,
                picked: picked + shipped,
                short,
                shipped,
            })
        };
        let lines = task.by_sku().into_iter().map(line).collect::<Result<_, StoreError>>()?;
        let (kind, transfer, recipient, other) = match &task.kind {
            TaskKind::Order { recipient, .. } => ("order", None, Some(recipient.to_string()), None),
            TaskKind::TransferOut { transfer, to } => ("transfer-out", Some(transfer), None, Some(to)),
            TaskKind::TransferIn { transfer, from } => ("transfer-in", Some(transfer), None, Some(from)),
        };
        Ok(Self {
            task_id: task.task.to_string(),
            kind,
            order_id: task.order().map(|order| order.to_string()),
            transfer_id: transfer.map(ToString::to_string),
            recipient,
            warehouse_id: other.map(ToString::to_string),
            state: task.state,
            outcome: task.ending,
            priority: task.priority,
            released_at: rfc3339(task.released_at),
            lines,
            shipment_id: task.shipment.map(|shipment| shipment.to_string()),
            parts: task.parts.iter().map(PartView::of).collect(),
            version: task.version,
        })
    }

    pub fn answer(&self) -> Answer {
        Answer::ok(self).with_etag(self.version)
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptView {
    pub receipt_id: String,
    pub reference: String,
    pub lines: Vec<ReceiptLineView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_receipt_id: Option<String>,
    /// How what has come of the expected receipt by now differs from what was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differences: Option<Vec<GoodsDifference>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReceiptLineView {
    pub sku: String,
    pub quantity: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bin: Option<String>,
    #[schema(value_type = String, example = "available")]
    pub condition: Condition,
}

impl ReceiptView {
    pub fn of(receipt: ReceiptId, reference: &str, lines: &[ReceiptLine]) -> Self {
        let line = |line: &ReceiptLine| ReceiptLineView {
            sku: line.sku.to_string(),
            quantity: line.quantity.get(),
            bin: line.bin.as_deref().map(str::to_owned),
            condition: line.condition,
        };
        let lines = lines.iter().map(line).collect();
        let (receipt_id, reference) = (receipt.to_string(), reference.to_owned());
        Self { receipt_id, reference, lines, expected_receipt_id: None, differences: None }
    }

    /// The receipt of an expected one.
    pub fn against(self, id: ExpectedReceiptId, found: Vec<expected::Difference>) -> Self {
        let differences = Some(found.into_iter().map(GoodsDifference::of).collect());
        Self { expected_receipt_id: Some(id.to_string()), differences, ..self }
    }

    /// 201; a receipt has no path of its own, the ledger has its movements.
    pub fn answer(&self) -> Answer {
        Answer { status: 201, ..Answer::ok(self) }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountView {
    pub count_id: String,
    pub lines: Vec<DifferenceView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceView {
    pub sku: String,
    /// What the books said, less what earlier counts missed already.
    pub expected: u64,
    pub counted: u64,
    pub difference: i64,
    /// Missing units that only the hub can write off; it was asked to.
    pub claimed: u64,
}

impl CountView {
    pub fn of(id: &str, found: Vec<Difference>) -> Self {
        let line = |found: Difference| DifferenceView {
            sku: found.sku.to_string(),
            expected: found.expected,
            counted: found.counted,
            difference: found.difference,
            claimed: found.claimed,
        };
        Self { count_id: id.to_owned(), lines: found.into_iter().map(line).collect() }
    }

    pub fn answer(&self) -> Answer {
        Answer::ok(self)
    }
}
