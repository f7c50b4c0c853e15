//! What people edit on both sides of a dead link: one small automerge document each. Two copies that were edited apart
//! merge, whichever way their changes travel; of a field that both have written, both values are kept until one is chosen.
//!
//! Time and chance are arguments here, too: an author is named by the caller, and changes bear no time.

mod conflict;
mod id;
pub mod limits;
mod list;
mod parcel;
mod patch;
mod read;
mod shape;

use automerge::transaction::CommitOptions;
use automerge::{ActorId, AutoCommit, AutomergeError, ChangeHash};
use serde_json::{Map, Value};
use thiserror::Error;

pub use conflict::{Conflict, Contender};
pub use id::DocId;

use limits::{DOCUMENT_BYTES_MAX, EDITED_BYTES_MAX};
use shape::Kind;

/// Why a document cannot be read, changed or merged; it is as it was.
#[derive(Debug, Error)]
pub enum DocumentError {
    #[error("the bytes are no document: {0}")]
    Unreadable(String),
    #[error("the changes do not belong to this document")]
    Foreign,
    #[error("changes are missing before these")]
    Gap,
    #[error("the document would take {0} bytes")]
    TooLarge(usize),
    #[error("values stand in each other too deeply")]
    TooDeep,
    #[error(transparent)]
    Automerge(#[from] AutomergeError),
}

/// Who writes: 128 bits that no other process has ever had, on any store. A process that starts anew, or over a copy of a
/// store, must come with others: automerge counts an author's changes, and two that bear one number do not merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author(pub u128);

impl Author {
    /// One that is as unlike others as the store and the start of its process are.
    pub fn of(store: u128, boot: u128) -> Self {
        let mut bytes = [0; 16];
        let hash = blake3::hash(&[store.to_le_bytes(), boot.to_le_bytes()].concat());
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        Self(u128::from_le_bytes(bytes))
    }

    fn actor(self) -> ActorId {
        ActorId::from(self.0.to_le_bytes().as_slice())
    }
}

/// The changes that a copy holds, by the last of them: whoever has these has all before them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heads(Vec<[u8; 32]>);

impl Heads {
    /// 32 bytes each.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.concat()
    }

    /// What is no multiple of 32 bytes loses its end: fewer heads cost more bytes on the way, and nothing else.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(bytes.as_chunks::<32>().0.to_vec())
    }

    /// Both together.
    pub fn and(mut self, other: Heads) -> Self {
        self.0.extend(other.0);
        self
    }

    fn hashes(&self) -> Vec<ChangeHash> {
        self.0.iter().map(|hash| ChangeHash(*hash)).collect()
    }
}

/// One document in memory.
#[derive(Debug, Clone)]
pub struct Document {
    kind: Kind,
    doc: AutoCommit,
    /// As it is to be saved, where that is known: writing it out costs as much as an edit.
    saved: Option<Vec<u8>>,
}

impl Document {
    /// An empty one. Every copy of a kind begins with the same change, so that those made apart share what is merged within:
    /// texts, lists and maps.
    pub fn new(id: &DocId, author: Author) -> Self {
        let kind = Kind::of(id);
        Self { kind, doc: kind.genesis().with_actor(author.actor()), saved: None }
    }

    /// Reads what [`Document::save`] wrote, of this side or another.
    pub fn load(id: &DocId, author: Author, bytes: &[u8]) -> Result<Self, DocumentError> {
        let kind = Kind::of(id);
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return Err(DocumentError::TooLarge(bytes.len()));
        }
        let mut doc = read_saved(bytes)?;
        if doc.get_change_meta_by_hash(&kind.genesis_hash()).is_none() {
            return Err(DocumentError::Foreign);
        }
        if !doc.get_missing_deps(&[]).is_empty() {
            return Err(DocumentError::Gap);
        }
        Ok(Self { kind, doc: doc.with_actor(author.actor()), saved: None })
    }

    /// The whole document with its history.
    pub fn save(&mut self) -> &[u8] {
        let doc = &mut self.doc;
        self.saved.get_or_insert_with(|| doc.save())
    }

    pub fn heads(&mut self) -> Heads {
        Heads(self.doc.get_heads().iter().map(|hash| hash.0).collect())
    }

    /// Its present state. What was never filled in, or was emptied, is not there.
    pub fn read(&self) -> Map<String, Value> {
        read::root(&self.doc)
    }

    /// Fields with several values, each written without knowing of the others.
    pub fn conflicts(&self) -> Vec<Conflict> {
        conflict::all(&self.doc)
    }

    /// Applies a JSON merge patch (RFC 7396) as the smallest change that does it: maps within their fields, lists by what
    /// is taken out and put in, texts by letters. A field that is named is settled: of its values one is left. Whether
    /// anything changed; where it fails, the copy in memory is to be dropped.
    pub fn patch(&mut self, patch: &Map<String, Value>) -> Result<bool, DocumentError> {
        let before = self.doc.get_heads();
        self.saved = None;
        patch::apply(&mut self.doc, self.kind, patch)?;
        self.doc.commit_with(CommitOptions::default().with_time(0));
        if self.doc.get_heads() == before {
            return Ok(false);
        }
        let size = self.save().len();
        if size > EDITED_BYTES_MAX { Err(DocumentError::TooLarge(size)) } else { Ok(true) }
    }

    /// What somebody lacks who has the changes up to `known`; heads that this copy has never seen count as none.
    pub fn changes_since(&mut self, known: &Heads) -> Result<Vec<u8>, DocumentError> {
        let mut known = known.hashes();
        known.retain(|hash| self.doc.get_change_meta_by_hash(hash).is_some());
        if known.is_empty() {
            return parcel::whole(self.save());
        }
        parcel::changes(&self.doc.get_changes(&known))
    }

    /// The same of a saved document, as a whole: it need not be read for that.
    pub fn whole(saved: &[u8]) -> Result<Vec<u8>, DocumentError> {
        parcel::whole(saved)
    }

    /// Takes in changes of another copy. Those that are known, in whatever number, change nothing. Whether any was new; where
    /// it fails, the copy in memory is to be dropped.
    pub fn merge(&mut self, parcel: &[u8]) -> Result<bool, DocumentError> {
        self.saved = None;
        parcel::guarded(|| {
            let before = self.doc.get_heads();
            match parcel::open(parcel)? {
                parcel::Parcel::Whole(saved) => self.merge_whole(&saved)?,
                parcel::Parcel::Changes(changes) => self.doc.apply_changes(parcel::read(changes)?)?,
            }
            if !self.doc.get_missing_deps(&[]).is_empty() {
                return Err(DocumentError::Gap);
            }
            Ok(self.doc.get_heads() != before)
        })
    }

    fn merge_whole(&mut self, saved: &[u8]) -> Result<(), DocumentError> {
        let mut other = read_saved(saved)?;
        let genesis = self.kind.genesis_hash();
        if other.get_change_meta_by_hash(&genesis).is_none() {
            return Err(DocumentError::Foreign);
        }
        if self.doc.get_heads() == [genesis] {
            let author = self.doc.get_actor().clone();
            self.doc = other.with_actor(author);
        } else {
            self.doc.merge(&mut other)?;
        }
        Ok(())
    }
}

fn read_saved(bytes: &[u8]) -> Result<AutoCommit, DocumentError> {
    parcel::guarded(|| AutoCommit::load(bytes).map_err(|error| DocumentError::Unreadable(error.to_string())))
}

#[cfg(test)]
mod tests;
