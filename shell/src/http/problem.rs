//! Refusals as RFC 9457 problem documents. A [`Problem`] is plain data, stored with its idempotency key and answered
//! again; the gate writes it out with the request's path as `instance`.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::limits::DETAIL_BYTES_MAX;

/// The kinds of refusal, as clients tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slug {
    NotFound,
    InvalidRequest,
    InsufficientStock,
    HeldByWarehouse,
    HeldByHub,
    VersionMismatch,
    IdempotencyKeyReused,
    WrongState,
    Unauthorized,
    Forbidden,
    RateLimited,
    Overloaded,
    Fenced,
    Conflict,
    MethodNotAllowed,
    PayloadTooLarge,
    UnsupportedMediaType,
    ConfirmationRequired,
    InternalError,
}

impl Slug {
    /// The stable last word of the problem's `type`.
    pub const fn as_str(self) -> &'static str {
        self.facts().0
    }

    /// The same short sentence for every problem of this kind.
    pub const fn title(self) -> &'static str {
        self.facts().2
    }

    /// The status unless a problem says otherwise.
    pub const fn status(self) -> u16 {
        self.facts().1
    }

    const fn facts(self) -> (&'static str, u16, &'static str) {
        match self {
            Self::NotFound => ("not-found", 404, "Not found"),
            Self::InvalidRequest => ("invalid-request", 422, "The request is not valid"),
            Self::InsufficientStock => ("insufficient-stock", 409, "Not enough stock"),
            Self::HeldByWarehouse => ("held-by-warehouse", 409, "The warehouse holds the rights to this stock"),
            Self::HeldByHub => ("held-by-hub", 409, "The hub holds the rights to this stock"),
            Self::VersionMismatch => ("version-mismatch", 412, "The resource has changed"),
            Self::IdempotencyKeyReused => {
                ("idempotency-key-reused", 422, "The idempotency key was used for another request")
            }
            Self::WrongState => ("wrong-state", 409, "The state does not allow this"),
            Self::Unauthorized => ("unauthorized", 401, "A valid key is required"),
            Self::Forbidden => ("forbidden", 403, "The key does not allow this"),
            Self::RateLimited => ("rate-limited", 429, "Too many requests"),
            Self::Overloaded => ("overloaded", 503, "The queue is full"),
            Self::Fenced => ("fenced", 409, "The replica is fenced"),
            Self::Conflict => ("conflict", 409, "Conflict"),
            Self::MethodNotAllowed => ("method-not-allowed", 405, "The method is not allowed here"),
            Self::PayloadTooLarge => ("payload-too-large", 413, "The body is too large"),
            Self::UnsupportedMediaType => ("unsupported-media-type", 415, "The body must be JSON"),
            Self::ConfirmationRequired => ("confirmation-required", 409, "A confirmation is required"),
            Self::InternalError => ("internal-error", 500, "The server failed"),
        }
    }
}

/// One fault in a request: where (a JSON pointer, or the name of a parameter or header) and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldError {
    pub pointer: String,
    pub detail: String,
}

/// A refusal. Serialises in any serde format, so that it can be kept under its idempotency key (I-4).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    pub slug: Slug,
    pub status: u16,
    pub detail: String,
    pub errors: Vec<FieldError>,
    #[serde(with = "as_text")]
    pub extra: Map<String, Value>,
    pub retry_after_seconds: Option<u32>,
}

impl Problem {
    /// A problem of its kind's status. `detail` is cut at 300 bytes: it may quote what a client sent.
    pub fn new(slug: Slug, detail: impl Into<String>) -> Self {
        let detail = cut(detail.into());
        Self { slug, status: slug.status(), detail, errors: Vec::new(), extra: Map::new(), retry_after_seconds: None }
    }

    /// One field that is readable but wrong: 422 `invalid-request`.
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self::new(Slug::InvalidRequest, detail.clone()).field(pointer, detail)
    }

    /// The same of a part of the request: its pointers lead on from there.
    pub fn within(mut self, pointer: &str) -> Self {
        self.errors.iter_mut().for_each(|error| error.pointer.insert_str(0, pointer));
        self
    }

    /// A request that cannot be read at all: 400 `invalid-request`.
    pub fn malformed(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::invalid(pointer, detail).status(400)
    }

    /// 404 `not-found`; `what` names the thing, as in "order".
    pub fn not_found(what: &str) -> Self {
        Self::new(Slug::NotFound, format!("there is no such {what}"))
    }

    /// Adds a field of the problem's own, beside those of RFC 9457.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.extra.insert(name.to_owned(), value.into());
        self
    }

    /// Adds one entry to `errors`.
    pub fn field(mut self, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        self.errors.push(FieldError { pointer: pointer.into(), detail: cut(detail.into()) });
        self
    }

    /// Answers with another status than the kind's own.
    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Tells the client when to come back.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// The document of RFC 9457. `instance` is the path asked for.
    pub fn to_json(&self, instance: &str) -> Value {
        let mut document = self.extra.clone();
        let base = "https://holdfast.example/problems/";
        document.insert("type".into(), format!("{base}{}", self.slug.as_str()).into());
        document.insert("title".into(), self.slug.title().into());
        document.insert("status".into(), self.status.into());
        document.insert("detail".into(), self.detail.as_str().into());
        document.insert("instance".into(), instance.into());
        if !self.errors.is_empty() {
            document.insert("errors".into(), json!(self.errors));
        } else if self.slug == Slug::InvalidRequest {
            document.insert("errors".into(), json!([{"pointer": "", "detail": self.detail}]));
        }
        Value::Object(document)
    }

    /// The response as it goes out.
    pub(super) fn written(&self, instance: &str) -> Response {
        let mut response = (self.code(), self.to_json(instance).to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == 401 {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }

    fn code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Carries the problem to the gate, which alone knows the `instance` and writes the body.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.code().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

fn cut(mut text: String) -> String {
    if text.len() > DETAIL_BYTES_MAX {
        let end = (0..=DETAIL_BYTES_MAX).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Free JSON as one text, so that formats which do not describe themselves (postcard) can keep it too.
mod as_text {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};
    use serde_json::{Map, Value};

    pub fn serialize<S: Serializer>(extra: &Map<String, Value>, to: S) -> Result<S::Ok, S::Error> {
        if extra.is_empty() { to.serialize_str("") } else { to.collect_str(&Value::Object(extra.clone())) }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Map<String, Value>, D::Error> {
        let text = String::deserialize(from)?;
        if text.is_empty() { Ok(Map::new()) } else { serde_json::from_str(&text).map_err(D::Error::custom) }
    }
}
