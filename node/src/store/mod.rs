//! A node's store: the tables every replica has, and those of the floor.

mod bins;
mod claims;
mod documents;
mod meta;
mod products;
mod schema;
mod tasks;

pub use bins::{bin_of, save_bin};
pub use claims::{load_claim, load_counted, load_open_claims, pending_claims, save_claims, save_counted};
pub use documents::{
    document_clock, is_by_documents, raise_document_clock, reorder_point, reorder_points, set_by_documents, show_bins,
    show_slot, shown_warehouse,
};
pub use meta::{
    Acknowledged, Home, acknowledged, forget_letters, home, mark_restored, restored, save_acknowledged, save_home,
    store_id,
};
pub use products::{
    Product, bearer_but, knows, list_products, product, product_by_code, products_since, save_product, show_product,
    shown_product,
};
pub use schema::{FILE, migrations, open, open_at, reader_cache_kib};
pub use tasks::{
    Column, TaskList, doubt_tasks, incoming, list_tasks, load_task, move_told, open_tasks, picked, save_tasks,
    take_doubtful, task_by_order, tasks_told_since, trust_all, trust_task,
};
