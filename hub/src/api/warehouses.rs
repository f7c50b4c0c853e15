//! Warehouses.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::WarehouseId;
use holdfast_shell::http::answer::{Cursor, Limit, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{CatalogueWrite, May, StockRead};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::engine::Deed;
use crate::service::Hub;
use crate::store::queries;
use crate::store::sorted::{Sorting, WAREHOUSES};
use crate::warehouse::{Warehouse, WarehouseBody, WarehousePatch};

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(one, patch, remove))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Of `id`, `name`, `capacity`; `-` before one for descending order.
    #[param(pattern = r"^-?(id|name|capacity)(,-?(id|name|capacity))*$")]
    sort: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// All warehouses, by id where no other order is asked for.
#[utoipa::path(get, operation_id = "listWarehouses", path = "/v1/warehouses", tag = "warehouses", params(ListQuery),
    responses((status = 200, body = Page<Warehouse>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<StockRead>,
    State(hub): State<Hub>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let sorting = Sorting::parse(WAREHOUSES, query.sort.as_deref(), query.cursor.as_ref())?;
    let order = sorting.order();
    let limit = query.limit.get();
    let found = hub.read(move |connection| queries::warehouses(connection, &sorting, limit + 1)).await?;
    let page = Page::of(found, limit, order, |(_, place)| place.clone());
    Ok(listing(&page.map(|(warehouse, _)| warehouse)))
}

/// Adds a warehouse. Stock can be set and promised at once; a node may join later.
#[utoipa::path(post, operation_id = "createWarehouse", path = "/v1/warehouses", tag = "warehouses", request_body = WarehouseBody,
    responses((status = 201, body = Warehouse), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn create(
    _: May<CatalogueWrite>,
    State(hub): State<Hub>,
    change: Change<WarehouseBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::CreateWarehouse(Box::new(change.body))).await
}

/// One warehouse.
#[utoipa::path(get, operation_id = "getWarehouse", path = "/v1/warehouses/{warehouseId}", tag = "warehouses", params(("warehouseId" = String, Path)),
    responses((status = 200, body = Warehouse), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn one(_: May<StockRead>, State(hub): State<Hub>, PathId(id): PathId<WarehouseId>) -> Result<Response, Problem> {
    let found = hub.read(move |connection| queries::warehouse(connection, id.as_str())).await?;
    let warehouse = found.ok_or_else(|| Problem::not_found("warehouse"))?;
    Ok(resource(&warehouse, warehouse.version))
}

/// A JSON merge patch.
#[utoipa::path(patch, operation_id = "changeWarehouse", path = "/v1/warehouses/{warehouseId}", tag = "warehouses", params(("warehouseId" = String, Path)), request_body = WarehousePatch,
    responses((status = 200, body = Warehouse), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn patch(
    _: May<CatalogueWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<WarehouseId>,
    change: Change<WarehousePatch>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::PatchWarehouse(id, Box::new(change.body))).await
}

/// Removes a warehouse that has neither stock nor a node.
#[utoipa::path(delete, operation_id = "removeWarehouse", path = "/v1/warehouses/{warehouseId}", tag = "warehouses", params(("warehouseId" = String, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn remove(
    _: May<CatalogueWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<WarehouseId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::RemoveWarehouse(id)).await
}
