//! A cell: one (warehouse, SKU), as the rows of all replicas that ever wrote it. Merging keeps, per owner, the row with
//! the higher version, one's own included: idempotent, commutative, associative.

use std::collections::BTreeMap;

use crate::ledger::Account;
use crate::{ReplicaId, Row, SiteId};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    rows: BTreeMap<ReplicaId, Row>,
}

/// What a merge did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merge {
    /// The row was news; what stood there before, if anything did.
    Newer(Option<Row>),
    /// The same or a later row was known.
    Known,
}

impl Cell {
    pub fn rows(&self) -> impl Iterator<Item = (ReplicaId, &Row)> {
        self.rows.iter().map(|(owner, row)| (*owner, row))
    }

    pub fn row(&self, owner: ReplicaId) -> Option<&Row> {
        self.rows.get(&owner)
    }

    pub(crate) fn row_mut(&mut self, owner: ReplicaId) -> &mut Row {
        self.rows.entry(owner).or_default()
    }

    /// Takes in a row of `owner`.
    pub fn merge(&mut self, owner: ReplicaId, row: Row) -> Merge {
        match self.rows.get(&owner) {
            Some(known) if known.version >= row.version => Merge::Known,
            _ => Merge::Newer(self.rows.insert(owner, row)),
        }
    }

    /// Puts a row of `owner` in the place of what is held, whatever the versions: only to repair a view that went wrong.
    pub fn replace(&mut self, owner: ReplicaId, row: Row) -> Option<Row> {
        self.rows.insert(owner, row)
    }

    /// Takes in all rows of another view of the same cell.
    pub fn merge_all(&mut self, other: &Cell) {
        for (owner, row) in other.rows() {
            self.merge(owner, row.clone());
        }
    }

    /// Units `site` may spend without asking, over all its incarnations. I-1: never negative for one's own site; of
    /// others a view can show too few, which is the safe side.
    pub fn rights(&self, site: SiteId) -> u64 {
        self.rights_signed(site).max(0) as u64
    }

    /// The sum itself, for checks of I-1.
    pub fn rights_signed(&self, site: SiteId) -> i64 {
        // wide enough for whatever a peer may claim to have granted
        let own: i128 =
            self.rows.iter().filter(|(owner, _)| owner.site == site).map(|(_, row)| row.own_balance()).sum();
        let given = self.rows.values().filter_map(|row| row.granted.get(&site));
        let sum = own + given.map(|units| i128::from(*units)).sum::<i128>();
        sum.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64
    }

    /// Units that nobody has committed, damaged or lost: the sum of all rights.
    pub fn available(&self) -> u64 {
        let minted: u64 = self.rows.values().map(|row| row.minted).sum();
        let spent: u64 = self.rows.values().map(|row| row.spent).sum();
        minted.saturating_sub(spent)
    }

    pub fn committed(&self) -> u64 {
        self.bucket(|row| row.buckets.committed)
    }

    pub fn damaged(&self) -> u64 {
        self.bucket(|row| row.buckets.damaged)
    }

    pub fn quality_control(&self) -> u64 {
        self.bucket(|row| row.buckets.quality_control)
    }

    /// Units physically there: available + committed + damaged + quality control.
    pub fn on_hand(&self) -> u64 {
        self.available() + self.committed() + self.damaged() + self.quality_control()
    }

    /// Units in an account of the cell; 0 for accounts outside of it.
    pub fn balance(&self, account: Account) -> u64 {
        match account {
            Account::Available => self.available(),
            Account::Committed => self.committed(),
            Account::Damaged => self.damaged(),
            Account::QualityControl => self.quality_control(),
            _ => 0,
        }
    }

    /// Units of an account that `site` put there, over all its incarnations, less what it took out again.
    pub fn set_apart(&self, site: SiteId, account: Account) -> u64 {
        let own = self.rows.iter().filter(|(owner, _)| owner.site == site);
        own.map(|(_, row)| row.buckets.of(account)).sum::<i64>().max(0) as u64
    }

    /// The sum of all versions: grows with every change this view has seen, so it serves as an entity tag.
    pub fn version(&self) -> u64 {
        self.rows.values().map(|row| row.version).sum()
    }

    fn bucket(&self, of: impl Fn(&Row) -> i64) -> u64 {
        self.rows.values().map(of).sum::<i64>().max(0) as u64
    }
}
