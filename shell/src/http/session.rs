//! Sessions of browsers: a cookie in the place of a key, and what guards requests that bring one. A browser sends its cookies
//! by itself, whoever made it ask; so a change must name what only the page that signed in can know, and what another site
//! began is refused.

use std::fmt;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use rand::CryptoRng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::limits::KEY_BYTES_MAX;
use super::page::hex;
use super::problem::{Problem, Slug};

/// The cookie's name.
pub const COOKIE: &str = "holdfast_session";
/// The header that a change brings beside the cookie.
pub const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const REPEATED: &str = "holdfast 2026-11 session of a sign-in that may be repeated";

/// A session's secret. The browser has it; what the store keeps is its digest.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(Box<str>);

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

impl SessionToken {
    /// 256 random bits behind `hfs_`.
    pub fn new(rng: &mut impl CryptoRng) -> Self {
        let mut secret = [0; 32];
        rng.fill_bytes(&mut secret);
        Self::of(&secret)
    }

    /// The token of a sign-in that was sent with an idempotency key. It follows from what was proved with and that key, so
    /// that a repetition is answered with the same session (I-4) and the store still keeps nothing that opens one.
    pub fn repeatable(proof: &str, key: &str) -> Self {
        let material = [&(proof.len() as u64).to_le_bytes(), proof.as_bytes(), key.as_bytes()].concat();
        Self::of(&blake3::derive_key(REPEATED, &material))
    }

    fn of(secret: &[u8; 32]) -> Self {
        Self(format!("hfs_{}", hex(secret)).into())
    }

    /// The token that a request brings, if it brings one.
    pub fn shown(headers: &HeaderMap) -> Option<Self> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (_, token) = pairs.find(|(name, _)| *name == COOKIE)?;
        (1..=KEY_BYTES_MAX).contains(&token.len()).then(|| Self(token.into()))
    }

    /// What is kept of it: no digest of a key is one of a session, or the other way round.
    pub fn digest(&self) -> [u8; 32] {
        self.hashed("session")
    }

    /// What the page that signed in sends with every change.
    pub fn csrf(&self) -> String {
        hex(&self.hashed("csrf"))
    }

    fn hashed(&self, what_for: &str) -> [u8; 32] {
        Sha256::new().chain_update(what_for).chain_update([0]).chain_update(self.0.as_bytes()).finalize().into()
    }

    /// 403 `forbidden` where another site had the browser ask, or a change does not bring the session's CSRF token.
    pub(super) fn guard(&self, method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
        is_from_here(headers)?;
        let brought = headers.get(CSRF_HEADER).map_or(&b""[..], HeaderValue::as_bytes);
        if method.is_safe() || bool::from(brought.ct_eq(self.csrf().as_bytes())) {
            return Ok(());
        }
        let detail = "a change in a browser's session needs the header X-CSRF-Token with the session's csrfToken";
        Err(Problem::new(Slug::Forbidden, detail))
    }

    /// `Set-Cookie` that gives the browser the token.
    pub fn cookie(&self, lasting: Duration, secure: bool) -> Option<HeaderValue> {
        set_cookie(&self.0, lasting, secure)
    }
}

/// `Set-Cookie` that takes the token from the browser.
pub fn cleared(secure: bool) -> Option<HeaderValue> {
    set_cookie("", Duration::ZERO, secure)
}

fn set_cookie(token: &str, lasting: Duration, secure: bool) -> Option<HeaderValue> {
    let (seconds, secure) = (lasting.as_secs(), if secure { "; Secure" } else { "" });
    let text = format!("{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age={seconds}{secure}");
    HeaderValue::try_from(text).ok()
}

/// Whether what stands before this server says that the client speaks TLS with it.
pub fn is_over_tls(headers: &HeaderMap) -> bool {
    let said = headers.get(FORWARDED_PROTO).and_then(|value| value.to_str().ok()).unwrap_or_default();
    said.split(',').next().unwrap_or_default().trim().eq_ignore_ascii_case("https")
}

/// 403 `forbidden` where a browser says that a page of another site had it ask. Programs that are no browsers say nothing.
pub fn is_from_here(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = text(&FETCH_SITE).is_none_or(|site| matches!(site, "same-origin" | "none"));
    let host = text(&header::HOST).unwrap_or_default();
    let is_ours = |origin: &str| origin.split_once("://").is_some_and(|(_, place)| place.eq_ignore_ascii_case(host));
    if site && text(&header::ORIGIN).is_none_or(is_ours) {
        return Ok(());
    }
    Err(Problem::new(Slug::Forbidden, "the request comes from a page of another site"))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn headers(all: &[(&'static str, &str)]) -> HeaderMap {
        all.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_token_is_found_among_cookies() {
        let token = SessionToken::new(&mut StdRng::seed_from_u64(1));
        let found = |cookie: &str| SessionToken::shown(&headers(&[("cookie", cookie)]));
        let set = token.cookie(Duration::from_secs(60), true).unwrap();
        let set = set.to_str().unwrap();
        assert!(set.ends_with("; HttpOnly; SameSite=Strict; Path=/; Max-Age=60; Secure"), "{set}");
        let pair = set.split(';').next().unwrap();
        assert_eq!(found(&format!("a=b; {pair}; c")), Some(token));
        for none in ["", "holdfast_session", "holdfast_session=", "xholdfast_session=1"] {
            assert_eq!(found(none), None, "{none}");
        }
        assert_eq!(found(&format!("holdfast_session={}", "x".repeat(KEY_BYTES_MAX + 1))), None);
    }

    #[test]
    fn a_repeated_sign_in_has_one_token_and_no_other_has_it() {
        let token = SessionToken::repeatable("hf_1", "k");
        assert_eq!(token, SessionToken::repeatable("hf_1", "k"));
        for (proof, key) in [("hf_1", "l"), ("hf_2", "k"), ("hf_", "1k"), ("hf_1k", "")] {
            assert_ne!(token, SessionToken::repeatable(proof, key));
        }
        assert_ne!(hex(&token.digest()), token.csrf());
    }

    #[test]
    fn a_change_needs_the_token_and_comes_from_here() {
        let token = SessionToken::new(&mut StdRng::seed_from_u64(2));
        let csrf = token.csrf();
        let asked = |method: Method, more: &[(&'static str, &str)]| {
            token.guard(&method, &headers(&[&[("host", "hub:8080")], more].concat())).map_err(|problem| problem.status)
        };
        assert_eq!(asked(Method::GET, &[]), Ok(()));
        assert_eq!(asked(Method::POST, &[]), Err(403));
        assert_eq!(asked(Method::POST, &[("x-csrf-token", &csrf[1..])]), Err(403));
        assert_eq!(asked(Method::DELETE, &[("x-csrf-token", &csrf)]), Ok(()));
        let from = |origin| asked(Method::GET, &[("origin", origin)]);
        assert_eq!((from("https://hub:8080"), from("http://HUB:8080")), (Ok(()), Ok(())));
        for foreign in ["null", "http://hub", "http://hub:8081", "http://evil.example"] {
            assert_eq!(from(foreign), Err(403), "{foreign}");
        }
        let site = |site| asked(Method::GET, &[("sec-fetch-site", site)]);
        assert_eq!((site("same-origin"), site("none")), (Ok(()), Ok(())));
        assert_eq!((site("same-site"), site("cross-site")), (Err(403), Err(403)));
    }

    #[test]
    fn tls_before_the_server_is_what_the_proxy_says_first() {
        let said = |proto| is_over_tls(&headers(&[("x-forwarded-proto", proto)]));
        assert!(said("https") && said("HTTPS, http"));
        assert!(!said("http, https") && !said("") && !is_over_tls(&HeaderMap::new()));
    }
}
