//! How fields merge, by kind of document: what is named here is one object in every copy, and merges within. Every other
//! field is written as a whole.

use std::sync::OnceLock;

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, AutoCommit, ChangeHash, ObjType, ROOT};

use super::DocId;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Product,
    Warehouse,
    Slot,
}

/// (field, how it merges), in an order that never changes: the first change of every document follows from it.
type Shared = &'static [(&'static str, ObjType)];

const PRODUCT: Shared = &[("barcodes", ObjType::List), ("attributes", ObjType::Map), ("handlingNotes", ObjType::Text)];
const WAREHOUSE: Shared = &[("location", ObjType::Map), ("zones", ObjType::Map), ("bins", ObjType::Map)];
const SLOT: Shared = &[("bins", ObjType::List), ("notes", ObjType::Text)];

impl Kind {
    pub fn of(id: &DocId) -> Self {
        match id {
            DocId::Product(_) => Self::Product,
            DocId::Warehouse(_) => Self::Warehouse,
            DocId::Slot(..) => Self::Slot,
        }
    }

    fn fields(self) -> Shared {
        match self {
            Self::Product => PRODUCT,
            Self::Warehouse => WAREHOUSE,
            Self::Slot => SLOT,
        }
    }

    /// How a field of the root merges; `None`: as a whole.
    pub fn shared(self, field: &str) -> Option<ObjType> {
        self.fields().iter().find(|(name, _)| *name == field).map(|(_, kind)| *kind)
    }

    pub fn genesis(self) -> AutoCommit {
        self.first().0.clone()
    }

    pub fn genesis_hash(self) -> ChangeHash {
        self.first().1
    }

    /// The same wherever it is made: by the same author, at the same time, in the same order.
    fn first(self) -> &'static (AutoCommit, ChangeHash) {
        static KINDS: [OnceLock<(AutoCommit, ChangeHash)>; 3] = [const { OnceLock::new() }; 3];
        KINDS[self as usize].get_or_init(|| {
            let mut doc = AutoCommit::new().with_actor(ActorId::from([self as u8].as_slice()));
            for (field, kind) in self.fields() {
                // an empty document takes any object
                let _ = doc.put_object(ROOT, *field, *kind);
            }
            doc.commit_with(CommitOptions::default().with_time(0));
            let hash = doc.get_heads().first().copied().unwrap_or(ChangeHash([0; 32]));
            (doc, hash)
        })
    }
}
