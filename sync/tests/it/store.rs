//! A store in memory: what a session reads, and what its inbounds do, with every promise of the protocol asserted.

use std::collections::BTreeMap;

use holdfast_crdt::{
    Account, Cause, Cell, ClaimId, Deed, DocId, Entry, Hash, Millis, Quantity, ReplicaId, Row, SiteId, Sku, Stream,
    TaskId, WarehouseId,
};
use holdfast_sync::mail::{ToHub, ToNode};
use holdfast_sync::past::{Life, Past};
use holdfast_sync::{
    DocumentChanges, Heard, Inbound, Letter, LetterBody, Position, ProductRecord, Read, RightsAnswer, RightsRequest,
    Source, Standing,
};

#[derive(Clone)]
pub struct Store {
    pub id: u128,
    pub boot: u128,
    pub stream: Stream,
    pub cells: BTreeMap<Sku, Cell>,
    pub log: Vec<(Vec<u8>, Hash)>,
    pub letters: Vec<Letter>,
    /// Letters up to here were acknowledged, and are gone.
    pub forgotten: u64,
    pub products: BTreeMap<Sku, ProductRecord>,
    pub catalogue: u64,
    /// Products as documents: our document clock when each was changed here last.
    pub edited: BTreeMap<Sku, u64>,
    pub heard: Heard,
    pub peer_letters: Vec<Letter>,
    pub peer_log: Vec<Vec<u8>>,
    pub past: Past,
    /// Logs of former lives of either side.
    pub past_logs: BTreeMap<ReplicaId, Vec<Vec<u8>>>,
    /// What a backup of this store holds of the peer.
    pub backed_up: Option<Heard>,
    /// Letters and entries that a session handed out again although they were applied.
    pub repeats: u64,
}

pub fn sku(number: u64) -> Sku {
    Sku::new(&format!("SKU-{number:05}")).unwrap()
}

impl Store {
    pub fn new(site: u32) -> Self {
        let replica = ReplicaId::new(SiteId(site), 1);
        Self {
            id: 0x5709 + u128::from(site),
            boot: 0xB007 + u128::from(site),
            stream: Stream::new(WarehouseId::new("LEEDS").unwrap(), replica),
            cells: BTreeMap::new(),
            log: Vec::new(),
            letters: Vec::new(),
            forgotten: 0,
            products: BTreeMap::new(),
            catalogue: 0,
            edited: BTreeMap::new(),
            heard: Heard::default(),
            peer_letters: Vec::new(),
            peer_log: Vec::new(),
            past: Past::default(),
            past_logs: BTreeMap::new(),
            backed_up: None,
            repeats: 0,
        }
    }

    pub fn replica(&self) -> ReplicaId {
        self.stream.replica
    }

    pub fn standing(&self) -> Standing {
        Standing {
            warehouse: self.stream.warehouse.clone(),
            position: Position {
                store: self.id,
                boot: self.boot,
                replica: self.replica(),
                clock: self.stream.clock,
                head: self.stream.head,
                digest: self.stream.digest,
                letters: self.letters.len() as u64,
                catalogue: self.catalogue,
            },
            heard: self.heard.clone(),
            past: self.past.clone(),
        }
    }

    pub fn post(&mut self, number: u64, deed: Deed, units: u64) -> bool {
        // Unlike from entry to entry, so that a log does not pack to nothing.
        let actor = blake3::hash(&self.stream.clock.to_le_bytes()).to_hex();
        let (sku, cause) = (sku(number), Cause::new("test", &actor));
        let cell = self.cells.entry(sku.clone()).or_default();
        match self.stream.post(cell, &sku, deed, Quantity::new(units).unwrap(), &cause, Millis(1)) {
            Ok(entry) => {
                self.log.push((entry.to_bytes(), self.stream.head));
                true
            }
            Err(_) => false,
        }
    }

    pub fn receive(&mut self, number: u64, units: u64) {
        assert!(self.post(number, Deed::Move { from: Account::Supplier, to: Account::Available }, units));
    }

    /// A letter about the change that was posted last; `after_clock` is that row's version.
    pub fn write(&mut self, number: u64) {
        let body = if self.replica().site == SiteId::HUB {
            LetterBody::ToNode(ToNode::Cancel { task: TaskId::from_parts(Millis(1), u128::from(number)) })
        } else {
            let claim = ClaimId::from_parts(Millis(1), 1);
            LetterBody::ToHub(ToHub::Claim { claim, sku: sku(number), quantity: Quantity::ONE, reference: None })
        };
        self.letters.push(Letter { seq: self.letters.len() as u64 + 1, after_clock: self.stream.clock, body });
    }

    pub fn edit(&mut self, number: u64) {
        self.catalogue += 1;
        let record = ProductRecord {
            version: self.catalogue,
            sku: sku(number),
            name: format!("Product {number}, {}", self.catalogue).into(),
            barcodes: vec!["4006381333931".into()],
            discontinued: false,
        };
        self.products.insert(sku(number), record);
        self.edited.insert(sku(number), self.catalogue);
    }

    pub fn rows_of(&self, owner: ReplicaId) -> BTreeMap<Sku, Row> {
        let row = |(sku, cell): (&Sku, &Cell)| Some((sku.clone(), cell.row(owner)?.clone()));
        self.cells.iter().filter_map(row).filter(|(_, row)| row.version > 0).collect()
    }

    /// Replaces a row whatever its version.
    pub fn put(&mut self, sku: &Sku, owner: ReplicaId, row: Row) {
        let cell = self.cells.entry(sku.clone()).or_default();
        let mut fresh = Cell::default();
        cell.rows().filter(|(other, _)| *other != owner).for_each(|(other, row)| {
            fresh.merge(other, row.clone());
        });
        fresh.merge(owner, row);
        *cell = fresh;
    }

    /// Brings the digest of what is held of the peer up to date.
    pub fn redigest(&mut self) {
        if let Some(owner) = self.heard.replica {
            self.heard.digest =
                self.rows_of(owner).iter().fold(0, |digest, (sku, row)| digest ^ row.digest(sku, owner));
        }
    }

    pub fn grant(&mut self, request: &RightsRequest, to: SiteId) -> RightsAnswer {
        for (sku, wanted) in &request.wanted {
            let has = self.cells.get(sku).map_or(0, |cell| cell.rights(to));
            let number = sku.as_str()[4..].parse().unwrap();
            if let Some(missing) = Quantity::capped(wanted.saturating_sub(has)) {
                self.post(number, Deed::Grant { to }, missing.get());
            }
        }
        RightsAnswer { id: request.id, after_clock: self.stream.clock }
    }

    pub fn apply(&mut self, inbound: Inbound) {
        match inbound {
            Inbound::Rows { owner, store, through, full, rows } => {
                if self.heard.replica.is_none() {
                    let (letters, catalogue) = (self.heard.letters, self.heard.catalogue);
                    self.heard = Heard { store, replica: Some(owner), letters, catalogue, ..Heard::default() };
                }
                assert_eq!((self.heard.replica, self.heard.store), (Some(owner), store), "rows of another life");
                for (sku, row) in rows {
                    if full {
                        self.put(&sku, owner, row);
                    } else {
                        self.cells.entry(sku).or_default().merge(owner, row);
                    }
                }
                self.heard.rows = self.heard.rows.max(through);
                self.redigest();
            }
            Inbound::Letters(letters) => letters.into_iter().for_each(|letter| self.take_letter(letter)),
            Inbound::Products { through, records } => {
                self.heard.catalogue = self.heard.catalogue.max(through);
                for record in records {
                    if self.products.get(&record.sku).is_none_or(|known| known.version < record.version) {
                        self.products.insert(record.sku.clone(), record);
                    }
                }
            }
            Inbound::Documents { through, documents } => {
                self.heard.catalogue = self.heard.catalogue.max(through);
                documents.iter().for_each(|document| self.merge(document));
            }
            Inbound::Entries { owner, first, entries } => self.take_entries(owner, first, entries),
            recovery => self.recover(recovery),
        }
    }

    /// The newest record stands for what two documents merge to. The hub tells its other nodes of what it got.
    fn merge(&mut self, document: &DocumentChanges) {
        let record: ProductRecord = postcard::from_bytes(&document.changes).unwrap();
        assert_eq!(document.id, DocId::Product(record.sku.clone()));
        if self.products.get(&record.sku).is_none_or(|known| known.version < record.version) {
            if self.replica().site == SiteId::HUB {
                self.catalogue += 1;
                self.edited.insert(record.sku.clone(), self.catalogue);
            }
            self.products.insert(record.sku.clone(), record);
        }
    }

    fn recover(&mut self, inbound: Inbound) {
        match inbound {
            Inbound::NewLife { replica, store, lives, .. } => self.note_new_life(replica, store, &lives),
            Inbound::RecalledRows { owner, rows, instead } => {
                self.know(owner);
                if instead {
                    let held: Vec<Sku> = self.rows_of(owner).into_keys().collect();
                    held.iter().for_each(|sku| self.put(sku, owner, Row::default()));
                    self.past.life_mut(owner).unwrap().rows = 0;
                }
                rows.into_iter().for_each(|(sku, row)| {
                    self.cells.entry(sku).or_default().merge(owner, row);
                });
                let rows = self.rows_of(owner);
                let life = self.past.life_mut(owner).unwrap();
                life.digest = rows.iter().fold(0, |digest, (sku, row)| digest ^ row.digest(sku, owner));
                life.rows = life.rows.max(rows.values().map(|row| row.version).max().unwrap_or(0));
            }
            Inbound::RecalledEntries { owner, first, entries } => {
                self.know(owner);
                let log = self.past_logs.entry(owner).or_default();
                let life = self.past.life_mut(owner).unwrap();
                for (seq, bytes) in (first..).zip(entries) {
                    assert_eq!(seq, life.entries + 1, "a gap in a log of the past");
                    life.head = Entry::chain(&life.head, &self.stream.warehouse, owner, &bytes);
                    life.entries = seq;
                    log.push(bytes);
                }
            }
            Inbound::CutLog { owner, entries, head } => {
                self.past_logs.entry(owner).or_default().truncate(entries as usize);
                let life = self.past.life_mut(owner).unwrap();
                (life.entries, life.head) = (entries, head);
            }
            Inbound::ClosePast => self.past.theirs.iter_mut().for_each(|life| life.closed = true),
            Inbound::RecalledProducts(records) => {
                for record in records {
                    self.products.entry(record.sku.clone()).or_insert(record);
                }
            }
            Inbound::Recovered { resume, letters, .. } => {
                self.past.resume += self.past.shift(letters);
                (self.past.provisional, self.stream.provisional) = (false, false);
                self.past.own.iter_mut().for_each(|life| life.closed = true);
                self.heard.letters = resume;
                assert_eq!(self.past.born_letters, self.letters.len() as u64, "nothing was written meanwhile");
                while (self.letters.len() as u64) < letters {
                    // stands for those that were forgotten: they are never sent
                    self.write(0);
                }
            }
            other => panic!("no recovery: {other:?}"),
        }
    }

    fn know(&mut self, owner: ReplicaId) {
        if owner.site == self.replica().site && self.past.own_life(owner).is_none() {
            self.past.own.push(Life::unknown(owner));
        }
    }

    fn note_new_life(&mut self, replica: ReplicaId, store: u128, lives: &[Life]) {
        let sealed = Life::of_heard(&self.heard);
        for life in sealed.iter().chain(lives) {
            if self.past.their_life(life.replica).is_none() {
                self.past.theirs.push(*life);
            }
        }
        if let Some(sealed) = sealed {
            self.past_logs.insert(sealed.replica, std::mem::take(&mut self.peer_log));
        }
        let (letters, catalogue) = (self.heard.letters, self.heard.catalogue);
        self.heard = Heard { store, replica: Some(replica), letters, catalogue, ..Heard::default() };
        self.past.resume = self.letters.len() as u64;
        if self.replica().site != SiteId::HUB {
            // the hub may have forgotten any of them
            for sku in self.products.keys() {
                self.catalogue += 1;
                self.edited.insert(sku.clone(), self.catalogue);
            }
        }
    }

    /// What `restore` of this copy does: another life begins.
    pub fn rebirth(&mut self, chance: u32) {
        let log = std::mem::take(&mut self.log);
        self.past_logs.insert(self.replica(), log.into_iter().map(|(bytes, _)| bytes).collect());
        self.past.own.push(Life::of_position(&self.standing().position));
        let replica = self.replica().reborn(chance);
        self.stream = Stream { provisional: true, ..Stream::new(self.stream.warehouse.clone(), replica) };
        (self.past.provisional, self.past.born_letters) = (true, self.letters.len() as u64);
        self.letters.iter_mut().for_each(|letter| letter.after_clock = 0);
        // beyond what a life that is forgotten can have come to
        self.catalogue += 1 << 20;
        self.id ^= u128::from(chance) << 64;
        self.boot += 1;
    }

    fn log_of(&self, owner: ReplicaId) -> Vec<Vec<u8>> {
        if owner == self.replica() {
            return self.log.iter().map(|(bytes, _)| bytes.clone()).collect();
        }
        match Some(owner) == self.heard.replica {
            true => self.peer_log.clone(),
            false => self.past_logs.get(&owner).cloned().unwrap_or_default(),
        }
    }

    fn take_letter(&mut self, letter: Letter) {
        if letter.seq <= self.heard.letters {
            self.repeats += 1;
            return;
        }
        assert_eq!(letter.seq, self.heard.letters + 1, "a gap in the letters");
        assert!(letter.after_clock <= self.heard.rows, "a letter came before its rows");
        if let LetterBody::ToHub(ToHub::Claim { sku, .. }) = &letter.body {
            let row = self.cells.get(sku).and_then(|cell| cell.row(self.heard.replica.unwrap()));
            assert!(row.is_some_and(|row| row.version >= letter.after_clock), "a letter came before its row");
        }
        self.heard.letters = letter.seq;
        self.peer_letters.push(letter);
    }

    fn take_entries(&mut self, owner: ReplicaId, first: u64, entries: Vec<Vec<u8>>) {
        for (seq, bytes) in (first..).zip(entries) {
            if seq <= self.heard.entries {
                self.repeats += 1;
                continue;
            }
            assert_eq!(seq, self.heard.entries + 1, "a gap in the log");
            assert!(seq <= self.heard.rows, "an entry came before its row");
            self.heard.head = Entry::chain(&self.heard.head, &self.stream.warehouse, owner, &bytes);
            self.heard.entries = seq;
            self.peer_log.push(bytes);
        }
    }
}

impl Source for Store {
    fn rows_since(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Read<Vec<(Sku, Row)>> {
        let mut rows: Vec<_> = self.rows_of(owner).into_iter().filter(|(_, row)| row.version > since).collect();
        rows.sort_by_key(|(_, row)| row.version);
        rows.truncate(limit);
        Ok(rows)
    }

    fn letters_since(&mut self, since: u64, limit: usize) -> Read<Vec<Letter>> {
        Ok(self.letters.iter().skip(since.max(self.forgotten) as usize).take(limit).cloned().collect())
    }

    fn products_since(&mut self, since: u64, limit: usize) -> Read<Vec<ProductRecord>> {
        let mut records: Vec<_> = self.products.values().filter(|record| record.version > since).cloned().collect();
        records.sort_by_key(|record| record.version);
        records.truncate(limit);
        Ok(records)
    }

    fn documents_since(&mut self, since: u64, limit: usize) -> Read<Vec<DocumentChanges>> {
        let changed = |(sku, version): (&Sku, &u64)| DocumentChanges {
            version: *version,
            id: DocId::Product(sku.clone()),
            changes: postcard::to_stdvec(&self.products[sku]).unwrap(),
        };
        let mut documents: Vec<_> = self.edited.iter().filter(|(_, version)| **version > since).map(changed).collect();
        documents.sort_by_key(|document| document.version);
        documents.truncate(limit);
        Ok(documents)
    }

    fn rows_of_past(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Read<Vec<(Sku, Row)>> {
        self.rows_since(owner, since, limit)
    }

    fn entries_since(&mut self, owner: ReplicaId, since: u64, limit: usize, _: usize) -> Read<Vec<Vec<u8>>> {
        Ok(self.log_of(owner).into_iter().skip(since as usize).take(limit).collect())
    }

    fn entry_hash(&mut self, owner: ReplicaId, seq: u64) -> Read<Option<Hash>> {
        let log = self.log_of(owner);
        let known = log.get(..seq as usize);
        let chain = |head: Hash, bytes: &Vec<u8>| Entry::chain(&head, &self.stream.warehouse, owner, bytes);
        Ok(known.map(|entries| entries.iter().fold([0; 32], chain)))
    }

    fn backed_up(&mut self) -> Read<Option<Heard>> {
        Ok(self.backed_up.clone())
    }
}
