//! One side: the desk that hub and node work on, in the place of a store, and a session over it.

use std::collections::{BTreeSet, VecDeque};

use holdfast_crdt::{
    Cause, ClaimId, Deed, DocId, Hash, Millis, Quantity, ReplicaId, Row, SiteId, Sku, Stream, TaskId, WarehouseId,
};
use holdfast_sync::desk::{Book, Desk, Rows};
use holdfast_sync::limits::{RIGHTS_OPEN_MAX, WINDOW_FRAMES_MAX};
use holdfast_sync::mail::{ToHub, ToNode};
use holdfast_sync::{
    Config, DocumentChanges, Effect, Heard, Inbound, Lane, Letter, LetterBody, Position, ProductRecord, Read,
    RightsAnswer, RightsRequest, Session, Source, Standing,
};

/// Frames one call may send: more would be a session that never has enough.
const FRAMES_AT_ONCE_MAX: usize = 1_000;

pub struct Side {
    pub peer: SiteId,
    pub session: Session,
    /// Frames on their way here, by lane.
    pub arriving: [VecDeque<Vec<u8>>; 5],
    store: Store,
    handed_out: VecDeque<Inbound>,
}

struct Store {
    warehouse: WarehouseId,
    replica: ReplicaId,
    desk: Desk,
    skus: BTreeSet<Sku>,
    log: Vec<(Vec<u8>, Hash)>,
    letters: Vec<Letter>,
    products: Vec<ProductRecord>,
}

pub fn sku(number: u8) -> Sku {
    Sku::new(&format!("SKU-{number}")).expect("a short name is a SKU")
}

impl Side {
    pub fn new(site: SiteId, peer: SiteId) -> Self {
        let store = Store::new(ReplicaId::new(site, 1));
        let session = Session::new(Config::new("fuzz"), store.standing(), peer, Millis(0));
        Self { peer, session, arriving: Default::default(), store, handed_out: VecDeque::new() }
    }

    pub fn reconnect(&mut self, kept: usize, now: Millis) {
        let kept = kept.min(self.handed_out.len());
        self.handed_out.drain(..kept).for_each(|inbound| self.store.apply(inbound));
        self.handed_out.clear();
        self.arriving = Default::default();
        self.session = Session::new(Config::new("fuzz"), self.store.standing(), self.peer, now);
    }

    pub fn post(&mut self, number: u8, deed: Deed, units: u64) {
        self.store.post(&sku(number), deed, units);
        self.committed();
    }

    pub fn write_letter(&mut self, number: u8) {
        let body = if self.store.replica.site == SiteId::HUB {
            LetterBody::ToNode(ToNode::Cancel { task: TaskId::from_parts(Millis(1), u128::from(number)) })
        } else {
            let claim = ClaimId::from_parts(Millis(1), 1);
            LetterBody::ToHub(ToHub::Claim { claim, sku: sku(number), quantity: Quantity::ONE, reference: None })
        };
        self.store.desk.write(&self.store.warehouse, body);
        let written = self.store.desk.take_changes().letters;
        self.store.letters.extend(written.into_iter().map(|(_, letter)| letter));
        self.committed();
    }

    pub fn edit(&mut self, number: u8) {
        let version = self.store.products.last().map_or(0, |record| record.version) + 1;
        self.store.products.retain(|record| record.sku != sku(number));
        let name = format!("Product {number}").into();
        let barcodes = vec!["4006381333931".into()];
        self.store.products.push(ProductRecord { version, sku: sku(number), name, barcodes, discontinued: false });
        self.committed();
    }

    pub fn ask_rights(&mut self, number: u8, units: u8) {
        self.session.request_rights(vec![(sku(number), u64::from(units))], Millis(0));
    }

    pub fn has_to_apply(&self) -> bool {
        !self.handed_out.is_empty()
    }

    pub fn apply_next(&mut self, now: Millis) {
        if let Some(inbound) = self.handed_out.pop_front() {
            self.store.apply(inbound);
            self.session.handle_applied(self.store.standing(), now);
        }
    }

    fn committed(&mut self) {
        self.session.handle_standing(self.store.standing(), Millis(0));
    }

    /// Does what the session wants done, and takes what it sends.
    pub fn pump(&mut self, now: Millis) -> Vec<(Lane, Vec<u8>)> {
        self.effects(now);
        let mut sent = Vec::new();
        for lane in Lane::ALL {
            while let Ok(Some(frame)) = self.session.poll_transmit(lane, &mut self.store, now) {
                sent.push((lane, frame));
                assert!(sent.len() < FRAMES_AT_ONCE_MAX);
            }
        }
        self.effects(now);
        sent
    }

    fn effects(&mut self, now: Millis) {
        let mut granted = 0;
        while let Some(effect) = self.session.poll() {
            match effect {
                Effect::Apply(inbound) => self.handed_out.push_back(inbound),
                Effect::RightsWanted(request) => {
                    granted += 1;
                    let answer = self.store.grant(&request, self.peer);
                    self.session.handle_standing(self.store.standing(), now);
                    self.session.answer_rights(answer, now);
                }
                _ => {}
            }
        }
        assert!(granted <= RIGHTS_OPEN_MAX, "I-9");
    }

    /// What holds whatever the peer said.
    pub fn check(&self, honest: bool) {
        assert!(self.handed_out.len() <= WINDOW_FRAMES_MAX * Lane::ALL.len(), "I-9");
        let book = self.store.book();
        assert_eq!(self.store.digest_of(self.store.replica), book.stream.digest, "I-6");
        if let Some(owner) = book.heard.replica {
            assert_eq!(self.store.digest_of(owner), book.heard.digest);
        }
        let mut skus = self.store.skus.iter();
        assert!(!honest || skus.all(|sku| self.store.cell(sku).rights_signed(self.store.replica.site) >= 0), "I-1");
    }

    /// I-5
    pub fn assert_known_by(&self, other: &Side) {
        let (own, held) = (self.store.standing().position, &other.store.book().heard);
        assert!(other.session.is_up() && self.session.is_up());
        // a side that did nothing yet is not known of
        if own.clock > 0 {
            assert_eq!((held.replica, held.rows, held.digest), (Some(own.replica), own.clock, own.digest));
            assert_eq!((held.entries, held.head), (own.clock, own.head));
        }
        assert_eq!((held.letters, held.catalogue), (own.letters, own.catalogue));
        assert_eq!(other.session.pending(), holdfast_sync::Pending::default());
    }
}

impl Store {
    fn new(replica: ReplicaId) -> Self {
        let warehouse = WarehouseId::new("LEEDS").expect("a name");
        let mut desk = Desk::default();
        desk.open_book(Book::new(Stream::new(warehouse.clone(), replica)));
        desk.completed();
        Self { warehouse, replica, desk, skus: BTreeSet::new(), log: vec![], letters: vec![], products: vec![] }
    }

    fn book(&self) -> &Book {
        self.desk.book(&self.warehouse).expect("opened at the start")
    }

    fn cell(&self, sku: &Sku) -> &holdfast_crdt::Cell {
        self.desk.cell(&self.warehouse, sku)
    }

    fn standing(&self) -> Standing {
        let (book, site) = (self.book(), u128::from(self.replica.site.0));
        let position = Position {
            store: 100 + site,
            boot: 200 + site,
            replica: self.replica,
            clock: book.stream.clock,
            head: book.stream.head,
            digest: book.stream.digest,
            letters: book.letters,
            catalogue: self.products.last().map_or(0, |record| record.version),
        };
        Standing { warehouse: self.warehouse.clone(), position, heard: book.heard.clone(), past: book.past.clone() }
    }

    fn post(&mut self, sku: &Sku, deed: Deed, units: u64) {
        let Some(quantity) = Quantity::capped(units) else { return };
        let cause = Cause::new("fuzz", "fuzzer");
        if self.desk.post(&self.warehouse, sku, deed, quantity, &cause, Millis(1)).is_ok() {
            self.skus.insert(sku.clone());
        }
        let posted = self.desk.take_changes().entries;
        self.log.extend(posted.into_iter().map(|posted| (posted.entry.to_bytes(), posted.hash)));
    }

    fn grant(&mut self, request: &RightsRequest, to: SiteId) -> RightsAnswer {
        for (sku, wanted) in &request.wanted {
            let missing = wanted.saturating_sub(self.cell(sku).rights(to));
            let spare = self.desk.rights(&self.warehouse, sku);
            self.post(sku, Deed::Grant { to }, missing.min(spare));
        }
        RightsAnswer { id: request.id, after_clock: self.book().stream.clock }
    }

    fn rows_of(&self, owner: ReplicaId) -> Vec<(Sku, Row)> {
        let row = |sku: &Sku| Some((sku.clone(), self.cell(sku).row(owner)?.clone()));
        self.skus.iter().filter_map(row).filter(|(_, row)| row.version > 0).collect()
    }

    fn digest_of(&self, owner: ReplicaId) -> u64 {
        self.rows_of(owner).iter().fold(0, |digest, (sku, row)| digest ^ row.digest(sku, owner))
    }

    /// As the owner threads of hub and node do it.
    fn apply(&mut self, inbound: Inbound) {
        let warehouse = self.warehouse.clone();
        match inbound {
            // a peer that lies about who it is has its session ended by the owner thread
            Inbound::Rows { owner, store, .. } if !self.desk.hears(&warehouse, owner, Some(store)) => {}
            Inbound::Entries { owner, .. } if !self.desk.hears(&warehouse, owner, None) => {}
            Inbound::Rows { owner, store, through, full, rows } => {
                self.skus.extend(rows.iter().map(|(sku, _)| sku.clone()));
                if full {
                    let held = self.digest_of(owner);
                    self.desk.set_heard_digest(&warehouse, held);
                }
                self.desk.hear_rows(&warehouse, Rows { owner, store, through, full, rows });
            }
            Inbound::Letters(letters) => {
                for letter in letters {
                    let heard = &self.book().heard;
                    assert!(letter.after_clock <= heard.rows, "a letter came before its rows");
                    let (new, next) = (letter.seq > heard.letters, heard.letters + 1);
                    assert_eq!(self.desk.hear_letter(&warehouse, letter.seq), new, "{} for {next}", letter.seq);
                }
            }
            Inbound::Products { through, .. } | Inbound::Documents { through, .. } => {
                self.desk.hear_catalogue(&warehouse, through)
            }
            Inbound::Entries { owner, first, entries } => {
                let heard = self.desk.hear_entries(&warehouse, owner, first, &entries, Millis(1));
                assert!(heard.is_some(), "entries from {first} on do not follow those held");
                assert!(self.book().heard.entries <= self.book().heard.rows, "an entry came before its row");
            }
            // nobody was restored here: only a lie brings these
            Inbound::NewLife { replica, store, lives, .. } => {
                self.desk.note_new_life(&warehouse, replica, store, &lives);
            }
            Inbound::RecalledRows { owner, rows, .. } => {
                self.skus.extend(rows.iter().map(|(sku, _)| sku.clone()));
                self.desk.recall_rows(&warehouse, owner, rows);
            }
            Inbound::RecalledEntries { owner, first, entries } => {
                self.desk.recall_entries(&warehouse, owner, first, &entries);
            }
            Inbound::ClosePast => self.desk.close_past(&warehouse),
            told @ (Inbound::CutLog { .. } | Inbound::RecalledProducts(_) | Inbound::Recovered { .. }) => {
                panic!("nobody is provisional here, and was told {told:?}")
            }
        }
        self.desk.take_changes();
    }
}

impl Source for Store {
    fn rows_since(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Read<Vec<(Sku, Row)>> {
        let mut rows: Vec<_> = self.rows_of(owner).into_iter().filter(|(_, row)| row.version > since).collect();
        rows.sort_by_key(|(_, row)| row.version);
        rows.truncate(limit);
        Ok(rows)
    }

    fn rows_of_past(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Read<Vec<(Sku, Row)>> {
        self.rows_since(owner, since, limit)
    }

    fn letters_since(&mut self, since: u64, limit: usize) -> Read<Vec<Letter>> {
        Ok(self.letters.iter().skip(since as usize).take(limit).cloned().collect())
    }

    fn products_since(&mut self, since: u64, limit: usize) -> Read<Vec<ProductRecord>> {
        Ok(self.products.iter().filter(|record| record.version > since).take(limit).cloned().collect())
    }

    fn documents_since(&mut self, since: u64, limit: usize) -> Read<Vec<DocumentChanges>> {
        let changed = |record: &ProductRecord| DocumentChanges {
            version: record.version,
            id: DocId::Product(record.sku.clone()),
            changes: record.name.as_bytes().to_vec(),
        };
        Ok(self.products.iter().filter(|record| record.version > since).take(limit).map(changed).collect())
    }

    fn entries_since(&mut self, owner: ReplicaId, since: u64, limit: usize, _: usize) -> Read<Vec<Vec<u8>>> {
        if owner != self.replica {
            return Ok(Vec::new());
        }
        Ok(self.log.iter().skip(since as usize).take(limit).map(|(bytes, _)| bytes.clone()).collect())
    }

    fn entry_hash(&mut self, owner: ReplicaId, seq: u64) -> Read<Option<Hash>> {
        if seq == 0 {
            return Ok(Some([0; 32]));
        }
        let own = (owner == self.replica).then(|| self.log.get(seq as usize - 1)).flatten();
        Ok(own.map(|(_, hash)| *hash))
    }

    fn backed_up(&mut self) -> Read<Option<Heard>> {
        Ok(None)
    }
}
