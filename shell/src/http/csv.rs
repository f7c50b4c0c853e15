//! Lists as CSV, for whoever asks with `Accept: text/csv`: one page a request, as in JSON, the next one in `Link`.

use std::borrow::Cow;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use http_body_util::BodyExt;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::csv::{Table, flattened};

pub const MEDIA_TYPE: &str = "text/csv";

/// What of any list is looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List<'a> {
    #[serde(borrow)]
    items: Vec<&'a RawValue>,
    #[serde(borrow)]
    next_cursor: Option<Cow<'a, str>>,
}

/// Whether a reading is wanted as CSV: it is named, and JSON is not liked better.
pub(super) fn is_wanted(method: &Method, headers: &HeaderMap) -> bool {
    if method != Method::GET || !headers.contains_key(header::ACCEPT) {
        return false;
    }
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let ranges: Vec<(&str, f32)> = accepted.flat_map(|text| text.split(',')).map(range).collect();
    let liked = |kind: &str| ranges.iter().find(|(name, _)| name.eq_ignore_ascii_case(kind)).map(|(_, liked)| *liked);
    liked(MEDIA_TYPE).is_some_and(|csv| csv > 0.0 && csv >= liked("application/json").unwrap_or(0.0))
}

/// A media range and how much it is liked (RFC 9110, 12.5.1).
fn range(text: &str) -> (&str, f32) {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let liked = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok());
    (name, liked.unwrap_or(1.0))
}

/// The same answer as CSV where it is a list; any other is left as it is.
pub(super) async fn told(response: Response, uri: &Uri) -> Response {
    let json = HeaderValue::from_static("application/json");
    if response.status() != StatusCode::OK || response.headers().get(header::CONTENT_TYPE) != Some(&json) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // our own answer, in memory already
    let bytes = body.collect().await.map(|whole| whole.to_bytes()).unwrap_or_default();
    let Some((table, next)) = read(&bytes) else { return Response::from_parts(parts, Body::from(bytes)) };
    parts.headers.remove(header::CONTENT_LENGTH);
    let kind = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    parts.headers.insert(header::CONTENT_TYPE, kind);
    parts.headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    if let Some(link) = next.and_then(|cursor| HeaderValue::try_from(next_page(uri, &cursor)).ok()) {
        parts.headers.insert(header::LINK, link);
    }
    Response::from_parts(parts, Body::from(table))
}

fn read(bytes: &Bytes) -> Option<(Vec<u8>, Option<String>)> {
    let list: List<'_> = serde_json::from_slice(bytes).ok()?;
    let mut table = Table::default();
    for item in &list.items {
        table.add(flattened(item).ok()?);
    }
    Some((table.written(), list.next_cursor.map(Cow::into_owned)))
}

/// The same list behind `cursor` (RFC 8288).
fn next_page(uri: &Uri, cursor: &str) -> String {
    let query = uri.query().unwrap_or_default();
    let mut next = form_urlencoded::Serializer::new(String::new());
    next.extend_pairs(form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "cursor"));
    next.append_pair("cursor", cursor);
    format!("<{}?{}>; rel=\"next\"", uri.path(), next.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(accept: &str) -> bool {
        let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
        is_wanted(&Method::GET, &headers)
    }

    #[test]
    fn csv_must_be_named_and_not_be_liked_less() {
        for accept in ["text/csv", "TEXT/CSV; q=0.5, */*;q=0.1", "application/json;q=0.4, text/csv;q=0.5"] {
            assert!(wanted(accept), "{accept}");
        }
        for accept in ["*/*", "application/json, text/csv;q=0.5", "text/csv;q=0", "text/*"] {
            assert!(!wanted(accept), "{accept}");
        }
    }

    #[tokio::test]
    async fn a_list_is_told_with_its_next_page_and_nothing_else_is_touched() {
        let answer = |body: &'static str| {
            Response::builder().header("content-type", "application/json").body(Body::from(body)).unwrap()
        };
        let uri: Uri = "/v1/things?limit=1&cursor=old&q=a%20b".parse().unwrap();
        let list = told(answer(r#"{"items":[{"b":1,"a":"=x"}],"nextCursor":"new"}"#), &uri).await;
        assert_eq!(list.headers()["link"], r#"</v1/things?limit=1&q=a+b&cursor=new>; rel="next""#);
        assert_eq!(list.into_body().collect().await.unwrap().to_bytes(), "b,a\r\n1,'=x\r\n");
        let last = told(answer(r#"{"items":[],"nextCursor":null}"#), &uri).await;
        assert!(!last.headers().contains_key("link"));
        let one = told(answer(r#"{"sku":"CUP"}"#), &uri).await;
        assert_eq!(one.headers()["content-type"], "application/json");
        assert_eq!(one.into_body().collect().await.unwrap().to_bytes(), r#"{"sku":"CUP"}"#);
    }
}
