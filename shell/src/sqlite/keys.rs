//! API keys: 256 random bits, kept as SHA-256 only. Other processes may add keys while a server runs, so every look-up
//! that misses the server's cache comes here.

use std::collections::BTreeMap;
use std::sync::Arc;

use holdfast_crdt::Millis;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{DataDir, Readers, StoreError};
use crate::http::keyring::KeyRing;
use crate::http::principal::{Principal, Scopes, key_digest, new_key};

/// The keys of a store, with what each role may do.
pub struct KeyStore {
    readers: Readers,
    roles: BTreeMap<&'static str, Scopes>,
}

impl KeyStore {
    pub fn new(readers: Readers, roles: BTreeMap<&'static str, Scopes>) -> Self {
        Self { readers, roles }
    }

    fn look_up(&self, connection: &Connection, digest: &[u8; 32]) -> Result<Option<Principal>, StoreError> {
        let mut statement = connection
            .prepare_cached("SELECT id, name, role FROM access_keys WHERE digest = ?1 AND revoked_at IS NULL")?;
        let found = statement
            .query_row([digest.as_slice()], |record| {
                Ok((record.get(0)?, record.get::<_, String>(1)?, record.get::<_, String>(2)?))
            })
            .optional()?;
        Ok(found.map(|(id, name, role)| {
            let scopes = self.roles.get(role.as_str()).copied().unwrap_or_default();
            Principal { id, name: name.into(), role: Arc::from(role), scopes, signed_in: None }
        }))
    }
}

/// A key as people see it: all but the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    pub id: i64,
    pub name: String,
    pub role: String,
    pub created_at: Millis,
    pub revoked_at: Option<Millis>,
}

impl KeyRecord {
    fn read(record: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: record.get(0)?,
            name: record.get(1)?,
            role: record.get(2)?,
            created_at: Millis(record.get::<_, i64>(3)? as u64),
            revoked_at: record.get::<_, Option<i64>>(4)?.map(|at| Millis(at as u64)),
        })
    }
}

const SELECT: &str = "SELECT id, name, role, created_at, revoked_at FROM access_keys";

/// Keys behind the id `after`, revoked ones included, by age; at most `limit`.
pub fn list_keys(connection: &Connection, after: i64, limit: usize) -> Result<Vec<KeyRecord>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id > ?1 ORDER BY id LIMIT ?2"))?;
    let found = statement.query_map([after, limit as i64], KeyRecord::read)?;
    Ok(found.collect::<Result<_, _>>()?)
}

pub fn load_key(connection: &Connection, id: i64) -> Result<Option<KeyRecord>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    Ok(statement.query_row([id], KeyRecord::read).optional()?)
}

/// The key with this SHA-256, unless it was revoked.
pub fn key_with(connection: &Connection, digest: &[u8; 32]) -> Result<Option<KeyRecord>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE digest = ?1 AND revoked_at IS NULL"))?;
    Ok(statement.query_row([digest.as_slice()], KeyRecord::read).optional()?)
}

/// Shuts a key out for good; whether there was one that still opened.
pub fn revoke_key(connection: &Connection, id: i64, now: Millis) -> Result<bool, StoreError> {
    let update = "UPDATE access_keys SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL";
    Ok(connection.prepare_cached(update)?.execute(params![id, now.0 as i64])? > 0)
}

impl KeyRing for KeyStore {
    fn find(&self, digest: &[u8; 32]) -> Option<Principal> {
        self.readers.with(|connection| self.look_up(connection, digest)).unwrap_or_else(|error| {
            tracing::error!(%error, "a key could not be looked up");
            None
        })
    }
}

/// Makes a key, stores its digest, and returns the key: it is shown once and never again.
pub fn create_key(connection: &Connection, name: &str, role: &str, now: Millis) -> Result<String, StoreError> {
    let key = new_key(&mut rand::rng());
    keep_key(connection, &key, (name, role), now)?;
    Ok(key)
}

/// Keeps the digest of a key that was just made; the id it has from now on.
pub fn keep_key(
    connection: &Connection,
    key: &str,
    (name, role): (&str, &str),
    now: Millis,
) -> Result<i64, StoreError> {
    connection.execute(
        "INSERT INTO access_keys (digest, name, role, created_at) VALUES (?1, ?2, ?3, ?4)",
        params![key_digest(key).as_slice(), name, role, now.0 as i64],
    )?;
    Ok(connection.last_insert_rowid())
}

/// Writes `admin.key` on the first start: the file and the digest in the store, the file last, so that a start that was
/// cut off leaves a key nobody holds rather than a file that opens nothing.
pub fn ensure_admin_key(connection: &Connection, data: &DataDir, now: Millis) -> Result<(), StoreError> {
    if data.read("admin.key")?.is_none() {
        let key = create_key(connection, "administrator", "admin", now)?;
        data.write_secret("admin.key", &format!("{key}\n"))?;
    }
    Ok(())
}
