//! One self-contained file: the store, with the few files that make up the rest of what a replica is.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use holdfast_crdt::WarehouseId;
use holdfast_sync::effect::Heard;
use rusqlite::{Connection, OptionalExtension, params};

use super::open::BUSY_MILLIS;
use super::{DataDir, StoreError, back_up, restore};

const PREFIX: &str = "file:";
const RESTORED: &str = "restored";
const BACKED_UP: &str = "backed-up:";

/// Copies a live store and the named files (those that are there) into `target`, readable by its owner only. `step` is
/// told pages done and pages in all.
pub fn back_up_replica(
    source: &Connection,
    data: &DataDir,
    names: &[&str],
    target: &Path,
    step: impl FnMut(u64, u64),
) -> Result<(), StoreError> {
    if target.exists() {
        return Err(StoreError::Broken(format!("{}: there is a file already; name another", target.display())));
    }
    let draft = target.with_extension("partial");
    let _ = fs::remove_file(&draft);
    back_up(source, &draft, step)?;
    let finish = || -> Result<Vec<Held>, StoreError> {
        fs::set_permissions(&draft, fs::Permissions::from_mode(0o600))
            .map_err(|source| StoreError::io(&draft, source))?;
        let copy = Connection::open(&draft)?;
        for name in names {
            if let Some(content) = data.read(name)? {
                write_meta(&copy, &format!("{PREFIX}{name}"), content.as_bytes())?;
            }
        }
        let held = held_of_peers(&copy)?;
        copy.close().map_err(|(_, error)| StoreError::from(error))?;
        fs::rename(&draft, target).map_err(|source| StoreError::io(target, source))?;
        sync_folder(target)?;
        Ok(held)
    };
    let held = finish().inspect_err(|_| drop(fs::remove_file(&draft)))?;
    note_backed_up(source, &held)
}

/// A new name lasts once its folder does.
fn sync_folder(target: &Path) -> Result<(), StoreError> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|source| StoreError::io(folder, source))
}

/// A warehouse, and what a store holds of the peer there, as its books keep it.
type Held = (String, Vec<u8>);

/// By warehouse.
fn held_of_peers(store: &Connection) -> Result<Vec<Held>, StoreError> {
    let mut statement = store.prepare("SELECT warehouse, heard FROM books")?;
    let found = statement.query_map([], |record| Ok((record.get(0)?, record.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Tells the live store what its newest completed backup holds: the acknowledgements say so from then on.
fn note_backed_up(source: &Connection, held: &[Held]) -> Result<(), StoreError> {
    let path = source.path().ok_or_else(|| StoreError::Broken("a store without a file".into()))?;
    let mut live = Connection::open(path)?;
    live.busy_timeout(std::time::Duration::from_millis(BUSY_MILLIS))?;
    let transaction = live.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for (warehouse, heard) in held {
        write_meta(&transaction, &format!("{BACKED_UP}{warehouse}"), heard)?;
    }
    Ok(transaction.commit()?)
}

/// What the newest completed backup of this store holds of the peer of a warehouse.
pub fn backed_up(connection: &Connection, warehouse: &WarehouseId) -> Result<Option<Heard>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    let found: Option<Vec<u8>> =
        statement.query_row([format!("{BACKED_UP}{warehouse}")], |record| record.get(0)).optional()?;
    let decode = |bytes: Vec<u8>| postcard::from_bytes(&bytes);
    found.map(decode).transpose().map_err(|error| StoreError::Broken(format!("what was backed up: {error}")))
}

/// Makes a data directory of a backup. The store is marked: it has yet to learn from its peers what it has forgotten.
pub fn restore_replica(
    backup: &Path,
    data: &DataDir,
    kind: Kind<'_>,
    step: impl FnMut(u64, u64),
) -> Result<(), StoreError> {
    let path = data.file(kind.store);
    if path.exists() {
        let why = "there is a store already; restore into an empty directory";
        return Err(StoreError::Broken(format!("{}: {why}", path.display())));
    }
    // a store is there only once it is whole and marked: one cut short would be served, and spend what it forgot
    let draft = path.with_extension("partial");
    let _ = fs::remove_file(&draft);
    let made = restore(backup, &draft, step).and_then(|()| make_ready(&draft, data, kind));
    made.inspect_err(|_| drop(fs::remove_file(&draft)))?;
    fs::rename(&draft, &path).map_err(|source| StoreError::io(&path, source))?;
    sync_folder(&path)
}

/// What makes a store one of a hub or one of a node.
#[derive(Debug, Clone, Copy)]
pub struct Kind<'a> {
    /// The store's file in its data directory.
    pub store: &'a str,
    /// Files beside it that belong to it.
    pub names: &'a [&'a str],
    /// A table that the other kind does not have.
    pub table: &'a str,
}

fn make_ready(draft: &Path, data: &DataDir, Kind { names, table, .. }: Kind<'_>) -> Result<(), StoreError> {
    let private = fs::Permissions::from_mode(0o600);
    fs::set_permissions(draft, private).map_err(|source| StoreError::io(draft, source))?;
    let copy = Connection::open(draft)?;
    if !copy.table_exists(None, table)? {
        return Err(StoreError::Broken(format!("this is no backup of such a store: it has no {table}")));
    }
    for name in names {
        if let Some(content) = read_meta(&copy, &format!("{PREFIX}{name}"))? {
            let text = String::from_utf8(content)
                .map_err(|_| StoreError::Broken(format!("{name} in the backup is no text")))?;
            data.write_secret(name, &text)?;
        }
    }
    copy.execute("DELETE FROM meta WHERE name LIKE ?1", [format!("{PREFIX}%")])?;
    mark_restored(&copy)?;
    copy.close().map_err(|(_, error)| StoreError::from(error))
}

/// This store is a copy: it may have forgotten what its peers know. It is another store than the one it was made of, which
/// may still be running.
pub fn mark_restored(connection: &Connection) -> Result<(), StoreError> {
    write_meta(connection, RESTORED, &[1])?;
    connection.execute("DELETE FROM meta WHERE name = 'store'", [])?;
    Ok(())
}

/// Whether this store came from a backup and has not met its peers since.
pub fn is_restored(connection: &Connection) -> Result<bool, StoreError> {
    Ok(read_meta(connection, RESTORED)?.is_some_and(|value| value == [1]))
}

/// The store has met all its peers since it was restored.
pub fn clear_restored(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("DELETE FROM meta WHERE name = ?1", [RESTORED])?;
    Ok(())
}

/// The UUID of the store, made at its first start.
pub fn store_id(connection: &Connection) -> Result<u128, StoreError> {
    if let Some(bytes) = read_meta(connection, "store")?
        && let Ok(bytes) = <[u8; 16]>::try_from(bytes)
    {
        return Ok(u128::from_le_bytes(bytes));
    }
    let id: u128 = rand::RngExt::random(&mut rand::rng());
    write_meta(connection, "store", &id.to_le_bytes())?;
    Ok(id)
}

pub fn read_meta(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    Ok(statement.query_row([name], |record| record.get(0)).optional()?)
}

pub fn write_meta(connection: &Connection, name: &str, value: &[u8]) -> Result<(), StoreError> {
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)", params![name, value])?;
    Ok(())
}
