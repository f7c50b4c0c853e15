//! `/trust`: how a device learns to trust this node, before it can: the hub's root certificate in the forms that systems take,
//! its fingerprint, and what to do with them, in the languages of the floor. Needs no key.

mod page;
mod profile;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use holdfast_crdt::WarehouseId;
use holdfast_shell::link::Root;
use serde::Deserialize;

use page::{Language, STYLE};

/// Nothing but the page's own style sheet.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// All that is shown, made once.
struct Trust {
    root: Root,
    pages: Vec<(Language, String)>,
    profile: String,
}

/// The page, its style sheet, and the root as DER, PEM and a profile of Apple's systems.
pub fn router(root: Root, warehouse: &WarehouseId) -> Router {
    let pages = Language::ALL.map(|language| (language, page::written(language, &root, warehouse))).to_vec();
    let profile = profile::written(&root);
    Router::new()
        .route("/trust", get(page))
        .route("/trust/style.css", get(|| async { file("text/css; charset=utf-8", None, STYLE) }))
        .route("/trust/root.crt", get(der))
        .route("/trust/root.pem", get(pem))
        .route("/trust/root.mobileconfig", get(mobileconfig))
        .with_state(Arc::new(Trust { root, pages, profile }))
}

#[derive(Debug, Deserialize)]
struct Asked {
    lang: Option<String>,
}

async fn page(State(trust): State<Arc<Trust>>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let language = asked.lang.as_deref().and_then(Language::named).unwrap_or_else(|| Language::preferred(accepted));
    let written = trust.pages.iter().find(|(of, _)| *of == language).map(|(_, text)| text.clone());
    let mut response = file("text/html; charset=utf-8", None, written.unwrap_or_default());
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    response
}

async fn der(State(trust): State<Arc<Trust>>) -> Response {
    file("application/x-x509-ca-cert", Some("holdfast-root.crt"), trust.root.der().to_vec())
}

async fn pem(State(trust): State<Arc<Trust>>) -> Response {
    file("application/x-pem-file", Some("holdfast-root.pem"), trust.root.pem().to_owned())
}

async fn mobileconfig(State(trust): State<Arc<Trust>>) -> Response {
    file("application/x-apple-aspen-config", Some("holdfast-root.mobileconfig"), trust.profile.clone())
}

/// `saved`: the name under which it is to be kept, where it is not to be shown.
fn file(kind: &'static str, saved: Option<&str>, content: impl IntoResponse) -> Response {
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // another hub may be this node's tomorrow
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    if let Some(name) = saved.and_then(|name| HeaderValue::try_from(format!("attachment; filename=\"{name}\"")).ok()) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use holdfast_crdt::Millis;
    use holdfast_shell::link::Authority;
    use http_body_util::BodyExt;
    use tower::util::ServiceExt;

    use super::*;

    fn root() -> Root {
        Root::from_pem(Authority::create(Millis(1_800_000_000_000)).unwrap().ca_pem()).unwrap()
    }

    async fn got(router: &Router, path: &str, accepted: &str) -> (HeaderMap, Vec<u8>) {
        let request = Request::get(path).header("accept-language", accepted).body(Body::empty()).unwrap();
        let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
        assert_eq!(parts.status, 200, "{path}");
        assert_eq!(parts.headers["content-security-policy"], POLICY, "{path}");
        (parts.headers, body.collect().await.unwrap().to_bytes().to_vec())
    }

    #[tokio::test]
    async fn the_root_is_handed_out_in_every_form() {
        let root = root();
        let router = router(root.clone(), &WarehouseId::new("LEEDS").unwrap());
        let (headers, der) = got(&router, "/trust/root.crt", "").await;
        assert_eq!((headers["content-type"].to_str().unwrap(), &*der), ("application/x-x509-ca-cert", root.der()));
        assert_eq!(headers["content-disposition"], "attachment; filename=\"holdfast-root.crt\"");
        assert_eq!(got(&router, "/trust/root.pem", "").await.1, root.pem().as_bytes());
        let (headers, profile) = got(&router, "/trust/root.mobileconfig", "").await;
        assert_eq!(headers["content-type"], "application/x-apple-aspen-config");
        assert!(String::from_utf8(profile).unwrap().contains("com.apple.security.root"));
    }

    #[tokio::test]
    async fn the_page_speaks_the_readers_language() {
        let root = root();
        let router = router(root.clone(), &WarehouseId::new("LEEDS").unwrap());
        for (path, accepted, lang) in [
            ("/trust", "", "en"),
            ("/trust", "fr, de-AT;q=0.8, en;q=0.5", "de"),
            ("/trust", "ar", "ar"),
            ("/trust?lang=pl", "de", "pl"),
            ("/trust?lang=xx", "es", "es"),
        ] {
            let (headers, body) = got(&router, path, accepted).await;
            let text = String::from_utf8(body).unwrap();
            assert!(text.contains(&format!("<html lang=\"{lang}\"")), "{path} {accepted}");
            assert_eq!(text.contains("dir=\"rtl\""), lang == "ar");
            assert!(headers["content-type"].to_str().unwrap().starts_with("text/html"));
        }
    }
}
