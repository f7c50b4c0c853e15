//! Books: what this store is in each warehouse, and saving all that a batch changed.

use holdfast_crdt::{Hash, Hlc, Millis, ReplicaId, SiteId, Sku, Stream, WarehouseId};
use holdfast_sync::desk::{Book, Changes, Desk, Posted};
use holdfast_sync::effect::Standing;
use holdfast_sync::past::Past;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::StoreError;
use super::late_rows::LateRows;

const SELECT: &str = "SELECT warehouse, site, incarnation, clock, head, digest, hlc, letters, heard, past FROM books";

/// Begins a book for a warehouse that this store has not written before.
pub fn create_book(connection: &Connection, warehouse: &WarehouseId, replica: ReplicaId) -> Result<Book, StoreError> {
    let book = Book::new(Stream::new(warehouse.clone(), replica));
    save_book(connection, &book)?;
    Ok(book)
}

pub fn load_books(connection: &Connection, desk: &mut Desk) -> Result<(), StoreError> {
    let mut statement = connection.prepare(SELECT)?;
    let mut found = statement.query([])?;
    while let Some(record) = found.next()? {
        desk.open_book(read_book(record)?);
    }
    Ok(())
}

fn read_book(record: &Row<'_>) -> Result<Book, StoreError> {
    let broken = |what: &str| StoreError::Broken(format!("the store's book has no valid {what}"));
    let warehouse: String = record.get(0)?;
    let warehouse = WarehouseId::new(&warehouse).map_err(|_| broken("warehouse"))?;
    let head: Hash = record.get::<_, Vec<u8>>(4)?.try_into().map_err(|_| broken("head"))?;
    let heard = postcard::from_bytes(record.get_ref(8)?.as_blob().map_err(rusqlite::Error::from)?)
        .map_err(|_| broken("memory of its peer"))?;
    let past: Past = match record.get_ref(9)?.as_blob_or_null().map_err(rusqlite::Error::from)? {
        Some(bytes) => postcard::from_bytes(bytes).map_err(|_| broken("memory of former lives"))?,
        None => Past::default(),
    };
    let stream = Stream {
        warehouse,
        replica: ReplicaId::new(SiteId(record.get(1)?), record.get(2)?),
        clock: record.get::<_, i64>(3)? as u64,
        head,
        digest: record.get::<_, i64>(5)? as u64,
        hlc: Hlc(record.get::<_, i64>(6)? as u64),
        provisional: past.provisional,
    };
    Ok(Book { stream, letters: record.get::<_, i64>(7)? as u64, heard, past })
}

fn save_book(connection: &Connection, book: &Book) -> Result<(), StoreError> {
    let stream = &book.stream;
    let heard = postcard::to_stdvec(&book.heard).map_err(|error| StoreError::Broken(error.to_string()))?;
    // few stores have ever had another life
    let past = (book.past != Past::default()).then(|| postcard::to_stdvec(&book.past)).transpose();
    let past = past.map_err(|error| StoreError::Broken(error.to_string()))?;
    connection
        .prepare_cached(
            "INSERT INTO books (warehouse, site, incarnation, clock, head, digest, hlc, letters, heard, past)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT DO UPDATE SET incarnation = excluded.incarnation, past = excluded.past, clock = excluded.clock, head = excluded.head, digest = excluded.digest,
                 hlc = excluded.hlc, letters = excluded.letters, heard = excluded.heard",
        )?
        .execute(params![
            stream.warehouse.as_str(),
            stream.replica.site.0,
            stream.replica.incarnation,
            stream.clock as i64,
            stream.head,
            stream.digest as i64,
            stream.hlc.0 as i64,
            book.letters as i64,
            heard,
            past
        ])?;
    Ok(())
}

/// Writes rows, log entries, letters and books. The caller's transaction makes them one.
pub fn save_changes(
    connection: &Connection,
    late: &mut LateRows,
    desk: &Desk,
    changes: &Changes,
) -> Result<(), StoreError> {
    let placed = changes.rows.iter().filter_map(|((warehouse, sku), owner)| {
        let row = desk.cell(warehouse, sku).row(*owner)?;
        Some(((warehouse.clone(), sku.clone(), *owner), row.clone()))
    });
    late.save(connection, placed.collect())?;
    for entries in changes.entries.chunks(ENTRIES_AT_ONCE) {
        save_entries(connection, entries)?;
    }
    for (warehouse, letter) in &changes.letters {
        let body = postcard::to_stdvec(&letter.body).map_err(|error| StoreError::Broken(error.to_string()))?;
        connection
            .prepare_cached("INSERT INTO letters (warehouse, seq, after_clock, body) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![warehouse.as_str(), letter.seq as i64, letter.after_clock as i64, body])?;
    }
    for book in changes.books.iter().filter_map(|warehouse| desk.book(warehouse)) {
        save_book(connection, book)?;
    }
    Ok(())
}

/// Entries in one statement: starting one costs as much as what it writes.
const ENTRIES_AT_ONCE: usize = 16;

/// OR FAIL: a batch that fails is taken back whole, so SQLite need not keep what would take back one statement.
fn save_entries(connection: &Connection, entries: &[Posted]) -> Result<(), StoreError> {
    let places = vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?)"; entries.len()].join(", ");
    let insert = format!(
        "INSERT OR FAIL INTO movements (warehouse, site, incarnation, seq, at, sku, reference, body, hash) VALUES {places}"
    );
    let mut statement = connection.prepare_cached(&insert)?;
    for (at, posted) in entries.iter().enumerate() {
        let (entry, first) = (&posted.entry, at * 9 + 1);
        statement.raw_bind_parameter(first, posted.warehouse.as_str())?;
        statement.raw_bind_parameter(first + 1, posted.replica.site.0)?;
        statement.raw_bind_parameter(first + 2, posted.replica.incarnation)?;
        statement.raw_bind_parameter(first + 3, entry.seq as i64)?;
        statement.raw_bind_parameter(first + 4, entry.at.0 as i64)?;
        statement.raw_bind_parameter(first + 5, entry.sku.as_str())?;
        statement.raw_bind_parameter(first + 6, entry.cause.reference.as_deref())?;
        statement.raw_bind_parameter(first + 7, entry.to_bytes())?;
        statement.raw_bind_parameter(first + 8, posted.hash)?;
    }
    statement.raw_execute()?;
    Ok(())
}

/// What a session starts from: our position and what we hold of the peer, read in one statement. `None` when this store
/// has no book for the warehouse.
pub fn standing(
    connection: &Connection,
    warehouse: &WarehouseId,
    store: u128,
    boot: u128,
    catalogue: u64,
) -> Result<Option<Standing>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE warehouse = ?1"))?;
    let book = statement.query_row([warehouse.as_str()], |record| Ok(read_book(record))).optional()?.transpose()?;
    Ok(book.map(|book| book.standing(store, boot, catalogue)))
}

/// Letters of a life that ended wait for no rows any more: the recovery brings those.
pub fn ungate_letters(connection: &Connection, warehouse: &WarehouseId) -> Result<(), StoreError> {
    connection.execute("UPDATE letters SET after_clock = 0 WHERE warehouse = ?1", [warehouse.as_str()])?;
    Ok(())
}

/// Moves letters above `born` up by `shift`: their numbers were used before, by a life that this store has forgotten.
pub fn move_letters(connection: &Connection, warehouse: &WarehouseId, born: u64, shift: u64) -> Result<(), StoreError> {
    // the peer has those before them, or others under their numbers
    let applied = "DELETE FROM letters WHERE warehouse = ?1 AND seq <= ?2";
    connection.execute(applied, params![warehouse.as_str(), born as i64])?;
    // in two steps, so that no two ever bear one number
    let up = "UPDATE letters SET seq = -(seq + ?3) WHERE warehouse = ?1 AND seq > ?2";
    connection.execute(up, params![warehouse.as_str(), born as i64, shift as i64])?;
    connection.execute("UPDATE letters SET seq = -seq WHERE warehouse = ?1 AND seq < 0", [warehouse.as_str()])?;
    Ok(())
}

/// Takes a log out of the store from behind that entry on; the SKUs it was about.
pub fn cut_log(
    connection: &Connection,
    warehouse: &WarehouseId,
    owner: ReplicaId,
    entries: u64,
) -> Result<Vec<Sku>, StoreError> {
    let mut statement = connection.prepare(
        "DELETE FROM movements WHERE warehouse = ?1 AND site = ?2 AND incarnation = ?3 AND seq > ?4 RETURNING sku",
    )?;
    let place = params![warehouse.as_str(), owner.site.0, owner.incarnation, entries as i64];
    let mut found = statement.query(place)?;
    let mut skus = Vec::new();
    while let Some(record) = found.next()? {
        let text: String = record.get(0)?;
        skus.push(Sku::new(&text).map_err(|error| StoreError::Broken(format!("SKU {text:?} {error}")))?);
    }
    Ok(skus)
}

/// Notes SKUs to be counted, each once.
pub fn note_recounts(
    connection: &Connection,
    warehouse: &WarehouseId,
    skus: impl IntoIterator<Item = Sku>,
    reason: &str,
    now: Millis,
) -> Result<(), StoreError> {
    let mut statement = connection
        .prepare_cached("INSERT OR IGNORE INTO recounts (warehouse, sku, since, reason) VALUES (?1, ?2, ?3, ?4)")?;
    for sku in skus {
        statement.execute(params![warehouse.as_str(), sku.as_str(), now.0 as i64, reason])?;
    }
    Ok(())
}

/// A count has settled what was open about a SKU.
pub fn counted(connection: &Connection, warehouse: &WarehouseId, sku: &Sku) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("DELETE FROM recounts WHERE warehouse = ?1 AND sku = ?2")?;
    statement.execute(params![warehouse.as_str(), sku.as_str()])?;
    Ok(())
}

/// A SKU that should be counted: since when, and why.
pub struct Recount {
    pub warehouse: String,
    pub sku: String,
    pub since: Millis,
    pub reason: String,
}

/// SKUs to be counted, in order of warehouse and SKU.
pub fn recounts(connection: &Connection) -> Result<Vec<Recount>, StoreError> {
    let mut statement =
        connection.prepare("SELECT warehouse, sku, since, reason FROM recounts ORDER BY warehouse, sku")?;
    let found = statement.query_map([], |record| {
        let since = Millis(record.get::<_, i64>(2)? as u64);
        Ok(Recount { warehouse: record.get(0)?, sku: record.get(1)?, since, reason: record.get(3)? })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}
