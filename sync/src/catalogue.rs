//! The catalogue as nodes need it: one record a product, the newest wins, sent as changed since a version. The hub is
//! its only writer.

use std::sync::Arc;

use holdfast_crdt::Sku;
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
