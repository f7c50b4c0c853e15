//! A node's store: the tables every replica has, and those of the floor.

mod bins;
mod claims;
mod expected;
mod meta;
mod products;
mod schema;
mod tasks;

pub use bins::{bin_of, save_bin};
pub use claims::{load_claim, load_counted, load_open_claims, pending_claims, save_claims, save_counted};
pub use expected::{
    ExpectedReceipts, Place, keep_told, list_expected, load_expected, open_expected, save_expected, take_told,
};
pub use meta::{
    Acknowledged, Home, acknowledged, forget_letters, home, mark_restored, restored, save_acknowledged, save_home,
    store_id,
};
pub use products::{Product, knows, product, product_by_code, products_since, save_product};
pub use schema::{FILE, migrations, open, open_at, reader_cache_kib};
pub use tasks::{
    Column, TaskList, doubt_tasks, incoming, list_tasks, load_task, move_told, open_tasks, picked, save_tasks,
    take_doubtful, task_by_order, tasks_told_since, trust_all, trust_task,
};
