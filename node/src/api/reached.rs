//! How whoever asks reaches this node: what a link or a QR code that is shown to somebody else begins with.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header;
use axum::http::request::Parts;
use axum::http::uri::Authority;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::serve::OverTls;

use crate::core::access::Origin;

/// Longest host that is shown again, bytes.
const HOST_BYTES_MAX: usize = 255;

/// The node's origin, if the request names it in a form that can be shown again.
#[derive(Debug)]
pub(super) struct Reached(pub Option<Origin>);

impl<S: Send + Sync> FromRequestParts<S> for Reached {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(origin(&parts.headers, parts.extensions.get::<OverTls>().is_some())))
    }
}

/// A proxy that ends TLS before the node says so in `X-Forwarded-Proto`: the first of its words is what the client spoke.
fn origin(headers: &HeaderMap, over_tls: bool) -> Option<Origin> {
    let text = |value: &axum::http::HeaderValue| value.to_str().ok().map(str::to_owned);
    let host = headers.get(header::HOST).and_then(text).filter(|host| is_sound(host))?;
    let forwarded = headers.get("x-forwarded-proto").and_then(text).unwrap_or_default();
    let spoken = forwarded.split(',').next().unwrap_or_default().trim();
    Some(Origin { secure: over_tls || spoken.eq_ignore_ascii_case("https"), host: host.into() })
}

fn is_sound(host: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    (1..=HOST_BYTES_MAX).contains(&host.len()) && host.bytes().all(plain) && host.parse::<Authority>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(host: &str, forwarded: Option<&str>, over_tls: bool) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        if let Some(forwarded) = forwarded {
            headers.insert("x-forwarded-proto", forwarded.parse().unwrap());
        }
        origin(&headers, over_tls).map(|origin| origin.to_string())
    }

    #[test]
    fn the_origin_is_what_the_client_sees() {
        assert_eq!(shown("10.0.0.5:8090", None, false).as_deref(), Some("http://10.0.0.5:8090"));
        assert_eq!(shown("leeds.local:8443", None, true).as_deref(), Some("https://leeds.local:8443"));
        assert_eq!(shown("[fe80::1]:1", Some("http"), true).as_deref(), Some("https://[fe80::1]:1"));
        assert_eq!(shown("node.example", Some("HTTPS, http"), false).as_deref(), Some("https://node.example"));
        assert_eq!(shown("node.example", Some("http, https"), false).as_deref(), Some("http://node.example"));
    }

    #[test]
    fn a_host_that_is_none_is_not_shown_again() {
        for host in ["", "evil@node", "a b", "node/#x", "node\"<", "a:b:c"] {
            assert_eq!(shown(host, None, true), None, "{host}");
        }
        assert_eq!(origin(&HeaderMap::new(), true), None);
    }
}
