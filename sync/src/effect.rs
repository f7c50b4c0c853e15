//! What goes in and out of a session, as data.

use holdfast_crdt::{Hash, Millis, ReplicaId, Row, Sku, WarehouseId};
use serde::{Deserialize, Serialize};

use crate::catalogue::{DocumentChanges, ProductRecord};
use crate::mail::Letter;
use crate::past::{Life, Past};

/// The lanes; each is a stream of its own, and a smaller number goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[repr(u8)]
pub enum Lane {
    Control = 0,
    Cells = 1,
    Mail = 2,
    Documents = 3,
    History = 4,
}

impl Lane {
    pub const ALL: [Lane; 5] = [Lane::Control, Lane::Cells, Lane::Mail, Lane::Documents, Lane::History];
}

/// Where a replica stands, as it says itself: `head` is the hash of its log entry number `clock`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The store's UUID.
    pub store: u128,
    /// Chance, drawn at each start of the process: two live copies of one store differ here.
    pub boot: u128,
    pub replica: ReplicaId,
    pub clock: u64,
    pub head: Hash,
    /// Digest of its rows at `clock`.
    pub digest: u64,
    /// Its last letter.
    pub letters: u64,
    /// Its document clock: the hub's is that of its catalogue, too. A node before version 4 has none (0).
    pub catalogue: u64,
}

/// What one side holds, durably, of the other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// The peer's store and replica this is about; `None` before the first meeting.
    pub store: u128,
    pub replica: Option<ReplicaId>,
    /// Rows are held up to this clock.
    pub rows: u64,
    /// Digest over the held rows of that replica.
    pub digest: u64,
    /// Log entries are held up to this sequence, whose hash is `head`.
    pub entries: u64,
    pub head: Hash,
    /// Letters are applied up to here.
    pub letters: u64,
    /// Documents (product records before version 4) are held up to here.
    pub catalogue: u64,
}

/// Both, as read from the store in one snapshot: what a session starts from and is told after each commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub warehouse: WarehouseId,
    pub position: Position,
    pub heard: Heard,
    pub past: Past,
}

/// Something the peer sent that the owner of the store must apply: effect and watermark in one transaction. Where an
/// earlier session's last frames were committed meanwhile, a part of it is known already: a watermark never goes back, and
/// letters and entries at or below theirs are skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inbound {
    /// Rows of `owner`, living in `store`, after which its rows are held up to `through`. Merge them by version; with
    /// `full` (a repair after [`Effect::Diverged`]) put each in place of what is held of that owner, whatever its version.
    Rows {
        owner: ReplicaId,
        store: u128,
        through: u64,
        full: bool,
        rows: Vec<(Sku, Row)>,
    },
    /// Letters in order; those at or below the watermark have been applied before.
    Letters(Vec<Letter>),
    Products {
        through: u64,
        records: Vec<ProductRecord>,
    },
    /// Documents that changed at the peer, up to `through` of its document clock. To be merged with what is held: changes that
    /// are known already do no harm.
    Documents {
        through: u64,
        documents: Vec<DocumentChanges>,
    },
    /// Log entries of `owner`, the first of them number `first`, as stored bytes.
    Entries {
        owner: ReplicaId,
        first: u64,
        entries: Vec<Vec<u8>>,
    },
    /// The other side lives in `replica` and `store` now. Its life before is over: seal it, and note the former lives it
    /// names that were not known here. Write it what it needs to go on, after [`Past::resume`].
    NewLife {
        replica: ReplicaId,
        store: u128,
        lives: Vec<Life>,
        /// Letters of ours that it has applied.
        letters: u64,
    },
    /// Rows of a former life of either side, merged by version.
    RecalledRows {
        owner: ReplicaId,
        rows: Vec<(Sku, Row)>,
        /// The peer has closed this life: its rows come in the place of all that are held, and this is their first page.
        instead: bool,
    },
    /// The peer has closed a life of ours with a log that ends here.
    CutLog {
        owner: ReplicaId,
        entries: u64,
        head: Hash,
    },
    /// Nothing is added any more to the other side's former lives: what is held of them is what they came to.
    ClosePast,
    /// Log entries of a former life.
    RecalledEntries {
        owner: ReplicaId,
        first: u64,
        entries: Vec<Vec<u8>>,
    },
    /// Product records that the hub had forgotten.
    RecalledProducts(Vec<ProductRecord>),
    /// The past is back and the peer has sealed it: this life may spend. The peer's letters up to `resume` are covered by
    /// those that follow; it holds ours up to `letters`, and the catalogue up to `catalogue`, so those of this life go on
    /// above.
    Recovered {
        resume: u64,
        letters: u64,
        catalogue: u64,
    },
}

/// Asked by a side that runs short: bring my rights in these cells up to what I want, if you do not need them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightsRequest {
    /// Unique within the asker's boot.
    pub id: u64,
    /// (SKU, units of rights the asker wants to hold). Absolute, so that a repetition grants nothing twice.
    pub wanted: Vec<(Sku, u64)>,
}

/// The answer, sent after the grants were committed; they travel as rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightsAnswer {
    pub id: u64,
    /// The answerer's clock after the grants: once its rows are held up to here, nothing more will come of this request.
    pub after_clock: u64,
}

/// What a session wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Hello was exchanged and nothing stands against it: the link is up.
    Up {
        peer: Position,
        agent: String,
        version: u16,
    },
    /// Apply and commit, then call `handle_applied`.
    Apply(Inbound),
    /// Grant what can be spared, commit, then call `answer_rights`.
    RightsWanted(RightsRequest),
    RightsAnswered(RightsAnswer),
    /// The peer holds our rows up to here, durably (drives "pending" figures and pruning).
    PeerHolds {
        rows: u64,
        letters: u64,
        entries: u64,
        catalogue: u64,
        /// Log entries that a completed backup of the peer's holds too, as far as this session was told.
        backed_up: u64,
    },
    /// Equal clocks, unequal digests: counted and logged; the session has already asked for a full resend.
    Diverged {
        owner: ReplicaId,
        clock: u64,
    },
    /// Word from the peer at this time: what `asOf` shows.
    HeardFrom {
        at: Millis,
    },
    /// The session is over; nothing more will come of it.
    Closed(Close),
}

/// Why a session ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Close {
    #[error("the peer speaks versions {min} to {max} only")]
    Version { min: u16, max: u16 },
    #[error("the peer knows more of us than we do: this store was restored from an old copy")]
    WeAreRewound,
    #[error("the peer knows less of itself than we do: its store was restored from an old copy")]
    PeerIsRewound,
    #[error("two stores claim to be the same replica")]
    Fork,
    #[error("fenced by a person's decision")]
    Fenced,
    #[error("the link speaks for another warehouse")]
    WrongWarehouse,
    #[error("nothing heard for {0} ms")]
    Silent(u64),
    #[error("the peer broke the protocol: {0}")]
    Violation(String),
    #[error("the peer said goodbye")]
    Goodbye,
    #[error("{0}")]
    Store(String),
}
