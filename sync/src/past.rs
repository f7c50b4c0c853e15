//! Amnesia: what the two sides know of lives that are over. A store that was restored from a copy begins a new life, takes
//! its past back from the peer, and spends nothing until the peer has sealed that past (DESIGN section 6).

use holdfast_crdt::{Hash, ReplicaId, Row, Sku};
use serde::{Deserialize, Serialize};

use crate::catalogue::ProductRecord;
use crate::effect::{Heard, Position};

/// Where one life of a replica ended, as one side holds it. `digest` covers its rows, `head` is the hash of its log entry
/// number `entries`; rows may go further than the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Life {
    pub replica: ReplicaId,
    pub rows: u64,
    pub digest: u64,
    pub entries: u64,
    pub head: Hash,
    /// The peer of this life has said what it came to, and nothing is added to it any more: what a copy knows beyond that
    /// was done again since, or is to be counted.
    pub closed: bool,
}

impl Life {
    /// A life of which nothing is held.
    pub fn unknown(replica: ReplicaId) -> Self {
        Self { replica, rows: 0, digest: 0, entries: 0, head: [0; 32], closed: false }
    }

    /// How a life ends that this side has lived itself.
    pub fn of_position(own: &Position) -> Self {
        let Position { replica, clock, digest, head, .. } = *own;
        Self { replica, rows: clock, digest, entries: clock, head, closed: false }
    }

    /// What is held of the other side's life, where there is one.
    pub fn of_heard(heard: &Heard) -> Option<Self> {
        let replica = heard.replica?;
        let Heard { rows, digest, entries, head, .. } = *heard;
        Some(Self { replica, rows, digest, entries, head, closed: false })
    }
}

/// What a store knows of former lives in one warehouse.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The store was restored, and its peer has not sealed its former lives yet.
    pub provisional: bool,
    /// It was restored, and the other side has yet to tell where it stands.
    pub awaits: bool,
    /// Letters of ours that the other side, restored as well, had applied: it is told where we stand once we know ourselves.
    pub owes: Option<u64>,
    /// Its own former lives, oldest first.
    pub own: Vec<Life>,
    /// The other side's former lives. They are sealed: rows of theirs are taken in the recovery of a later life only.
    pub theirs: Vec<Life>,
    /// Its last letter when the other side's present life was first met: what came after it tells that life where it stands.
    pub resume: u64,
    /// Its last letter when its own present life began.
    pub born_letters: u64,
    /// The catalogue's version then.
    pub born_catalogue: u64,
}

impl Past {
    /// How far letters written since this life began have to move up, so that they follow the `held` ones that the peer
    /// has of a life we have forgotten. None once we have recovered.
    pub fn shift(&self, held: u64) -> u64 {
        if self.provisional { held.saturating_sub(self.born_letters) } else { 0 }
    }

    /// Whether the other side was restored as well, and its present life first met by this one of ours: what came after its
    /// copy it may have forgotten, too.
    pub fn both_restored(&self) -> bool {
        !self.own.is_empty() && !self.theirs.is_empty() && self.resume >= self.born_letters
    }

    /// Whether the store was restored and has yet to hear where the other side stands: what it holds as committed may be
    /// committed no more.
    pub fn is_settling(&self) -> bool {
        self.provisional || self.awaits
    }

    pub fn own_life(&self, replica: ReplicaId) -> Option<&Life> {
        self.own.iter().find(|life| life.replica == replica)
    }

    pub fn their_life(&self, replica: ReplicaId) -> Option<&Life> {
        self.theirs.iter().find(|life| life.replica == replica)
    }

    /// Either side's former life.
    pub fn life_mut(&mut self, replica: ReplicaId) -> Option<&mut Life> {
        self.own.iter_mut().chain(&mut self.theirs).find(|life| life.replica == replica)
    }
}

/// One question about the past. Answered page by page; whoever asks keeps what it got before it asks for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recall {
    /// Rows of a former life whose version is above `after`.
    Rows { owner: ReplicaId, after: u64 },
    /// Its log entries after this one.
    Entries { owner: ReplicaId, after: u64 },
    /// Product records after this version, that the hub has forgotten.
    Products { after: u64 },
}

/// A page. `done`: there is no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recalled {
    Rows {
        owner: ReplicaId,
        rows: Vec<(Sku, Row)>,
        done: bool,
    },
    /// `packed` as in [`crate::message::Entries`]; `before` is the hash of entry `first - 1`.
    Entries {
        owner: ReplicaId,
        first: u64,
        before: Option<Hash>,
        packed: Vec<u8>,
        done: bool,
    },
    Products {
        records: Vec<ProductRecord>,
        done: bool,
    },
}
