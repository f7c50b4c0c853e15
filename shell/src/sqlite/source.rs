//! The store as a session reads it: committed data only, over a connection of its own.

use holdfast_crdt::{Hash, ReplicaId, Row, Sku, WarehouseId};
use holdfast_sync::catalogue::ProductRecord;
use holdfast_sync::mail::Letter;
use holdfast_sync::source::{Read, Source, SourceError};
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use super::cells::decode_row;

/// How product records are read: only the hub has any to send.
pub type ReadProducts = fn(&Connection, u64, usize) -> Result<Vec<ProductRecord>, StoreError>;

pub struct StoreSource {
    connection: Connection,
    warehouse: WarehouseId,
    products: Option<ReadProducts>,
}

impl StoreSource {
    pub fn new(connection: Connection, warehouse: WarehouseId, products: Option<ReadProducts>) -> Self {
        Self { connection, warehouse, products }
    }

    fn rows(&self, owner: ReplicaId, since: u64, limit: usize) -> Result<Vec<(Sku, Row)>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT sku, body FROM cell_rows WHERE warehouse = ?1 AND site = ?2 AND incarnation = ?3 AND version > ?4
             ORDER BY version LIMIT ?5",
        )?;
        let place = params![self.warehouse.as_str(), owner.site.0, owner.incarnation, since as i64, limit as i64];
        let mut found = statement.query(place)?;
        let mut rows = Vec::new();
        while let Some(record) = found.next()? {
            let sku: String = record.get(0)?;
            let sku = Sku::new(&sku).map_err(|error| StoreError::Broken(format!("SKU {sku:?} {error}")))?;
            rows.push((sku, decode_row(record.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)?));
        }
        Ok(rows)
    }

    fn letters(&self, since: u64, limit: usize) -> Result<Vec<Letter>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT seq, after_clock, body FROM letters WHERE warehouse = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        )?;
        let mut found = statement.query(params![self.warehouse.as_str(), since as i64, limit as i64])?;
        let mut letters = Vec::new();
        while let Some(record) = found.next()? {
            let body = postcard::from_bytes(record.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?)
                .map_err(|error| StoreError::Broken(format!("a letter of the store does not decode: {error}")))?;
            let (seq, after_clock) = (record.get::<_, i64>(0)? as u64, record.get::<_, i64>(1)? as u64);
            letters.push(Letter { seq, after_clock, body });
        }
        Ok(letters)
    }

    fn entries(
        &self,
        owner: ReplicaId,
        since: u64,
        limit: usize,
        bytes_max: usize,
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT body FROM movements WHERE warehouse = ?1 AND site = ?2 AND incarnation = ?3 AND seq > ?4
             ORDER BY seq LIMIT ?5",
        )?;
        let place = params![self.warehouse.as_str(), owner.site.0, owner.incarnation, since as i64, limit as i64];
        let mut found = statement.query(place)?;
        let (mut entries, mut bytes) = (Vec::new(), 0);
        while let Some(record) = found.next()? {
            let body: Vec<u8> = record.get(0)?;
            bytes += body.len();
            if bytes > bytes_max && !entries.is_empty() {
                break;
            }
            entries.push(body);
        }
        Ok(entries)
    }

    fn hash(&self, owner: ReplicaId, seq: u64) -> Result<Option<Hash>, StoreError> {
        if seq == 0 {
            return Ok(Some([0; 32]));
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT hash FROM movements WHERE warehouse = ?1 AND site = ?2 AND incarnation = ?3 AND seq = ?4",
        )?;
        let place = params![self.warehouse.as_str(), owner.site.0, owner.incarnation, seq as i64];
        let found: Option<Vec<u8>> = statement.query_row(place, |record| record.get(0)).optional()?;
        Ok(found.and_then(|bytes| bytes.try_into().ok()))
    }
}

fn told<T>(read: Result<T, StoreError>) -> Read<T> {
    read.map_err(|error| SourceError(error.to_string()))
}

impl Source for StoreSource {
    fn rows_since(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Read<Vec<(Sku, Row)>> {
        told(self.rows(owner, since, limit))
    }

    fn letters_since(&mut self, since: u64, limit: usize) -> Read<Vec<Letter>> {
        told(self.letters(since, limit))
    }

    fn products_since(&mut self, since: u64, limit: usize) -> Read<Vec<ProductRecord>> {
        told(self.products.map_or(Ok(Vec::new()), |read| read(&self.connection, since, limit)))
    }

    fn entries_since(&mut self, owner: ReplicaId, since: u64, limit: usize, bytes_max: usize) -> Read<Vec<Vec<u8>>> {
        told(self.entries(owner, since, limit, bytes_max))
    }

    fn entry_hash(&mut self, owner: ReplicaId, seq: u64) -> Read<Option<Hash>> {
        told(self.hash(owner, seq))
    }
}
