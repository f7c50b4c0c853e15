//! The hub's tables, and how they came to be what they are.

use holdfast_shell::sqlite::{DOCUMENT_SCHEMA, Opening, PAST_SCHEMA, REPLICA_SCHEMA};
use rusqlite_migration::{M, Migrations};

use super::access::ACCESS_SCHEMA;
use super::contested::CONTESTED_SCHEMA;

const HUB_SCHEMA: &str = "
CREATE TABLE warehouses (id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE products (
    sku TEXT PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT NULL, barcodes TEXT NOT NULL,
    discontinued INTEGER NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX products_changed ON products (version);

-- With a number for a key: a body of a kilobyte would not fit into the leaves of a table keyed by text, and spill a page an
-- order; and what orders are found by (tags) can name them by eight bytes.
CREATE TABLE orders (
    num INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, priority INTEGER NOT NULL,
    placed_at INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX orders_status ON orders (status, id);
-- SKUs and warehouses of orders: an index that is written late (hub/src/store/tags.rs).
CREATE TABLE order_tags (key INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (key, row)) WITHOUT ROWID;
-- Orders with allocations that wait for a warehouse's link.
CREATE TABLE unreleased (warehouse TEXT NOT NULL, order_id TEXT NOT NULL, PRIMARY KEY (warehouse, order_id)) WITHOUT ROWID;
CREATE TABLE backorders (
    sku TEXT NOT NULL, order_id TEXT NOT NULL, priority INTEGER NOT NULL, PRIMARY KEY (sku, order_id)
) WITHOUT ROWID;
CREATE TABLE shipments (id TEXT PRIMARY KEY, order_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE tasks (
    id TEXT PRIMARY KEY, warehouse TEXT NOT NULL, order_id TEXT, transfer_id TEXT,
    CHECK ((order_id IS NULL) <> (transfer_id IS NULL))
) WITHOUT ROWID;

CREATE TABLE claims (
    id TEXT PRIMARY KEY, warehouse TEXT NOT NULL, sku TEXT NOT NULL, outstanding INTEGER NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX claims_open ON claims (warehouse, sku) WHERE outstanding > 0;
CREATE TABLE transfers (
    id TEXT PRIMARY KEY, sender TEXT NOT NULL, receiver TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX transfers_state ON transfers (state, sender);

-- Who may connect: one site a warehouse, the tokens it can join with, the certificates it was given.
CREATE TABLE sites (
    warehouse TEXT PRIMARY KEY, site INTEGER NOT NULL UNIQUE, joined_at INTEGER, fenced INTEGER NOT NULL DEFAULT 0,
    revoked_at INTEGER, last_seen INTEGER
) WITHOUT ROWID;
CREATE TABLE enrolments (
    digest BLOB PRIMARY KEY, warehouse TEXT NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER
) WITHOUT ROWID;
CREATE TABLE certificates (
    serial TEXT PRIMARY KEY, warehouse TEXT NOT NULL, site INTEGER NOT NULL, not_after INTEGER NOT NULL,
    issued_at INTEGER NOT NULL, revoked_at INTEGER
) WITHOUT ROWID;
";

/// Goods that are bought, and goods that come back.
const GOODS_SCHEMA: &str = "
CREATE TABLE suppliers (id TEXT PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE purchase_orders (
    id TEXT PRIMARY KEY, supplier TEXT NOT NULL, warehouse TEXT NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX purchase_orders_status ON purchase_orders (status, warehouse);
CREATE INDEX purchase_orders_supplier ON purchase_orders (supplier, status);
CREATE TABLE returns (
    id TEXT PRIMARY KEY, order_id TEXT NOT NULL, status TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX returns_status ON returns (status, id);
CREATE INDEX returns_order ON returns (order_id);
";

/// What of slots is looked for beside their documents.
const SLOT_SCHEMA: &str = "
CREATE TABLE slots (
    warehouse TEXT NOT NULL, sku TEXT NOT NULL, reorder_point INTEGER, reorder_quantity INTEGER, PRIMARY KEY (warehouse, sku)
) WITHOUT ROWID;
";

/// All migrations, oldest first.
pub fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(joined(REPLICA_SCHEMA, HUB_SCHEMA)),
        M::up(PAST_SCHEMA),
        M::up(GOODS_SCHEMA),
        M::up(DOCUMENT_SCHEMA),
        M::up(SLOT_SCHEMA),
        M::up(ACCESS_SCHEMA),
        M::up(CONTESTED_SCHEMA),
    ])
}

/// 64 MiB of pages for the writer.
pub const OPENING: Opening = Opening { cache_kib: 64 << 10, schema: 7 };
/// For each reader.
pub const READER_CACHE_KIB: u32 = 8 << 10;
pub const STORE_FILE: &str = "hub.db";

/// Both parts as one migration; made once a process, so the text may live as long as it.
fn joined(replica: &str, own: &str) -> &'static str {
    static WHOLE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    WHOLE.get_or_init(|| format!("{replica}{own}"))
}
