//! The event stream: CloudEvents 1.0 from the transactional outbox, resumable by id.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use holdfast_shell::clock::rfc3339;
use holdfast_shell::http::keyring::Credential;
use holdfast_shell::http::principal::Scope;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{EventsRead, May};
use holdfast_shell::http::sse::{self, EventIdShape, EventShape, LastEventId};
use holdfast_shell::sqlite::{Event, event_head, events_since};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::keys::HubKeys;
use crate::service::Hub;

/// Events read at once, and kept for a slow reader: beyond that it slows its own reading, not the hub.
const PORTION: usize = 256;
const PAUSE_AFTER_ERROR: Duration = Duration::from_secs(1);

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(stream))
}

/// Events as they happen; after `Last-Event-ID`, all since then first. Ends within a second once the key or session opens
/// nothing any more.
#[utoipa::path(get, operation_id = "streamEvents", path = "/v1/events", tag = "events",
    params(("Last-Event-ID" = inline(EventIdShape), Header, description = "Where to go on")),
    responses((status = 200, description = "CloudEvents 1.0 as server-sent events", content_type = "text/event-stream", body = EventShape),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn stream(
    _: May<EventsRead>,
    State(hub): State<Hub>,
    LastEventId(after): LastEventId,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let shut_out = sse::shut_out(Arc::new(HubKeys::new(&hub)), Credential::shown(&headers), Scope::EventsRead);
    let from = match after {
        Some(id) => id,
        None => hub.read(|reader| event_head(reader)).await?,
    };
    let (sender, receiver) = mpsc::channel(PORTION);
    let shutdown = hub.0.shutdown.clone();
    tokio::spawn(feed(hub, from, sender));
    Ok(sse::stream(ReceiverStream::new(receiver), &shutdown, shut_out))
}

/// Reads the outbox on, after each commit, until the reader goes.
async fn feed(hub: Hub, mut after: u64, to: mpsc::Sender<sse::Event>) {
    let mut commits = hub.0.commits.clone();
    loop {
        commits.mark_unchanged();
        let Ok(events) = hub.read(move |connection| events_since(connection, after, PORTION)).await else {
            tokio::time::sleep(PAUSE_AFTER_ERROR).await;
            continue;
        };
        let more = events.len() == PORTION;
        for event in events {
            after = event.id;
            if to.send(cloud_event(event)).await.is_err() {
                return;
            }
        }
        if !more {
            tokio::select! {
                changed = commits.changed() => if changed.is_err() { return },
                () = to.closed() => return,
            }
        }
    }
}

fn cloud_event(event: Event) -> sse::Event {
    let data: Value = serde_json::from_str(&event.data).unwrap_or(Value::Null);
    let cloud = json!({
        "specversion": "1.0",
        "id": event.id.to_string(),
        "source": "/holdfast/hub",
        "type": event.kind,
        "subject": event.subject,
        "time": rfc3339(event.at),
        "datacontenttype": "application/json",
        "data": data,
    });
    sse::Event { id: event.id, kind: event.kind, data: cloud.to_string() }
}
