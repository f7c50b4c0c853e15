//! What the documents lane carries. Before version 4: the catalogue as nodes need it, one record a product, the newest wins,
//! and the hub is its only writer. From version 4 on: documents that either side edits, as changes.

use std::sync::Arc;

use holdfast_crdt::{DocId, Sku};
use serde::{Deserialize, Serialize};

/// `version` is the hub's catalogue clock when the record last changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRecord {
    pub version: u64,
    pub sku: Sku,
    pub name: Arc<str>,
    pub barcodes: Vec<Arc<str>>,
    /// The product was deleted from the catalogue; stock that is left stays countable.
    pub discontinued: bool,
}

/// What changed of one document, for a peer that has it up to some version of the sender's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentChanges {
    /// The sender's document clock when it last changed there; two documents never share one.
    pub version: u64,
    pub id: DocId,
    /// As [`holdfast_crdt::Document::merge`] takes them; no session looks into them.
    pub changes: Vec<u8>,
}
