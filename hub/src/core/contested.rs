//! Documents that two sides wrote apart in one field: each waits for somebody to choose.

use holdfast_crdt::{DocId, Millis, Sku};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Product,
    Slot,
    Warehouse,
}

impl DocumentKind {
    pub fn of(id: &DocId) -> Self {
        match id {
            DocId::Product(_) => Self::Product,
            DocId::Slot(..) => Self::Slot,
            DocId::Warehouse(_) => Self::Warehouse,
        }
    }

    /// As the ids of such documents begin.
    pub fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Slot => "slot",
            Self::Warehouse => "warehouse",
        }
    }
}

/// A document with conflicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contested {
    pub id: DocId,
    /// JSON pointers (RFC 6901), in the order of the document.
    pub fields: Vec<String>,
    /// When it last changed; `None` where that was before the hub kept a list of them.
    pub changed_at: Option<Millis>,
}

impl Contested {
    pub fn sku(&self) -> Option<&Sku> {
        match &self.id {
            DocId::Product(sku) | DocId::Slot(_, sku) => Some(sku),
            DocId::Warehouse(_) => None,
        }
    }
}

/// Subject and data of the event that tells of a document's conflicts.
pub fn told(id: &DocId) -> (String, Value) {
    let kind = DocumentKind::of(id);
    match id {
        DocId::Product(sku) => (sku.to_string(), json!({ "kind": kind, "sku": sku })),
        DocId::Slot(warehouse, sku) => {
            (format!("{warehouse}/{sku}"), json!({ "kind": kind, "warehouseId": warehouse, "sku": sku }))
        }
        DocId::Warehouse(warehouse) => (warehouse.to_string(), json!({ "kind": kind, "warehouseId": warehouse })),
    }
}
