//! Lives that begin and end: what a restored store does with its former self, and what its peer does.

use holdfast_crdt::{Entry, Hash, Merge, ReplicaId, Row, Sku, Stream, WarehouseId};

use super::{Desk, Posted};
use crate::effect::Heard;
use crate::limits::LIVES_MAX;
use crate::past::Life;

impl Desk {
    /// Ends our present life in a warehouse and begins another: its rows and log are kept as they are and never written
    /// again, and the new life is provisional until the peer has sealed the old one. `chance` makes its number its own.
    pub fn rebirth(&mut self, warehouse: &WarehouseId, catalogue: u64, chance: u32) {
        let Some(book) = self.books.get_mut(warehouse) else { return };
        let before = &book.stream;
        let replica = before.replica.reborn(chance);
        let life = Life {
            replica: before.replica,
            rows: before.clock,
            digest: before.digest,
            entries: before.clock,
            head: before.head,
            closed: false,
        };
        if life.entries > 0 {
            book.past.own.push(life);
        } else {
            // nothing was written: the number alone was used, and the peer may know it
            book.past.own.push(Life::unknown(life.replica));
        }
        let hlc = before.hlc;
        book.stream = Stream { hlc, provisional: true, ..Stream::new(warehouse.clone(), replica) };
        (book.past.provisional, book.past.awaits) = (true, true);
        (book.past.born_letters, book.past.born_catalogue) = (book.letters, catalogue);
        let unsaved = self.changes.letters.iter_mut().filter(|(of, _)| of == warehouse);
        // the recovery brings the rows that letters of the old life waited for
        unsaved.for_each(|(_, letter)| letter.after_clock = 0);
        self.changes.books.insert(warehouse.clone());
    }

    /// The other side lives in another replica now: seals the life we knew, notes those we did not. From here on rows of
    /// former lives come in a recovery only (I-6). Returns the sequence of our last letter.
    pub fn note_new_life(&mut self, warehouse: &WarehouseId, replica: ReplicaId, store: u128, lives: &[Life]) -> u64 {
        let Some(book) = self.books.get_mut(warehouse) else { return 0 };
        let sealed = Life::of_heard(&book.heard).filter(|life| life.replica != replica);
        for life in sealed.iter().chain(lives) {
            if book.past.their_life(life.replica).is_none() {
                book.past.theirs.push(*life);
            }
        }
        let (letters, catalogue) = (book.heard.letters, book.heard.catalogue);
        book.heard = Heard { store, replica: Some(replica), letters, catalogue, ..Heard::default() };
        book.past.resume = book.letters;
        self.changes.books.insert(warehouse.clone());
        book.letters
    }

    /// Whether the other side's former lives stay within what a greeting may tell (I-9).
    pub fn has_room_for(&self, warehouse: &WarehouseId, lives: &[Life]) -> bool {
        self.books.get(warehouse).is_some_and(|book| book.past.theirs.len() + lives.len() < LIVES_MAX)
    }

    /// Takes in rows of a former life of either side. The cells must be loaded. `None`: no such life is known.
    pub fn recall_rows(
        &mut self,
        warehouse: &WarehouseId,
        owner: ReplicaId,
        rows: Vec<(Sku, Row)>,
    ) -> Option<Vec<Sku>> {
        let life = self.former(warehouse, owner)?;
        let (mut rows_held, mut digest_held) = (life.rows, life.digest);
        let mut changed = Vec::new();
        for (sku, row) in rows {
            let (version, digest) = (row.version, row.digest(&sku, owner));
            if let Merge::Newer(before) = self.cells.entry(warehouse, &sku).merge(owner, row) {
                digest_held ^= digest ^ before.map_or(0, |row| row.digest(&sku, owner));
                rows_held = rows_held.max(version);
                self.changes.rows.insert(((warehouse.clone(), sku.clone()), owner));
                changed.push(sku);
            }
        }
        let life = self.former(warehouse, owner)?;
        (life.rows, life.digest) = (rows_held, digest_held);
        self.changes.books.insert(warehouse.clone());
        Some(changed)
    }

    /// A former life of either side; a restored store may hear of one of its own that it has forgotten.
    fn former(&mut self, warehouse: &WarehouseId, owner: ReplicaId) -> Option<&mut Life> {
        let book = self.books.get_mut(warehouse)?;
        let forgotten = book.past.provisional
            && owner.site == book.stream.replica.site
            && owner != book.stream.replica
            && book.past.own_life(owner).is_none();
        if forgotten {
            book.past.own.push(Life::unknown(owner));
        }
        book.past.life_mut(owner)
    }

    /// Nothing is added any more to the other side's former lives.
    pub fn close_past(&mut self, warehouse: &WarehouseId) {
        if let Some(book) = self.books.get_mut(warehouse) {
            book.past.theirs.iter_mut().for_each(|life| life.closed = true);
            self.changes.books.insert(warehouse.clone());
        }
    }

    /// Takes all rows of one of our former lives off the books: what the peer has of it takes their place. All cells must be
    /// loaded.
    pub fn forget_rows(&mut self, warehouse: &WarehouseId, owner: ReplicaId) {
        let held: Vec<Sku> = self
            .cells
            .of(warehouse)
            .filter(|(_, cell)| cell.row(owner).is_some())
            .map(|(sku, _)| sku.clone())
            .collect();
        for sku in held {
            self.cells.entry(warehouse, &sku).replace(owner, Row::default());
            self.changes.rows.insert(((warehouse.clone(), sku), owner));
        }
        if let Some(life) = self.former(warehouse, owner) {
            (life.rows, life.digest) = (0, 0);
        }
        self.changes.books.insert(warehouse.clone());
    }

    /// Cuts the log of one of our former lives after the entry of that hash: the caller takes the rest out of the store.
    pub fn cut_log(&mut self, warehouse: &WarehouseId, owner: ReplicaId, entries: u64, head: Hash) {
        if let Some(life) = self.former(warehouse, owner) {
            (life.entries, life.head) = (entries, head);
            self.changes.books.insert(warehouse.clone());
        }
    }

    /// Takes in log entries of a former life, continuing its chain (I-10). `None` when they do not follow.
    pub fn recall_entries(
        &mut self,
        warehouse: &WarehouseId,
        owner: ReplicaId,
        first: u64,
        entries: &[Vec<u8>],
    ) -> Option<()> {
        let life = self.former(warehouse, owner)?;
        let skip = (life.entries + 1).checked_sub(first)? as usize;
        let mut posted = Vec::new();
        for bytes in entries.iter().skip(skip) {
            let entry = Entry::from_bytes(bytes).filter(|entry| entry.seq == life.entries + 1)?;
            life.head = Entry::chain(&life.head, warehouse, owner, bytes);
            life.entries = entry.seq;
            posted.push(Posted { warehouse: warehouse.clone(), replica: owner, entry, hash: life.head });
        }
        self.changes.entries.extend(posted);
        self.changes.books.insert(warehouse.clone());
        Some(())
    }

    /// The other side has sealed our former lives: this one may spend. How far letters of this life have to move up, so that
    /// they follow those that the peer has of a life we have forgotten.
    pub fn recovered(&mut self, warehouse: &WarehouseId, resume: u64, letters: u64) -> u64 {
        let Some(book) = self.books.get_mut(warehouse) else { return 0 };
        let (born, shift) = (book.past.born_letters, book.past.shift(letters));
        (book.past.provisional, book.stream.provisional) = (false, false);
        book.past.own.iter_mut().for_each(|life| life.closed = true);
        book.heard.letters = resume;
        book.letters += shift;
        book.past.born_letters += shift;
        // a peer that was restored as well goes on behind what it was not to read
        book.past.resume += shift;
        let unsaved = self.changes.letters.iter_mut().filter(|(of, letter)| of == warehouse && letter.seq > born);
        unsaved.for_each(|(_, letter)| letter.seq += shift);
        self.changes.books.insert(warehouse.clone());
        shift
    }

    /// The other side is to be told where we stand, later; or was.
    pub fn owe_statement(&mut self, warehouse: &WarehouseId, letters: Option<u64>) {
        if let Some(book) = self.books.get_mut(warehouse) {
            book.past.owes = letters;
            self.changes.books.insert(warehouse.clone());
        }
    }

    /// The other side has told where it stands.
    pub fn told(&mut self, warehouse: &WarehouseId) {
        if let Some(book) = self.books.get_mut(warehouse) {
            book.past.awaits = false;
            self.changes.books.insert(warehouse.clone());
        }
    }

    /// The life of the other side that rows and entries may come of now.
    pub fn hears(&self, warehouse: &WarehouseId, owner: ReplicaId, store: Option<u128>) -> bool {
        let Some(book) = self.books.get(warehouse) else { return false };
        let is_live = book.heard.replica.is_none_or(|replica| replica == owner)
            && (book.heard.replica.is_none() || store.is_none_or(|store| store == book.heard.store));
        is_live && book.past.their_life(owner).is_none()
    }
}
