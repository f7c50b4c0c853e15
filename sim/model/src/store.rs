//! What one site has on its disk, and what it may do with it: deeds through `Stream::post`, rows of others through
//! `Cell::merge`, seals before either.

use std::sync::LazyLock;

use holdfast_crdt::{Account, Cause, Deed, Millis, Quantity, Sku, Stream, WarehouseId};

use crate::view::{Life, Packed, View, site};

/// The names every deed of the model carries.
struct Names {
    warehouse: WarehouseId,
    sku: Sku,
    cause: Cause,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| Names {
    warehouse: WarehouseId::new("LEEDS").expect("a name"),
    sku: Sku::new("A").expect("a SKU"),
    cause: Cause::new("model", "model"),
});

pub const RECEIVE: Deed = Deed::Move { from: Account::Supplier, to: Account::Available };
pub const SELL: Deed = Deed::Move { from: Account::Available, to: Account::Customer };
pub const COMMIT: Deed = Deed::Move { from: Account::Available, to: Account::Committed };
pub const SHIP: Deed = Deed::Move { from: Account::Committed, to: Account::Customer };

pub fn grant(to: u8) -> Deed {
    Deed::Grant { to: site(to) }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Store {
    /// The life it writes at present.
    pub life: Life,
    pub view: View,
    /// Peers it has to meet before it spends, one bit a site; 0 for a store that is not marked.
    pub unmet: u8,
    /// Former lives, each with the last version of it that counts.
    pub seals: Vec<(Life, u8)>,
}

/// What became of a row that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    News,
    Known,
    Refused,
}

impl Store {
    pub fn new(site: u8) -> Self {
        Self { life: Life { site, incarnation: 1 }, view: View::default(), unmet: 0, seals: Vec::new() }
    }

    pub fn site(&self) -> u8 {
        self.life.site
    }

    pub fn is_open(&self) -> bool {
        self.unmet == 0
    }

    /// Units it may spend by its own view.
    pub fn rights(&self) -> u8 {
        self.view.cell().rights(site(self.site())) as u8
    }

    /// Does a deed and returns its sequence, or None where the product refuses it.
    pub fn post(&mut self, deed: Deed, units: u8) -> Option<u8> {
        let names = &*NAMES;
        let mut cell = self.view.cell();
        let mut stream = Stream::new(names.warehouse.clone(), self.life.replica());
        stream.clock = u64::from(self.view.version(self.life));
        let quantity = Quantity::new(u64::from(units)).ok()?;
        let entry = stream.post(&mut cell, &names.sku, deed, quantity, &names.cause, Millis(0)).ok()?;
        let before = std::mem::replace(&mut self.view, View::of(&cell));
        // I-6: a deed touches the row of this life alone
        assert!(before.rows().all(|(life, row)| life == self.life || self.view.row(life) == row), "I-6");
        u8::try_from(entry.seq).ok()
    }

    pub fn seal(&self, life: Life) -> Option<u8> {
        self.seals.iter().find(|(known, _)| *known == life).map(|(_, version)| *version)
    }

    pub fn set_seal(&mut self, life: Life, version: u8) {
        self.seals.retain(|(known, _)| *known != life);
        self.seals.push((life, version));
        self.seals.sort_unstable();
    }

    pub fn refuses(&self, life: Life, version: u8) -> bool {
        self.seal(life).is_some_and(|seal| version > seal)
    }

    /// Takes in a row that arrived: later rows of a sealed life are refused.
    pub fn hear(&mut self, life: Life, row: Packed) -> Heard {
        if self.refuses(life, row.version) {
            return Heard::Refused;
        }
        if self.view.merge(life, row) { Heard::News } else { Heard::Known }
    }

    /// XOR of the digests of the rows of `site`, as heartbeats compare it.
    pub fn digest(&self, of: u8) -> u64 {
        let cell = self.view.cell();
        let rows = cell.rows().filter(|(owner, _)| owner.site == site(of));
        rows.fold(0, |sum, (owner, row)| sum ^ row.digest(&NAMES.sku, owner))
    }

    pub fn renamed(&self, names: &[u8]) -> Self {
        let mut seals: Vec<_> = self.seals.iter().map(|(life, version)| (life.renamed(names), *version)).collect();
        seals.sort_unstable();
        let bits = names.iter().enumerate().filter(|(old, _)| self.unmet & (1 << old) != 0);
        let unmet = bits.fold(0, |sum, (_, new)| sum | (1 << new));
        Self { life: self.life.renamed(names), view: self.view.renamed(names), unmet, seals }
    }
}
