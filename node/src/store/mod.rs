//! A node's store: the tables every replica has, and those of the floor.

mod bins;
mod claims;
mod counts;
mod documents;
mod expected;
mod meta;
mod operators;
mod pairings;
mod products;
mod schema;
mod sessions;
mod tasks;
mod waves;

pub use bins::{
    BinContents, BinList, bin_of, list_bins, load_bin, load_shelves, put_away_candidates, save_bin, save_shelves,
    slot_bins, stock_of_zone,
};
pub use claims::{load_claim, load_counted, load_open_claims, pending_claims, save_claims, save_counted};
pub use counts::{
    claimed_units, count_times, list_count_lists, list_counts, load_count, load_count_list, note_counted, save_count,
    save_count_list, unit_values, waiting_counts,
};
pub use documents::{
    document_clock, is_by_documents, raise_document_clock, reorder_point, reorder_points, set_by_documents, show_bins,
    show_slot, shown_warehouse,
};
pub use expected::{
    ExpectedReceipts, Place, keep_told, list_expected, load_expected, open_expected, save_expected, take_told,
};
pub use meta::{
    Acknowledged, Home, acknowledged, forget_letters, home, mark_restored, next_parcel_serial, restored,
    save_acknowledged, save_home, save_serving, serving, store_id,
};
pub use operators::{SigningIn, list_operators, list_signing_in, load_operator, operator_with_badge, save_operator};
pub use pairings::{forget_pairings, load_pairing, pairing_with, save_pairing};
pub use products::{
    Product, bearer_but, knows, list_products, product, product_by_code, products_since, save_product, show_product,
    shown_product,
};
pub use schema::{FILE, migrations, open, open_at, reader_cache_kib};
pub use sessions::{
    Session, begin_session, end_session, end_sessions_at, end_sessions_of, forget_sessions, session_with,
};
pub use tasks::{
    Column, TaskList, doubt_tasks, incoming, list_tasks, load_task, move_told, open_tasks, picked, save_parcels,
    save_tasks, take_doubtful, task_by_order, task_by_parcel, tasks_told_since, trust_all, trust_task,
};
pub use waves::{list_waves, load_wave, save_wave, tasks_for_wave, tasks_of_wave, wave_of};
