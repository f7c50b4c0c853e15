//! Products of the catalogue.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::Sku;
use holdfast_shell::http::answer::{Cursor, Limit, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{CatalogueRead, CatalogueWrite, May};
use holdfast_shell::sqlite::Reader;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::catalogue::{Product, ProductBody, ProductPatch};
use crate::engine::Deed;
use crate::service::Hub;
use crate::store::queries;
use crate::store::sorted::{PRODUCTS, Sorting};

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(one, patch, remove))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Part of the SKU or of the name, in any letter case.
    q: Option<String>,
    /// Of `sku`, `name`, `category`, `version`; `-` before one for descending order.
    #[param(pattern = r"^-?(sku|name|category|version)(,-?(sku|name|category|version))*$")]
    sort: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// The catalogue, by SKU where no other order is asked for.
#[utoipa::path(get, operation_id = "listProducts", path = "/v1/products", tag = "products", params(ListQuery),
    responses((status = 200, body = Page<Product>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<CatalogueRead>,
    State(hub): State<Hub>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let sorting = Sorting::parse(PRODUCTS, query.sort.as_deref(), query.cursor.as_ref())?;
    let order = sorting.order();
    let (limit, text) = (query.limit.get(), query.q);
    let read = move |connection: &Reader| queries::products(connection, text.as_deref(), &sorting, limit + 1);
    let page = Page::of(hub.read(read).await?, limit, order, |(_, place)| place.clone());
    Ok(listing(&page.map(|(product, _)| product)))
}

/// Adds a product; nodes hear of it at once.
#[utoipa::path(post, operation_id = "createProduct", path = "/v1/products", tag = "products", request_body = ProductBody,
    responses((status = 201, body = Product), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn create(
    _: May<CatalogueWrite>,
    State(hub): State<Hub>,
    change: Change<ProductBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::CreateProduct(Box::new(change.body.check()?))).await
}

/// One product of the catalogue.
#[utoipa::path(get, operation_id = "getProduct", path = "/v1/products/{sku}", tag = "products", params(("sku" = String, Path)),
    responses((status = 200, body = Product), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn one(_: May<CatalogueRead>, State(hub): State<Hub>, PathId(sku): PathId<Sku>) -> Result<Response, Problem> {
    let found = hub.read(move |connection| queries::product(connection, sku.as_str())).await?;
    let product = found.filter(|product| !product.discontinued).ok_or_else(|| Problem::not_found("product"))?;
    Ok(resource(&product, product.version))
}

/// A JSON merge patch.
#[utoipa::path(patch, operation_id = "changeProduct", path = "/v1/products/{sku}", tag = "products", params(("sku" = String, Path)), request_body = ProductPatch,
    responses((status = 200, body = Product), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn patch(
    _: May<CatalogueWrite>,
    State(hub): State<Hub>,
    PathId(sku): PathId<Sku>,
    change: Change<ProductPatch>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::PatchProduct(sku, Box::new(change.body.check()?))).await
}

/// Takes a product that is on hand nowhere out of the catalogue.
#[utoipa::path(delete, operation_id = "removeProduct", path = "/v1/products/{sku}", tag = "products", params(("sku" = String, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn remove(
    _: May<CatalogueWrite>,
    State(hub): State<Hub>,
    PathId(sku): PathId<Sku>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::RemoveProduct(sku)).await
}
