//! The event stream of terminals: what the outbox holds, and then what is added to it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use holdfast_crdt::WarehouseId;
use holdfast_shell::clock::rfc3339;
use holdfast_shell::http::keyring::Credential;
use holdfast_shell::http::principal::Scope;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorRead, May};
use holdfast_shell::http::sse::{self, EventIdShape, EventShape, LastEventId};
use holdfast_shell::shutdown::Shutdown;
use holdfast_shell::sqlite::{Event, Readers, event_head, events_since};
use holdfast_shell::stock::unreadable;
use serde_json::json;
use serde_json::value::RawValue;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

use super::App;
use crate::keys::FloorKeys;

/// Events read at once, and kept for a slow reader.
const PORTION: usize = 256;

/// Changes of stock, tasks and the link as CloudEvents, resumable by `Last-Event-ID`. Ends within a second once the key opens
/// nothing any more.
#[utoipa::path(get, operation_id = "streamEvents", path = "/v1/stream", tag = "floor",
    params(("Last-Event-ID" = inline(EventIdShape), Header, description = "Where to go on")),
    responses((status = 200, content_type = "text/event-stream", body = EventShape), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn stream(
    _: May<FloorRead>,
    State(app): State<App>,
    LastEventId(last): LastEventId,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let shut_out = sse::shut_out(Arc::new(FloorKeys::new(&app)), Credential::shown(&headers), Scope::FloorRead);
    let parts = &app.0;
    let from = match last {
        Some(id) => id,
        None => parts.readers.read(|reader| event_head(reader)).await.map_err(unreadable)?,
    };
    let (sender, receiver) = mpsc::channel(PORTION);
    let feed = Feed {
        readers: parts.readers.clone(),
        commits: parts.commits.clone(),
        warehouse: parts.seat.warehouse.clone(),
        shutdown: parts.shutdown.clone(),
    };
    tokio::spawn(feed.run(from, sender));
    Ok(sse::stream(ReceiverStream::new(receiver), &parts.shutdown, shut_out))
}

/// Reads the outbox for one terminal. It holds no way to the owner thread, which may end while this still runs.
struct Feed {
    readers: Readers,
    commits: watch::Receiver<u64>,
    warehouse: WarehouseId,
    shutdown: Shutdown,
}

impl Feed {
    async fn run(mut self, mut last: u64, to: mpsc::Sender<sse::Event>) {
        loop {
            self.commits.mark_unchanged();
            let read = self.readers.read(move |connection| events_since(connection, last, PORTION)).await;
            let Ok(events) = read else { return };
            if events.is_empty() && !self.more(&to).await {
                return;
            }
            for event in events {
                last = event.id;
                if to.send(self.told(&event)).await.is_err() {
                    return;
                }
            }
        }
    }

    /// Waits for a commit; whether anybody still listens.
    async fn more(&mut self, to: &mpsc::Sender<sse::Event>) -> bool {
        tokio::select! {
            changed = self.commits.changed() => changed.is_ok(),
            () = to.closed() => false,
            () = self.shutdown.wait() => false,
        }
    }

    fn told(&self, event: &Event) -> sse::Event {
        let data: Option<&RawValue> = serde_json::from_str(&event.data).ok();
        let cloud_event = json!({
            "specversion": "1.0",
            "id": event.id.to_string(),
            "source": format!("/warehouses/{}", self.warehouse),
            "type": event.kind,
            "subject": event.subject,
            "time": rfc3339(event.at),
            "datacontenttype": "application/json",
            "data": data,
        });
        sse::Event { id: event.id, kind: event.kind.clone(), data: cloud_event.to_string() }
    }
}
