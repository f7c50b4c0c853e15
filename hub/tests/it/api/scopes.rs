//! I-8: whether a key may is decided before anything else that a request brings.

use holdfast_hub::api::document;

use super::stage::HubApp;
use crate::openapi::document::operations;

fn documented() -> serde_json::Value {
    serde_json::to_value(document()).unwrap()
}

/// Who one is, and being it no longer, needs no scope.
const OWN: &str = "/v1/session";

#[tokio::test]
async fn a_key_without_the_scope_learns_nothing_of_the_rest() {
    let app = HubApp::new();
    let bearer = format!("Bearer {}", app.key("nobody"));
    for (method, path) in operations(&documented(), "%21").into_iter().filter(|(_, path)| path != OWN) {
        let headers = [("authorization", bearer.as_str()), ("idempotency-key", "two words")];
        for body in ["", "{", r#"{"nonsense":1}"#] {
            let told = app.send(&method, &format!("{path}?nonsense=1&limit=0&cursor=x"), &headers, body).await;
            assert_eq!((told.status, told.slug()), (403, "forbidden"), "{method} {path} {body}");
        }
    }
}

#[tokio::test]
async fn a_viewer_changes_nothing_however_it_asks() {
    let app = HubApp::stocked().await;
    let bearer = format!("Bearer {}", app.key("viewer"));
    let changes = operations(&documented(), "CUP").into_iter().filter(|(method, _)| method != "GET");
    for (method, path) in changes.filter(|(_, path)| path != OWN) {
        let told = app.send(&method, &path, &[("authorization", &bearer)], r#"{"quantity":-1}"#).await;
        assert_eq!((told.status, told.slug()), (403, "forbidden"), "{method} {path}");
    }
}
