//! Two copies edited apart, and what comes of them.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::{Sku, WarehouseId};

fn cup() -> DocId {
    DocId::Product(Sku::new("CUP").unwrap())
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn hub() -> Document {
    let mut hub = Document::new(&cup(), Author(1));
    let product =
        json!({ "name": "Cup", "barcodes": ["1"], "attributes": { "a": { "b": 1 } }, "handlingNotes": "fragile" });
    assert!(hub.patch(&object(product)).unwrap());
    hub
}

fn copy_of(document: &mut Document, author: u128) -> Document {
    let mut copy = Document::new(&cup(), Author(author));
    assert!(copy.merge(&document.changes_since(&Heads::default()).unwrap()).unwrap());
    copy
}

/// Everything either way; both are equal then.
fn meet(a: &mut Document, b: &mut Document) -> Map<String, Value> {
    let (from_a, from_b) = (a.changes_since(&b.heads()).unwrap(), b.changes_since(&a.heads()).unwrap());
    a.merge(&from_b).unwrap();
    b.merge(&from_a).unwrap();
    assert_eq!((a.read(), a.heads().0.len()), (b.read(), b.heads().0.len()));
    assert!(!a.merge(&from_b).unwrap(), "twice is once");
    a.read()
}

#[test]
fn what_two_sides_write_apart_is_all_there() {
    let mut hub = hub();
    let mut node = copy_of(&mut hub, 2);
    hub.patch(&object(json!({ "description": "blue", "barcodes": ["1", "2"], "attributes": { "a": { "c": 2 } } })))
        .unwrap();
    hub.patch(&object(json!({ "handlingNotes": "very fragile" }))).unwrap();
    node.patch(&object(json!({ "barcodes": ["1", "3"], "attributes": { "d": [1, 2] }, "handlingNotes": "fragile!" })))
        .unwrap();
    let merged = Value::Object(meet(&mut hub, &mut node));
    assert_eq!((&merged["name"], &merged["description"]), (&json!("Cup"), &json!("blue")));
    assert_eq!(merged["attributes"], json!({ "a": { "b": 1, "c": 2 }, "d": [1, 2] }));
    assert_eq!(merged["handlingNotes"], "very fragile!");
    let mut codes: Vec<_> = merged["barcodes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["1", "2", "3"]);
    assert_eq!(hub.conflicts(), []);
}

#[test]
fn the_same_field_written_twice_is_a_conflict_until_somebody_settles_it() {
    let mut hub = hub();
    let mut node = copy_of(&mut hub, 2);
    hub.patch(&object(json!({ "name": "Mug", "price": { "amount": "1.00", "currency": "GBP" } }))).unwrap();
    node.patch(&object(json!({ "name": "Beaker", "price": { "amount": "2.00", "currency": "EUR" } }))).unwrap();
    let merged = meet(&mut hub, &mut node);
    let conflicts = hub.conflicts();
    assert_eq!(conflicts, node.conflicts());
    let pointers: Vec<_> = conflicts.iter().map(|conflict| conflict.pointer.as_str()).collect();
    assert_eq!(pointers, ["/name", "/price"]);
    for conflict in &conflicts {
        assert_eq!(conflict.values.len(), 2);
        assert_eq!(conflict.values[0].value, merged[&conflict.pointer[1..]], "what is shown stands first");
        assert!(conflict.values[0].winning && !conflict.values[1].winning);
    }
    // the very value that is shown settles it, too
    assert!(node.patch(&object(json!({ "name": merged["name"], "price": merged["price"] }))).unwrap());
    assert_eq!(meet(&mut hub, &mut node), merged);
    assert_eq!((hub.conflicts(), node.conflicts()), (vec![], vec![]));
}

#[test]
fn copies_made_apart_are_one_document() {
    let id = DocId::Slot(WarehouseId::new("LEEDS").unwrap(), Sku::new("CUP").unwrap());
    let (mut a, mut b) = (Document::new(&id, Author(1)), Document::new(&id, Author(2)));
    assert_eq!(a.heads(), b.heads());
    a.patch(&object(json!({ "bins": ["A-1"], "notes": "left" }))).unwrap();
    b.patch(&object(json!({ "bins": ["B-2"], "reorderPoint": 5 }))).unwrap();
    let merged = Value::Object(meet(&mut a, &mut b));
    assert_eq!((merged["bins"].as_array().unwrap().len(), &merged["reorderPoint"]), (2, &json!(5)));
}

#[test]
fn null_removes_and_what_is_merged_within_can_be_filled_again() {
    let mut hub = hub();
    let all = json!({ "barcodes": null, "attributes": null, "handlingNotes": null, "description": null });
    assert!(hub.patch(&object(all.clone())).unwrap());
    assert_eq!(Value::Object(hub.read()), json!({ "name": "Cup" }));
    assert!(!hub.patch(&object(all)).unwrap(), "nothing is left to remove");
    hub.patch(&object(json!({ "attributes": { "x": { "y": null, "z": 1 } }, "handlingNotes": "dry" }))).unwrap();
    assert_eq!(
        Value::Object(hub.read()),
        json!({ "name": "Cup", "attributes": { "x": { "z": 1 } }, "handlingNotes": "dry" })
    );
    assert!(!hub.patch(&object(json!({ "name": "Cup" }))).unwrap(), "the same again is no change");
}

#[test]
fn a_saved_document_is_read_back_and_goes_on_under_another_author() {
    let mut hub = hub();
    let saved = hub.save().to_vec();
    let mut again = Document::load(&cup(), Author(9), &saved).unwrap();
    assert_eq!((again.read(), again.heads()), (hub.read(), hub.heads()));
    again.patch(&object(json!({ "name": "Mug" }))).unwrap();
    let news = again.changes_since(&hub.heads()).unwrap();
    assert!(hub.merge(&news).unwrap());
    assert_eq!(hub.read()["name"], "Mug");
    let heads = hub.heads();
    assert_eq!(Heads::from_bytes(&heads.to_bytes()), heads);
}

#[test]
fn changes_without_those_before_them_and_documents_of_others_are_refused() {
    let mut hub = hub();
    let first = hub.heads();
    hub.patch(&object(json!({ "name": "Mug" }))).unwrap();
    let late = hub.changes_since(&first).unwrap();
    let mut node = Document::new(&cup(), Author(2));
    assert!(matches!(node.clone().merge(&late), Err(DocumentError::Gap)));
    let mut other = AutoCommit::new();
    let whole = Document::whole(&other.save()).unwrap();
    assert!(node.merge(&whole).is_err());
    let slot = DocId::Slot(WarehouseId::new("LEEDS").unwrap(), Sku::new("CUP").unwrap());
    let mut slot = Document::new(&slot, Author(3));
    assert!(matches!(node.merge(&Document::whole(slot.save()).unwrap()), Err(DocumentError::Foreign)));
}

#[test]
fn a_document_does_not_grow_without_end() {
    let mut hub = hub();
    let long: String = (0..4_000_u32).map(|at| blake3::hash(&at.to_le_bytes()).to_hex().to_string()).collect();
    assert!(matches!(hub.patch(&object(json!({ "description": long }))), Err(DocumentError::TooLarge(_))));
    let mut deep = json!(1);
    for _ in 0..200 {
        deep = json!({ "a": deep });
    }
    let mut other = Document::new(&cup(), Author(1));
    assert!(matches!(other.patch(&object(json!({ "attributes": deep }))), Err(DocumentError::TooDeep)));
}

fn edit() -> impl Strategy<Value = Value> {
    let name = "[a-c]{1,3}";
    prop_oneof![
        name.prop_map(|name| json!({ "name": name })),
        prop::collection::vec(name, 0..4).prop_map(|codes| json!({ "barcodes": codes })),
        "[a-z ]{0,12}".prop_map(|text| json!({ "handlingNotes": text })),
        (name, 0..3_u8).prop_map(|(key, value)| json!({ "attributes": { key: { "n": value } } })),
        name.prop_map(|key| json!({ "attributes": { key: null } })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// I-5 for documents: whatever was edited on either side, and however often they met between.
    #[test]
    fn copies_that_met_are_equal(edits in prop::collection::vec((any::<bool>(), any::<bool>(), edit()), 1..24)) {
        let mut hub = hub();
        let mut node = copy_of(&mut hub, 2);
        for (at_hub, then_meet, patch) in edits {
            let side = if at_hub { &mut hub } else { &mut node };
            side.patch(&object(patch)).unwrap();
            if then_meet {
                meet(&mut hub, &mut node);
            }
        }
        meet(&mut hub, &mut node);
        prop_assert_eq!(hub.conflicts(), node.conflicts());
    }

    #[test]
    fn bytes_that_are_no_changes_are_refused(whole in any::<bool>(), at in any::<prop::sample::Index>(), with in 1..=255_u8, cut in any::<bool>()) {
        let mut hub = hub();
        let known = if whole { Heads::default() } else { Document::new(&cup(), Author(1)).heads() };
        let mut bytes = hub.changes_since(&known).unwrap();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] ^= with }
        let mut node = Document::new(&cup(), Author(2));
        if node.merge(&bytes).is_ok() {
            prop_assert!(node.read().is_empty() || node.read() == hub.read());
        }
        let mut saved = hub.save().to_vec();
        let at = at.min(saved.len() - 1);
        saved[at] ^= with;
        prop_assert!(Document::load(&cup(), Author(2), &saved).is_err());
    }

    #[test]
    fn random_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut node = Document::new(&cup(), Author(2));
        // an empty list of changes is one, and changes nothing
        prop_assert!(node.merge(&bytes).is_ok_and(|changed| !changed) || node.read().is_empty());
        prop_assert!(Document::load(&cup(), Author(2), &bytes).is_err());
    }
}
