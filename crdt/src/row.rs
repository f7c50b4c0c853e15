//! One replica's row of one cell: the bounded counter of Balegas et al. 2015, "Extending Eventually Consistent Cloud
//! Databases for Enforcing Numeric Invariants", with the signed buckets that make up on hand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ledger::{Account, Deed};
use crate::{Quantity, ReplicaId, SiteId, Sku};

/// Only its owner writes it; `version` is the owner's clock at its last change, and the fields are cumulative, so that
/// the row with the higher version is the whole truth about its owner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The owner's clock when this last changed.
    pub version: u64,
    /// Units made available, ever.
    pub minted: u64,
    /// Units taken from availability, ever.
    pub spent: u64,
    /// Rights handed to other sites, ever.
    pub granted: BTreeMap<SiteId, u64>,
    /// The owner's net contribution to what is held but not available.
    pub buckets: Buckets,
}

/// Signed units: one replica may take out what another put in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buckets {
    pub committed: i64,
    pub damaged: i64,
    pub quality_control: i64,
}

impl Row {
    /// What the owner has made, less what it used and gave away; grants to it stand in other rows.
    pub(crate) fn own_balance(&self) -> i128 {
        let granted: i128 = self.granted.values().map(|units| i128::from(*units)).sum();
        i128::from(self.minted) - i128::from(self.spent) - granted
    }

    /// Applies one deed of the owner. Whether it may be done is decided before ([`crate::Stream::post`]).
    pub(crate) fn apply(&mut self, deed: Deed, quantity: Quantity) {
        match deed {
            Deed::Move { from, to } => {
                self.take(from, quantity);
                self.put(to, quantity);
            }
            Deed::Grant { to } => *self.granted.entry(to).or_default() += quantity.get(),
        }
    }

    fn take(&mut self, from: Account, quantity: Quantity) {
        match from {
            Account::Available => self.spent += quantity.get(),
            other => {
                if let Some(bucket) = self.buckets.of_mut(other) {
                    *bucket -= quantity.get() as i64;
                }
            }
        }
    }

    fn put(&mut self, to: Account, quantity: Quantity) {
        match to {
            Account::Available => self.minted += quantity.get(),
            other => {
                if let Some(bucket) = self.buckets.of_mut(other) {
                    *bucket += quantity.get() as i64;
                }
            }
        }
    }

    /// 64 bits of BLAKE3 over the row and its place: what the digest of heartbeats is the XOR of.
    ///
    /// A row that was never written has none, whether it is held or not.
    pub fn digest(&self, sku: &Sku, owner: ReplicaId) -> u64 {
        if self.version == 0 {
            return 0;
        }
        let bytes = postcard::to_stdvec(&(sku, owner, self)).unwrap_or_default();
        let hash = blake3::hash(&bytes);
        u64::from_le_bytes(hash.as_bytes()[..8].try_into().unwrap_or_default())
    }
}

impl Buckets {
    /// 0 for accounts that are no bucket.
    pub fn of(&self, account: Account) -> i64 {
        match account {
            Account::Committed => self.committed,
            Account::Damaged => self.damaged,
            Account::QualityControl => self.quality_control,
            _ => 0,
        }
    }

    pub(crate) fn of_mut(&mut self, account: Account) -> Option<&mut i64> {
        match account {
            Account::Committed => Some(&mut self.committed),
            Account::Damaged => Some(&mut self.damaged),
            Account::QualityControl => Some(&mut self.quality_control),
            _ => None,
        }
    }
}
