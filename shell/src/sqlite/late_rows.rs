//! Rows of cells, written late. A batch that touches cells at random dirties a page of `cell_rows` for nearly each of them,
//! and those pages were more than half of all it wrote. So a batch writes its rows as one record of `row_batches`, in the
//! transaction of their log entries (I-2, I-3); `cell_rows` gets them later, in key order, where many share a page. Until
//! then they are kept here too, and stand before what the table says.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock};

use holdfast_crdt::{Cell, ReplicaId, Row, SiteId, Sku, WarehouseId};
use rusqlite::{Connection, params};

use super::StoreError;
use super::at_hand::CellsAtHand;
use super::cells::{CellsOf, cell_with, encode_row};

/// Rows in one record.
const RECORD_ROWS_MAX: usize = 1_024;
/// Rows written for each that a batch changed, once too many are behind: the records shrink again.
const CATCH_UP: usize = 2;
/// Rows written by a batch that changed few, likewise.
const STEP_MIN: usize = 16;
/// Rows in one statement: starting one costs as much as what it writes.
const AT_ONCE: usize = 16;
/// Records forgotten by one batch: no batch pays for a whole round.
const FORGET_AT_ONCE: usize = 8;
const _: () = assert!(STEP_MIN >= AT_ONCE && CATCH_UP >= 2);

/// Where a row stands: the order of `cell_rows`.
pub type RowPlace = (WarehouseId, Sku, ReplicaId);

/// Rows that `cell_rows` does not have yet, as of one commit.
#[derive(Debug, Default)]
pub struct Kept {
    rows: BTreeMap<RowPlace, Row>,
    /// The newest record these are of.
    through: i64,
}

const FIRST: ReplicaId = ReplicaId::new(SiteId(0), 0);
const LAST: ReplicaId = ReplicaId::new(SiteId(u32::MAX), u32::MAX);

impl Kept {
    /// As the records of the store say, in the transaction that the connection is in.
    pub fn read(connection: &Connection) -> Result<Self, StoreError> {
        Ok(Self::read_counting(connection)?.0)
    }

    /// With the number of rows in each record.
    fn read_counting(connection: &Connection) -> Result<(Self, VecDeque<(i64, usize)>), StoreError> {
        let mut statement = connection.prepare_cached("SELECT id, body FROM row_batches ORDER BY id")?;
        let mut found = statement.query([])?;
        let (mut kept, mut records) = (Self::default(), VecDeque::new());
        while let Some(record) = found.next()? {
            kept.through = record.get(0)?;
            let mut count = 0;
            for (warehouse, rows) in decode(record.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?)? {
                count += rows.len();
                let placed = rows.into_iter().map(|(sku, owner, row)| ((warehouse.clone(), sku, owner), row));
                kept.rows.extend(placed);
            }
            records.push_back((kept.through, count));
        }
        Ok((kept, records))
    }

    pub fn through(&self) -> i64 {
        self.through
    }

    pub fn row(&self, warehouse: &WarehouseId, sku: &Sku, owner: ReplicaId) -> Option<&Row> {
        self.rows.get(&(warehouse.clone(), sku.clone(), owner))
    }

    pub fn rows_of_cell(&self, warehouse: &WarehouseId, sku: &Sku) -> impl Iterator<Item = (ReplicaId, &Row)> {
        let (first, last) = ((warehouse.clone(), sku.clone(), FIRST), (warehouse.clone(), sku.clone(), LAST));
        self.rows.range(first..=last).map(|((_, _, owner), row)| (*owner, row))
    }

    /// All rows of a warehouse behind the SKU `from` (empty: all), in the order of `cell_rows`.
    pub fn rows_behind(&self, warehouse: &WarehouseId, from: &str) -> impl Iterator<Item = (&Sku, ReplicaId, &Row)> {
        // no SKU comes before "!": the least printable character that it may begin with
        let from = Sku::new(from).map(|sku| Bound::Excluded((warehouse.clone(), sku, LAST)));
        let first = || Sku::new("!").map(|least| Bound::Included((warehouse.clone(), least, FIRST)));
        let from = from.or_else(|_| first()).unwrap_or(Bound::Unbounded);
        let here = warehouse.clone();
        let rows = self.rows.range((from, Bound::Unbounded)).take_while(move |((at, ..), _)| *at == here);
        rows.map(|((_, sku, owner), row)| (sku, *owner, row))
    }
}

/// What is kept, shared with readers.
#[derive(Debug, Clone, Default)]
pub struct KeptRows(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    kept: RwLock<Kept>,
    cells: CellsAtHand,
}

impl KeptRows {
    fn new(kept: Kept) -> Self {
        let shared = Self::default();
        shared.begin(kept);
        shared
    }

    /// Begins anew with what the store says.
    fn begin(&self, kept: Kept) {
        self.0.cells.forget(kept.through);
        self.change(|before| *before = kept);
    }

    /// Runs `look` while no commit is made known.
    pub fn look<T>(&self, look: impl FnOnce(&Kept) -> T) -> T {
        look(&self.0.kept.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn change(&self, change: impl FnOnce(&mut Kept)) {
        change(&mut self.0.kept.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Cells that were read before.
    pub fn cells(&self) -> &CellsAtHand {
        &self.0.cells
    }
}

/// The writer's side.
#[derive(Debug)]
pub struct LateRows {
    kept: KeptRows,
    /// Changed in this transaction.
    changed: Vec<(RowPlace, Row)>,
    /// Written to the table in this transaction.
    written: Vec<RowPlace>,
    /// Records in the store, with the number of their rows.
    records: VecDeque<(i64, usize)>,
    /// Rows in those records.
    behind: usize,
    behind_max: usize,
    newest: i64,
    /// Writing goes round through the places: the last one written.
    at: Option<RowPlace>,
    /// Every record up to here is in the table.
    through: i64,
    /// The newest record when the present round began.
    round: i64,
    round_ended: bool,
}

impl LateRows {
    /// `behind_max`: rows in records before any are written to the table.
    pub fn open(connection: &Connection, behind_max: usize) -> Result<Self, StoreError> {
        let (kept, records) = Kept::read_counting(connection)?;
        let newest = kept.through;
        Ok(Self {
            kept: KeptRows::new(kept),
            changed: Vec::new(),
            written: Vec::new(),
            behind: records.iter().map(|(_, count)| count).sum(),
            records,
            behind_max,
            newest,
            at: None,
            through: 0,
            round: newest,
            round_ended: false,
        })
    }

    /// Opens them again, after a batch was not kept; readers see the new ones where they saw these.
    pub fn reopen(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let again = Self::open(connection, self.behind_max)?;
        let mut found = Kept::default();
        again.kept.change(|kept| std::mem::swap(kept, &mut found));
        self.kept.begin(found);
        *self = Self { kept: self.kept.clone(), ..again };
        Ok(())
    }

    pub fn kept(&self) -> KeptRows {
        self.kept.clone()
    }

    /// One cell, for the writer: as of the last commit.
    pub fn cell(&self, connection: &Connection, warehouse: &WarehouseId, sku: &Sku) -> Result<Cell, StoreError> {
        self.kept.look(|kept| {
            let late = kept.rows_of_cell(warehouse, sku).map(|(owner, row)| (owner, row.clone()));
            cell_with(connection, warehouse.as_str(), sku.as_str(), late)
        })
    }

    /// All cells of a warehouse in order of SKU, for the writer: as of the last commit, while `take` says to go on.
    pub fn each_cell(
        &self,
        connection: &Connection,
        warehouse: &WarehouseId,
        take: impl FnMut(&Sku, Cell) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let cells = CellsOf::all(warehouse);
        let late = self.kept.look(|kept| cells.late(kept));
        cells.each(connection, late, take)
    }

    /// The digest over all rows of `owner` in a warehouse, from the rows themselves.
    pub fn digest(
        &self,
        connection: &Connection,
        warehouse: &WarehouseId,
        owner: ReplicaId,
    ) -> Result<u64, StoreError> {
        let mut digest = 0;
        self.each_cell(connection, warehouse, |sku, cell| {
            digest ^= cell.row(owner).map_or(0, |row| row.digest(sku, owner));
            Ok(true)
        })?;
        Ok(digest)
    }

    /// Keeps the rows of a batch, in order of their places, and writes some that are behind. The caller's transaction makes
    /// it one with their log entries.
    pub fn save(&mut self, connection: &Connection, rows: Vec<(RowPlace, Row)>) -> Result<(), StoreError> {
        for record in rows.chunks(RECORD_ROWS_MAX) {
            self.newest += 1;
            connection
                .prepare_cached("INSERT INTO row_batches (id, body) VALUES (?1, ?2)")?
                .execute(params![self.newest, encode(record)?])?;
            self.records.push_back((self.newest, record.len()));
            self.behind += record.len();
        }
        self.forget(connection)?;
        if !rows.is_empty() && self.behind > self.behind_max {
            self.write_some(connection, (rows.len() * CATCH_UP).max(STEP_MIN))?;
        }
        self.changed = rows;
        Ok(())
    }

    /// Deletes records whose rows are in the table. The newest stays: ids go on from it, and readers tell commits by it.
    fn forget(&mut self, connection: &Connection) -> Result<(), StoreError> {
        for _ in 0..FORGET_AT_ONCE {
            let Some((id, count)) = self.records.front().copied().filter(|(id, _)| *id <= self.through) else { break };
            if id == self.newest {
                break;
            }
            connection.prepare_cached("DELETE FROM row_batches WHERE id = ?1")?.execute([id])?;
            self.records.pop_front();
            self.behind -= count;
        }
        Ok(())
    }

    fn write_some(&mut self, connection: &Connection, wanted: usize) -> Result<(), StoreError> {
        let from = self.at.clone().map_or(Bound::Unbounded, Bound::Excluded);
        self.written = self.kept.look(|kept| {
            let due: Vec<_> = kept.rows.range((from, Bound::Unbounded)).take(wanted).collect();
            for rows in due.chunks(AT_ONCE) {
                write(connection, rows)?;
            }
            Ok::<_, StoreError>(due.into_iter().map(|(place, _)| place.clone()).collect())
        })?;
        self.round_ended = self.written.len() < wanted;
        Ok(())
    }

    /// The transaction was committed: readers see what it changed.
    pub fn committed(&mut self) {
        if self.changed.is_empty() && self.written.is_empty() {
            return;
        }
        let (written, changed) = (std::mem::take(&mut self.written), std::mem::take(&mut self.changed));
        self.at = written.last().cloned().or(self.at.take());
        let newest = self.newest;
        self.kept.cells().committed(&changed, newest);
        self.kept.change(|kept| {
            written.iter().for_each(|place| drop(kept.rows.remove(place)));
            kept.rows.extend(changed);
            kept.through = newest;
        });
        if std::mem::take(&mut self.round_ended) {
            (self.through, self.round, self.at) = (self.round, self.newest, None);
        }
    }

    /// Writes all that is kept to the table, in a transaction of its own: for a store that comes to rest.
    pub fn settle(&mut self, connection: &Connection) -> Result<(), StoreError> {
        if self.behind == 0 {
            return Ok(());
        }
        let transaction = connection.unchecked_transaction()?;
        self.kept.look(|kept| {
            let due: Vec<_> = kept.rows.iter().collect();
            due.chunks(AT_ONCE).try_for_each(|rows| write(&transaction, rows))
        })?;
        transaction.execute("DELETE FROM row_batches", [])?;
        // an empty one, that ids go on from
        transaction
            .execute("INSERT INTO row_batches (id, body) VALUES (?1, ?2)", params![self.newest + 1, encode(&[])?])?;
        transaction.commit()?;
        self.reopen(connection)
    }
}

/// OR FAIL: see `save_entries`.
fn write(connection: &Connection, rows: &[(&RowPlace, &Row)]) -> Result<(), StoreError> {
    let places = vec!["(?, ?, ?, ?, ?, ?)"; rows.len()].join(", ");
    let upsert = format!(
        "INSERT OR FAIL INTO cell_rows (warehouse, sku, site, incarnation, version, body) VALUES {places}
         ON CONFLICT DO UPDATE SET version = excluded.version, body = excluded.body"
    );
    let mut statement = connection.prepare_cached(&upsert)?;
    for (at, ((warehouse, sku, owner), row)) in rows.iter().enumerate() {
        let first = at * 6 + 1;
        statement.raw_bind_parameter(first, warehouse.as_str())?;
        statement.raw_bind_parameter(first + 1, sku.as_str())?;
        statement.raw_bind_parameter(first + 2, owner.site.0)?;
        statement.raw_bind_parameter(first + 3, owner.incarnation)?;
        statement.raw_bind_parameter(first + 4, row.version as i64)?;
        statement.raw_bind_parameter(first + 5, encode_row(row)?)?;
    }
    statement.raw_execute()?;
    Ok(())
}

/// Rows of one warehouse, as a record holds them.
type Encoded<'a> = (&'a str, Vec<(&'a str, ReplicaId, &'a Row)>);
/// A whole record.
type Decoded = Vec<(WarehouseId, Vec<(Sku, ReplicaId, Row)>)>;

fn encode(rows: &[(RowPlace, Row)]) -> Result<Vec<u8>, StoreError> {
    let mut record: Vec<Encoded<'_>> = Vec::new();
    for ((warehouse, sku, owner), row) in rows {
        if record.last().is_none_or(|(before, _)| *before != warehouse.as_str()) {
            record.push((warehouse.as_str(), Vec::new()));
        }
        if let Some((_, rows)) = record.last_mut() {
            rows.push((sku.as_str(), *owner, row));
        }
    }
    postcard::to_stdvec(&record).map_err(|error| StoreError::Broken(error.to_string()))
}

fn decode(bytes: &[u8]) -> Result<Decoded, StoreError> {
    postcard::from_bytes(bytes)
        .map_err(|error| StoreError::Broken(format!("a record of rows does not decode: {error}")))
}
