//! A store in memory, of a node or of the hub, that does what the link asks of one.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use holdfast_crdt::{
    Account, Cause, Cell, Deed, Entry, Hash, Millis, Quantity, ReplicaId, Row, SiteId, Sku, Stream, TaskId, WarehouseId,
};
use holdfast_shell::link::{BoxFuture, LinkDown, LinkEvent, Replica};
use holdfast_sync::mail::{Progress, ToHub};
use holdfast_sync::{
    Heard, Inbound, Letter, LetterBody, Position, ProductRecord, Read, RightsAnswer, RightsRequest, Source, Standing,
};
use tokio::sync::{mpsc, watch};

type Asking = mpsc::Sender<Vec<(Sku, u64)>>;

pub struct MemoryStore {
    pub site: SiteId,
    pub uuid: u128,
    pub boot: u128,
    books: Mutex<BTreeMap<WarehouseId, Book>>,
    events: Mutex<Vec<(WarehouseId, LinkEvent)>>,
    asking: Mutex<Option<Asking>>,
    commits: watch::Sender<u64>,
}

#[derive(Clone)]
struct Book {
    stream: Stream,
    cells: BTreeMap<Sku, Cell>,
    log: Vec<(Vec<u8>, Hash)>,
    letters: Vec<Letter>,
    heard: Heard,
    received: Vec<Letter>,
}

impl MemoryStore {
    pub fn new(site: u32, boot: u128) -> Self {
        Self {
            site: SiteId(site),
            uuid: 1_000 + u128::from(site),
            boot,
            books: Mutex::default(),
            events: Mutex::default(),
            asking: Mutex::default(),
            commits: watch::Sender::new(0),
        }
    }

    fn with<T>(&self, warehouse: &WarehouseId, work: impl FnOnce(&mut Book) -> T) -> T {
        let mut books = self.books.lock().unwrap();
        let replica = ReplicaId::new(self.site, 1);
        work(books.entry(warehouse.clone()).or_insert_with(|| Book::new(warehouse, replica)))
    }

    fn committed(&self) {
        self.commits.send_modify(|commits| *commits += 1);
    }

    /// Mints units in our own row.
    pub fn receive(&self, warehouse: &WarehouseId, sku: &str, units: u64) {
        self.with(warehouse, |book| {
            book.post(sku, Deed::Move { from: Account::Supplier, to: Account::Available }, units);
        });
        self.committed();
    }

    pub fn write_letter(&self, warehouse: &WarehouseId) {
        self.with(warehouse, |book| {
            let seq = book.letters.len() as u64 + 1;
            let task = TaskId::from_parts(Millis(seq), 7);
            let body = LetterBody::ToHub(ToHub::Progress { task, state: Progress::Picking });
            book.letters.push(Letter { seq, after_clock: book.stream.clock, body });
        });
        self.committed();
    }

    pub fn available(&self, warehouse: &WarehouseId, sku: &str) -> u64 {
        self.with(warehouse, |book| book.cells.get(sku).map_or(0, Cell::available))
    }

    pub fn rights(&self, warehouse: &WarehouseId, sku: &str) -> u64 {
        self.with(warehouse, |book| book.cells.get(sku).map_or(0, |cell| cell.rights(self.site)))
    }

    pub fn heard(&self, warehouse: &WarehouseId) -> Heard {
        self.with(warehouse, |book| book.heard.clone())
    }

    pub fn letters_received(&self, warehouse: &WarehouseId) -> Vec<u64> {
        self.with(warehouse, |book| book.received.iter().map(|letter| letter.seq).collect())
    }

    pub fn ask_rights(&self, sku: &str, wanted: u64) -> bool {
        let wanted = vec![(Sku::new(sku).unwrap(), wanted)];
        self.asking.lock().unwrap().as_ref().is_some_and(|asking| asking.try_send(wanted).is_ok())
    }

    pub fn events(&self) -> MutexGuard<'_, Vec<(WarehouseId, LinkEvent)>> {
        self.events.lock().unwrap()
    }

    pub fn ups(&self) -> usize {
        self.events().iter().filter(|(_, event)| matches!(event, LinkEvent::Up { .. })).count()
    }

    pub fn downs(&self) -> Vec<LinkDown> {
        let downs = |(_, event): &(WarehouseId, LinkEvent)| match event {
            LinkEvent::Down { why, .. } => Some(why.clone()),
            _ => None,
        };
        self.events().iter().filter_map(downs).collect()
    }

    /// The last word on whether there is a session.
    pub fn is_up(&self, warehouse: &WarehouseId) -> bool {
        let word = |(of, event): &(WarehouseId, LinkEvent)| match event {
            LinkEvent::Up { .. } if of == warehouse => Some(true),
            LinkEvent::Down { .. } if of == warehouse => Some(false),
            _ => None,
        };
        self.events().iter().rev().find_map(word).unwrap_or(false)
    }
}

impl Book {
    fn new(warehouse: &WarehouseId, replica: ReplicaId) -> Self {
        Self {
            stream: Stream::new(warehouse.clone(), replica),
            cells: BTreeMap::new(),
            log: Vec::new(),
            letters: Vec::new(),
            heard: Heard::default(),
            received: Vec::new(),
        }
    }

    fn post(&mut self, sku: &str, deed: Deed, units: u64) {
        let sku = Sku::new(sku).unwrap();
        let cell = self.cells.entry(sku.clone()).or_default();
        let cause = Cause::new("test", "tester");
        let entry = self.stream.post(cell, &sku, deed, Quantity::new(units).unwrap(), &cause, Millis(1)).unwrap();
        self.log.push((entry.to_bytes(), self.stream.head));
    }

    fn apply(&mut self, inbound: Inbound) {
        match inbound {
            Inbound::Rows { owner, store, through, rows, .. } => {
                for (sku, row) in rows {
                    self.cells.entry(sku).or_default().merge(owner, row);
                }
                let held = self.cells.iter().filter_map(|(sku, cell)| Some(cell.row(owner)?.digest(sku, owner)));
                self.heard.digest = held.fold(0, |digest, row| digest ^ row);
                (self.heard.store, self.heard.replica) = (store, Some(owner));
                self.heard.rows = self.heard.rows.max(through);
            }
            Inbound::Letters(letters) => {
                let new = letters.into_iter().filter(|letter| letter.seq > self.heard.letters);
                self.received.extend(new);
                self.heard.letters = self.received.last().map_or(0, |letter| letter.seq);
            }
            Inbound::Products { through, .. } | Inbound::Documents { through, .. } => self.heard.catalogue = through,
            recovery @ (Inbound::NewLife { .. }
            | Inbound::RecalledRows { .. }
            | Inbound::RecalledEntries { .. }
            | Inbound::CutLog { .. }
            | Inbound::ClosePast
            | Inbound::RecalledProducts(_)
            | Inbound::Recovered { .. }) => panic!("no store is restored here: {recovery:?}"),
            Inbound::Entries { owner, first, entries } => {
                let held = self.heard.entries;
                for (seq, bytes) in (first..).zip(entries).filter(|(seq, _)| *seq > held) {
                    self.heard.head = Entry::chain(&self.heard.head, &self.stream.warehouse, owner, &bytes);
                    self.heard.entries = seq;
                }
            }
        }
    }

    fn standing(&self, store: u128, boot: u128) -> Standing {
        let Stream { warehouse, replica, clock, head, digest, .. } = self.stream.clone();
        let letters = self.letters.len() as u64;
        let position = Position { store, boot, replica, clock, head, digest, letters, catalogue: 0 };
        Standing { warehouse, position, heard: self.heard.clone(), past: Default::default() }
    }
}

/// `Replica` for the store behind an `Arc`, so that a source can hold on to it.
pub struct Handle(pub std::sync::Arc<MemoryStore>);

impl Replica for Handle {
    fn standing(&self, warehouse: &WarehouseId) -> Result<Standing, String> {
        Ok(self.0.with(warehouse, |book| book.standing(self.0.uuid, self.0.boot)))
    }

    fn source(&self, warehouse: &WarehouseId) -> Result<Box<dyn Source + Send>, String> {
        Ok(Box::new(MemorySource(self.0.clone(), warehouse.clone())))
    }

    fn apply(&self, warehouse: WarehouseId, inbound: Inbound) -> BoxFuture<'_, Result<Standing, String>> {
        Box::pin(async move {
            self.0.with(&warehouse, |book| book.apply(inbound));
            self.0.committed();
            self.standing(&warehouse)
        })
    }

    fn grant(
        &self,
        warehouse: WarehouseId,
        request: RightsRequest,
    ) -> BoxFuture<'_, Result<(RightsAnswer, Standing), String>> {
        Box::pin(async move {
            let to = if self.0.site == SiteId::HUB { SiteId(1) } else { SiteId::HUB };
            self.0.with(&warehouse, |book| {
                for (sku, wanted) in request.wanted {
                    let missing = wanted.saturating_sub(book.cells[&sku].rights(to));
                    book.post(sku.as_str(), Deed::Grant { to }, missing);
                }
            });
            self.0.committed();
            let standing = self.standing(&warehouse)?;
            Ok((RightsAnswer { id: request.id, after_clock: standing.position.clock }, standing))
        })
    }

    fn commits(&self, _: &WarehouseId) -> watch::Receiver<u64> {
        self.0.commits.subscribe()
    }

    fn link_event(&self, warehouse: &WarehouseId, event: LinkEvent) {
        self.0.events().push((warehouse.clone(), event));
    }

    fn subscribe_requests(&self, _warehouse: &WarehouseId) -> mpsc::Receiver<Vec<(Sku, u64)>> {
        let (sender, receiver) = mpsc::channel(8);
        *self.0.asking.lock().unwrap() = Some(sender);
        receiver
    }
}

struct MemorySource(std::sync::Arc<MemoryStore>, WarehouseId);

impl Source for MemorySource {
    fn rows_since(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Read<Vec<(Sku, Row)>> {
        let mut rows: Vec<(Sku, Row)> = self.0.with(&self.1, |book| {
            let row = |(sku, cell): (&Sku, &Cell)| Some((sku.clone(), cell.row(owner)?.clone()));
            book.cells.iter().filter_map(row).filter(|(_, row)| row.version > since).collect()
        });
        rows.sort_by_key(|(_, row)| row.version);
        rows.truncate(limit);
        Ok(rows)
    }

    fn rows_of_past(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Read<Vec<(Sku, Row)>> {
        self.rows_since(owner, since, limit)
    }

    fn letters_since(&mut self, since: u64, limit: usize) -> Read<Vec<Letter>> {
        Ok(self.0.with(&self.1, |book| book.letters.iter().skip(since as usize).take(limit).cloned().collect()))
    }

    fn products_since(&mut self, _since: u64, _limit: usize) -> Read<Vec<ProductRecord>> {
        Ok(Vec::new())
    }

    fn entries_since(&mut self, _: ReplicaId, since: u64, limit: usize, bytes_max: usize) -> Read<Vec<Vec<u8>>> {
        let mut left = bytes_max;
        Ok(self.0.with(&self.1, |book| {
            let entries = book.log.iter().skip(since as usize).take(limit);
            let fits = |(bytes, _): &&(Vec<u8>, Hash)| {
                let fits = left > 0;
                left = left.saturating_sub(bytes.len());
                fits
            };
            entries.take_while(fits).map(|(bytes, _)| bytes.clone()).collect()
        }))
    }

    fn entry_hash(&mut self, owner: ReplicaId, seq: u64) -> Read<Option<Hash>> {
        Ok(self.0.with(&self.1, |book| match seq {
            0 => Some([0; 32]),
            seq if owner == book.stream.replica => book.log.get(seq as usize - 1).map(|(_, hash)| *hash),
            _ => None,
        }))
    }

    fn backed_up(&mut self) -> Read<Option<Heard>> {
        Ok(None)
    }
}
