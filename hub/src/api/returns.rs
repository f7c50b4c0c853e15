//! Returns of what was shipped.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{OrderId, Quantity, ReturnId, Sku, WarehouseId};
use holdfast_shell::http::answer::{Cursor, Limit, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{May, OrdersRead, OrdersWrite};
use holdfast_shell::http::shapes::{SkuShape, SomeUnitsShape, UlidShape, WarehouseIdShape};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::goods_view::ReturnRecord;
use crate::core::order::Text;
use crate::core::purchase::Ended;
use crate::core::returns::{ReturnItem, ReturnRequest, ReturnStatus};
use crate::engine::Deed;
use crate::service::Hub;
use crate::store::sorted::{RETURNS, Sorting};
use crate::store::{self, ReturnFilter};

/// A letter of so many lines fits into a frame, however long their SKUs are.
const LINES_MAX: usize = holdfast_sync::limits::GOODS_LINES_MAX;

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new()
        .routes(routes!(list, authorise))
        .routes(routes!(one))
        .routes(routes!(cancel))
        .routes(routes!(close))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReturnLineBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    #[schema(value_type = SomeUnitsShape)]
    quantity: Quantity,
    /// Why the customer sends it back.
    reason: Option<Text>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ReturnBody {
    #[schema(value_type = UlidShape)]
    order_id: OrderId,
    /// Where it is to go; any warehouse that has a node where it is not said.
    #[schema(value_type = Option<WarehouseIdShape>)]
    warehouse_id: Option<WarehouseId>,
    #[schema(min_items = 1, max_items = 500)]
    lines: Vec<ReturnLineBody>,
}

impl ReturnBody {
    pub(super) fn check(self) -> Result<ReturnRequest, Problem> {
        if self.lines.is_empty() || self.lines.len() > LINES_MAX {
            return Err(Problem::invalid("/lines", format!("must have 1 to {LINES_MAX} entries")));
        }
        let item = |line: ReturnLineBody| ReturnItem { sku: line.sku, quantity: line.quantity, reason: line.reason };
        let items = self.lines.into_iter().map(item).collect();
        Ok(ReturnRequest { order: self.order_id, warehouse: self.warehouse_id, items })
    }
}

/// Authorises a return: at most what was shipped of the order and is not to be returned already.
#[utoipa::path(post, operation_id = "authoriseReturn", path = "/v1/returns", tag = "returns", request_body = ReturnBody,
    responses((status = 201, body = ReturnRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn authorise(
    _: May<OrdersWrite>,
    State(hub): State<Hub>,
    change: Change<ReturnBody>,
) -> Result<Response, Problem> {
    let request = change.body.check()?;
    hub.settle(change.context, Deed::AuthoriseReturn(Box::new(request))).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ListQuery {
    #[param(inline)]
    status: Option<ReturnStatus>,
    order_id: Option<String>,
    /// Of `createdAt`, `returnId`, `status`; `-` before one for descending order.
    #[param(pattern = r"^-?(createdAt|returnId|status)(,-?(createdAt|returnId|status))*$")]
    sort: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Returns, by age where no other order is asked for.
#[utoipa::path(get, operation_id = "listReturns", path = "/v1/returns", tag = "returns", params(ListQuery),
    responses((status = 200, body = Page<ReturnRecord>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<OrdersRead>,
    State(hub): State<Hub>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let sorting = Sorting::parse(RETURNS, query.sort.as_deref(), query.cursor.as_ref())?;
    let filter = ReturnFilter { status: query.status, order: query.order_id };
    let (order, limit) = (sorting.order(), query.limit.get());
    let found = hub.read(move |connection| store::returns(connection, &filter, &sorting, limit + 1)).await?;
    let page = Page::of(found, limit, order, |(_, place)| place.clone());
    Ok(listing(&page.map(|(found, _)| ReturnRecord::of(&found))))
}

/// One return: what was authorised, what has come, and what became of it.
#[utoipa::path(get, operation_id = "getReturn", path = "/v1/returns/{returnId}", tag = "returns", params(("returnId" = String, Path)),
    responses((status = 200, body = ReturnRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn one(_: May<OrdersRead>, State(hub): State<Hub>, PathId(id): PathId<ReturnId>) -> Result<Response, Problem> {
    let found = hub.read(move |connection| store::one_return(connection, &id.to_string())).await?;
    let found = found.ok_or_else(|| Problem::not_found("return"))?;
    Ok(resource(&ReturnRecord::of(&found), found.version))
}

/// Cancels a return of which nothing has come.
#[utoipa::path(post, operation_id = "cancelReturn", path = "/v1/returns/{returnId}/cancel", tag = "returns", params(("returnId" = String, Path)), request_body = NoBody,
    responses((status = 200, body = ReturnRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn cancel(
    _: May<OrdersWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<ReturnId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::EndReturn(id, Ended::Canceled)).await
}

/// Closes a return: what has not come is not waited for.
#[utoipa::path(post, operation_id = "closeReturn", path = "/v1/returns/{returnId}/close", tag = "returns", params(("returnId" = String, Path)), request_body = NoBody,
    responses((status = 200, body = ReturnRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn close(
    _: May<OrdersWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<ReturnId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::EndReturn(id, Ended::Closed)).await
}
