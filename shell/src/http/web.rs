//! A web front end that is part of the program: files that were built beforehand, sent as they are, under a policy that lets
//! a page load nothing from anywhere else.

use std::borrow::Cow;
use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use rust_embed::{EmbeddedFile, RustEmbed};

use super::page::hex;

/// What a front end is called, and what it needs.
#[derive(Debug, Clone, Copy)]
pub struct About {
    pub name: &'static str,
    /// Whether its policy lets WebAssembly be compiled.
    pub runs_wasm: bool,
}

/// Beside a file may lie the same, compressed, under these endings; the smaller one first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];
/// What lies in this folder has the digest of its content in its name.
const HASHED: &str = "assets/";
const PAGE: &str = "index.html";

/// One route for each file of `F`, and the page at `/`. Without files, a page that says how to build them.
pub fn pages<F: RustEmbed + 'static>(about: About) -> Router {
    let names: BTreeSet<String> = F::iter().map(Cow::into_owned).collect();
    if !names.contains(PAGE) {
        return Router::new().route("/", get(move || async move { unbuilt(about) }));
    }
    let file = |name: String| get(move |asked: HeaderMap| async move { answer::<F>(about, &name, &asked) });
    let is_plain = |name: &&String| !ENCODINGS.iter().any(|(_, ending)| name.ends_with(ending));
    let named = names.iter().filter(is_plain);
    named.fold(Router::new().route("/", file(PAGE.to_owned())), |router, name| {
        router.route(&format!("/{name}"), file(name.clone()))
    })
}

fn answer<F: RustEmbed>(about: About, name: &str, asked: &HeaderMap) -> Response {
    let Some(plain) = F::get(name) else { return StatusCode::NOT_FOUND.into_response() };
    let content_type = content_type(&plain);
    let (encoding, file) = smallest::<F>(name, plain, asked);
    let tag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..16]));
    let known = asked.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let mut response = match known.is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag)) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => body(file).into_response(),
    };
    let cached = if name.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let told = [
        (header::CONTENT_TYPE, Some(content_type)),
        (header::CONTENT_ENCODING, encoding.map(str::to_owned)),
        (header::ETAG, Some(tag)),
        (header::CACHE_CONTROL, Some(cached.to_owned())),
        (header::VARY, Some("accept-encoding".to_owned())),
    ];
    for (name, text) in told {
        if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    guard(response, about)
}

/// The smallest form of a file that whoever asks can read.
fn smallest<F: RustEmbed>(name: &str, plain: EmbeddedFile, asked: &HeaderMap) -> (Option<&'static str>, EmbeddedFile) {
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|text| text.to_str().ok()).unwrap_or_default();
    let readable = ENCODINGS.into_iter().filter(|(encoding, _)| accepts(accepted, encoding));
    let found = readable.filter_map(|(encoding, ending)| Some((encoding, F::get(&format!("{name}{ending}"))?))).next();
    found.map_or((None, plain), |(encoding, file)| (Some(encoding), file))
}

/// Whether an `Accept-Encoding` names the encoding, and not with weight 0.
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let is_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight = parts.find_map(|part| part.strip_prefix("q=")).and_then(|weight| weight.parse::<f32>().ok());
        is_it && weight != Some(0.0)
    })
}

fn content_type(file: &EmbeddedFile) -> String {
    let kind = file.metadata.mimetype();
    if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}

fn body(file: EmbeddedFile) -> Body {
    match file.data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    }
}

/// Everything from this server and nothing from elsewhere; no page of another may show it in a frame.
fn guard(mut response: Response, about: About) -> Response {
    let wasm = if about.runs_wasm { " 'wasm-unsafe-eval'" } else { "" };
    let policy = format!(
        "default-src 'none'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, text) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(self), microphone=(), geolocation=()"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(text));
    }
    response
}

/// The page of a program that was built without its front end.
fn unbuilt(about: About) -> Response {
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Holdfast</title></head>\n<body>\n<h1>The {name} is not part of this program</h1>\n\
         <p>It was built without Node.js. Everything else works: the API is described at <a href=\"/docs\">/docs</a>.</p>\n\
         <p>To have the {name}, install Node.js 20.19 or newer, and run at the root of the sources:</p>\n\
         <pre>cargo xtask web\ncargo build --release</pre>\n</body>\n</html>\n",
        name = about.name
    );
    guard(Html(page).into_response(), about)
}

#[cfg(test)]
mod tests {
    use rust_embed::RustEmbed;

    use super::super::tests::{Told, ask, request};
    use super::{About, Router, pages};

    const ABOUT: About = About { name: "floor terminal", runs_wasm: true };

    /// Its compressed files are none, so that they are told apart.
    #[derive(RustEmbed)]
    #[folder = "tests/web"]
    struct Built;

    #[derive(RustEmbed)]
    #[folder = "tests/no-such-folder"]
    #[allow_missing = true]
    struct Nothing;

    async fn get_of(router: &Router, path: &str, headers: &[(&str, &str)]) -> Told {
        ask(router, request("GET", path, headers, "")).await
    }

    #[tokio::test]
    async fn a_file_is_sent_in_its_smallest_readable_form() {
        let site = pages::<Built>(ABOUT);
        for (accepted, encoding, text) in
            [("gzip, br", "br", "small"), ("br;q=0, gzip", "gzip", "gzipped"), ("identity", "", "long long")]
        {
            let told = get_of(&site, "/assets/a-1.js", &[("accept-encoding", accepted)]).await;
            assert_eq!((told.status, told.header("content-encoding"), told.text()), (200, encoding, text));
            assert_eq!(told.header("content-type"), "text/javascript; charset=utf-8");
            assert!(told.header("cache-control").contains("immutable"));
        }
        assert_eq!(get_of(&site, "/assets/a-1.js.br", &[]).await.status, 404, "a form is no file of its own");
    }

    #[tokio::test]
    async fn a_page_is_asked_for_anew_and_known_by_its_tag() {
        let site = pages::<Built>(ABOUT);
        let told = get_of(&site, "/", &[]).await;
        assert_eq!((told.status, told.header("cache-control")), (200, "no-cache"));
        let again = get_of(&site, "/", &[("if-none-match", told.header("etag"))]).await;
        assert_eq!((again.status, again.text()), (304, ""));
    }

    #[tokio::test]
    async fn nothing_comes_from_elsewhere_and_no_script_stands_in_a_page() {
        for site in [pages::<Built>(ABOUT), pages::<Nothing>(ABOUT)] {
            let told = get_of(&site, "/", &[]).await;
            let policy = told.header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
            assert!(!policy.contains("unsafe-inline") && policy.contains("frame-ancestors 'none'"), "{policy}");
            assert_eq!(told.header("x-content-type-options"), "nosniff");
        }
    }

    #[tokio::test]
    async fn a_program_without_its_front_end_says_how_to_build_it() {
        let told = get_of(&pages::<Nothing>(ABOUT), "/", &[]).await;
        assert_eq!(told.status, 200);
        assert!(told.text().contains("cargo xtask web"), "{}", told.text());
    }
}
