//! What a write answers, as data: kept under its idempotency key and answered again word for word (I-4).

use std::fmt::Display;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

pub use super::page::{Cursor, Limit, ListOrder, Page, parse_sort};
use super::problem::Problem;

/// A write that was carried out. `body` is JSON text, or empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    pub etag: Option<String>,
    pub location: Option<String>,
}

/// Carried out or refused; both are final under their key.
pub type Outcome = Result<Answer, Problem>;

impl Answer {
    /// 200 with a body.
    pub fn ok(body: &impl Serialize) -> Self {
        Self::of(200, body)
    }

    /// 201 with the path of what was made.
    pub fn created(location: impl Into<String>, body: &impl Serialize) -> Self {
        Self { location: Some(location.into()), ..Self::of(201, body) }
    }

    /// 202: taken in, its effect follows.
    pub fn accepted(body: &impl Serialize) -> Self {
        Self::of(202, body)
    }

    /// 204 without a body.
    pub fn no_content() -> Self {
        Self { status: 204, body: String::new(), etag: None, location: None }
    }

    /// The strong entity tag of the version that this answer shows.
    pub fn with_etag(mut self, version: impl Display) -> Self {
        self.etag = Some(etag(version));
        self
    }

    fn of(status: u16, body: &impl Serialize) -> Self {
        match serde_json::to_string(body) {
            Ok(body) => Self { status, body, etag: None, location: None },
            Err(error) => {
                tracing::error!(%error, "an answer has no JSON form");
                Self { status: 500, body: String::new(), etag: None, location: None }
            }
        }
    }
}

/// A strong entity tag: the version in quotes (RFC 9110, 8.8.3).
pub fn etag(version: impl Display) -> String {
    format!("\"{version}\"")
}

/// Answers a write; `replayed` when the outcome was kept from an earlier request under the same key.
pub fn respond(outcome: Outcome, replayed: bool) -> Response {
    let mut response = match outcome {
        Ok(answer) => written(answer),
        Err(problem) => problem.into_response(),
    };
    if replayed {
        let name = HeaderName::from_static("idempotency-replayed");
        response.headers_mut().insert(name, HeaderValue::from_static("true"));
    }
    response
}

/// 200 with one resource and the entity tag of its version.
pub fn resource(body: &impl Serialize, version: impl Display) -> Response {
    written(Answer::ok(body).with_etag(version))
}

/// 200 with a page of a list, or anything else that has no version.
pub fn listing(body: &impl Serialize) -> Response {
    written(Answer::ok(body))
}

fn written(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if status != StatusCode::NO_CONTENT && !status.is_server_error() {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    // An identity that cannot stand in a header is left out: the body says it as well.
    for (name, value) in [(header::ETAG, answer.etag), (header::LOCATION, answer.location)] {
        if let Some(value) = value.and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.insert(name, value);
        }
    }
    response
}
