//! The schema and how the store is opened.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use holdfast_shell::sqlite::{self, DOCUMENT_SCHEMA, DataDir, Opening, PAST_SCHEMA, REPLICA_SCHEMA, StoreError};
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

/// The store's name in its data directory.
pub const FILE: &str = "node.db";

/// Small, since a node runs beside other things on one small machine.
const CACHE_KIB: u32 = 8 * 1024;
const READER_CACHE_KIB: u32 = 1024;

const FLOOR_SCHEMA: &str = "
CREATE TABLE tasks (
    task_id TEXT PRIMARY KEY, kind TEXT NOT NULL, reference TEXT NOT NULL,
    state INTEGER NOT NULL, ending TEXT, priority INTEGER NOT NULL, released_at INTEGER NOT NULL,
    lines TEXT NOT NULL, shipment TEXT, version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX tasks_queue ON tasks (state, priority DESC, released_at, task_id);
CREATE INDEX tasks_reference ON tasks (reference);

-- Closed claims stay: a late payment of one is still recognised.
CREATE TABLE claims (claim_id TEXT PRIMARY KEY, sku TEXT NOT NULL, outstanding INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX claims_open ON claims (outstanding) WHERE outstanding > 0;

CREATE TABLE products (
    sku TEXT PRIMARY KEY, name TEXT NOT NULL, barcodes TEXT NOT NULL, discontinued INTEGER NOT NULL, version INTEGER NOT NULL
) WITHOUT ROWID;
-- A GTIN stands here with 14 digits, any other code as it is.
CREATE TABLE barcodes (code TEXT NOT NULL, sku TEXT NOT NULL, PRIMARY KEY (code, sku)) WITHOUT ROWID;
CREATE INDEX barcodes_sku ON barcodes (sku);

-- Where goods of a SKU were last put.
CREATE TABLE bins (sku TEXT PRIMARY KEY, bin TEXT NOT NULL) WITHOUT ROWID;
";

/// Our last letter when a task last changed: tells a hub that was restored which tasks it may have forgotten.
/// After a restore of our own, a task is doubted until the hub has named it.
const TOLD_SCHEMA: &str = "
ALTER TABLE tasks ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tasks ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0;
";

/// Units of a claim that were withdrawn as more than the books held.
const VOID_SCHEMA: &str = "ALTER TABLE claims ADD COLUMN void INTEGER NOT NULL DEFAULT 0;";

/// What the last count of a SKU has seen of the hub's doing tells better which payments of a claim are to come back.
const COUNTED_SCHEMA: &str = "
ALTER TABLE claims DROP COLUMN void;
CREATE TABLE counted (sku TEXT PRIMARY KEY, incarnation INTEGER NOT NULL, clock INTEGER NOT NULL) WITHOUT ROWID;
";

/// Who works here, what lets devices in, and who is signed in where.
const ACCESS_SCHEMA: &str = "
CREATE TABLE operators (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, badge_digest BLOB, pin_hash TEXT,
    wrong_pins INTEGER NOT NULL, locked_until INTEGER, created_at INTEGER NOT NULL, revoked_at INTEGER,
    version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX operators_badge ON operators (badge_digest) WHERE badge_digest IS NOT NULL AND revoked_at IS NULL;
CREATE TABLE pairings (
    id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, node TEXT,
    made_at INTEGER NOT NULL, device INTEGER
) WITHOUT ROWID;
CREATE INDEX pairings_age ON pairings (made_at);
CREATE TABLE sessions (
    id TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, operator_id TEXT NOT NULL, device INTEGER NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_operator ON sessions (operator_id);
CREATE INDEX sessions_due ON sessions (expires_at);
";

/// Goods that the hub said are to come, and parcels that left before the rest of their task.
const GOODS_SCHEMA: &str = "
CREATE TABLE expected_receipts (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, due_at INTEGER NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX expected_receipts_due ON expected_receipts (due_at, id);
-- What the hub was told of goods, by the number of its letter: a hub that was restored is told anew of what it forgot.
CREATE TABLE goods_told (seq INTEGER PRIMARY KEY, body BLOB NOT NULL);
ALTER TABLE tasks ADD COLUMN parts TEXT NOT NULL DEFAULT '[]';
";

/// What documents show: of products what labels and lists need, where bins are, and what is to be ordered again when.
const SHOWN_SCHEMA: &str = "
ALTER TABLE products ADD COLUMN category TEXT;
ALTER TABLE products ADD COLUMN price TEXT;
CREATE TABLE IF NOT EXISTS bin_places (
    bin TEXT PRIMARY KEY, zone TEXT NOT NULL, zone_kind TEXT NOT NULL, sequence INTEGER NOT NULL, capacity INTEGER,
    blocked INTEGER NOT NULL
);
CREATE TABLE slots (sku TEXT PRIMARY KEY, bins TEXT NOT NULL, reorder_point INTEGER, reorder_quantity INTEGER) WITHOUT ROWID;
";

/// What lies in which bin, counts that wait for somebody, waves and parcels.
const BINS_SCHEMA: &str = "
CREATE TABLE bin_stock (
    sku TEXT NOT NULL, bin TEXT NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (sku, bin)
) WITHOUT ROWID;
CREATE INDEX bin_stock_bin ON bin_stock (bin);

CREATE TABLE counts (count_id TEXT PRIMARY KEY, state TEXT NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX counts_state ON counts (state, count_id);
CREATE TABLE count_lists (list_id TEXT PRIMARY KEY, done INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
-- No bin: all of the SKU was counted.
CREATE TABLE count_times (
    sku TEXT NOT NULL, bin TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (sku, bin)
) WITHOUT ROWID;

CREATE TABLE waves (wave_id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE wave_tasks (task_id TEXT PRIMARY KEY, wave_id TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE parcels (number TEXT PRIMARY KEY, task_id TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX parcels_task ON parcels (task_id);
ALTER TABLE tasks ADD COLUMN packages TEXT NOT NULL DEFAULT '[]';
";

/// Whether the node of a pairing is reached over HTTPS.
const SECURE_SCHEMA: &str = "ALTER TABLE pairings ADD COLUMN secure INTEGER NOT NULL DEFAULT 0;";

pub fn migrations() -> Migrations<'static> {
    let steps = [
        REPLICA_SCHEMA,
        FLOOR_SCHEMA,
        PAST_SCHEMA,
        TOLD_SCHEMA,
        VOID_SCHEMA,
        COUNTED_SCHEMA,
        ACCESS_SCHEMA,
        GOODS_SCHEMA,
        DOCUMENT_SCHEMA,
        SHOWN_SCHEMA,
        BINS_SCHEMA,
        SECURE_SCHEMA,
    ];
    Migrations::new(steps.map(M::up).to_vec())
}

pub const fn reader_cache_kib() -> u32 {
    READER_CACHE_KIB
}

/// Opens the store for writing, making it where there is none. The store holds the node's key: only its owner reads it.
pub fn open(data: &DataDir) -> Result<Connection, StoreError> {
    let path = data.file(FILE);
    let made = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
    made.map_err(|source| StoreError::Io { path: path.clone(), source })?;
    open_at(&path)
}

/// The same at a path that SQLite alone knows of.
pub fn open_at(path: &Path) -> Result<Connection, StoreError> {
    sqlite::open(path, &migrations(), Opening { cache_kib: CACHE_KIB, schema: 12 })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_migrations_are_sound() {
        super::migrations().validate().unwrap();
    }
}
