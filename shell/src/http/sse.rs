//! Server-sent events that resume: each has an id, silence is broken by comments, and a shutdown ends the stream.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::sse::{Event as Frame, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use tokio_stream::Stream;
use utoipa::ToSchema;
use utoipa::openapi::Type;
use utoipa::openapi::schema::ObjectBuilder;

use super::keyring::{Credential, KeyRing};
use super::limits::{KEEP_ALIVE, KEY_LOOK_EVERY, KEY_LOOKS_A_READ};
use super::principal::Scope;
use super::problem::Problem;
use crate::shape;
use crate::shutdown::Shutdown;

/// One event. `data` is JSON on one line; `kind` has no line breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub id: u64,
    pub kind: String,
    pub data: String,
}

/// As the document shows one event of a stream.
#[derive(Debug, ToSchema)]
#[schema(as = StreamEvent)]
pub struct EventShape {
    /// Where to go on: `Last-Event-ID` of the next request.
    pub id: String,
    /// The type of the event, such as `StockUpdated`.
    pub event: String,
    /// The event whole, as JSON of CloudEvents 1.0.
    pub data: String,
}

shape!(
    /// The last event that was seen.
    EventIdShape as "EventId",
    ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(i64::MAX))
);

/// Answers with the events of `source` until it ends, the client goes, the server does, or `shut_out` returns: nothing is told
/// after that.
pub fn stream(
    source: impl Stream<Item = Event> + Send + 'static,
    shutdown: &Shutdown,
    shut_out: impl Future<Output = ()> + Send + 'static,
) -> Response {
    let shutdown = shutdown.clone();
    let end = async move {
        tokio::select! {
            () = shutdown.wait() => {}
            () = shut_out => {}
        }
    };
    let frames = Frames { source: Box::pin(source), end: Box::pin(end) };
    Sse::new(frames).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
}

/// Returns once a request's credential opens nothing any more, or not this: at once where this process shut it out, within a
/// second where another did.
pub async fn shut_out(keys: Arc<dyn KeyRing>, credential: Option<Credential>, scope: Scope) {
    let Some(credential) = credential else { return };
    let mut seen = keys.revocations();
    let mut looks = 0;
    loop {
        tokio::time::sleep(KEY_LOOK_EVERY).await;
        let revocations = keys.revocations();
        looks += 1;
        if revocations == seen && looks % KEY_LOOKS_A_READ != 0 {
            continue;
        }
        seen = revocations;
        let asked = keys.clone();
        let found = tokio::task::spawn_blocking(move || credential.owner(&*asked)).await;
        if !found.is_ok_and(|owner| owner.is_some_and(|owner| owner.scopes.contains(scope))) {
            return;
        }
    }
}

struct Frames {
    source: Pin<Box<dyn Stream<Item = Event> + Send>>,
    end: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl Stream for Frames {
    type Item = Result<Frame, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.end.as_mut().poll(context).is_ready() {
            return Poll::Ready(None);
        }
        self.source.as_mut().poll_next(context).map(|event| event.map(|event| Ok(frame(event))))
    }
}

fn frame(event: Event) -> Frame {
    // The format cannot carry a line break in these fields, and axum panics on one.
    let line = |text: String| if text.contains(['\n', '\r']) { text.replace(['\n', '\r'], " ") } else { text };
    Frame::default().id(event.id.to_string()).event(line(event.kind)).data(line(event.data))
}

/// Where a client wants to go on: `Last-Event-ID`, or `?lastEventId=` for a first connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastEventId(pub Option<u64>);

impl<S: Send + Sync> FromRequestParts<S> for LastEventId {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lastEventId");
        let sent = match parts.headers.get("last-event-id") {
            Some(value) => Some(value.to_str().unwrap_or("?").to_owned()),
            None => asked.map(|(_, text)| text.into_owned()),
        };
        match sent.filter(|text| !text.is_empty()).map(|text| text.parse::<u64>()) {
            None => Ok(Self(None)),
            Some(Ok(id)) if id <= i64::MAX as u64 => Ok(Self(Some(id))),
            Some(_) => Err(Problem::malformed("lastEventId", "is no id of an event")),
        }
    }
}
