//! Goods that come in because somebody said so before: a purchase order's, or those of a return. The hub tells a floor what to
//! expect; the floor tells what came of it, and what became of the goods that it set apart.

use std::sync::Arc;

use holdfast_crdt::{ExpectedReceiptId, InspectionId, Millis, OrderId, Quantity, ReceiptId, Sku};
use serde::{Deserialize, Serialize};

/// What a floor is to expect. Told again, it replaces what was told before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expectation {
    pub expected: ExpectedReceiptId,
    pub kind: ExpectationKind,
    /// When it is due, as far as anybody said.
    pub due_at: Option<Millis>,
    /// At most [`crate::limits::GOODS_LINES_MAX`], one a SKU.
    pub lines: Vec<ExpectedLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExpectationKind {
    /// A supplier's delivery; the name of the supplier.
    Purchase { supplier: Arc<str> },
    /// Goods that a customer sends back; the name of the customer.
    Return { order: OrderId, customer: Arc<str> },
}

/// `received`: units that the hub knows to have come, here or, of a return, anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedLine {
    pub sku: Sku,
    pub quantity: Quantity,
    pub received: u64,
}

/// Goods of an expectation came in. A receipt of very many lines is told in several of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsReceived {
    pub receipt: ReceiptId,
    pub expected: ExpectedReceiptId,
    /// The delivery note, or whatever the goods came with.
    pub reference: Arc<str>,
    pub at: Millis,
    /// No more is to come.
    pub complete: bool,
    pub lines: Vec<ReceivedLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedLine {
    pub sku: Sku,
    pub quantity: Quantity,
    pub condition: Arrived,
}

/// How goods arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Arrived {
    Available,
    Damaged,
    QualityControl,
}

impl Arrived {
    /// As the API names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Damaged => "damaged",
            Self::QualityControl => "quality_control",
        }
    }
}

/// A verdict on goods that an expectation brought and that were set apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoodsInspected {
    pub inspection: InspectionId,
    pub expected: ExpectedReceiptId,
    pub at: Millis,
    pub lines: Vec<InspectedLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectedLine {
    pub sku: Sku,
    pub quantity: Quantity,
    pub from: Apart,
    pub to: Verdict,
}

/// Where goods stand that nobody may promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Apart {
    QualityControl,
    Damaged,
}

/// What becomes of goods that stood apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    Available,
    Damaged,
    Loss,
}
