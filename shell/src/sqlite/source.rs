//! The store as a session reads it: committed data only, over a connection of its own.

use std::collections::BTreeMap;

use holdfast_crdt::{Hash, ReplicaId, Row, Sku, WarehouseId};
use holdfast_sync::catalogue::{DocumentChanges, ProductRecord};
use holdfast_sync::effect::Heard;
use holdfast_sync::mail::Letter;
use holdfast_sync::source::{Read, Source, SourceError};
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use super::backup::backed_up;
use super::cells::{CellsOf, decode_row};
use super::documents::documents_since;
use super::late_rows::Kept;
use super::reader::Reader;

/// How product records are read: only the hub has any to send.
pub type ReadProducts = fn(&Connection, u64, usize) -> Result<Vec<ProductRecord>, StoreError>;

pub struct StoreSource {
    reader: Reader,
    warehouse: WarehouseId,
    products: Option<ReadProducts>,
    /// Rows still to be sent to a peer that is far behind: (version, SKU), oldest change first.
    backlog: Option<(ReplicaId, Vec<(u64, Sku)>)>,
}

/// Log entries walked to find what changed; a peer further behind than this is served from one scan of all rows.
const LOG_WALK_MAX: u64 = 5_000;

fn sku_of(text: &str) -> Result<Sku, StoreError> {
    Sku::new(text).map_err(|error| StoreError::Broken(format!("SKU {text:?} {error}")))
}

impl StoreSource {
    pub fn new(reader: Reader, warehouse: WarehouseId, products: Option<ReadProducts>) -> Self {
        Self { reader, warehouse, products, backlog: None }
    }

    /// Rows changed after `since`, by version. Close behind, the log says which those are (an entry's sequence is the
    /// version its row got); far behind, one scan of all rows does, kept for the portions that follow.
    fn rows(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Result<Vec<(Sku, Row)>, StoreError> {
        if self.backlog.as_ref().is_some_and(|(replica, _)| *replica != owner) {
            self.backlog = None;
        }
        let last = self.last_entry(owner)?;
        if self.backlog.is_none() && last.saturating_sub(since) > LOG_WALK_MAX {
            self.backlog = Some((owner, self.scan(owner)?));
        }
        let Some((_, backlog)) = &self.backlog else { return self.walk(owner, since, limit) };
        let due = backlog[backlog.partition_point(|(version, _)| *version <= since)..].to_vec();
        let mut rows = self.current(owner, due, limit)?;
        if rows.len() < limit {
            // Rows that changed after the scan have later versions, and the walk finds them. In the same portion: a short
            // one says that nothing older is left to send.
            self.backlog = None;
            let last = rows.last().map_or(since, |(_, row)| row.version);
            rows.extend(self.walk(owner, last, limit - rows.len())?);
        }
        Ok(rows)
    }

    /// Rows of a former life. Its log may end before its rows do, so they are found by one scan.
    fn past_rows(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Result<Vec<(Sku, Row)>, StoreError> {
        let found = match self.backlog.take().filter(|(replica, _)| *replica == owner && since > 0) {
            Some((_, found)) => found,
            None => self.scan(owner)?,
        };
        let due = found[found.partition_point(|(version, _)| *version <= since)..].to_vec();
        let rows = self.current(owner, due, limit)?;
        self.backlog = (rows.len() == limit).then_some((owner, found));
        Ok(rows)
    }

    fn last_entry(&self, owner: ReplicaId) -> Result<u64, StoreError> {
        let mut statement = self
            .reader
            .prepare_cached("SELECT max(seq) FROM movements WHERE warehouse = ?1 AND site = ?2 AND incarnation = ?3")?;
        let place = params![self.warehouse.as_str(), owner.site.0, owner.incarnation];
        Ok(statement.query_row(place, |record| record.get::<_, Option<i64>>(0))?.unwrap_or(0) as u64)
    }

    /// (version, SKU) of all rows, oldest change first.
    fn scan(&self, owner: ReplicaId) -> Result<Vec<(u64, Sku)>, StoreError> {
        let cells = CellsOf::all(&self.warehouse);
        let (late, _pin) = self.reader.pin(|kept| cells.late(kept))?;
        let mut rows = Vec::new();
        cells.each(&self.reader, late, |sku, cell| {
            rows.extend(cell.row(owner).map(|row| (row.version, sku.clone())));
            Ok(true)
        })?;
        rows.sort_unstable();
        Ok(rows)
    }

    /// The rows named, as far as they have not changed again since.
    fn current(&self, owner: ReplicaId, named: Vec<(u64, Sku)>, limit: usize) -> Result<Vec<(Sku, Row)>, StoreError> {
        let mut rows = Vec::new();
        for named in named.chunks(limit.max(1)) {
            let late_of = |sku: &Sku, kept: &Kept| kept.row(&self.warehouse, sku, owner).cloned();
            let (late, _pin) =
                self.reader.pin(|kept| named.iter().map(|(_, sku)| late_of(sku, kept)).collect::<Vec<_>>())?;
            for ((version, sku), late) in named.iter().zip(late) {
                if let Some(row) = self.row(owner, sku, late)?.filter(|row| row.version == *version) {
                    rows.push((sku.clone(), row));
                    if rows.len() == limit {
                        return Ok(rows);
                    }
                }
            }
        }
        Ok(rows)
    }

    /// A row: as it is kept back, else as the table has it.
    fn row(&self, owner: ReplicaId, sku: &Sku, late: Option<Row>) -> Result<Option<Row>, StoreError> {
        if late.is_some() {
            return Ok(late);
        }
        let mut statement = self.reader.prepare_cached(
            "SELECT body FROM cell_rows WHERE warehouse = ?1 AND sku = ?2 AND site = ?3 AND incarnation = ?4",
        )?;
        let mut found =
            statement.query(params![self.warehouse.as_str(), sku.as_str(), owner.site.0, owner.incarnation])?;
        let Some(record) = found.next()? else { return Ok(None) };
        decode_row(record.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?).map(Some)
    }

    fn walk(&self, owner: ReplicaId, since: u64, limit: usize) -> Result<Vec<(Sku, Row)>, StoreError> {
        // log and rows of one commit: an entry whose row were read from before it would be taken for one that changed again
        let (late, _pin) = self.reader.pin(|kept| {
            let ours = kept.rows_behind(&self.warehouse, "").filter(|(_, by, row)| *by == owner && row.version > since);
            ours.map(|(sku, _, row)| (sku.clone(), row.clone())).collect::<BTreeMap<_, _>>()
        })?;
        let mut statement = self.reader.prepare_cached(
            "SELECT seq, sku FROM movements WHERE warehouse = ?1 AND site = ?2 AND incarnation = ?3 AND seq > ?4 ORDER BY seq",
        )?;
        let mut found =
            statement.query(params![self.warehouse.as_str(), owner.site.0, owner.incarnation, since as i64])?;
        let mut rows = Vec::new();
        while rows.len() < limit {
            let Some(record) = found.next()? else { break };
            let (seq, sku) = (record.get::<_, i64>(0)? as u64, sku_of(&record.get::<_, String>(1)?)?);
            if let Some(row) = self.row(owner, &sku, late.get(&sku).cloned())?.filter(|row| row.version == seq) {
                rows.push((sku, row));
            }
        }
        Ok(rows)
    }

    fn letters(&self, since: u64, limit: usize) -> Result<Vec<Letter>, StoreError> {
        let mut statement = self.reader.prepare_cached(
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
        let mut statement = self.reader.prepare_cached(
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
        let mut statement = self.reader.prepare_cached(
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

    fn rows_of_past(&mut self, owner: ReplicaId, since: u64, limit: usize) -> Read<Vec<(Sku, Row)>> {
        told(self.past_rows(owner, since, limit))
    }

    fn letters_since(&mut self, since: u64, limit: usize) -> Read<Vec<Letter>> {
        told(self.letters(since, limit))
    }

    fn products_since(&mut self, since: u64, limit: usize) -> Read<Vec<ProductRecord>> {
        told(self.products.map_or(Ok(Vec::new()), |read| read(&self.reader, since, limit)))
    }

    fn documents_since(&mut self, since: u64, limit: usize) -> Read<Vec<DocumentChanges>> {
        told(documents_since(&self.reader, &self.warehouse, since, limit))
    }

    fn entries_since(&mut self, owner: ReplicaId, since: u64, limit: usize, bytes_max: usize) -> Read<Vec<Vec<u8>>> {
        told(self.entries(owner, since, limit, bytes_max))
    }

    fn entry_hash(&mut self, owner: ReplicaId, seq: u64) -> Read<Option<Hash>> {
        told(self.hash(owner, seq))
    }

    fn backed_up(&mut self) -> Read<Option<Heard>> {
        told(backed_up(&self.reader, &self.warehouse))
    }
}
