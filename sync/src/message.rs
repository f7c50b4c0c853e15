//! The messages of the protocol, lane by lane; where no version is named, they are of version 1. Variants and fields are only ever added at the end; what a decoded
//! message may hold is checked here, so that the session deals with plausible ones only.

use holdfast_crdt::{Entry, Hash, Row, Sku, WarehouseId};
use serde::{Deserialize, Serialize};

use crate::catalogue::{DocumentChanges, ProductRecord};
use crate::effect::{Close, Heard, Position, RightsAnswer, RightsRequest};
use crate::limits::{
    DOCUMENT_CHANGES_BYTES_MAX, DOCUMENTS_MAX, ENTRIES_MAX, ENTRY_BYTES_MAX, GRANTS_MAX, LETTERS_MAX, LIVES_MAX,
    NUMBER_MAX, PRODUCTS_MAX, ROWS_MAX, TEXT_BYTES_MAX, WANTED_MAX,
};
use crate::mail::Letter;
use crate::past::{Life, Past, Recall, Recalled};

/// Lane 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control {
    /// The first word of either side. `body` is a [`Hello`]; it is read only when a version is spoken by both.
    Hello {
        min: u16,
        max: u16,
        body: Vec<u8>,
    },
    /// The last word, as the receiver should see it.
    Bye {
        why: Close,
    },
    Heartbeat {
        position: Position,
        heard: Heard,
    },
    RightsRequest(RightsRequest),
    RightsAnswer(RightsAnswer),
    /// The sender's digest of the receiver's rows is wrong: send all of them again.
    Resend {
        owner: holdfast_crdt::ReplicaId,
    },
    /// Version 2: asks for a page of the past.
    Recall(Recall),
    /// Version 2: the page.
    Recalled(Recalled),
    /// Version 2: the sender has sealed the receiver's former lives and holds all it needs of them. `resume` is its last
    /// letter before those that tell the receiver where it stands.
    Settled {
        resume: u64,
        /// Letters of the receiver that the sender has applied.
        letters: u64,
    },
}

/// Who speaks, where it stands, and what it holds of the other. Later versions may add fields at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    pub agent: String,
    pub warehouse: WarehouseId,
    pub position: Position,
    pub heard: Heard,
}

/// What follows a [`Hello`] from version 2 on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelloPast {
    pub past: Past,
}

/// Lanes 1 to 4: portions one way, acknowledgements of the other way's portions between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LaneFrame<T> {
    Portion(T),
    Ack(Ack),
    /// Version 3, lane 1, and version 4, lane 3: a portion, as zstd over its postcard form.
    Packed(Vec<u8>),
}

/// I-3: said only of what is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// Portions of this lane and session are done with up to this number.
    pub number: u64,
    /// The watermark of the lane: held (or applied) up to here.
    pub applied: u64,
    /// Held up to here in a completed backup as well; 0 when none is known of.
    pub durable: u64,
}

/// Lane 1. The sender's rows that changed after `from`, oldest change first. `from <= through`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// Counts the portions of this lane and session, from 1.
    pub number: u64,
    pub from: u64,
    pub through: u64,
    /// Part of a repair: replaces what is held.
    pub full: bool,
    /// Nothing older is left to send: the receiver now holds what the sender's rows were at `through`.
    pub settled: bool,
    pub rows: Vec<(Sku, Row)>,
}

/// Lane 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letters {
    pub number: u64,
    pub letters: Vec<Letter>,
}

/// Lane 3. Product records changed after `from` and up to `through`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Products {
    pub number: u64,
    pub from: u64,
    pub through: u64,
    pub records: Vec<ProductRecord>,
}

/// Lane 3 from version 4 on, both ways. Documents changed after `from` and up to `through`, by the sender's document clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Documents {
    pub number: u64,
    pub from: u64,
    pub through: u64,
    pub documents: Vec<DocumentChanges>,
}

/// Lane 4. Log entries of the sender; `packed` is zstd over the postcard form of `Vec<Vec<u8>>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entries {
    pub number: u64,
    /// The sequence of the first one.
    pub first: u64,
    /// The hash of the entry before the first, where the sender still has it.
    pub before: Option<Hash>,
    pub packed: Vec<u8>,
}

/// Whether a decoded message can be meant.
pub trait Plausible {
    /// The error names what cannot be.
    fn plausible(&self) -> Result<(), &'static str>;
}

fn bounded(numbers: &[u64]) -> Result<(), &'static str> {
    if numbers.iter().all(|number| *number <= NUMBER_MAX) { Ok(()) } else { Err("a number is out of bounds") }
}

fn at_most(len: usize, max: usize) -> Result<(), &'static str> {
    if len <= max { Ok(()) } else { Err("a list is too long") }
}

impl Plausible for Position {
    fn plausible(&self) -> Result<(), &'static str> {
        bounded(&[self.clock, self.letters, self.catalogue])
    }
}

impl Plausible for Heard {
    fn plausible(&self) -> Result<(), &'static str> {
        bounded(&[self.rows, self.entries, self.letters, self.catalogue])
    }
}

impl Plausible for Hello {
    fn plausible(&self) -> Result<(), &'static str> {
        at_most(self.agent.len(), TEXT_BYTES_MAX)?;
        self.position.plausible()?;
        self.heard.plausible()
    }
}

impl Plausible for HelloPast {
    fn plausible(&self) -> Result<(), &'static str> {
        let Past { own, theirs, resume, born_letters, born_catalogue, .. } = &self.past;
        at_most(own.len(), LIVES_MAX)?;
        at_most(theirs.len(), LIVES_MAX)?;
        bounded(&[*resume, *born_letters, *born_catalogue])?;
        own.iter().chain(theirs).try_for_each(plausible_life)
    }
}

fn plausible_life(life: &Life) -> Result<(), &'static str> {
    bounded(&[life.rows, life.entries])
}

impl Plausible for Recall {
    fn plausible(&self) -> Result<(), &'static str> {
        let (Self::Rows { after, .. } | Self::Entries { after, .. } | Self::Products { after }) = self;
        bounded(&[*after])
    }
}

impl Plausible for Recalled {
    fn plausible(&self) -> Result<(), &'static str> {
        match self {
            Self::Rows { rows, .. } => {
                at_most(rows.len(), ROWS_MAX)?;
                rows.iter().try_for_each(|(_, row)| bounded(&[row.version]).and_then(|()| plausible_row(row)))
            }
            Self::Entries { first: 0, .. } => Err("log entries begin with 1"),
            Self::Entries { first, .. } => bounded(&[*first]),
            Self::Products { records, .. } => {
                at_most(records.len(), PRODUCTS_MAX)?;
                records.iter().try_for_each(|record| bounded(&[record.version]))
            }
        }
    }
}

impl Plausible for Control {
    fn plausible(&self) -> Result<(), &'static str> {
        match self {
            Self::Heartbeat { position, heard } => {
                position.plausible()?;
                heard.plausible()
            }
            Self::RightsRequest(request) => {
                at_most(request.wanted.len(), WANTED_MAX)?;
                request.wanted.iter().try_for_each(|(_, units)| bounded(&[*units]))
            }
            Self::RightsAnswer(answer) => bounded(&[answer.after_clock]),
            Self::Bye { why: Close::Violation(text) | Close::Store(text) } => at_most(text.len(), TEXT_BYTES_MAX),
            Self::Recall(recall) => recall.plausible(),
            Self::Recalled(recalled) => recalled.plausible(),
            Self::Settled { resume, letters } => bounded(&[*resume, *letters]),
            Self::Hello { .. } | Self::Bye { .. } | Self::Resend { .. } => Ok(()),
        }
    }
}

impl<T: Plausible> Plausible for LaneFrame<T> {
    fn plausible(&self) -> Result<(), &'static str> {
        match self {
            Self::Portion(portion) => portion.plausible(),
            Self::Ack(ack) => bounded(&[ack.number, ack.applied, ack.durable]),
            // what is in it is judged when it is unpacked
            Self::Packed(_) => Ok(()),
        }
    }
}

impl Plausible for Rows {
    fn plausible(&self) -> Result<(), &'static str> {
        bounded(&[self.number, self.from, self.through])?;
        at_most(self.rows.len(), ROWS_MAX)?;
        let mut last = self.from;
        for (_, row) in &self.rows {
            if row.version <= last || row.version > self.through {
                return Err("rows are not in the order of their versions");
            }
            last = row.version;
            plausible_row(row)?;
        }
        if self.through < self.from { Err("rows end before they begin") } else { Ok(()) }
    }
}

fn plausible_row(row: &Row) -> Result<(), &'static str> {
    at_most(row.granted.len(), GRANTS_MAX)?;
    bounded(&[row.minted, row.spent])?;
    row.granted.values().try_for_each(|units| bounded(&[*units]))?;
    let buckets = [row.buckets.committed, row.buckets.damaged, row.buckets.quality_control];
    bounded(&buckets.map(i64::unsigned_abs))
}

impl Plausible for Letters {
    fn plausible(&self) -> Result<(), &'static str> {
        bounded(&[self.number])?;
        at_most(self.letters.len(), LETTERS_MAX)?;
        let in_order = self.letters.windows(2).all(|pair| pair[1].seq == pair[0].seq.saturating_add(1));
        match self.letters.first() {
            Some(first) if in_order && first.seq >= 1 => {
                self.letters.iter().try_for_each(|letter| bounded(&[letter.seq, letter.after_clock]))
            }
            _ => Err("letters have a gap"),
        }
    }
}

impl Plausible for Products {
    fn plausible(&self) -> Result<(), &'static str> {
        bounded(&[self.number, self.from, self.through])?;
        at_most(self.records.len(), PRODUCTS_MAX)?;
        let mut last = self.from;
        for record in &self.records {
            if record.version < last || record.version > self.through {
                return Err("product records are not in the order of their versions");
            }
            last = record.version;
        }
        if self.through < self.from { Err("product records end before they begin") } else { Ok(()) }
    }
}

impl Plausible for Documents {
    fn plausible(&self) -> Result<(), &'static str> {
        bounded(&[self.number, self.from, self.through])?;
        at_most(self.documents.len(), DOCUMENTS_MAX)?;
        let mut last = self.from;
        for document in &self.documents {
            if document.version <= last || document.version > self.through {
                return Err("documents are not in the order of their versions");
            }
            last = document.version;
            at_most(document.changes.len(), DOCUMENT_CHANGES_BYTES_MAX)?;
        }
        if self.through < self.from { Err("documents end before they begin") } else { Ok(()) }
    }
}

impl Plausible for Entries {
    fn plausible(&self) -> Result<(), &'static str> {
        bounded(&[self.number, self.first])?;
        if self.first == 0 { Err("log entries begin with 1") } else { Ok(()) }
    }
}

/// Log entries as they come out of [`Entries::packed`]: gap-free from `first`.
pub fn plausible_entries(first: u64, entries: &[Vec<u8>]) -> Result<(), &'static str> {
    at_most(entries.len(), ENTRIES_MAX)?;
    if entries.is_empty() {
        return Err("a portion of the log is empty");
    }
    for (seq, bytes) in (first..).zip(entries) {
        at_most(bytes.len(), ENTRY_BYTES_MAX)?;
        let entry = Entry::from_bytes(bytes).ok_or("a log entry cannot be read")?;
        if entry.seq != seq {
            return Err("log entries have a gap");
        }
        bounded(&[seq])?;
    }
    Ok(())
}
