//! Three sites that write one cell and exchange rows in any order, losing and repeating them as a test wants.

use std::collections::BTreeMap;

use holdfast_crdt::{
    Account, Cause, Cell, Deed, Entry, Millis, PostError, Quantity, ReplicaId, SiteId, Sku, Stream, WarehouseId,
};

pub struct Party {
    pub stream: Stream,
    pub cell: Cell,
    pub log: Vec<Entry>,
}

pub struct World {
    pub sku: Sku,
    pub parties: Vec<Party>,
}

impl World {
    pub fn new(sites: u32) -> Self {
        let warehouse = WarehouseId::new("LEEDS").unwrap();
        let party = |site| Party {
            stream: Stream::new(warehouse.clone(), ReplicaId::new(SiteId(site), 1)),
            cell: Cell::default(),
            log: Vec::new(),
        };
        Self { sku: Sku::new("HOUSE-ITEM-001").unwrap(), parties: (0..sites).map(party).collect() }
    }

    pub fn post(&mut self, who: usize, deed: Deed, units: u64) -> Result<(), PostError> {
        let party = &mut self.parties[who];
        let quantity = Quantity::new(units).unwrap();
        let cause = Cause::new("test", "tester");
        let entry = party.stream.post(&mut party.cell, &self.sku, deed, quantity, &cause, Millis(1_000))?;
        party.log.push(entry);
        Ok(())
    }

    pub fn receive(&mut self, who: usize, units: u64) -> Result<(), PostError> {
        self.post(who, Deed::Move { from: Account::Supplier, to: Account::Available }, units)
    }

    pub fn spend(&mut self, who: usize, units: u64) -> Result<(), PostError> {
        self.post(who, Deed::Move { from: Account::Available, to: Account::Committed }, units)
    }

    pub fn grant(&mut self, who: usize, to: u32, units: u64) -> Result<(), PostError> {
        self.post(who, Deed::Grant { to: SiteId(to) }, units)
    }

    /// `to` hears all that `from` knows.
    pub fn tell(&mut self, from: usize, to: usize) {
        let told = self.parties[from].cell.clone();
        self.parties[to].cell.merge_all(&told);
    }

    pub fn rights(&self, who: usize) -> u64 {
        let party = &self.parties[who];
        party.stream.rights(&party.cell)
    }

    /// What an observer with everybody's own row sees.
    pub fn truth(&self) -> Cell {
        let mut all = Cell::default();
        for party in &self.parties {
            if let Some(row) = party.cell.row(party.stream.replica) {
                all.merge(party.stream.replica, row.clone());
            }
        }
        all
    }

    /// I-2: folding a party's log gives its row.
    pub fn folds(&self) -> bool {
        self.parties.iter().all(|party| {
            let (mut rows, mut clock) = (BTreeMap::new(), 0);
            party.log.iter().for_each(|entry| holdfast_crdt::fold_entry(&mut rows, &mut clock, entry).unwrap());
            rows.get(&self.sku) == party.cell.row(party.stream.replica) && clock == party.stream.clock
        })
    }
}
