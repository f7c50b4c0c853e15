//! The tables every replica has. Columns that hold the hash of a log entry are the only ones with "hash" in their name.

/// The first migration of both stores begins with this.
pub const REPLICA_SCHEMA: &str = "
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

-- What this store is in each warehouse it writes (one at a node), and what it holds of the other side.
CREATE TABLE books (
    warehouse TEXT PRIMARY KEY,
    site INTEGER NOT NULL, incarnation INTEGER NOT NULL,
    clock INTEGER NOT NULL, head BLOB NOT NULL, digest INTEGER NOT NULL, hlc INTEGER NOT NULL, letters INTEGER NOT NULL,
    heard BLOB NOT NULL
) WITHOUT ROWID;

-- No index by version: what changed since a clock stands in the log, and an index would dirty a page a change.
CREATE TABLE cell_rows (
    warehouse TEXT NOT NULL, sku TEXT NOT NULL, site INTEGER NOT NULL, incarnation INTEGER NOT NULL,
    version INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (warehouse, sku, site, incarnation)
) WITHOUT ROWID;
-- Rows as batches changed them, one record a batch: they stand before those of cell_rows, which is written late. The newest
-- record stays: its id tells commits apart.
CREATE TABLE row_batches (id INTEGER PRIMARY KEY, body BLOB NOT NULL);

CREATE TABLE movements (
    id INTEGER PRIMARY KEY,
    warehouse TEXT NOT NULL, site INTEGER NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL,
    at INTEGER NOT NULL, sku TEXT NOT NULL, reference TEXT, body BLOB NOT NULL, hash BLOB NOT NULL,
    UNIQUE (warehouse, site, incarnation, seq)
);
CREATE INDEX movements_reference ON movements (reference) WHERE reference IS NOT NULL;

CREATE TABLE letters (
    warehouse TEXT NOT NULL, seq INTEGER NOT NULL, after_clock INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (warehouse, seq)
) WITHOUT ROWID;

CREATE TABLE reservations (
    id TEXT PRIMARY KEY, warehouse TEXT NOT NULL, sku TEXT NOT NULL, quantity INTEGER NOT NULL, reference TEXT,
    expires_at INTEGER, state TEXT NOT NULL, made_at INTEGER NOT NULL, version INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX reservations_due ON reservations (expires_at) WHERE state = 'active' AND expires_at IS NOT NULL;
CREATE INDEX reservations_reference ON reservations (reference, warehouse, sku) WHERE state = 'active' AND reference IS NOT NULL;

-- Cells taken off the list while empty; stock that comes again puts them back.
CREATE TABLE discontinued_cells (warehouse TEXT NOT NULL, sku TEXT NOT NULL, PRIMARY KEY (warehouse, sku)) WITHOUT ROWID;

-- Answers of one batch, packed; where a key's answer stands says an index that is written late.
CREATE TABLE answers (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, slots BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE answer_slots (key INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (key, row)) WITHOUT ROWID;
-- Up to which record each late index has been written.
CREATE TABLE late_indexes (name TEXT PRIMARY KEY, through INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE access_keys (
    id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL,
    created_at INTEGER NOT NULL, revoked_at INTEGER
);

-- Events of one batch, packed; the id is the last one's.
CREATE TABLE events (id INTEGER PRIMARY KEY, count INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL);
";

/// The last migration of both stores: what is known of former lives, and letters that tell of them.
pub const PAST_SCHEMA: &str = "
ALTER TABLE books ADD COLUMN past BLOB;
-- SKUs to be counted: what a restored store could not take back of them is known to nobody.
CREATE TABLE recounts (
    warehouse TEXT NOT NULL, sku TEXT NOT NULL, since INTEGER NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (warehouse, sku)
) WITHOUT ROWID;
";
