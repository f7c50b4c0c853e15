//! What the floor's answers look like.

mod bins;
mod counts;
mod waves;

use holdfast_crdt::{ExpectedReceiptId, ReceiptId};
use holdfast_shell::clock::rfc3339;
use holdfast_shell::http::answer::Answer;
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::mail::TaskKind;
use rusqlite::Connection;
use serde::Serialize;
use utoipa::ToSchema;

pub use bins::{BinView, MoveView, PutAwayView, SkuBinsView};
pub use counts::{CountListView, CountRecordView, CountView};
pub use waves::WaveView;

use super::show_goods::{GoodsDifference, PartView};
use crate::core::bins::Bin;
use crate::core::expected;
use crate::core::package::{Package, ParcelNumber};
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
    /// The parcels it was packed into.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<PackageView>,
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
    /// Where to take what is left to pick, along the pick path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bins: Vec<BinShareView>,
}

/// Units in a bin.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BinShareView {
    pub bin: String,
    pub quantity: u64,
}

impl From<(Bin, u64)> for BinShareView {
    fn from((bin, quantity): (Bin, u64)) -> Self {
        Self { bin: bin.to_string(), quantity }
    }
}

/// A parcel.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackageView {
    /// Its SSCC, or an id of our own where the warehouse has no GS1 company prefix.
    pub package_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sscc: Option<String>,
    pub weight_grams: u32,
    /// Empty where nobody wrote down what is in it.
    pub lines: Vec<PackedLineView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackedLineView {
    pub sku: String,
    pub quantity: u64,
}

impl PackageView {
    fn of(package: &Package) -> Self {
        let sscc = match &package.number {
            ParcelNumber::Sscc(number) => Some(number.clone()),
            ParcelNumber::Own(_) => None,
        };
        let lines = package.lines.iter();
        Self {
            package_id: package.number.as_str().to_owned(),
            sscc,
            weight_grams: package.weight.get(),
            lines: lines
                .map(|line| PackedLineView { sku: line.sku.to_string(), quantity: line.quantity.get() })
                .collect(),
        }
    }
}

fn is_zero(units: &u64) -> bool {
    *units == 0
}

impl TaskView {
    /// The task with the bins its goods lie in, its lines along the pick path.
    pub fn read(connection: &Connection, task: &FloorTask) -> Result<Self, StoreError> {
        let lines = Self::read_lines(connection, task)?;
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
            packages: task.packages.iter().map(PackageView::of).collect(),
            shipment_id: task.shipment.map(|shipment| shipment.to_string()),
            parts: task.parts.iter().map(PartView::of).collect(),
            version: task.version,
        })
    }

    fn read_lines(connection: &Connection, task: &FloorTask) -> Result<Vec<TaskLineView>, StoreError> {
        let by_sku = task.by_sku();
        let shelves = store::load_shelves(connection, by_sku.iter().map(|line| &line.sku), [].into_iter())?;
        let mut lines = Vec::with_capacity(by_sku.len());
        for line in by_sku {
            let left = if task.is_incoming() { 0 } else { task.left(&line.sku) };
            let plan = shelves.plan(&line.sku, left);
            let turn = plan.first().map(|(bin, _)| (shelves.turn(bin), bin.clone()));
            let SkuLine { sku, quantity, picked, short, shipped } = line;
            let bin = store::bin_of(connection, sku.as_str())?;
            let bins = plan.into_iter().map(BinShareView::from).collect();
            let (quantity, picked) = (quantity + shipped, picked + shipped);
            lines.push((turn, TaskLineView { sku: sku.to_string(), quantity, picked, short, shipped, bin, bins }));
        }
        // what lies in no bin comes last
        lines.sort_by_key(|(turn, _)| (turn.is_none(), turn.clone()));
        Ok(lines.into_iter().map(|(_, line)| line).collect())
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
            bin: line.bin.as_ref().map(ToString::to_string),
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
