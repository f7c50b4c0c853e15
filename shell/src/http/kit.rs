//! Puts an API behind the gate, beside the endpoints that every Holdfast server has.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::json;
use utoipa::openapi::OpenApi;

use super::docs;
pub use super::gate::RateLimit;
use super::gate::{Gate, Needs, pass};
use super::keyring::{KeyRing, Keys};
use super::problem::Problem;

/// Whether the server takes work, or why it does not. Asked at each `/readyz`: must be quick.
pub type Ready = Arc<dyn Fn() -> Result<(), String> + Send + Sync>;

/// Whether a change could not even wait for its turn. Asked before anything of it is read: must be quick.
pub type Full = Arc<dyn Fn() -> bool + Send + Sync>;

/// What the kit needs from the server it serves.
pub struct Kit {
    pub keys: Arc<dyn KeyRing>,
    pub metrics: PrometheusHandle,
    pub openapi: OpenApi,
    pub ready: Ready,
    pub rate: RateLimit,
    pub full: Full,
}

/// The whole server: `api` needs a key, `open` (web pages) and `/healthz`, `/readyz`, `/metrics`, `/openapi.json`
/// and `/docs` need none. Neither router may set a fallback of its own.
pub fn serve_kit(api: Router, open: Router, kit: Kit) -> Router {
    let gate = Arc::new(Gate::new(Keys::new(kit.keys.clone()), kit.rate, kit.full.clone()));
    let layer = |needs| from_fn_with_state((gate.clone(), needs), pass);
    let unmatched = any(|| async { Problem::not_found("path") }).layer(layer(Needs::KeyUnderV1));
    api.layer(layer(Needs::Key))
        .merge(open.merge(endpoints(kit)).layer(layer(Needs::Nothing)))
        .fallback_service(unmatched)
}

fn endpoints(kit: Kit) -> Router {
    let document = Bytes::from(kit.openapi.to_json().unwrap_or_default());
    let (ready, metrics) = (kit.ready, kit.metrics);
    Router::new()
        .route("/healthz", get(|| async { json_text(StatusCode::OK, json!({"status": "ok"}).to_string()) }))
        .route("/readyz", get(move || async move { readiness(&ready) }))
        .route("/metrics", get(move || async move { ([(header::CONTENT_TYPE, PROMETHEUS)], metrics.render()) }))
        .route("/openapi.json", get(move || async move { json_text(StatusCode::OK, document) }))
        .merge(docs::router())
}

const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";

fn readiness(ready: &Ready) -> Response {
    match ready() {
        Ok(()) => json_text(StatusCode::OK, json!({"status": "ready"}).to_string()),
        Err(reason) => {
            json_text(StatusCode::SERVICE_UNAVAILABLE, json!({"status": "waiting", "reason": reason}).to_string())
        }
    }
}

fn json_text(status: StatusCode, text: impl IntoResponse) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}
