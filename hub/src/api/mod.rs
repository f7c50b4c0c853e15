//! The hub's REST API: one handler family a file.

pub(crate) mod access;
mod audit;
mod bodies;
mod conflicts;
mod events;
mod inventory;
mod keys;
mod links;
pub(crate) mod node_record;
mod nodes;
mod orders;
mod overview;
mod products;
mod purchases;
mod replenishments;
mod returns;
mod session;
mod suppliers;
mod transfers;
mod warehouses;

use std::sync::Arc;

use axum::Router;
use holdfast_shell::document::{self, Documents};
use holdfast_shell::http::links::Link;
use holdfast_shell::http::schema::complete;
use holdfast_shell::stock::{self, Stock};
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa_axum::router::OpenApiRouter;

pub use bodies::BODIES;

use crate::service::Hub;

#[derive(OpenApi)]
#[openapi(info(
    title = "Holdfast hub",
    description = "Stock, orders and warehouses. Every POST, PATCH and DELETE takes an Idempotency-Key; errors are application/problem+json (RFC 9457)."
))]
struct Info;

/// All routes with their state, and the document that describes them.
pub fn router(hub: Hub) -> (Router, Document) {
    let stock: OpenApiRouter = stock::router().with_state(Stock(Arc::new(hub.clone())));
    let documents: OpenApiRouter = document::router().with_state(Documents(Arc::new(hub.clone())));
    let whole = OpenApiRouter::with_openapi(Info::openapi()).merge(stock).merge(documents);
    let (routes, mut described) = whole.merge(own().with_state(hub)).split_for_parts();
    described.merge(session::strangers().into_openapi());
    (routes, complete(described, &links()))
}

/// The routes that need no key; [`router`] describes them.
pub fn open_router(hub: Hub) -> Router {
    session::strangers().with_state(hub).split_for_parts().0
}

/// The document alone, for the test that locks it.
pub fn document() -> Document {
    let mut whole = Info::openapi();
    whole.merge(stock::router().into_openapi());
    whole.merge(document::router().into_openapi());
    whole.merge(own().into_openapi());
    whole.merge(session::strangers().into_openapi());
    complete(whole, &links())
}

fn links() -> Vec<Link> {
    [stock::LINKS, document::LINKS, links::LINKS].concat()
}

fn own() -> OpenApiRouter<Hub> {
    OpenApiRouter::new()
        .merge(orders::router())
        .merge(warehouses::router())
        .merge(products::router())
        .merge(conflicts::router())
        .merge(transfers::router())
        .merge(suppliers::router())
        .merge(purchases::router())
        .merge(returns::router())
        .merge(replenishments::router())
        .merge(nodes::router())
        .merge(events::router())
        .merge(audit::router())
        .merge(inventory::router())
        .merge(session::router())
        .merge(keys::router())
        .merge(overview::router())
}
