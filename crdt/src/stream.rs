//! A replica's own stream for one warehouse: its clock, the head of its log, the digest of its rows, and the one place
//! where a deed is checked and written. Check and spend are one call, so nothing can come between them.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::ledger::{Account, Cause, Deed, Entry, Hash};
use crate::{Cell, Hlc, Millis, Quantity, ReplicaId, SiteId, Sku, WarehouseId};

/// Why a deed is refused; nothing has changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PostError {
    #[error("{wanted} wanted, {rights} of {available} available units are ours to spend")]
    BeyondRights { wanted: u64, rights: u64, available: u64 },
    #[error("{wanted} wanted, {} holds {held}", .account.name())]
    BeyondAccount { account: Account, wanted: u64, held: u64 },
    #[error("{wanted} wanted, {} holds {held}, {part} of them were set apart on this side", .account.name())]
    BeyondPart { account: Account, wanted: u64, held: u64, part: u64 },
    #[error("on hand would be above 1000000000")]
    TooMany,
    #[error("rights cannot be granted to oneself")]
    GrantToSelf,
    #[error("no movement from {} to {}", .from.name(), .to.name())]
    NoMovement { from: Account, to: Account },
}

/// Where one replica stands in one warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stream {
    pub warehouse: WarehouseId,
    pub replica: ReplicaId,
    /// The sequence of the last entry, which is the version of the row that changed last.
    pub clock: u64,
    /// The hash of the last entry; zeros before the first.
    pub head: Hash,
    /// XOR of the digests of all rows of this replica here.
    pub digest: u64,
    pub hlc: Hlc,
    /// The store was restored and has not met its peer since: it may have spent what it forgot, so it spends no rights and
    /// hands none out. What comes in, and what is committed already, it may move.
    pub provisional: bool,
}

impl Stream {
    pub fn new(warehouse: WarehouseId, replica: ReplicaId) -> Self {
        Self { warehouse, replica, clock: 0, head: [0; 32], digest: 0, hlc: Hlc::default(), provisional: false }
    }

    /// Units this replica's site may spend of `cell`: none while it is provisional (I-6).
    pub fn rights(&self, cell: &Cell) -> u64 {
        if self.provisional { 0 } else { cell.rights(self.replica.site) }
    }

    /// Units of `account` that this replica's site may take out of it. Of what is damaged or in quality control only what
    /// the site itself set apart, and nothing while it is provisional: were both sides free to put the same unit back,
    /// each would, and one of the two units would be on no shelf (I-2, and I-1 once it is sold).
    pub fn part(&self, cell: &Cell, account: Account) -> u64 {
        match account {
            Account::Available => self.rights(cell),
            Account::Damaged | Account::QualityControl if self.provisional => 0,
            Account::Damaged | Account::QualityControl => cell.set_apart(self.replica.site, account),
            _ => cell.balance(account),
        }
    }

    /// Checks one deed against `cell` and, when it may be done, writes it to our row and returns the log entry with the
    /// bytes to store. The cell must be the one of `sku` in this stream's warehouse.
    ///
    /// I-1: nothing is spent or granted beyond our rights. I-6: only our own row is written.
    pub fn post(
        &mut self,
        cell: &mut Cell,
        sku: &Sku,
        deed: Deed,
        quantity: Quantity,
        cause: &Cause,
        now: Millis,
    ) -> Result<Entry, PostError> {
        self.check(cell, deed, quantity)?;
        let row = cell.row_mut(self.replica);
        let before = row.digest(sku, self.replica);
        row.apply(deed, quantity);
        self.clock += 1;
        row.version = self.clock;
        self.digest ^= before ^ row.digest(sku, self.replica);
        self.hlc = self.hlc.tick(now);
        let entry = Entry { seq: self.clock, at: self.hlc, sku: sku.clone(), deed, quantity, cause: cause.clone() };
        self.head = Entry::chain(&self.head, &self.warehouse, self.replica, &entry.to_bytes());
        debug_assert!(cell.rights_signed(self.replica.site) >= 0, "I-1");
        Ok(entry)
    }

    /// Whether [`Stream::post`] would accept the deed.
    pub fn check(&self, cell: &Cell, deed: Deed, quantity: Quantity) -> Result<(), PostError> {
        match deed {
            Deed::Grant { to } => self.check_grant(cell, to, quantity),
            Deed::Move { from, to } => self.check_move(cell, from, to, quantity),
        }
    }

    fn check_grant(&self, cell: &Cell, to: SiteId, quantity: Quantity) -> Result<(), PostError> {
        if to == self.replica.site {
            return Err(PostError::GrantToSelf);
        }
        self.check_rights(cell, quantity)
    }

    fn check_move(&self, cell: &Cell, from: Account, to: Account, quantity: Quantity) -> Result<(), PostError> {
        if from == to || !(from.is_inside() || to.is_inside()) {
            return Err(PostError::NoMovement { from, to });
        }
        if from == Account::Available {
            self.check_rights(cell, quantity)?;
        } else if from.is_inside() {
            let (wanted, held, part) = (quantity.get(), cell.balance(from), self.part(cell, from));
            if held < wanted {
                return Err(PostError::BeyondAccount { account: from, wanted, held });
            }
            if part < wanted {
                return Err(PostError::BeyondPart { account: from, wanted, held, part });
            }
        }
        if !from.is_inside() && cell.on_hand() + quantity.get() > Quantity::MAX.get() {
            return Err(PostError::TooMany);
        }
        Ok(())
    }

    fn check_rights(&self, cell: &Cell, quantity: Quantity) -> Result<(), PostError> {
        let rights = self.rights(cell);
        if rights < quantity.get() {
            return Err(PostError::BeyondRights { wanted: quantity.get(), rights, available: cell.available() });
        }
        Ok(())
    }
}
