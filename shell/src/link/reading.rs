//! What a session reads its store from: opened when it reads, and given up once it has not read for a while. An open one
//! holds memory, and most sessions of a hub are at rest.

use std::sync::Arc;

use holdfast_crdt::{Hash, ReplicaId, Row, Sku, WarehouseId};
use holdfast_sync::Source;
use holdfast_sync::catalogue::{DocumentChanges, ProductRecord};
use holdfast_sync::effect::Heard;
use holdfast_sync::mail::Letter;
use holdfast_sync::source::{Read, SourceError};
use tokio::time::Instant;

use super::limits::READING_KEPT;
use super::replica::Replica;

pub(super) struct Reading {
    replica: Arc<dyn Replica>,
    warehouse: WarehouseId,
    source: Option<Box<dyn Source + Send>>,
    read_at: Instant,
}

impl Reading {
    pub(super) fn new(replica: Arc<dyn Replica>, warehouse: WarehouseId) -> Self {
        Self { replica, warehouse, source: None, read_at: Instant::now() }
    }

    /// To be called now and then.
    pub(super) fn rest(&mut self, now: Instant) {
        if now.saturating_duration_since(self.read_at) >= READING_KEPT {
            self.source = None;
        }
    }

    fn source(&mut self) -> Read<&mut (dyn Source + Send)> {
        self.read_at = Instant::now();
        let source = match self.source.take() {
            Some(source) => source,
            None => self.replica.source(&self.warehouse).map_err(SourceError)?,
        };
        Ok(&mut **self.source.insert(source))
    }
}

impl Source for Reading {
    fn rows_since(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Read<Vec<(Sku, Row)>> {
        self.source()?.rows_since(owner, since, limit)
    }

    fn rows_of_past(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Read<Vec<(Sku, Row)>> {
        self.source()?.rows_of_past(owner, since, limit)
    }

    fn letters_since(&mut self, since: u64, limit: usize) -> Read<Vec<Letter>> {
        self.source()?.letters_since(since, limit)
    }

    fn products_since(&mut self, since: u64, limit: usize) -> Read<Vec<ProductRecord>> {
        self.source()?.products_since(since, limit)
    }

    fn documents_since(&mut self, since: u64, limit: usize) -> Read<Vec<DocumentChanges>> {
        self.source()?.documents_since(since, limit)
    }

    fn entries_since(&mut self, owner: ReplicaId, since: u64, limit: usize, bytes_max: usize) -> Read<Vec<Vec<u8>>> {
        self.source()?.entries_since(owner, since, limit, bytes_max)
    }

    fn entry_hash(&mut self, owner: ReplicaId, seq: u64) -> Read<Option<Hash>> {
        self.source()?.entry_hash(owner, seq)
    }

    fn backed_up(&mut self) -> Read<Option<Heard>> {
        self.source()?.backed_up()
    }
}
