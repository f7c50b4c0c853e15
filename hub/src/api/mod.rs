//! The hub's REST API: one handler family a file.

mod audit;
mod events;
mod inventory;
mod nodes;
mod orders;
mod products;
mod transfers;
mod warehouses;

use std::sync::Arc;

use axum::Router;
use holdfast_shell::stock::{self, Stock};
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;

use crate::service::Hub;

#[derive(OpenApi)]
#[openapi(
    info(title = "Holdfast hub", description = "Stock, orders and warehouses. Every POST, PATCH and DELETE takes an Idempotency-Key; errors are application/problem+json (RFC 9457)."),
    security(("key" = [])),
    modifiers(&BearerKey)
)]
struct Info;

struct BearerKey;

impl utoipa::Modify for BearerKey {
    fn modify(&self, document: &mut Document) {
        use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

/// All routes with their state, and the document that describes them.
pub fn router(hub: Hub) -> (Router, Document) {
    let stock: OpenApiRouter = stock::router().with_state(Stock(Arc::new(hub.clone())));
    let own: OpenApiRouter = OpenApiRouter::new()
        .merge(orders::router())
        .merge(warehouses::router())
        .merge(products::router())
        .merge(transfers::router())
        .merge(nodes::router())
        .merge(events::router())
        .merge(audit::router())
        .merge(inventory::router())
        .with_state(hub);
    OpenApiRouter::with_openapi(Info::openapi()).merge(stock).merge(own).split_for_parts()
}

/// The document alone, for the snapshot that locks it.
pub fn document() -> Document {
    let mut whole = Info::openapi();
    for part in [
        stock::router().into_openapi(),
        orders::router().into_openapi(),
        warehouses::router().into_openapi(),
        products::router().into_openapi(),
        transfers::router().into_openapi(),
        nodes::router().into_openapi(),
        events::router().into_openapi(),
        audit::router().into_openapi(),
        inventory::router().into_openapi(),
    ] {
        whole.merge(part);
    }
    whole
}
