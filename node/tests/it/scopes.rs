//! I-8: whether a key may, and whether a warehouse is this node's, is decided before anything else that a request brings.

use axum::body::Body;
use axum::http::Request;
use holdfast_node::store;
use holdfast_shell::clock;
use holdfast_shell::sqlite::{DataDir, create_key};

use crate::openapi::document::operations;
use crate::stage::{Stage, With};

#[tokio::test]
async fn a_key_without_the_scope_learns_nothing_of_the_rest() {
    let stage = Stage::new();
    let data = DataDir::existing(stage.dir.path()).unwrap();
    let nobody = create_key(&store::open(&data).unwrap(), "nobody", "nobody", clock::now()).unwrap();
    let document = stage.get("/openapi.json").await.json;
    // every key may ask what it is
    let guarded = operations(&document, "%21").into_iter().filter(|(_, path)| path != "/v1/me");
    for (method, path) in guarded {
        for body in ["", "{", r#"{"nonsense":1}"#] {
            let request = Request::builder()
                .method(method.as_str())
                .uri(format!("{path}?nonsense=1&limit=0&cursor=x"))
                .header("authorization", format!("Bearer {nobody}"))
                .header("idempotency-key", "two words");
            let told = stage.raw(request.body(Body::from(body)).unwrap()).await;
            assert_eq!(told.status(), 403, "{method} {path} {body}");
        }
    }
}

#[tokio::test]
async fn another_warehouse_is_forbidden_before_it_is_read_what_is_wanted_there() {
    let stage = Stage::new();
    let document = stage.get("/openapi.json").await.json;
    let elsewhere = operations(&document, "%21").into_iter().filter(|(_, path)| path.starts_with("/v1/warehouses/"));
    for (method, path) in elsewhere {
        for place in ["LYON", "%21"] {
            let path = format!("{}?nonsense=1", path.replacen("%21", place, 1));
            let told = stage.send(&method, &path, Some(serde_json::json!({ "nonsense": 1 })), With::default()).await;
            assert_eq!((told.status, told.slug()), (403, "forbidden"), "{method} {path}");
        }
    }
}
