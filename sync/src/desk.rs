//! The desk of an owner thread: the cells a batch works on, the streams it writes, and what changed, until it is saved.
//! Pure: node and hub decide over it in memory, the store loads and saves it set-wise.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::{
    Account, Cause, Cell, Deed, Entry, Hash, Hlc, Merge, Millis, PostError, Quantity, ReplicaId, Row, Sku, Stream,
    WarehouseId,
};

use crate::cells::{Cells, CellsAt};
use crate::effect::{Heard, Position, Standing};
use crate::mail::{Letter, LetterBody};
use crate::past::Past;

mod lives;

pub type CellKey = (WarehouseId, Sku);

/// A log entry ready to be stored.
#[derive(Debug, Clone)]
pub struct Posted {
    pub warehouse: WarehouseId,
    pub replica: ReplicaId,
    pub entry: Entry,
    pub hash: Hash,
}

/// Our side of one warehouse.
#[derive(Debug, Clone)]
pub struct Book {
    pub stream: Stream,
    /// Our last letter.
    pub letters: u64,
    /// What we hold of the other side.
    pub heard: Heard,
    pub past: Past,
}

impl Book {
    /// A replica that has written and heard nothing.
    pub fn new(stream: Stream) -> Self {
        Self { stream, letters: 0, heard: Heard::default(), past: Past::default() }
    }

    /// Where the store stands in this warehouse. `catalogue`: its last product record, 0 for one that has none to tell.
    pub fn standing(&self, store: u128, boot: u128, catalogue: u64) -> Standing {
        let Stream { warehouse, replica, clock, head, digest, .. } = &self.stream;
        let (replica, clock, head, digest) = (*replica, *clock, *head, *digest);
        let position = Position { store, boot, replica, clock, head, digest, letters: self.letters, catalogue };
        Standing { warehouse: warehouse.clone(), position, heard: self.heard.clone(), past: self.past.clone() }
    }
}

/// All that a batch changed and the store must keep, in one transaction.
#[derive(Debug, Default)]
pub struct Changes {
    /// Rows to write, by cell and owner.
    pub rows: BTreeSet<(CellKey, ReplicaId)>,
    pub entries: Vec<Posted>,
    pub letters: Vec<(WarehouseId, Letter)>,
    /// Warehouses whose book moved.
    pub books: BTreeSet<WarehouseId>,
}

impl Changes {
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.entries.is_empty() && self.letters.is_empty() && self.books.is_empty()
    }
}

/// Where a command began, so that it can be taken back whole.
#[derive(Debug)]
pub struct Mark {
    entries: usize,
    letters: usize,
}

/// What [`crate::Inbound::Rows`] holds.
#[derive(Debug, Clone)]
pub struct Rows {
    pub owner: ReplicaId,
    pub store: u128,
    pub through: u64,
    pub full: bool,
    pub rows: Vec<(Sku, Row)>,
}

/// What stood there at the mark.
#[derive(Debug, Default)]
struct Undo {
    /// In the order of change: the first of a cell is the one to go back to.
    cells: Vec<(WarehouseId, Sku, Cell)>,
    books: BTreeMap<WarehouseId, Book>,
}

impl Undo {
    fn keep(&mut self, book: &Book) {
        if !self.books.contains_key(&book.stream.warehouse) {
            self.books.insert(book.stream.warehouse.clone(), book.clone());
        }
    }

    fn clear(&mut self) {
        self.cells.clear();
        self.books.clear();
    }
}

#[derive(Debug, Default)]
pub struct Desk {
    cells: Cells,
    books: BTreeMap<WarehouseId, Book>,
    changes: Changes,
    undo: Undo,
    nothing: Cell,
    /// Every cell of the store is here: one that is not was never stocked.
    complete: bool,
}

/// The part of a desk that is of one warehouse.
#[derive(Clone, Copy)]
pub struct DeskAt<'a> {
    book: Option<&'a Book>,
    cells: CellsAt<'a>,
}

impl DeskAt<'_> {
    /// Units of the cell that we may spend at once.
    pub fn rights(&self, sku: &Sku) -> u64 {
        let cell = self.cells.get(sku);
        self.book.zip(cell).map_or(0, |(book, cell)| book.stream.rights(cell))
    }
}

impl Desk {
    pub fn open_book(&mut self, book: Book) {
        self.books.insert(book.stream.warehouse.clone(), book);
    }

    pub fn book(&self, warehouse: &WarehouseId) -> Option<&Book> {
        self.books.get(warehouse)
    }

    pub fn books(&self) -> impl Iterator<Item = &Book> {
        self.books.values()
    }

    /// Whether the cell is on the desk; one that is not must be loaded before it is decided upon.
    pub fn has(&self, warehouse: &WarehouseId, sku: &Sku) -> bool {
        self.complete || self.find(warehouse, sku).is_some()
    }

    /// Every cell of the store was loaded; none needs to be looked for until cells are taken off.
    pub fn completed(&mut self) {
        self.complete = true;
    }

    /// Puts a cell as the store has it on the desk.
    pub fn load(&mut self, key: CellKey, cell: Cell) {
        *self.cells.entry(&key.0, &key.1) = cell;
    }

    fn find(&self, warehouse: &WarehouseId, sku: &Sku) -> Option<&Cell> {
        self.cells.get(warehouse, sku)
    }

    /// The cell; an empty one where nothing was ever stocked.
    pub fn cell(&self, warehouse: &WarehouseId, sku: &Sku) -> &Cell {
        self.find(warehouse, sku).unwrap_or(&self.nothing)
    }

    /// The cells of a warehouse that are on the desk.
    pub fn cells_of(&self, warehouse: &WarehouseId) -> impl Iterator<Item = (&Sku, &Cell)> {
        self.cells.of(warehouse)
    }

    /// One warehouse, looked up once for many of its cells.
    pub fn at(&self, warehouse: &WarehouseId) -> DeskAt<'_> {
        DeskAt { book: self.books.get(warehouse), cells: self.cells.at(warehouse) }
    }

    /// Units of the cell that we may spend at once.
    pub fn rights(&self, warehouse: &WarehouseId, sku: &Sku) -> u64 {
        self.books.get(warehouse).map_or(0, |book| book.stream.rights(self.cell(warehouse, sku)))
    }

    /// Units of an account of the cell that our side may take out of it.
    pub fn part(&self, warehouse: &WarehouseId, sku: &Sku, account: Account) -> u64 {
        self.books.get(warehouse).map_or(0, |book| book.stream.part(self.cell(warehouse, sku), account))
    }

    /// Cells on the desk, a measure of memory.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes all cells off the desk. Only between batches, when nothing waits to be saved.
    pub fn clear_cells(&mut self) {
        self.cells.clear();
        self.complete = false;
    }

    pub fn mark(&mut self) -> Mark {
        self.undo.clear();
        Mark { entries: self.changes.entries.len(), letters: self.changes.letters.len() }
    }

    /// Takes back everything since the mark. Rows stay listed as changed: saving one as it was does no harm.
    pub fn undo(&mut self, mark: Mark) {
        for (warehouse, sku, cell) in self.undo.cells.drain(..).rev() {
            *self.cells.entry(&warehouse, &sku) = cell;
        }
        self.books.append(&mut self.undo.books);
        self.changes.entries.truncate(mark.entries);
        self.changes.letters.truncate(mark.letters);
    }

    /// Checks a deed and writes it to our row and log. The warehouse must have a book, the cell must be loaded.
    pub fn post(
        &mut self,
        warehouse: &WarehouseId,
        sku: &Sku,
        deed: Deed,
        quantity: Quantity,
        cause: &Cause,
        now: Millis,
    ) -> Result<(), PostError> {
        let Some(book) = self.books.get_mut(warehouse) else {
            return Err(PostError::BeyondRights { wanted: quantity.get(), rights: 0, available: 0 });
        };
        let cell = self.cells.entry(warehouse, sku);
        book.stream.check(cell, deed, quantity)?;
        self.undo.cells.push((warehouse.clone(), sku.clone(), cell.clone()));
        self.undo.keep(book);
        let entry = book.stream.post(cell, sku, deed, quantity, cause, now)?;
        let (replica, hash) = (book.stream.replica, book.stream.head);
        self.changes.rows.insert(((warehouse.clone(), sku.clone()), replica));
        self.changes.books.insert(warehouse.clone());
        self.changes.entries.push(Posted { warehouse: warehouse.clone(), replica, entry, hash });
        Ok(())
    }

    /// Writes a letter to the other side of a warehouse; it is applied there after our rows as they stand now.
    pub fn write(&mut self, warehouse: &WarehouseId, body: LetterBody) {
        if let Some(book) = self.books.get_mut(warehouse) {
            self.undo.keep(book);
            book.letters += 1;
            let letter = Letter { seq: book.letters, after_clock: book.stream.clock, body };
            self.changes.letters.push((warehouse.clone(), letter));
            self.changes.books.insert(warehouse.clone());
        }
    }

    /// Takes in rows of the other side; which SKUs changed by it. The cells must be loaded. A full resend replaces what is
    /// held, whatever its version: it repairs what went wrong here ([`Desk::set_heard_digest`] comes before it).
    pub fn hear_rows(&mut self, warehouse: &WarehouseId, news: Rows) -> Vec<Sku> {
        let Some(book) = self.books.get_mut(warehouse) else { return Vec::new() };
        let Rows { owner, store, through, full, rows } = news;
        if owner.site == book.stream.replica.site {
            return Vec::new(); // I-6: nobody writes our rows but we
        }
        if book.heard.replica.is_none() {
            // the first meeting; who follows another life is noted before its rows come
            let (letters, catalogue) = (book.heard.letters, book.heard.catalogue);
            book.heard = Heard { store, replica: Some(owner), letters, catalogue, ..Heard::default() };
        }
        let mut changed = Vec::new();
        for (sku, row) in rows {
            let key = (warehouse.clone(), sku.clone());
            let digest = row.digest(&sku, owner);
            let cell = self.cells.entry(warehouse, &sku);
            let merged = if full { Merge::Newer(cell.replace(owner, row)) } else { cell.merge(owner, row) };
            if let Merge::Newer(before) = merged {
                book.heard.digest ^= digest ^ before.map_or(0, |row| row.digest(&sku, owner));
                self.changes.rows.insert((key, owner));
                changed.push(sku);
            }
        }
        book.heard.rows = book.heard.rows.max(through);
        self.changes.books.insert(warehouse.clone());
        changed
    }

    /// Sets the digest over the held rows of the other side, as computed from the store.
    pub fn set_heard_digest(&mut self, warehouse: &WarehouseId, digest: u64) {
        if let Some(book) = self.books.get_mut(warehouse) {
            book.heard.digest = digest;
        }
    }

    /// Whether a letter is due: the next one. One at or below the watermark was applied before.
    pub fn hear_letter(&mut self, warehouse: &WarehouseId, seq: u64) -> bool {
        let Some(book) = self.books.get_mut(warehouse) else { return false };
        if seq != book.heard.letters + 1 {
            return false;
        }
        book.heard.letters = seq;
        self.changes.books.insert(warehouse.clone());
        true
    }

    /// Takes in log entries of the other side, as stored bytes; I-10: their chain is continued from what we hold.
    /// `None` when they do not follow, or are no entries.
    pub fn hear_entries(
        &mut self,
        warehouse: &WarehouseId,
        owner: ReplicaId,
        first: u64,
        entries: &[Vec<u8>],
        now: Millis,
    ) -> Option<()> {
        let book = self.books.get_mut(warehouse)?;
        let skip = (book.heard.entries + 1).checked_sub(first)? as usize;
        for bytes in entries.iter().skip(skip) {
            let entry = Entry::from_bytes(bytes).filter(|entry| entry.seq == book.heard.entries + 1)?;
            book.heard.head = Entry::chain(&book.heard.head, warehouse, owner, bytes);
            book.heard.entries = entry.seq;
            book.stream.hlc = book.stream.hlc.observe(entry.at, now);
            let hash = book.heard.head;
            self.changes.entries.push(Posted { warehouse: warehouse.clone(), replica: owner, entry, hash });
        }
        self.changes.books.insert(warehouse.clone());
        Some(())
    }

    /// Product records are held up to here.
    pub fn hear_catalogue(&mut self, warehouse: &WarehouseId, through: u64) {
        if let Some(book) = self.books.get_mut(warehouse) {
            book.heard.catalogue = book.heard.catalogue.max(through);
            self.changes.books.insert(warehouse.clone());
        }
    }

    /// What is held of the other side's documents is to come again: it came in another form.
    pub fn forget_catalogue(&mut self, warehouse: &WarehouseId) {
        if let Some(book) = self.books.get_mut(warehouse) {
            book.heard.catalogue = 0;
            self.changes.books.insert(warehouse.clone());
        }
    }

    /// The latest reading of a warehouse's clock, for what people look at.
    pub fn hlc(&self, warehouse: &WarehouseId) -> Hlc {
        self.books.get(warehouse).map_or(Hlc::default(), |book| book.stream.hlc)
    }

    pub fn changes(&self) -> &Changes {
        &self.changes
    }

    /// What is to be saved, leaving none.
    pub fn take_changes(&mut self) -> Changes {
        self.undo.clear();
        std::mem::take(&mut self.changes)
    }
}
