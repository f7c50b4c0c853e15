//! What the gate knows of one request and hands to the extractors: who asks, its id, its trace, its path.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};
use ulid::Ulid;

use super::limits::HEADER_TEXT_MAX;
use super::principal::Principal;
use super::problem::{Problem, Slug};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Put into the request's extensions once, by the gate.
#[derive(Debug, Clone)]
pub struct Call {
    pub principal: Option<Principal>,
    pub request_id: HeaderValue,
    /// The whole URI as it came, whatever routers nest.
    pub uri: Uri,
}

impl Call {
    /// The call of a request that came through the gate.
    pub fn of(parts: &Parts) -> Result<&Self, Problem> {
        parts.extensions.get().ok_or_else(|| Problem::new(Slug::InternalError, "the request came past the gate"))
    }

    pub fn principal(&self) -> Result<&Principal, Problem> {
        self.principal.as_ref().ok_or_else(|| Problem::new(Slug::Unauthorized, "this needs a key"))
    }

    pub fn request_id(&self) -> &str {
        self.request_id.to_str().unwrap_or_default()
    }
}

/// Whether a header's text is one we would keep and show again: visible ASCII, 1 to 255 characters.
pub fn is_plain(value: &HeaderValue) -> bool {
    (1..=HEADER_TEXT_MAX).contains(&value.len()) && value.as_bytes().iter().all(u8::is_ascii_graphic)
}

/// The client's own request id if it is fit to be shown and logged, else a new one.
pub fn request_id(headers: &HeaderMap) -> HeaderValue {
    match headers.get(REQUEST_ID) {
        Some(value) if is_plain(value) => value.clone(),
        _ => {
            let mut text = [0; ulid::ULID_LEN];
            let fresh = Ulid::generate();
            HeaderValue::from_str(fresh.array_to_str(&mut text)).unwrap_or(HeaderValue::from_static("-"))
        }
    }
}

/// `traceparent` to answer (W3C Trace Context, level 1): the caller's trace when it sent a valid one, with a span of ours.
pub fn traceparent(headers: &HeaderMap) -> HeaderValue {
    let sent = headers.get(TRACEPARENT).map(HeaderValue::as_bytes).filter(|text| is_traceparent(text));
    let mut text = *b"00-00000000000000000000000000000000-0000000000000000-00";
    match sent {
        Some(sent) => {
            text[3..35].copy_from_slice(&sent[3..35]);
            text[53..55].copy_from_slice(&sent[53..55]);
        }
        None => write_hex(&mut text[3..35], rand::random::<u128>().max(1)),
    }
    write_hex(&mut text[36..52], u128::from(rand::random::<u64>().max(1)));
    HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static(""))
}

fn is_traceparent(text: &[u8]) -> bool {
    let hex = |part: &[u8]| part.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let zero = |part: &[u8]| part.iter().all(|byte| *byte == b'0');
    // A later version may append fields after a dash; version ff is forbidden.
    let long_enough = text.len() == 55 || (text.len() > 55 && text[55] == b'-' && &text[..2] != b"00");
    long_enough
        && [2, 35, 52].iter().all(|dash| text[*dash] == b'-')
        && [&text[..2], &text[3..35], &text[36..52], &text[53..55]].iter().all(|part| hex(part))
        && &text[..2] != b"ff"
        && !zero(&text[3..35])
        && !zero(&text[36..52])
}

fn write_hex(into: &mut [u8], mut number: u128) {
    for digit in into.iter_mut().rev() {
        *digit = b"0123456789abcdef"[(number & 15) as usize];
        number >>= 4;
    }
}
