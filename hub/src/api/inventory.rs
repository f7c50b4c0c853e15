//! One SKU over all warehouses.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{Sku, WarehouseId};
use holdfast_shell::http::answer::resource;
use holdfast_shell::http::params::PathId;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{May, StockRead};
use holdfast_shell::sqlite::{Reader, StoreError, load_cell};
use holdfast_shell::stock::{Facts, InventoryRecord, Quantities};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::service::{Hub, HubFacts};
use crate::store::queries;

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(everywhere))
}

#[derive(Debug, Serialize, ToSchema)]
struct SkuRecord {
    sku: String,
    total: Quantities,
    warehouses: Vec<InventoryRecord>,
}

/// One SKU: the sums, and each warehouse that was ever stocked with it.
#[utoipa::path(get, operation_id = "getInventoryEverywhere", path = "/v1/inventory/{sku}", tag = "inventory", params(("sku" = String, Path)),
    responses((status = 200, body = SkuRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn everywhere(_: May<StockRead>, State(hub): State<Hub>, PathId(sku): PathId<Sku>) -> Result<Response, Problem> {
    let facts = hub.facts_of();
    let found = hub.read(move |connection| read(connection, &facts, &sku)).await?;
    let record = found.ok_or_else(|| Problem::not_found("product"))?;
    let version: u64 = record.warehouses.iter().map(|record| record.version).sum();
    Ok(resource(&record, version))
}

fn read(connection: &Reader, facts: &HubFacts, sku: &Sku) -> Result<Option<SkuRecord>, StoreError> {
    let mut record = SkuRecord { sku: sku.to_string(), total: Quantities::default(), warehouses: Vec::new() };
    for id in queries::warehouse_ids(connection)? {
        let cell = load_cell(connection, &id, sku.as_str())?;
        let Ok(warehouse) = WarehouseId::new(&id) else { continue };
        // one that was removed meanwhile is left out
        let Some(shown) = facts.shown(&warehouse, sku) else { continue };
        if cell.version() > 0 || shown.incoming > 0 {
            let found = InventoryRecord::of(&warehouse, sku, &cell, shown);
            record.total.add(found.quantities);
            record.warehouses.push(found);
        }
    }
    let known = !record.warehouses.is_empty() || facts.knows(connection, sku.as_str())?;
    Ok(known.then_some(record))
}
