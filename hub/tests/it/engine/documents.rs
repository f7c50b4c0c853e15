//! Documents that floors have edited, as the hub hears of them, and stores from before there were any.

use holdfast_crdt::{Author, DocId, Document, Heads};
use holdfast_hub::core::contested::Contested;
use holdfast_hub::engine::{Command, Reply};
use holdfast_hub::store::{contested, queries};
use holdfast_sync::DocumentChanges;
use holdfast_sync::effect::{Inbound, Standing};
use holdfast_sync::source::Source;
use serde_json::{Value, json};

use super::stage::{Stage, at, sku};

fn hear(stage: &mut Stage, place: &str, through: u64, documents: Vec<DocumentChanges>) -> Standing {
    match stage.one(Command::Hear(at(place), Inbound::Documents { through, documents })) {
        Reply::Applied(applied) => applied.unwrap(),
        other => panic!("{other:?}"),
    }
}

fn written(id: DocId, author: u128, version: u64, patch: Value) -> DocumentChanges {
    let mut document = Document::new(&id, Author(author));
    document.patch(patch.as_object().unwrap()).unwrap();
    DocumentChanges { version, changes: document.changes_since(&Heads::default()).unwrap(), id }
}

#[test]
fn what_a_floor_edits_is_shown_told_of_and_sent_to_other_floors() {
    let mut stage = Stage::new();
    let before = hear(&mut stage, "LEEDS", 0, vec![]).position.catalogue;
    let edits = vec![
        written(DocId::Product(sku("CUP")), 5, 1, json!({ "handlingNotes": "Fragile", "barcodes": ["4006381333931"] })),
        written(DocId::Slot(at("LEEDS"), sku("CUP")), 5, 2, json!({ "bins": ["A-1"], "reorderPoint": 3 })),
        written(
            DocId::Warehouse(at("LEEDS")),
            5,
            3,
            json!({ "zones": { "A": { "name": "Aisle", "kind": "picking" } } }),
        ),
    ];
    let standing = hear(&mut stage, "LEEDS", 3, edits.clone());
    assert_eq!((standing.heard.catalogue, standing.position.catalogue), (3, before + 3));
    let cup = serde_json::to_value(queries::product(&stage.store(), "CUP").unwrap()).unwrap();
    assert_eq!((&cup["name"], &cup["handlingNotes"]), (&json!("A CUP"), &json!("Fragile")));
    assert_eq!(cup["barcodes"], json!(["4006381333931"]));
    assert_eq!(queries::reorder_point(&stage.store(), "LEEDS", "CUP").unwrap(), Some(3));
    for kind in ["ProductUpdated", "SlotUpdated", "WarehouseUpdated", "StockLow"] {
        assert!(stage.kinds().iter().any(|told| told == kind), "{kind}");
    }
    let to_lyon = stage.source("LYON").documents_since(before, 100).unwrap();
    assert_eq!(to_lyon.iter().map(|sent| sent.id.clone()).collect::<Vec<_>>(), [DocId::Product(sku("CUP"))]);
    // heard twice: an echo raises no version
    assert_eq!(hear(&mut stage, "LEEDS", 3, edits).position.catalogue, before + 3);
}

#[test]
fn a_floor_edits_nothing_of_another_and_what_is_broken_holds_up_nothing() {
    let mut stage = Stage::new();
    let documents = vec![
        written(DocId::Warehouse(at("LYON")), 5, 1, json!({ "name": "Taken" })),
        written(DocId::Slot(at("LYON"), sku("CUP")), 5, 2, json!({ "reorderPoint": 3 })),
        DocumentChanges { version: 3, id: DocId::Product(sku("CUP")), changes: vec![0, 3, 1, 2, 3] },
        written(DocId::Product(sku("PAN")), 5, 4, json!({ "category": "Kitchen" })),
    ];
    assert_eq!(hear(&mut stage, "LEEDS", 4, documents).heard.catalogue, 4);
    let lyon = queries::warehouse(&stage.store(), "LYON").unwrap().unwrap();
    assert_eq!(lyon.body.name.as_str(), "LYON");
    assert_eq!(queries::reorder_point(&stage.store(), "LYON", "CUP").unwrap(), None);
    let pan = queries::product(&stage.store(), "PAN").unwrap().unwrap();
    assert_eq!(pan.body.category.unwrap().as_str(), "Kitchen");
}

#[test]
fn what_is_not_valid_of_a_merge_is_shown_as_it_was() {
    let mut stage = Stage::new();
    let patch = json!({ "name": "", "category": 7, "price": { "amount": "much" }, "description": "fine" });
    hear(&mut stage, "LEEDS", 1, vec![written(DocId::Product(sku("CUP")), u128::MAX, 1, patch)]);
    let cup = serde_json::to_value(queries::product(&stage.store(), "CUP").unwrap()).unwrap();
    assert_eq!((&cup["description"], cup.get("category"), cup.get("price")), (&json!("fine"), None, None));
    assert_eq!(cup["name"], "A CUP");
}

#[test]
fn a_store_from_before_there_was_a_list_of_conflicts_gets_it_at_its_start() {
    let mut stage = Stage::new();
    hear(&mut stage, "LEEDS", 1, vec![written(DocId::Product(sku("CUP")), 5, 1, json!({ "name": "Beaker" }))]);
    let kept = contested(&stage.store(), None, None, 10).unwrap();
    assert_eq!((kept.len(), kept[0].changed_at), (1, Some(stage.now)));
    // as the migration leaves it, and one of the documents broken
    let before = "DELETE FROM contested; INSERT INTO unlisted_documents SELECT id FROM documents;
        UPDATE documents SET body = x'00' WHERE id = 'product/PAN';";
    stage.store().execute_batch(before).unwrap();
    let told = stage.kinds().len();
    let stage = stage.restarted();
    let found = contested(&stage.store(), None, None, 10).unwrap();
    assert_eq!(found, [Contested { changed_at: None, ..kept[0].clone() }]);
    assert_eq!((stage.count("unlisted_documents"), stage.kinds().len()), (0, told));
}

#[test]
fn a_store_from_before_there_were_documents_gets_them_at_its_start() {
    let stage = Stage::new();
    let clock = queries::catalogue_clock(&stage.store()).unwrap();
    stage.store().execute_batch("DELETE FROM documents; DELETE FROM document_heads;").unwrap();
    let stage = stage.restarted();
    let sent = stage.source("LEEDS").documents_since(clock, 100).unwrap();
    let ids: Vec<_> = sent.iter().map(|sent| sent.id.clone()).collect();
    assert_eq!(ids, [DocId::Product(sku("CUP")), DocId::Product(sku("PAN")), DocId::Warehouse(at("LEEDS"))]);
    let mut cup = Document::new(&ids[0], Author(9));
    cup.merge(&sent[0].changes).unwrap();
    assert_eq!(cup.read()["name"], "A CUP");
    assert_eq!(stage.count("documents"), 4);
}
