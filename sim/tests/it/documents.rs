//! Documents between a real hub and a real node, over real sessions: what is edited on both sides of a cut, and what a side
//! gets back that was restored from a copy.

use serde_json::{Value, json};

use crate::rig::Rig;

/// Twenty edits of one product on each side of a cut.
#[test]
fn nothing_is_lost_of_twenty_edits_on_each_side_of_a_cut() {
    let mut rig = Rig::new();
    rig.at_hub("CUP", json!({ "name": "Cup", "barcodes": ["1"], "handlingNotes": "Fragile. Keep dry." }));
    rig.meet();
    for edit in 0..20 {
        let code = format!("H{edit}");
        let patch = match edit % 5 {
            0 => json!({ "description": format!("by the hub, {edit}") }),
            1 => json!({ "category": format!("Hub {edit}") }),
            2 => rig.one_more_code_at_hub("CUP", &code),
            3 => json!({ "handlingNotes": format!("Hub {edit}. Fragile. Keep dry.") }),
            _ => json!({ "attributes": { format!("hub{edit}"): { "n": edit } } }),
        };
        rig.at_hub("CUP", patch);
    }
    for edit in 0..20 {
        let code = format!("N{edit}");
        let patch = match edit % 5 {
            0 => json!({ "price": { "amount": format!("{edit}.00"), "currency": "GBP" } }),
            1 => json!({ "category": format!("Node {edit}") }),
            2 => rig.one_more_code_at_node("CUP", &code),
            3 => json!({ "handlingNotes": format!("Fragile. Keep dry. Node {edit}.") }),
            _ => json!({ "attributes": { format!("node{edit}"): { "n": edit } } }),
        };
        rig.at_node("CUP", patch);
    }
    assert!(rig.pending_at_node() > 0);
    rig.meet();
    let merged = rig.agreed("CUP");
    // different fields
    assert_eq!((&merged["description"], &merged["price"]["amount"]), (&json!("by the hub, 15"), &json!("15.00")));
    assert_eq!(merged["attributes"].as_object().unwrap().len(), 8);
    // the list of barcodes
    let mut codes: Vec<_> = merged["barcodes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["1", "H12", "H17", "H2", "H7", "N12", "N17", "N2", "N7"]);
    // the text of a note
    assert_eq!(merged["handlingNotes"], "Hub 18. Fragile. Keep dry. Node 18.");
    // the same field
    let conflicts = rig.conflicts("CUP");
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0]["pointer"], "/category");
    let mut values: Vec<_> = conflicts[0]["values"].as_array().unwrap().iter().map(|value| &value["value"]).collect();
    values.sort_by_key(|value| value.to_string());
    assert_eq!(values, [&json!("Hub 16"), &json!("Node 16")]);
    assert_eq!(conflicts[0]["values"][0]["value"], merged["category"]);
    rig.at_node("CUP", json!({ "category": "Hub 16" }));
    rig.meet();
    assert_eq!((rig.agreed("CUP")["category"].clone(), rig.conflicts("CUP")), (json!("Hub 16"), vec![]));
    assert_eq!(rig.pending_at_node(), 0);
}

#[test]
fn echoes_end() {
    let mut rig = Rig::new();
    rig.at_hub("CUP", json!({ "name": "Mug" }));
    rig.at_node_slot("CUP", json!({ "bins": ["A-1"], "reorderPoint": 5 }));
    rig.at_node_warehouse(json!({ "zones": { "A": { "name": "Aisle", "kind": "picking" } }, "bins": { "A-1": { "zone": "A", "sequence": 1 } } }));
    rig.meet();
    let settled = rig.clocks();
    for _ in 0..3 {
        rig.meet();
    }
    assert_eq!(rig.clocks(), settled);
    assert_eq!(rig.hub_slot("CUP")["bins"], json!(["A-1"]));
    assert_eq!(rig.hub_warehouse()["bins"]["A-1"]["zone"], "A");
}

#[test]
fn what_is_edited_before_anything_came_merges_with_it() {
    let mut rig = Rig::new();
    rig.at_hub_warehouse(json!({ "name": "Leeds", "zones": { "H": { "name": "Hall", "kind": "storage" } } }));
    rig.at_node_warehouse(json!({ "zones": { "A": { "name": "Aisle", "kind": "picking" } } }));
    rig.meet();
    let zones = rig.hub_warehouse()["zones"].as_object().unwrap().len();
    assert_eq!((zones, rig.hub_warehouse()["name"].clone()), (2, json!("Leeds")));
    assert_eq!(rig.node_warehouse()["zones"], rig.hub_warehouse()["zones"]);
}

#[test]
fn a_node_that_was_restored_gets_its_documents_back_and_tells_of_new_ones() {
    let mut rig = Rig::new();
    rig.at_node("CUP", json!({ "handlingNotes": "known" }));
    rig.meet();
    let copy = rig.copy_node();
    rig.at_node("CUP", json!({ "handlingNotes": "known and told" }));
    rig.at_hub("PAN", json!({ "category": "Kitchen" }));
    rig.meet();
    rig.restore_node(copy);
    rig.at_node("PAN", json!({ "handlingNotes": "after the restore" }));
    rig.meet();
    assert_eq!(rig.agreed("CUP")["handlingNotes"], "known and told");
    let pan = rig.agreed("PAN");
    assert_eq!((&pan["category"], &pan["handlingNotes"]), (&json!("Kitchen"), &json!("after the restore")));
}

#[test]
fn what_a_copy_edits_that_was_restored_twice_is_told_too() {
    let mut rig = Rig::new();
    rig.at_node("CUP", json!({ "handlingNotes": "known" }));
    rig.meet();
    let copy = rig.copy_node();
    for edit in 0..2 {
        rig.restore_node(copy.clone());
        for again in 0..=(2 - edit) {
            rig.at_node("PAN", json!({ "attributes": { format!("life{edit}"): again } }));
        }
        rig.meet();
    }
    let pan = rig.agreed("PAN");
    assert_eq!(pan["attributes"], json!({ "life0": 2, "life1": 1 }));
}

#[test]
fn a_hub_that_was_restored_gets_its_documents_back_from_its_node() {
    let mut rig = Rig::new();
    rig.meet();
    let copy = rig.copy_hub();
    rig.create_product("JUG");
    rig.at_hub("CUP", json!({ "category": "Kitchen" }));
    rig.at_node("PAN", json!({ "handlingNotes": "told" }));
    rig.meet();
    rig.restore_hub(copy);
    rig.at_hub("CUP", json!({ "description": "after the restore" }));
    rig.meet();
    rig.meet();
    let cup = rig.agreed("CUP");
    assert_eq!((&cup["category"], &cup["description"]), (&json!("Kitchen"), &json!("after the restore")));
    assert_eq!(rig.agreed("PAN")["handlingNotes"], "told");
    assert_eq!(rig.agreed("JUG")["name"], "A JUG");
    rig.at_hub("JUG", json!({ "name": "Jug" }));
    rig.meet();
    assert_eq!(rig.agreed("JUG")["name"], "Jug");
}

#[test]
fn a_hub_of_the_version_before_sends_records_and_documents_follow_its_upgrade() {
    let mut rig = Rig::new();
    rig.hub_versions = (1, 3);
    rig.at_node("CUP", json!({ "handlingNotes": "waits" }));
    rig.at_hub("CUP", json!({ "name": "Mug" }));
    rig.meet();
    assert_eq!(rig.node_product("CUP")["name"], "Mug");
    assert!(rig.pending_at_node() > 0, "edits wait for a hub that knows of documents");
    rig.hub_versions = (1, 4);
    rig.restart_node();
    rig.meet();
    let cup = rig.agreed("CUP");
    assert_eq!((&cup["name"], &cup["handlingNotes"]), (&json!("Mug"), &json!("waits")));
}
