//! Strict requests: bounded bodies, strict JSON with the place of every fault, and what a change is guarded by.

use std::fmt;
use std::sync::Arc;

use axum::body::{Body as RawBody, Bytes, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};
use utoipa::openapi::schema::{AdditionalProperties, Schema};
use utoipa::openapi::{Object, RefOr, Type};
use utoipa::{PartialSchema, ToSchema};

use super::call::{Call, is_plain};
use super::json;
use super::limits::{BODY_BYTES_DRAINED_MAX, BODY_BYTES_MAX, BODY_READ_TIME_MAX};
use super::principal::Principal;
use super::problem::{Problem, Slug};

/// A JSON body of at most `MAX` bytes.
#[derive(Debug)]
pub struct Body<T, const MAX: usize = BODY_BYTES_MAX>(pub T);

/// A POST, PATCH or DELETE: its body and all that goes with it into a command.
#[derive(Debug)]
pub struct Change<T, const MAX: usize = BODY_BYTES_MAX> {
    pub body: T,
    pub context: Context,
}

/// Who asks for a change, under which keys and conditions.
#[derive(Debug, Clone)]
pub struct Context {
    pub principal: Principal,
    /// `Idempotency-Key`: 1 to 255 visible ASCII characters.
    pub key: Option<Arc<str>>,
    /// SHA-256 of method, path and body: tells a repeated request from another one under the same key (I-4).
    pub fingerprint: [u8; 32],
    /// `If-Match` as it was sent, for [`guard`].
    pub if_match: Option<Arc<str>>,
    pub request_id: Arc<str>,
    /// The device a person is signed in at, else what `X-Device-Id` says.
    pub device: Option<Arc<str>>,
    pub path: Arc<str>,
}

/// The same where no key is needed: what goes with it is a stranger's.
#[derive(Debug)]
pub struct OpenChange<T, const MAX: usize = BODY_BYTES_MAX> {
    pub body: T,
    pub context: Context,
}

impl Context {
    fn read(parts: &Parts, body: &[u8], principal: Principal) -> Result<Self, Problem> {
        let call = Call::of(parts)?;
        let path = call.uri.path();
        let said = plain(&parts.headers, HeaderName::from_static("x-device-id"))?;
        let device = principal.signed_in.as_ref().and_then(|at| at.device.clone()).or(said);
        Ok(Self {
            principal,
            key: plain(&parts.headers, HeaderName::from_static("idempotency-key"))?,
            fingerprint: fingerprint(parts.method.as_str(), path, body),
            if_match: if_match(&parts.headers)?,
            request_id: call.request_id().into(),
            device,
            path: path.into(),
        })
    }
}

impl<S: Send + Sync, T: DeserializeOwned, const MAX: usize> FromRequest<S> for Change<T, MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, raw) = request.into_parts();
        let bytes = collect(&parts.headers, raw, MAX).await?;
        let principal = Call::of(&parts)?.principal()?.clone();
        let context = Context::read(&parts, &bytes, principal)?;
        Ok(Self { body: json::parse(&bytes)?, context })
    }
}

impl<S: Send + Sync, T: DeserializeOwned, const MAX: usize> FromRequest<S> for OpenChange<T, MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, raw) = request.into_parts();
        let bytes = collect(&parts.headers, raw, MAX).await?;
        let context = Context::read(&parts, &bytes, Principal::stranger())?;
        Ok(Self { body: json::parse(&bytes)?, context })
    }
}

impl<S: Send + Sync, T: DeserializeOwned, const MAX: usize> FromRequest<S> for Body<T, MAX> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, raw) = request.into_parts();
        let bytes = collect(&parts.headers, raw, MAX).await?;
        json::parse(&bytes).map(Self)
    }
}

/// For changes that say all in their path: takes no body, or `{}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NoBody;

impl<'de> Deserialize<'de> for NoBody {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Nothing;

        impl<'de> Visitor<'de> for Nothing {
            type Value = NoBody;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("no body, or an empty object")
            }

            fn visit_unit<E>(self) -> Result<NoBody, E> {
                Ok(NoBody)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NoBody, A::Error> {
                match map.next_key::<String>()? {
                    None => Ok(NoBody),
                    Some(name) => Err(serde::de::Error::unknown_field(&name, &[])),
                }
            }
        }

        from.deserialize_any(Nothing)
    }
}

impl PartialSchema for NoBody {
    fn schema() -> RefOr<Schema> {
        let mut nothing = Object::with_type(Type::Object);
        nothing.description = Some("Nothing: no body at all, or an empty object".into());
        nothing.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        nothing.into()
    }
}

impl ToSchema for NoBody {}

/// 412 `version-mismatch` unless `If-Match` is absent, `*`, or names the current strong tag (RFC 9110, 13.1.1).
pub fn guard(if_match: Option<&str>, current_etag: &str) -> Result<(), Problem> {
    let matches = |sent: &str| sent.trim() == "*" || sent.split(',').any(|tag| tag.trim() == current_etag);
    match if_match {
        Some(sent) if !matches(sent) => Err(Problem::new(
            Slug::VersionMismatch,
            format!("If-Match does not name the current version, {current_etag}"),
        )),
        _ => Ok(()),
    }
}

/// Reads a JSON body, never holding more than `max` bytes of it (I-9).
async fn collect(headers: &HeaderMap, raw: RawBody, max: usize) -> Result<Bytes, Problem> {
    let mut raw = raw;
    let declared = raw.size_hint().lower();
    if declared == 0 && raw.is_end_stream() {
        return Ok(Bytes::new());
    }
    json_or_unsaid(headers)?;
    let reading = async {
        if declared <= max as u64 {
            match Limited::new(&mut raw, max).collect().await {
                Ok(whole) => return Ok(whole.to_bytes()),
                Err(error) if error.is::<LengthLimitError>() => {}
                Err(_) => return Err(Problem::malformed("", "the body broke off")),
            }
        }
        drain(&mut raw).await;
        Err(Problem::new(Slug::PayloadTooLarge, format!("a body here may have {max} bytes")))
    };
    match tokio::time::timeout(BODY_READ_TIME_MAX, reading).await {
        Ok(read) => read,
        Err(_) => Err(Problem::malformed("", "the body took too long").status(408)),
    }
}

/// Reads on and drops what it reads: a sender still writing would otherwise see a reset and not the answer.
async fn drain(raw: &mut RawBody) {
    let mut left = BODY_BYTES_DRAINED_MAX;
    while let Some(Ok(frame)) = raw.frame().await {
        match left.checked_sub(frame.data_ref().map_or(0, Bytes::len)) {
            Some(less) => left = less,
            None => break,
        }
    }
}

fn json_or_unsaid(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(sent) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let kind = sent.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let is_json = kind.eq_ignore_ascii_case("application/json")
        || (kind.len() > 17
            && kind.is_ascii()
            && kind[..12].eq_ignore_ascii_case("application/")
            && kind.ends_with("+json"));
    if is_json {
        return Ok(());
    }
    Err(Problem::new(Slug::UnsupportedMediaType, "the content type must be application/json"))
}

fn plain(headers: &HeaderMap, name: HeaderName) -> Result<Option<Arc<str>>, Problem> {
    let mut sent = headers.get_all(&name).iter();
    let Some(value) = sent.next() else { return Ok(None) };
    match value.to_str() {
        Ok(text) if is_plain(value) && sent.next().is_none() => Ok(Some(text.into())),
        _ => Err(Problem::malformed(
            name.as_str(),
            format!("{name} must be one text of 1 to 255 visible ASCII characters"),
        )),
    }
}

fn if_match(headers: &HeaderMap) -> Result<Option<Arc<str>>, Problem> {
    let mut tags = String::new();
    for value in headers.get_all(header::IF_MATCH) {
        let text = value.to_str().map_err(|_| Problem::malformed("if-match", "If-Match must be visible ASCII"))?;
        if !tags.is_empty() {
            tags.push(',');
        }
        tags.push_str(text);
    }
    Ok((headers.contains_key(header::IF_MATCH)).then(|| tags.into()))
}

fn fingerprint(method: &str, path: &str, body: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [method.as_bytes(), b"\0", path.as_bytes(), b"\0", body] {
        hash.update(part);
    }
    hash.finalize().into()
}
