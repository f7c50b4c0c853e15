//! What holds of the OpenAPI document of either side, and how it is locked. Included by the tests of hub and node.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
const PROBLEM: &str = "application/problem+json";

/// Compares with the document that is kept, or writes it when `HOLDFAST_BLESS` is set.
pub fn assert_locked(document: &Value, kept: &Path, package: &str) {
    let text = format!("{}\n", serde_json::to_string_pretty(&sorted(document)).unwrap());
    if std::env::var_os("HOLDFAST_BLESS").is_some() {
        std::fs::write(kept, text).unwrap();
        return;
    }
    let found = std::fs::read_to_string(kept).unwrap_or_default();
    let differs = found.lines().zip(text.lines()).position(|(kept, now)| kept != now);
    assert!(
        found == text,
        "{} differs from the API (first in line {}). If the API was meant to change, refresh it with\n    \
         HOLDFAST_BLESS=1 cargo test -p {package} openapi",
        kept.display(),
        differs.map_or(found.lines().count(), |at| at) + 1,
    );
}

/// Method and path of every operation that needs a key, each parameter of the path filled in with `id`.
pub fn operations(document: &Value, id: &str) -> Vec<(String, String)> {
    let filled = |path: &String| {
        let parts: Vec<&str> = path.split('/').map(|part| if part.starts_with('{') { id } else { part }).collect();
        parts.join("/")
    };
    let paths = document["paths"].as_object().into_iter().flatten();
    paths
        .flat_map(|(path, item)| {
            let needs_key = |operation: &Value| operation["security"] != serde_json::json!([{}]);
            let methods = METHODS.into_iter().filter(|method| item[*method].is_object() && needs_key(&item[*method]));
            methods.map(|method| (method.to_uppercase(), filled(path))).collect::<Vec<_>>()
        })
        .collect()
}

/// The operations that take a body, by name.
pub fn with_body(document: &Value) -> BTreeSet<String> {
    let items = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    let operations = items.flat_map(|item| METHODS.into_iter().map(move |method| &item[method]));
    operations
        .filter(|operation| operation["requestBody"].is_object())
        .filter_map(|operation| operation["operationId"].as_str().map(str::to_owned))
        .collect()
}

/// By name, so that the text does not depend on how a map was built.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let map: BTreeMap<_, _> = map.iter().map(|(name, value)| (name.clone(), sorted(value))).collect();
            Value::Object(map.into_iter().collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// All that is wrong with a document; empty when nothing is.
pub fn faults(document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    if !document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")) {
        faults.push(format!("not OpenAPI 3.1 but {}", document["openapi"]));
    }
    for field in ["title", "version", "description"] {
        if document["info"][field].as_str().is_none_or(str::is_empty) {
            faults.push(format!("info has no {field}"));
        }
    }
    security(document, &mut faults);
    references(document, document, &mut faults);
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let operation = &item[method];
            if !operation.is_object() {
                continue;
            }
            let mut fault = |what: String| faults.push(format!("{method} {path}: {what}"));
            match operation["operationId"].as_str() {
                Some(name) if names.insert(name.to_owned()) => {}
                name => fault(format!("operationId {name:?} is missing or not unique")),
            }
            if operation["tags"].as_array().is_none_or(Vec::is_empty) || operation["summary"].as_str().is_none() {
                fault("has no tag or no summary".into());
            }
            responses(&operation["responses"], &mut fault);
            headers(path, method, operation, &mut fault);
            parameters(document, path, method, operation, &mut fault);
        }
    }
    if names.is_empty() {
        faults.push("describes nothing".into());
    }
    links(document, &mut faults);
    faults
}

/// Every link leads to an operation, and tells it parameters that it has.
fn links(document: &Value, faults: &mut Vec<String>) {
    let items = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    let operations: Vec<&Value> = items.flat_map(|item| METHODS.into_iter().map(move |method| &item[method])).collect();
    let responses = operations.iter().flat_map(|operation| operation["responses"].as_object().into_iter().flatten());
    let links = responses.flat_map(|(_, response)| response["links"].as_object().into_iter().flatten());
    for (name, link) in links {
        let to = operations.iter().find(|operation| operation["operationId"] == link["operationId"]);
        let takes = |name: &str| {
            let mut declared = to.into_iter().flat_map(|to| to["parameters"].as_array().into_iter().flatten());
            declared.any(|parameter| parameter["name"] == name)
        };
        if !link["parameters"].as_object().is_some_and(|told| told.keys().all(|name| takes(name))) {
            faults.push(format!("the link {name} leads nowhere: {link}"));
        }
    }
}

fn security(document: &Value, faults: &mut Vec<String>) {
    let schemes = &document["components"]["securitySchemes"];
    let wanted: Vec<&String> = document["security"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .flat_map(|map| map.keys())
        .collect();
    let bearer =
        |name: &&String| schemes[name.as_str()]["type"] == "http" && schemes[name.as_str()]["scheme"] == "bearer";
    if wanted.is_empty() || !wanted.iter().all(bearer) {
        faults.push("does not say that every operation needs a bearer key".into());
    }
}

fn references(document: &Value, at: &Value, faults: &mut Vec<String>) {
    match at {
        Value::Object(map) => {
            if let Some(place) = map.get("$ref").and_then(Value::as_str)
                && document.pointer(place.trim_start_matches('#')).is_none()
            {
                faults.push(format!("{place} leads nowhere"));
            }
            map.values().for_each(|value| references(document, value, faults));
        }
        Value::Array(items) => items.iter().for_each(|value| references(document, value, faults)),
        _ => {}
    }
}

fn responses(responses: &Value, fault: &mut impl FnMut(String)) {
    let all = responses.as_object().cloned().unwrap_or_default();
    if !all.keys().any(|status| status.starts_with('2')) {
        fault("documents no success".into());
    }
    for (status, response) in &all {
        if response["description"].as_str().is_none_or(str::is_empty) {
            fault(format!("does not describe {status}"));
        }
        let problem = response["content"][PROBLEM].is_object();
        let empty = response["content"].as_object().is_none_or(serde_json::Map::is_empty);
        let success = status.starts_with('2');
        match status.as_str() {
            "204" => {}
            // nothing a client sends makes one, so a promise of one would be a lie
            "500" | "5XX" => fault(format!("promises {status}")),
            _ if success && empty => fault(format!("says nothing of what {status} holds")),
            _ if !success && !problem => fault(format!("{status} is no {PROBLEM}")),
            _ => {}
        }
    }
    // the queue may be full and the store out of reach: callers must know that they may come again
    for status in ["4XX", "503"] {
        if !all.contains_key(status) {
            fault(format!("documents no {status}"));
        }
    }
}

/// What API.md promises of headers and pages.
fn headers(path: &str, method: &str, operation: &Value, fault: &mut impl FnMut(String)) {
    let takes = |name: &str| {
        let mut declared = operation["parameters"].as_array().into_iter().flatten();
        declared.find(|parameter| parameter["name"] == name)
    };
    let carries = |status: &str, name: &str| operation["responses"][status]["headers"][name].is_object();
    let (change, of_one) = (method != "get", path.contains('{') && !path.ends_with("/batch"));
    if change && takes("If-Match").is_some() != of_one {
        fault("does not say rightly whether it heeds If-Match".into());
    }
    if let Some(limit) = takes("limit")
        && (limit["schema"]["minimum"] != 1 || limit["schema"]["maximum"] != 500)
    {
        fault(format!("bounds its pages by {}", limit["schema"]));
    }
    if !change && path.ends_with('}') && !carries("200", "ETag") {
        fault("shows one resource without an ETag".into());
    }
    if !carries("503", "Retry-After") || !carries("4XX", "Retry-After") {
        fault("does not say when to come again".into());
    }
    let successes =
        operation["responses"].as_object().into_iter().flatten().filter(|(status, _)| status.starts_with('2'));
    for (status, _) in successes.filter(|_| change) {
        if !carries(status, "Idempotency-Replayed") {
            fault(format!("{status} does not say whether it is a replay"));
        }
    }
}

fn parameters(document: &Value, path: &str, method: &str, operation: &Value, fault: &mut impl FnMut(String)) {
    let resolve = |found: &Value| match found["$ref"].as_str() {
        Some(place) => document.pointer(place.trim_start_matches('#')).cloned().unwrap_or_default(),
        None => found.clone(),
    };
    let declared: Vec<Value> = operation["parameters"].as_array().into_iter().flatten().map(resolve).collect();
    let named = |place: &str| -> BTreeSet<String> {
        let here = declared.iter().filter(|parameter| parameter["in"] == place);
        here.map(|parameter| parameter["name"].as_str().unwrap_or_default().to_owned()).collect()
    };
    let in_path: BTreeSet<String> =
        path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(str::to_owned).collect();
    if named("path") != in_path {
        fault(format!("declares the path parameters {:?}", named("path")));
    }
    if method == "get" && operation["requestBody"].is_object() {
        fault("is a GET with a body".into());
    }
    if method != "get" && !named("header").contains("Idempotency-Key") {
        fault("takes an Idempotency-Key and does not say so".into());
    }
}
