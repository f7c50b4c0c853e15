//! Documents in a store: who is sent what of them.

use holdfast_crdt::{Author, DocId, Document, Heads, Sku, WarehouseId};
use holdfast_shell::sqlite::{
    DOCUMENT_SCHEMA, Keep, count_changed, documents_since, last_version, load_document, note_peer_has, save_document,
    send_all_anew,
};
use rusqlite::Connection;
use serde_json::{Value, json};

struct Store {
    connection: Connection,
    clock: u64,
}

fn place(name: &str) -> WarehouseId {
    WarehouseId::new(name).unwrap()
}

fn cup() -> DocId {
    DocId::Product(Sku::new("CUP").unwrap())
}

impl Store {
    fn new() -> Self {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(DOCUMENT_SCHEMA).unwrap();
        Self { connection, clock: 0 }
    }

    fn read(&self, id: &DocId) -> Document {
        let found = load_document(&self.connection, id, Author(1)).unwrap();
        found.map_or_else(|| Document::new(id, Author(1)), |stored| stored.document)
    }

    fn edit(&mut self, id: &DocId, patch: Value) {
        let mut document = self.read(id);
        assert!(document.patch(patch.as_object().unwrap()).unwrap());
        self.clock += 1;
        let keep = Keep { id, version: self.clock, revision: self.clock, shown: "{}" };
        save_document(&self.connection, &keep, &mut document).unwrap();
    }

    fn sent(&self, to: &str, since: u64) -> Vec<(DocId, Vec<u8>)> {
        let found = documents_since(&self.connection, &place(to), since, 100).unwrap();
        found.into_iter().map(|document| (document.id, document.changes)).collect()
    }
}

#[test]
fn a_peer_is_sent_what_came_after_the_version_it_has() {
    let mut store = Store::new();
    store.edit(&cup(), json!({ "name": "Cup", "description": "x".repeat(2_000) }));
    let mut peer = Document::new(&cup(), Author(2));
    for (at, name) in ["Mug", "Beaker", "Bowl"].into_iter().enumerate() {
        let since = store.clock * u64::from(at > 0);
        store.edit(&cup(), json!({ "name": name }));
        let [(id, changes)] = &store.sent("LEEDS", since)[..] else { panic!("one document changed") };
        assert_eq!(*id, cup());
        assert!(at == 0 || changes.len() < 300, "{} bytes", changes.len());
        assert!(peer.merge(changes).unwrap());
        assert_eq!(peer.read(), store.read(&cup()).read());
    }
    assert!(store.sent("LEEDS", store.clock).is_empty());
    assert_eq!(last_version(&store.connection).unwrap(), store.clock);
}

#[test]
fn a_peer_that_is_far_behind_is_sent_the_whole() {
    let mut store = Store::new();
    for edit in 0..40 {
        store.edit(&cup(), json!({ "name": format!("Cup {edit}") }));
    }
    for since in [0, 1, 10, 30, 39] {
        let mut peer = Document::new(&cup(), Author(2));
        let changes = &store.sent("LEEDS", since)[0].1;
        // those that are not far behind have the rest
        if since >= 30 {
            assert!(peer.merge(changes).is_err(), "only what is new");
        } else {
            assert!(peer.merge(changes).unwrap());
            assert_eq!(peer.read(), store.read(&cup()).read());
        }
    }
    let kept: i64 =
        store.connection.query_row("SELECT count(*) FROM document_heads", [], |record| record.get(0)).unwrap();
    assert_eq!(kept, 16);
}

#[test]
fn a_node_is_sent_products_and_what_is_of_its_warehouse() {
    let mut store = Store::new();
    let sku = Sku::new("CUP").unwrap();
    store.edit(&DocId::Warehouse(place("LYON")), json!({ "name": "Lyon" }));
    store.edit(&DocId::Slot(place("LEEDS"), sku.clone()), json!({ "notes": "x" }));
    store.edit(&cup(), json!({ "name": "Cup" }));
    store.edit(&DocId::Slot(place("LYON"), sku.clone()), json!({ "notes": "x" }));
    let ids = |to: &str| store.sent(to, 0).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(ids("LEEDS"), [DocId::Slot(place("LEEDS"), sku.clone()), cup()]);
    assert_eq!(ids("LYON"), [DocId::Warehouse(place("LYON")), cup(), DocId::Slot(place("LYON"), sku)]);
    assert_eq!(count_changed(&store.connection, &place("LEEDS"), 2).unwrap(), 1);
}

#[test]
fn what_the_peer_gave_is_not_sent_back_with_an_edit_of_it() {
    let mut store = Store::new();
    let mut peer = Document::new(&cup(), Author(2));
    peer.patch(json!({ "name": "Cup", "description": "x".repeat(2_000) }).as_object().unwrap()).unwrap();
    let mut document = store.read(&cup());
    document.merge(&peer.changes_since(&Heads::default()).unwrap()).unwrap();
    save_document(&store.connection, &Keep { id: &cup(), version: 0, revision: 1, shown: "{}" }, &mut document)
        .unwrap();
    note_peer_has(&store.connection, &cup(), &document.heads()).unwrap();
    assert!(store.sent("LEEDS", 0).is_empty(), "nothing was edited here");
    store.edit(&cup(), json!({ "name": "Mug" }));
    let sent = store.sent("LEEDS", 0);
    assert!(sent[0].1.len() < 300, "{} bytes", sent[0].1.len());
    assert!(peer.merge(&sent[0].1).unwrap());
    let clock = send_all_anew(&store.connection, store.clock).unwrap();
    assert_eq!(clock, store.clock + 1);
    assert!(store.sent("LEEDS", store.clock)[0].1.len() > sent[0].1.len(), "whole");
}
