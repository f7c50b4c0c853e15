//! Stock as a double-entry ledger: every change is an entry of a positive quantity, appended to the log of the replica
//! that made it, chained by hashes (I-10), and folding the log gives the rows (I-2).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Hlc, Quantity, ReplicaId, Row, SiteId, Sku, WarehouseId};

/// Where units stand. The first four are accounts of a cell, the others lie outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    Available,
    Committed,
    Damaged,
    QualityControl,
    Supplier,
    Customer,
    Loss,
    InTransit,
}

impl Account {
    /// Whether it counts towards on hand.
    pub fn is_inside(self) -> bool {
        matches!(self, Self::Available | Self::Committed | Self::Damaged | Self::QualityControl)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Committed => "committed",
            Self::Damaged => "damaged",
            Self::QualityControl => "quality_control",
            Self::Supplier => "supplier",
            Self::Customer => "customer",
            Self::Loss => "loss",
            Self::InTransit => "in_transit",
        }
    }
}

/// What an entry does: move units between accounts, or hand rights to another site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    Move { from: Account, to: Account },
    Grant { to: SiteId },
}

/// Why, for what, by whom and with what: everything a person asks of an entry afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    pub reason: Arc<str>,
    /// The order, transfer, count, receipt or hold it belongs to.
    pub reference: Option<Arc<str>>,
    pub actor: Arc<str>,
    pub device: Option<Arc<str>>,
    /// The client's idempotency key.
    pub op_id: Option<Arc<str>>,
}

impl Cause {
    pub fn new(reason: &str, actor: &str) -> Self {
        Self { reason: reason.into(), reference: None, actor: actor.into(), device: None, op_id: None }
    }

    pub fn about(mut self, reference: impl AsRef<str>) -> Self {
        self.reference = Some(reference.as_ref().into());
        self
    }
}

/// One line of a replica's log. `seq` is gap-free from 1 and equals the version its row got by it (decision record
/// `2026-11-22-one-clock`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub seq: u64,
    pub at: Hlc,
    pub sku: Sku,
    pub deed: Deed,
    pub quantity: Quantity,
    pub cause: Cause,
}

/// BLAKE3, 256 bits.
pub type Hash = [u8; 32];

impl Entry {
    /// The bytes that are stored, sent and hashed.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// `None` for bytes that are no entry.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// I-10: the hash of an entry covers its place (warehouse, replica) and the hash of the one before it.
    pub fn chain(before: &Hash, warehouse: &WarehouseId, replica: ReplicaId, bytes: &[u8]) -> Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(before);
        hasher.update(&(warehouse.as_str().len() as u32).to_le_bytes());
        hasher.update(warehouse.as_str().as_bytes());
        hasher.update(&replica.site.0.to_le_bytes());
        hasher.update(&replica.incarnation.to_le_bytes());
        hasher.update(bytes);
        *hasher.finalize().as_bytes()
    }

    /// A ULID that names this movement everywhere: its time, and 80 bits of its place in the chain.
    pub fn movement_id(&self, chained: &Hash) -> ulid::Ulid {
        let chance = u128::from_le_bytes(chained[..16].try_into().unwrap_or_default());
        ulid::Ulid::from_parts(self.at.millis().0, chance)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FoldError {
    #[error("entry {found} stands where {wanted} is due")]
    Gap { wanted: u64, found: u64 },
}

/// Adds one entry to the rows of its replica, by SKU: `fold(log up to n) = rows at n` (I-2).
pub fn fold_entry(rows: &mut BTreeMap<Sku, Row>, clock: &mut u64, entry: &Entry) -> Result<(), FoldError> {
    if entry.seq != *clock + 1 {
        return Err(FoldError::Gap { wanted: *clock + 1, found: entry.seq });
    }
    *clock = entry.seq;
    let row = rows.entry(entry.sku.clone()).or_default();
    row.apply(entry.deed, entry.quantity);
    row.version = entry.seq;
    Ok(())
}
