//! The SQLite kit: opening a store safely, and the tables that node and hub share because both are replicas.

mod at_hand;
mod backup;
mod books;
mod cells;
mod checkpoint;
mod data_dir;
mod documents;
mod error;
mod events;
mod idempotency;
mod keys;
mod late_index;
mod late_rows;
mod open;
mod packed;
mod reader;
mod readers;
mod reservations;
mod schema;
mod source;
mod verify;

pub use backup::{
    Kind, back_up_replica, backed_up, clear_restored, is_restored, mark_restored, read_meta, restore_replica, store_id,
    write_meta,
};
pub use books::{
    Recount, counted, create_book, cut_log, load_books, move_letters, note_recounts, recounts, save_changes, standing,
    ungate_letters,
};
pub use cells::{CellsOf, LateRow, changed_rows, is_discontinued, load_cell, load_cells, mark_discontinued};
pub use checkpoint::{Checkpointer, begin_log_anew, checkpoint, relieve};
pub use data_dir::DataDir;
pub use documents::{
    DOCUMENT_SCHEMA, Keep, Stored, count_changed, documents_since, last_version, list_shown, load_document,
    note_peer_has, reshow_document, save_document, send_all_anew, shown_document,
};
pub use error::StoreError;
pub use events::{Event, Outbox, PackedEvents, event_head, events_since, prune_events};
pub use idempotency::{Answers, Remembered, reused};
pub use keys::{
    KeyRecord, KeyStore, create_key, ensure_admin_key, keep_key, key_with, list_keys, load_key, revoke_key,
};
pub use late_index::{LateIndex, Tail, text_key};
pub use late_rows::{Kept, KeptRows, LateRows};
pub use open::{Opening, back_up, open, open_reader, restore};
pub use reader::{Pin, Reader};
pub use readers::Readers;
pub use reservations::{
    load_active_reservations, load_due_reservations, load_reservation, load_reservations_of, read_reservation,
    save_reservations,
};
pub use schema::{PAST_SCHEMA, REPLICA_SCHEMA};
pub use source::StoreSource;
pub use verify::{Finding, LogRead, Verification, verify_logs, verify_replica};
