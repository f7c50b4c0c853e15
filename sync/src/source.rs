//! What a session reads of its own store: only committed data, in bounded portions. A row leaves the machine only after
//! its commit, because a source can see nothing else.

use holdfast_crdt::{Hash, ReplicaId, Row, Sku};

use crate::catalogue::{DocumentChanges, ProductRecord};
use crate::effect::Heard;
use crate::mail::Letter;

/// Reading failed; the session ends and starts again from the store.
#[derive(Debug, thiserror::Error)]
#[error("the store cannot be read: {0}")]
pub struct SourceError(pub String);

pub type Read<T> = Result<T, SourceError>;

/// The store of one side, seen from one link (one warehouse).
pub trait Source {
    /// Rows of `owner` changed after `since`, oldest change first, at most `limit`.
    fn rows_since(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Read<Vec<(Sku, Row)>>;
    /// Rows of a former life of either side with versions above `since`, lowest first, at most `limit`; its log may end
    /// before its rows do.
    fn rows_of_past(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Read<Vec<(Sku, Row)>>;
    /// Letters of our own after `since`, in order, at most `limit`.
    fn letters_since(&mut self, since: u64, limit: usize) -> Read<Vec<Letter>>;
    /// Product records changed after `since`, oldest change first, at most `limit` (empty on a node). Records that share a
    /// version travel in one frame, so at most [`crate::limits::PRODUCTS_MAX`] may.
    fn products_since(&mut self, since: u64, limit: usize) -> Read<Vec<ProductRecord>>;
    /// Documents that changed here after `since` of our document clock, oldest change first, at most `limit`: each as what
    /// somebody lacks who has it as it was then. Of documents only those that the peer may have (I-8).
    fn documents_since(&mut self, _since: u64, _limit: usize) -> Read<Vec<DocumentChanges>> {
        Ok(Vec::new())
    }
    /// Log entries of `owner` after `since` as stored bytes, in order, at most `limit` entries and about `bytes_max` bytes.
    fn entries_since(&mut self, owner: ReplicaId, since: u64, limit: usize, bytes_max: usize) -> Read<Vec<Vec<u8>>>;
    /// The hash of entry `seq` of `owner`; `None` when it is not held (0 gives zeros). A log that is pruned keeps the hash
    /// of the last entry it gave up, or a fork at that place goes unnoticed.
    fn entry_hash(&mut self, owner: ReplicaId, seq: u64) -> Read<Option<Hash>>;
    /// What the newest completed backup of this store holds of the peer; `None` while there is none.
    fn backed_up(&mut self) -> Read<Option<Heard>>;
}
