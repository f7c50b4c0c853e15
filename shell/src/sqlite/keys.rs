//! API keys: 256 random bits, kept as SHA-256 only. Other processes may add keys while a server runs, so every look-up
//! that misses the server's cache comes here.

use std::collections::BTreeMap;
use std::sync::Arc;

use holdfast_crdt::Millis;
use rusqlite::{Connection, OptionalExtension, params};

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
            Principal { id, name: name.into(), role: Arc::from(role), scopes }
        }))
    }
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
    connection.execute(
        "INSERT INTO access_keys (digest, name, role, created_at) VALUES (?1, ?2, ?3, ?4)",
        params![key_digest(&key).as_slice(), name, role, now.0 as i64],
    )?;
    Ok(key)
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
