//! The event stream: where it begins, and how it goes on.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use holdfast_shell::sqlite::events_since;
use http_body_util::BodyExt;

use super::stage::HubApp;

/// A client of the stream.
struct Follower {
    body: Body,
    text: String,
}

impl Follower {
    async fn after(app: &HubApp, last: Option<u64>) -> Self {
        let mut request = Request::builder().uri("/v1/events").header("authorization", app.bearer());
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = app.raw(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { body: response.into_body(), text: String::new() }
    }

    /// The next `count` events: id and type.
    async fn next(&mut self, count: usize) -> Vec<(u64, String)> {
        let reading = async {
            while events(&self.text).count() < count {
                let frame = self.body.frame().await.expect("the stream goes on").unwrap();
                self.text.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
            }
        };
        tokio::time::timeout(Duration::from_secs(20), reading).await.unwrap();
        let field = |event: &str, name: &str| {
            event.lines().find_map(|line| line.strip_prefix(name)).map(|text| text.trim().to_owned()).unwrap()
        };
        let whole = std::mem::take(&mut self.text);
        events(&whole).map(|event| (field(event, "id:").parse().unwrap(), field(event, "event:"))).collect()
    }
}

/// What has arrived whole; a comment between events only shows that the stream lives.
fn events(text: &str) -> impl Iterator<Item = &str> {
    let whole = text.rfind("\n\n").map_or("", |end| &text[..end]);
    whole.split("\n\n").filter(|part| !part.is_empty() && !part.starts_with(':'))
}

#[tokio::test]
async fn a_client_that_was_away_misses_nothing_and_hears_nothing_twice() {
    let app = HubApp::stocked().await;
    app.order("CUP", 1).await;
    let kept = events_since(&app.store(), 0, 1_000).unwrap();
    let kept: Vec<(u64, String)> = kept.into_iter().map(|event| (event.id, event.kind)).collect();
    let middle = kept.len() / 2;
    let mut follower = Follower::after(&app, Some(kept[middle].0)).await;
    assert_eq!(follower.next(kept.len() - middle - 1).await, kept[middle + 1..]);
    app.order("PAN", 1).await;
    let fresh = follower.next(1).await.remove(0);
    assert!(fresh.0 > kept.last().unwrap().0, "{fresh:?}");
    assert_eq!(fresh.1, "OrderPlaced");
}

#[tokio::test]
async fn without_an_id_the_stream_begins_now() {
    let app = HubApp::stocked().await;
    let last = events_since(&app.store(), 0, 1_000).unwrap().last().unwrap().id;
    let mut follower = Follower::after(&app, None).await;
    app.order("CUP", 1).await;
    assert!(follower.next(1).await[0].0 > last);
}

#[tokio::test]
async fn an_id_that_is_none_is_refused() {
    let app = HubApp::new();
    for id in ["x", "-1", "1.5", "99999999999999999999999"] {
        let told = app.send("GET", "/v1/events", &[("last-event-id", id)], "").await;
        assert_eq!((told.status, told.slug()), (400, "invalid-request"), "{id}");
    }
}
