//! Documents on the floor: what workers and supervisors edit with the hub out of reach, and what the hub sends.

use holdfast_crdt::{Author, DocId, Document, Heads, WarehouseId};
use holdfast_node::store;
use holdfast_shell::clock;
use holdfast_shell::sqlite::{DataDir, create_key};
use holdfast_sync::{DocumentChanges, Inbound};
use serde_json::{Value, json};

use crate::stage::{Stage, With, sku};

const GTIN: &str = "4006381333931";

/// The hub's copy of a product.
struct HubCopy {
    id: DocId,
    document: Document,
    clock: u64,
}

impl HubCopy {
    fn new(name: &str, body: Value) -> Self {
        let id = DocId::Product(sku(name));
        let mut copy = Self { document: Document::new(&id, Author(7)), id, clock: 0 };
        copy.patch(body);
        copy
    }

    fn patch(&mut self, patch: Value) {
        self.document.patch(patch.as_object().unwrap()).unwrap();
        self.clock += 1;
    }

    fn news(&mut self) -> Inbound {
        let changes = self.document.changes_since(&Heads::default()).unwrap();
        let documents = vec![DocumentChanges { version: self.clock, id: self.id.clone(), changes }];
        Inbound::Documents { through: self.clock, documents }
    }

    /// What the node has to say of it.
    fn hear(&mut self, stage: &Stage) -> usize {
        use holdfast_shell::link::Replica;
        let mut source = stage.app.source(&WarehouseId::new("LEEDS").unwrap()).unwrap();
        let found = source.documents_since(0, 100).unwrap();
        for changed in found.iter().filter(|changed| changed.id == self.id) {
            self.document.merge(&changed.changes).unwrap();
        }
        found.len()
    }
}

async fn stocked() -> (Stage, HubCopy) {
    let stage = Stage::new();
    let mut cup = HubCopy::new(
        "CUP",
        json!({ "name": "Cup", "category": "Kitchen", "price": { "amount": "2.50", "currency": "GBP" } }),
    );
    stage.hear(cup.news()).await.unwrap();
    let mut pan = HubCopy::new("PAN", json!({ "name": "Pan", "barcodes": ["5012345678900"] }));
    pan.clock = 2;
    stage.hear(pan.news()).await.unwrap();
    (stage, cup)
}

fn key(stage: &Stage, role: &str) -> String {
    let data = DataDir::existing(stage.dir.path()).unwrap();
    create_key(&store::open(&data).unwrap(), role, role, clock::now()).unwrap()
}

#[tokio::test]
async fn the_floor_shows_what_the_hub_sent() {
    let (stage, _) = stocked().await;
    let cup = stage.get("/v1/products/CUP").await;
    assert_eq!((cup.status, &cup.json["price"]["amount"], cup.etag.as_deref()), (200, &json!("2.50"), Some("\"1\"")));
    let names = |list: &Value| -> Vec<String> {
        list["items"].as_array().unwrap().iter().map(|item| item["sku"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&stage.get("/v1/products").await.json), ["CUP", "PAN"]);
    assert_eq!(names(&stage.get("/v1/products?q=pa").await.json), ["PAN"]);
    let first = stage.get("/v1/products?limit=1").await.json;
    let next = format!("/v1/products?limit=1&cursor={}", first["nextCursor"].as_str().unwrap());
    assert_eq!(names(&stage.get(&next).await.json), ["PAN"]);
    assert_eq!(stage.get("/v1/products/NONE").await.status, 404);
}

#[tokio::test]
async fn an_unknown_barcode_is_bound_offline_once_and_means_the_product_from_then_on() {
    let (stage, mut cup) = stocked().await;
    let scan = || stage.post("/v1/scans", json!({ "code": GTIN }));
    assert_eq!(scan().await.json["kind"], "unknown");
    let path = "/v1/products/CUP/barcodes";
    for replayed in [false, true] {
        let with = With { key: Some("bind-1"), ..With::default() };
        let told = stage.send("POST", path, Some(json!({ "code": GTIN })), with).await;
        assert_eq!((told.status, told.replayed, &told.json["barcodes"]), (200, replayed, &json!([GTIN])));
    }
    let scanned = scan().await.json;
    assert_eq!((&scanned["kind"], &scanned["sku"]), (&json!("product"), &json!("CUP")));
    // the same parcel under the scanner again
    assert_eq!(stage.post(path, json!({ "code": GTIN })).await.json["barcodes"], json!([GTIN]));
    assert_eq!(stage.get("/v1/link").await.json["pendingDocuments"], 1);
    assert_eq!(cup.hear(&stage), 1, "and nothing of what came from the hub");
    assert_eq!(cup.document.read()["barcodes"], json!([GTIN]));
}

#[tokio::test]
async fn a_barcode_that_cannot_be_bound_is_refused_with_the_reason() {
    let (stage, _) = stocked().await;
    let path = "/v1/products/CUP/barcodes";
    let taken = stage.post(path, json!({ "code": "5012345678900" })).await;
    assert_eq!((taken.status, taken.slug()), (409, "conflict"));
    assert!(taken.json["detail"].as_str().unwrap().contains("PAN"), "{}", taken.json);
    let table = [
        (path, json!({ "code": "4006381333932" }), 422),
        (path, json!({ "code": "" }), 422),
        (path, json!({ "code": "caf\u{e9}" }), 422),
        (path, json!({}), 422),
        ("/v1/products/NONE/barcodes", json!({ "code": GTIN }), 404),
    ];
    for (path, body, status) in table {
        assert_eq!(stage.post(path, body.clone()).await.status, status, "{path} {body}");
    }
    assert_eq!(stage.get("/v1/products/CUP").await.json["barcodes"], json!([]));
}

#[tokio::test]
async fn workers_bind_and_write_notes_and_supervisors_edit_the_rest() {
    let (stage, _) = stocked().await;
    let (worker, supervisor, viewer) = (key(&stage, "worker"), key(&stage, "supervisor"), key(&stage, "viewer"));
    let table = [
        ("PATCH", "/v1/products/CUP", json!({ "handlingNotes": "Fragile" }), [200, 200, 403]),
        ("PATCH", "/v1/products/CUP", json!({ "name": "Mug" }), [403, 200, 403]),
        ("PATCH", "/v1/products/CUP", json!({ "name": "Mug", "handlingNotes": "x" }), [403, 200, 403]),
        ("PATCH", "/v1/warehouses/LEEDS/slots/CUP", json!({ "notes": "top" }), [200, 200, 403]),
        ("PATCH", "/v1/warehouses/LEEDS/slots/CUP", json!({ "bins": ["A"] }), [403, 200, 403]),
        ("PATCH", "/v1/warehouses/LEEDS", json!({ "capacity": 5 }), [403, 200, 403]),
        ("POST", "/v1/products/CUP/barcodes", json!({ "code": GTIN }), [200, 200, 403]),
    ];
    for (method, path, body, statuses) in table {
        for (bearer, status) in [&worker, &supervisor, &viewer].into_iter().zip(statuses) {
            let with = With { bearer: Some(bearer), ..With::default() };
            let told = stage.send(method, path, Some(body.clone()), with).await;
            assert_eq!(told.status, status, "{method} {path} {body}: {}", told.json);
        }
    }
}

#[tokio::test]
async fn what_both_sides_wrote_is_shown_and_settled_by_a_patch() {
    let (stage, mut cup) = stocked().await;
    cup.patch(json!({ "category": "Cups" }));
    cup.clock = 3;
    let patch = |body: Value| stage.send("PATCH", "/v1/products/CUP", Some(body), With::default());
    assert_eq!(patch(json!({ "category": "Tea" })).await.status, 200);
    stage.hear(cup.news()).await.unwrap();
    let shown = stage.get("/v1/products/CUP").await.json["category"].clone();
    let conflicts = stage.get("/v1/products/CUP/conflicts").await.json;
    assert_eq!(conflicts["items"][0]["pointer"], "/category");
    assert_eq!(conflicts["items"][0]["values"][0], json!({ "value": shown, "winning": true }));
    let stale = With { if_match: Some("\"1\""), ..With::default() };
    let refused = stage.send("PATCH", "/v1/products/CUP", Some(json!({ "category": shown })), stale).await;
    assert_eq!(refused.slug(), "version-mismatch");
    assert_eq!(patch(json!({ "category": shown })).await.status, 200);
    assert_eq!(stage.get("/v1/products/CUP/conflicts").await.json, json!({ "items": [] }));
}

#[tokio::test]
async fn bins_of_the_warehouse_document_are_places_of_the_floor() {
    let (stage, _) = stocked().await;
    let plan = json!({ "zones": { "A": { "name": "Aisle", "kind": "picking" } },
        "bins": { "A-1": { "zone": "A", "sequence": 2, "capacity": 10 }, "A-2": { "zone": "A", "sequence": 1, "blocked": true } } });
    let told = stage.send("PATCH", "/v1/warehouses/LEEDS", Some(plan.clone()), With::default()).await;
    assert_eq!((told.status, &told.json["bins"]), (200, &plan["bins"]), "{}", told.json);
    let places = stage.app.0.readers.with(|reader| {
        let mut read = reader.prepare("SELECT bin, zone_kind, capacity, blocked FROM bin_places ORDER BY sequence")?;
        let found = read.query_map([], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Option<i64>>(2)?,
                row.get::<_, bool>(3)?,
            ))
        })?;
        Ok(found.collect::<Result<Vec<_>, _>>()?)
    });
    let picking = || "picking".to_owned();
    assert_eq!(
        places.unwrap(),
        [("A-2".to_owned(), picking(), None, true), ("A-1".to_owned(), picking(), Some(10), false)]
    );
    let told = stage
        .send(
            "PATCH",
            "/v1/warehouses/LEEDS",
            Some(json!({ "bins": { "B": { "zone": "X", "sequence": 1 } } })),
            With::default(),
        )
        .await;
    assert_eq!((told.status, &told.json["errors"][0]["pointer"]), (422, &json!("/bins/B/zone")));
    assert_eq!(stage.get("/v1/warehouses/LYON").await.slug(), "forbidden");
    let stage = stage.restarted().await;
    assert_eq!(stage.get("/v1/warehouses/LEEDS").await.json["bins"], plan["bins"]);
}

#[tokio::test]
async fn documents_that_are_not_the_nodes_or_are_broken_do_not_hold_up_the_rest() {
    let (stage, mut cup) = stocked().await;
    cup.patch(json!({ "name": "Mug" }));
    let elsewhere = DocId::Warehouse(WarehouseId::new("LYON").unwrap());
    let mut lyon = Document::new(&elsewhere, Author(8));
    lyon.patch(json!({ "name": "Lyon" }).as_object().unwrap()).unwrap();
    let changes = lyon.changes_since(&Heads::default()).unwrap();
    let documents = vec![
        DocumentChanges { version: 3, id: elsewhere, changes },
        DocumentChanges { version: 4, id: DocId::Product(sku("PAN")), changes: vec![0, 3, 1, 2, 3] },
        DocumentChanges {
            version: 5,
            id: cup.id.clone(),
            changes: cup.document.changes_since(&Heads::default()).unwrap(),
        },
    ];
    let standing = stage.hear(Inbound::Documents { through: 5, documents }).await.unwrap();
    assert_eq!(standing.heard.catalogue, 5);
    assert_eq!(stage.get("/v1/products/CUP").await.json["name"], "Mug");
    assert_eq!(stage.get("/v1/products/PAN").await.json["name"], "Pan");
}
