//! Suppliers.

use axum::extract::State;
use axum::response::Response;
use holdfast_shell::http::answer::{Cursor, Limit, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{CatalogueRead, CatalogueWrite, May};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::supplier::{Supplier, SupplierBody, SupplierId, SupplierPatch};
use crate::engine::Deed;
use crate::service::Hub;
use crate::store;
use crate::store::sorted::{SUPPLIERS, Sorting};

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(one, patch, remove))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Of `supplierId`, `name`; `-` before one for descending order.
    #[param(pattern = r"^-?(supplierId|name)(,-?(supplierId|name))*$")]
    sort: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// All suppliers, by id where no other order is asked for.
#[utoipa::path(get, operation_id = "listSuppliers", path = "/v1/suppliers", tag = "purchases", params(ListQuery),
    responses((status = 200, body = Page<Supplier>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<CatalogueRead>,
    State(hub): State<Hub>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let sorting = Sorting::parse(SUPPLIERS, query.sort.as_deref(), query.cursor.as_ref())?;
    let order = sorting.order();
    let limit = query.limit.get();
    let found = hub.read(move |connection| store::suppliers(connection, &sorting, limit + 1)).await?;
    let page = Page::of(found, limit, order, |(_, place)| place.clone());
    Ok(listing(&page.map(|(supplier, _)| supplier)))
}

/// Adds a supplier.
#[utoipa::path(post, operation_id = "createSupplier", path = "/v1/suppliers", tag = "purchases", request_body = SupplierBody,
    responses((status = 201, body = Supplier), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn create(
    _: May<CatalogueWrite>,
    State(hub): State<Hub>,
    change: Change<SupplierBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::CreateSupplier(Box::new(change.body))).await
}

/// One supplier.
#[utoipa::path(get, operation_id = "getSupplier", path = "/v1/suppliers/{supplierId}", tag = "purchases", params(("supplierId" = String, Path)),
    responses((status = 200, body = Supplier), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn one(
    _: May<CatalogueRead>,
    State(hub): State<Hub>,
    PathId(id): PathId<SupplierId>,
) -> Result<Response, Problem> {
    let found = hub.read(move |connection| store::supplier(connection, id.as_str())).await?;
    let supplier = found.ok_or_else(|| Problem::not_found("supplier"))?;
    Ok(resource(&supplier, supplier.version))
}

/// A JSON merge patch.
#[utoipa::path(patch, operation_id = "changeSupplier", path = "/v1/suppliers/{supplierId}", tag = "purchases", params(("supplierId" = String, Path)), request_body = SupplierPatch,
    responses((status = 200, body = Supplier), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn patch(
    _: May<CatalogueWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<SupplierId>,
    change: Change<SupplierPatch>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::PatchSupplier(id, Box::new(change.body))).await
}

/// Removes a supplier of whom nothing is awaited. Purchase orders keep its name.
#[utoipa::path(delete, operation_id = "removeSupplier", path = "/v1/suppliers/{supplierId}", tag = "purchases", params(("supplierId" = String, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn remove(
    _: May<CatalogueWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<SupplierId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::RemoveSupplier(id)).await
}
