//! Documents as both sides keep them: the bytes that merge, beside what they are found and sent by.

use std::str::FromStr;

use holdfast_crdt::{Author, DocId, Document, Heads, WarehouseId};
use holdfast_sync::DocumentChanges;
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;

/// `version` is our document clock when the peers were last given something to learn by it; `revision` counts every change, and
/// is what clients see of documents that have no table of their own. `shown` is how it reads, as JSON: the last that was valid.
pub const DOCUMENT_SCHEMA: &str = "
CREATE TABLE documents (
    num INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, place TEXT NOT NULL, version INTEGER NOT NULL,
    revision INTEGER NOT NULL, heads BLOB NOT NULL, shown TEXT NOT NULL, body BLOB NOT NULL
);
-- Sessions read what all may have (place '') and what is of their own warehouse.
CREATE INDEX documents_changed ON documents (place, version);
CREATE INDEX documents_version ON documents (version);
-- What a document came to at versions before its present one: a peer is sent what came after the version it has. Version 0
-- stands for what the peer gave us itself.
CREATE TABLE document_heads (
    id TEXT NOT NULL, version INTEGER NOT NULL, heads BLOB NOT NULL, PRIMARY KEY (id, version)
) WITHOUT ROWID;
";

/// Former versions kept of a document; a peer that is further behind is sent the whole.
const FORMER_MAX: i64 = 16;

/// A document of the store.
#[derive(Debug)]
pub struct Stored {
    pub document: Document,
    pub version: u64,
    pub revision: u64,
    pub shown: String,
}

/// What is to be kept of a document that changed.
#[derive(Debug)]
pub struct Keep<'a> {
    pub id: &'a DocId,
    pub version: u64,
    pub revision: u64,
    pub shown: &'a str,
}

pub fn load_document(connection: &Connection, id: &DocId, author: Author) -> Result<Option<Stored>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT version, revision, shown, body FROM documents WHERE id = ?1")?;
    let mut found = statement.query([id.to_string()])?;
    let Some(record) = found.next()? else { return Ok(None) };
    let body = record.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
    let document = Document::load(id, author, body).map_err(|error| broken(id, &error))?;
    let (version, revision) = (record.get::<_, i64>(0)? as u64, record.get::<_, i64>(1)? as u64);
    Ok(Some(Stored { document, version, revision, shown: record.get(2)? }))
}

/// How a document reads, and its revision, without reading the document itself.
pub fn shown_document(connection: &Connection, id: &DocId) -> Result<Option<(String, u64)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT shown, revision FROM documents WHERE id = ?1")?;
    let read = |record: &rusqlite::Row<'_>| Ok((record.get(0)?, record.get::<_, i64>(1)? as u64));
    Ok(statement.query_row([id.to_string()], read).optional()?)
}

/// Writes a document, and remembers what it came to before where peers may have that.
pub fn save_document(connection: &Connection, keep: &Keep<'_>, document: &mut Document) -> Result<(), StoreError> {
    let id = keep.id.to_string();
    let remember = "INSERT OR REPLACE INTO document_heads (id, version, heads)
         SELECT id, version, heads FROM documents WHERE id = ?1 AND version > 0 AND version < ?2";
    if connection.prepare_cached(remember)?.execute(params![id, keep.version as i64])? > 0 {
        let forget = "DELETE FROM document_heads WHERE id = ?1 AND version > 0 AND version <= (
             SELECT version FROM document_heads WHERE id = ?1 AND version > 0 ORDER BY version DESC LIMIT 1 OFFSET ?2)";
        connection.prepare_cached(forget)?.execute(params![id, FORMER_MAX])?;
    }
    let place = keep.id.place().map_or("", |place| place.as_str());
    connection
        .prepare_cached(
            "INSERT INTO documents (id, place, version, revision, heads, shown, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (id) DO UPDATE SET version = excluded.version, revision = excluded.revision, heads = excluded.heads,
                 shown = excluded.shown, body = excluded.body",
        )?
        .execute(params![
            id,
            place,
            keep.version as i64,
            keep.revision as i64,
            document.heads().to_bytes(),
            keep.shown,
            document.save()
        ])?;
    Ok(())
}

/// Shows a document otherwise, though itself it has not changed.
pub fn reshow_document(connection: &Connection, id: &DocId, shown: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE documents SET shown = ?2, revision = revision + 1 WHERE id = ?1")?
        .execute(params![id.to_string(), shown])?;
    Ok(())
}

/// Notes what the only peer is known to have of a document, because it sent that.
pub fn note_peer_has(connection: &Connection, id: &DocId, heads: &Heads) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO document_heads (id, version, heads) VALUES (?1, 0, ?2)")?
        .execute(params![id.to_string(), heads.to_bytes()])?;
    Ok(())
}

/// The highest version of any document.
pub fn last_version(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached("SELECT coalesce(max(version), 0) FROM documents")?;
    Ok(statement.query_row([], |record| record.get::<_, i64>(0))? as u64)
}

/// Documents of a place that changed after a version.
pub fn count_changed(connection: &Connection, warehouse: &WarehouseId, since: u64) -> Result<u64, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT count(*) FROM documents WHERE place IN ('', ?1) AND version > ?2")?;
    Ok(statement.query_row(params![warehouse.as_str(), since as i64], |record| record.get::<_, i64>(0))? as u64)
}

/// What of documents changed after `since`, oldest change first, for the peer of a warehouse (I-8): what all may have, and
/// what is of that warehouse.
pub fn documents_since(
    connection: &Connection,
    warehouse: &WarehouseId,
    since: u64,
    limit: usize,
) -> Result<Vec<DocumentChanges>, StoreError> {
    let part = |place: &str| {
        format!(
            "SELECT * FROM (SELECT id, version, body FROM documents WHERE place = {place} AND version > ?2
             ORDER BY version LIMIT ?3)"
        )
    };
    let query = format!("{} UNION ALL {} ORDER BY version LIMIT ?3", part("''"), part("?1"));
    let mut statement = connection.prepare_cached(&query)?;
    let mut found = statement.query(params![warehouse.as_str(), since as i64, limit as i64])?;
    let mut documents = Vec::new();
    while let Some(record) = found.next()? {
        let id = id_of(record.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
        let body = record.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?;
        let changes = match known_to_peer(connection, &id, since)? {
            None => Document::whole(body),
            // nobody writes to this copy: the author is never used
            Some(known) => Document::load(&id, Author(0), body).and_then(|mut copy| copy.changes_since(&known)),
        };
        let changes = changes.map_err(|error| broken(&id, &error))?;
        documents.push(DocumentChanges { version: record.get::<_, i64>(1)? as u64, id, changes });
    }
    Ok(documents)
}

/// What a peer that has our documents up to a version has of this one; `None` when that is not known, or nothing.
fn known_to_peer(connection: &Connection, id: &DocId, since: u64) -> Result<Option<Heads>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT heads FROM document_heads WHERE id = ?1 AND version IN (0, (
             SELECT max(version) FROM document_heads WHERE id = ?1 AND version <= ?2))",
    )?;
    let mut found = statement.query(params![id.to_string(), since as i64])?;
    let mut known: Option<Heads> = None;
    while let Some(record) = found.next()? {
        let heads = Heads::from_bytes(record.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
        known = Some(known.map_or_else(|| heads.clone(), |others| others.and(heads.clone())));
    }
    Ok(known)
}

/// Gives every document a version above `clock`, so that all are sent anew, whole; the clock after it. A peer that was put
/// back to a copy may have forgotten any of them.
pub fn send_all_anew(connection: &Connection, clock: u64) -> Result<u64, StoreError> {
    connection.execute("DELETE FROM document_heads", [])?;
    let all = connection.execute(
        "UPDATE documents SET version = ?1 + n FROM (
             SELECT num AS of, row_number() OVER (ORDER BY version, num) AS n FROM documents) WHERE num = of",
        [clock as i64],
    )?;
    Ok(clock + all as u64)
}

fn id_of(text: &str) -> Result<DocId, StoreError> {
    DocId::from_str(text).map_err(|error| StoreError::Broken(format!("document {text:?}: {error}")))
}

fn broken(id: &DocId, error: &holdfast_crdt::DocumentError) -> StoreError {
    StoreError::Broken(format!("document {id}: {error}"))
}

/// Readings of a list: the JSON of each with its revision, in order of id, behind `after`.
pub fn list_shown(
    connection: &Connection,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<(DocId, String, u64)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT id, shown, revision FROM documents WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3")?;
    let from = after.unwrap_or(prefix);
    // the slash that ends a prefix, and the character behind it
    let end = prefix.strip_suffix('/').map_or_else(|| format!("{prefix}\u{10ffff}"), |start| format!("{start}0"));
    let mut found = statement.query(params![from, end, limit as i64])?;
    let mut documents = Vec::new();
    while let Some(record) = found.next()? {
        let id = id_of(record.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
        documents.push((id, record.get(1)?, record.get::<_, i64>(2)? as u64));
    }
    Ok(documents)
}
