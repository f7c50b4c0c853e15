//! Documents with conflicts, in a table of their own: to list and to count them no document is read.

use std::collections::BTreeSet;

use holdfast_crdt::{DocId, Millis, WarehouseId};
use holdfast_shell::sqlite::StoreError;
use rusqlite::{Connection, OptionalExtension, params};

use super::load::ids;
use super::sqlite::{decode, encode};
use crate::core::contested::{Contested, DocumentKind};

pub(super) const CONTESTED_SCHEMA: &str = "
-- `fields` are JSON pointers; `changed_at` is null where the hub has not seen the document change since it keeps this table.
CREATE TABLE contested (
    id TEXT PRIMARY KEY, sku TEXT, fields TEXT NOT NULL, changed_at INTEGER
) WITHOUT ROWID;
-- Documents from before there was that table which nobody has looked through yet.
CREATE TABLE unlisted_documents (id TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO unlisted_documents SELECT id FROM documents;
";

/// Nobody can settle anything of a product that is sold no more, until it is made anew.
const OPEN: &str = "(sku IS NULL OR EXISTS (
    SELECT 1 FROM products WHERE products.sku = contested.sku AND products.discontinued = 0))";

/// The fields of a document that are known to be in conflict.
pub(super) fn fields(connection: &Connection, id: &DocId) -> Result<BTreeSet<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT fields FROM contested WHERE id = ?1")?;
    let found: Option<String> = statement.query_row([id.to_string()], |record| record.get(0)).optional()?;
    found.map_or(Ok(BTreeSet::new()), |fields| decode(&fields))
}

/// Lists a document, or takes it off the list where none of its fields is in conflict.
pub(super) fn save(connection: &Connection, document: &Contested) -> Result<(), StoreError> {
    let id = document.id.to_string();
    if document.fields.is_empty() {
        connection.prepare_cached("DELETE FROM contested WHERE id = ?1")?.execute([id])?;
        return Ok(());
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO contested (id, sku, fields, changed_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            id,
            document.sku().map(|sku| sku.as_str()),
            encode(&document.fields)?,
            document.changed_at.map(|at| at.0 as i64)
        ])?;
    Ok(())
}

/// Takes all of a warehouse off the list, while its documents are there yet.
pub(super) fn forget(connection: &Connection, warehouse: &WarehouseId) -> Result<(), StoreError> {
    let delete = "DELETE FROM contested WHERE id IN (SELECT id FROM documents WHERE place = ?1)";
    connection.execute(delete, [warehouse.as_str()])?;
    Ok(())
}

/// At most `limit` documents that wait for somebody to choose, in order of their ids, behind `after`.
pub fn contested(
    connection: &Connection,
    kind: Option<DocumentKind>,
    after: Option<&DocId>,
    limit: usize,
) -> Result<Vec<Contested>, StoreError> {
    // the slash behind a kind, and the character behind that
    let (first, end) = kind
        .map_or(("".into(), "\u{10ffff}".into()), |kind| (format!("{}/", kind.name()), format!("{}0", kind.name())));
    let from = after.map_or(first.clone(), |after| after.to_string().max(first));
    let query = format!(
        "SELECT id, fields, changed_at FROM contested WHERE id > ?1 AND id < ?2 AND {OPEN} ORDER BY id LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&query)?;
    let mut found = statement.query(params![from, end, limit as i64])?;
    let mut documents = Vec::new();
    while let Some(record) = found.next()? {
        let id: String = record.get(0)?;
        documents.push(Contested {
            id: id.parse().map_err(|error| StoreError::Broken(format!("document {id:?}: {error}")))?,
            fields: decode(&record.get::<_, String>(1)?)?,
            changed_at: record.get::<_, Option<i64>>(2)?.map(|at| Millis(at as u64)),
        });
    }
    Ok(documents)
}

/// How many documents wait for somebody to choose.
pub(super) fn count(connection: &Connection) -> Result<u64, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT count(*) FROM contested WHERE {OPEN}"))?;
    Ok(statement.query_row([], |record| record.get::<_, i64>(0))? as u64)
}

/// Some of the documents that are from before there was a list, and that nobody has looked through yet.
pub(super) fn unlisted(connection: &Connection, limit: usize) -> Result<Vec<DocId>, StoreError> {
    ids(connection, "SELECT id FROM unlisted_documents ORDER BY id LIMIT ?1", [limit as i64])
}

/// They were looked through.
pub(super) fn looked_through(connection: &Connection, documents: &[DocId]) -> Result<(), StoreError> {
    let mut delete = connection.prepare_cached("DELETE FROM unlisted_documents WHERE id = ?1")?;
    for id in documents {
        delete.execute([id.to_string()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrations;

    #[test]
    fn a_store_that_is_upgraded_has_its_documents_to_look_through() {
        let mut store = Connection::open_in_memory().unwrap();
        migrations().to_version(&mut store, 6).unwrap();
        let insert = "INSERT INTO documents VALUES (NULL, ?1, '', 1, 1, x'', '', x'')";
        for id in ["product/CUP", "product/A/B 1"] {
            store.execute(insert, [id]).unwrap();
        }
        migrations().to_latest(&mut store).unwrap();
        for id in ["product/A/B 1", "product/CUP"] {
            let portion = unlisted(&store, 1).unwrap();
            assert_eq!(portion.iter().map(DocId::to_string).collect::<Vec<_>>(), [id]);
            looked_through(&store, &portion).unwrap();
        }
        assert_eq!(unlisted(&store, 1).unwrap(), []);
    }
}
