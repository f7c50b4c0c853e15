//! What the owner thread keeps of keys, of sessions of browsers, and of the nodes' seats. A session is a row that is there
//! while it lives; of its token it has the digest.

use holdfast_crdt::{Millis, WarehouseId};
use holdfast_shell::http::limits::SESSIONS_MAX;
use holdfast_shell::sqlite::{self as kit, KeyRecord, StoreError};
use rusqlite::{Connection, OptionalExtension, params};

use super::admin::{self, NodeRow};
use super::sqlite::SqliteStore;

pub(super) const ACCESS_SCHEMA: &str = "
-- Whose a session is: the number of a key, today.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, digest BLOB NOT NULL UNIQUE, identity INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);
CREATE INDEX sessions_identity ON sessions (identity, id);
-- What was said when a node was fenced; and how often it was joined, fenced, unfenced or revoked.
ALTER TABLE sites ADD COLUMN fence_reason TEXT;
ALTER TABLE sites ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
";

/// The part of a store that says who may come in. Its calls come between those of a batch.
pub trait AccessStore {
    /// The key with this SHA-256, unless it was revoked.
    fn key_with(&mut self, digest: &[u8; 32]) -> Result<Option<KeyRecord>, StoreError>;
    fn key(&mut self, id: i64) -> Result<Option<KeyRecord>, StoreError>;
    /// Keeps a new key's digest under a name and a role; its number.
    fn keep_key(&mut self, key: &str, of: (&str, &str), now: Millis) -> Result<i64, StoreError>;
    /// Shuts a key out, and ends its sessions.
    fn revoke_key(&mut self, id: i64, now: Millis) -> Result<(), StoreError>;
    /// Begins a session of an identity; beyond so many of one, its oldest end.
    fn begin_session(&mut self, identity: i64, digest: &[u8; 32], expires_at: Millis) -> Result<(), StoreError>;
    fn end_session(&mut self, session: i64) -> Result<(), StoreError>;
    /// The node of a warehouse, once one has joined.
    fn node(&mut self, warehouse: &WarehouseId) -> Result<Option<NodeRow>, StoreError>;
    /// Keeps the digest of a token that a node may join with.
    fn enrol(&mut self, warehouse: &WarehouseId, digest: &[u8; 32], now: Millis) -> Result<bool, StoreError>;
    fn revoke_node(&mut self, warehouse: &WarehouseId, now: Millis) -> Result<bool, StoreError>;
    /// Fences a node, with the reason that is to be shown, or lets it sync again.
    fn set_fenced(&mut self, of: &WarehouseId, fenced: bool, reason: Option<&str>) -> Result<bool, StoreError>;
}

impl AccessStore for SqliteStore {
    fn key_with(&mut self, digest: &[u8; 32]) -> Result<Option<KeyRecord>, StoreError> {
        kit::key_with(&self.connection, digest)
    }

    fn key(&mut self, id: i64) -> Result<Option<KeyRecord>, StoreError> {
        kit::load_key(&self.connection, id)
    }

    fn keep_key(&mut self, key: &str, of: (&str, &str), now: Millis) -> Result<i64, StoreError> {
        kit::keep_key(&self.connection, key, of, now)
    }

    fn revoke_key(&mut self, id: i64, now: Millis) -> Result<(), StoreError> {
        kit::revoke_key(&self.connection, id, now)?;
        self.connection.prepare_cached("DELETE FROM sessions WHERE identity = ?1")?.execute([id])?;
        Ok(())
    }

    fn begin_session(&mut self, identity: i64, digest: &[u8; 32], expires_at: Millis) -> Result<(), StoreError> {
        begin_session(&self.connection, identity, digest, expires_at)
    }

    fn end_session(&mut self, session: i64) -> Result<(), StoreError> {
        self.connection.prepare_cached("DELETE FROM sessions WHERE id = ?1")?.execute([session])?;
        Ok(())
    }

    fn node(&mut self, warehouse: &WarehouseId) -> Result<Option<NodeRow>, StoreError> {
        admin::node(&self.connection, warehouse.as_str())
    }

    fn enrol(&mut self, warehouse: &WarehouseId, digest: &[u8; 32], now: Millis) -> Result<bool, StoreError> {
        admin::create_enrolment(&self.connection, warehouse, digest, now)
    }

    fn revoke_node(&mut self, warehouse: &WarehouseId, now: Millis) -> Result<bool, StoreError> {
        admin::set_revoked(&self.connection, warehouse, now)
    }

    fn set_fenced(&mut self, of: &WarehouseId, fenced: bool, reason: Option<&str>) -> Result<bool, StoreError> {
        admin::set_fenced(&self.connection, of, fenced, reason)
    }
}

/// A session with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    pub id: i64,
    pub identity: i64,
    pub name: String,
    pub role: String,
    pub expires_at: Millis,
}

/// The session with this digest, unless it is over: it, or the key that it was begun with.
pub fn session_with(connection: &Connection, digest: &[u8; 32], now: Millis) -> Result<Option<SessionRow>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT s.id, k.id, k.name, k.role, s.expires_at FROM sessions s JOIN access_keys k ON k.id = s.identity
         WHERE s.digest = ?1 AND s.expires_at > ?2 AND k.revoked_at IS NULL",
    )?;
    let read = |record: &rusqlite::Row<'_>| {
        Ok(SessionRow {
            id: record.get(0)?,
            identity: record.get(1)?,
            name: record.get(2)?,
            role: record.get(3)?,
            expires_at: Millis(record.get::<_, i64>(4)? as u64),
        })
    };
    Ok(statement.query_row(params![digest.as_slice(), now.0 as i64], read).optional()?)
}

fn begin_session(
    connection: &Connection,
    identity: i64,
    digest: &[u8; 32],
    expires_at: Millis,
) -> Result<(), StoreError> {
    // a sign-in that is repeated after its answer was forgotten has the token it had
    let insert = "INSERT INTO sessions (digest, identity, expires_at) VALUES (?1, ?2, ?3)
                  ON CONFLICT (digest) DO UPDATE SET expires_at = excluded.expires_at";
    connection.prepare_cached(insert)?.execute(params![digest.as_slice(), identity, expires_at.0 as i64])?;
    let bound = "DELETE FROM sessions WHERE id IN
                 (SELECT id FROM sessions WHERE identity = ?1 ORDER BY id DESC LIMIT -1 OFFSET ?2)";
    connection.prepare_cached(bound)?.execute(params![identity, SESSIONS_MAX as i64])?;
    Ok(())
}

/// Forgets sessions that are over by the clock.
pub(super) fn forget_sessions(connection: &Connection, now: Millis) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM sessions WHERE expires_at <= ?1")?.execute([now.0 as i64])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrations;

    fn store() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations().to_latest(&mut connection).unwrap();
        kit::keep_key(&connection, "hf_1", ("wall", "viewer"), Millis(1)).unwrap();
        connection
    }

    fn begin(connection: &Connection, number: u8, expires_at: u64) {
        begin_session(connection, 1, &[number; 32], Millis(expires_at)).unwrap();
    }

    #[test]
    fn a_session_ends_by_the_clock_and_with_its_key() {
        let store = store();
        begin(&store, 1, 100);
        let found = |now| session_with(&store, &[1; 32], Millis(now)).unwrap();
        assert_eq!(found(99).map(|session| (session.identity, session.name)), Some((1, "wall".to_owned())));
        assert_eq!(found(100), None);
        forget_sessions(&store, Millis(99)).unwrap();
        assert!(found(1).is_some());
        kit::revoke_key(&store, 1, Millis(50)).unwrap();
        assert_eq!(found(1), None);
        forget_sessions(&store, Millis(100)).unwrap();
        let left: i64 = store.query_row("SELECT count(*) FROM sessions", [], |record| record.get(0)).unwrap();
        assert_eq!(left, 0);
    }

    #[test]
    fn the_oldest_of_too_many_sessions_end() {
        let store = store();
        (0..=SESSIONS_MAX as u8).for_each(|number| begin(&store, number, 100));
        let lives = |number: u8| session_with(&store, &[number; 32], Millis(1)).unwrap().is_some();
        assert!(!lives(0) && lives(1) && lives(SESSIONS_MAX as u8));
        begin(&store, 1, 200);
        assert!(lives(1) && lives(2), "one that is repeated is none more");
    }
}
