//! Transfers between warehouses.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{Quantity, Sku, TransferId, WarehouseId};
use holdfast_shell::http::answer::{Cursor, Limit, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{May, StockRead, StockWrite};
use holdfast_shell::http::shapes::{SkuShape, SomeUnitsShape, WarehouseIdShape};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::view::TransferRecord;
use crate::engine::Deed;
use crate::service::Hub;
use crate::store::queries;
use crate::store::sorted::{Sorting, TRANSFERS};

/// A task of so many lines fits into a frame, however long their SKUs are.
const LINES_MAX: usize = 500;

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(list, plan)).routes(routes!(one)).routes(routes!(cancel))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TransferItem {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    #[schema(value_type = SomeUnitsShape)]
    quantity: Quantity,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TransferBody {
    #[schema(value_type = WarehouseIdShape)]
    from: WarehouseId,
    #[schema(value_type = WarehouseIdShape)]
    to: WarehouseId,
    #[schema(min_items = 1, max_items = 500)]
    items: Vec<TransferItem>,
}

impl TransferBody {
    pub(super) fn check(self) -> Result<Deed, Problem> {
        let Self { from, to, items } = self;
        if from == to {
            return Err(Problem::invalid("/to", "must be another warehouse than from"));
        }
        if items.is_empty() || items.len() > LINES_MAX {
            return Err(Problem::invalid("/items", format!("must have 1 to {LINES_MAX} lines")));
        }
        let items = items.into_iter().map(|item| (item.sku, item.quantity)).collect();
        Ok(Deed::Transfer { from, to, items })
    }
}

/// Plans a transfer: the units are committed where they are, and the floor there is sent to pick them.
#[utoipa::path(post, operation_id = "planTransfer", path = "/v1/transfers", tag = "transfers", request_body = TransferBody,
    responses((status = 201, body = TransferRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn plan(_: May<StockWrite>, State(hub): State<Hub>, change: Change<TransferBody>) -> Result<Response, Problem> {
    let deed = change.body.check()?;
    hub.settle(change.context, deed).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Of `createdAt`, `transferId`, `status`; `-` before one for descending order.
    #[param(pattern = r"^-?(createdAt|transferId|status)(,-?(createdAt|transferId|status))*$")]
    sort: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Transfers by age.
#[utoipa::path(get, operation_id = "listTransfers", path = "/v1/transfers", tag = "transfers", params(ListQuery),
    responses((status = 200, body = Page<TransferRecord>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<StockRead>,
    State(hub): State<Hub>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let sorting = Sorting::parse(TRANSFERS, query.sort.as_deref(), query.cursor.as_ref())?;
    let order = sorting.order();
    let limit = query.limit.get();
    let found = hub.read(move |connection| queries::transfers(connection, &sorting, limit + 1)).await?;
    let page = Page::of(found, limit, order, |(_, place)| place.clone());
    Ok(listing(&page.map(|(transfer, _)| TransferRecord::of(&transfer))))
}

/// One transfer: what was sent, and what has arrived.
#[utoipa::path(get, operation_id = "getTransfer", path = "/v1/transfers/{transferId}", tag = "transfers", params(("transferId" = String, Path)),
    responses((status = 200, body = TransferRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn one(_: May<StockRead>, State(hub): State<Hub>, PathId(id): PathId<TransferId>) -> Result<Response, Problem> {
    let found = hub.read(move |connection| queries::transfer(connection, &id.to_string())).await?;
    let transfer = found.ok_or_else(|| Problem::not_found("transfer"))?;
    Ok(resource(&TransferRecord::of(&transfer), transfer.version))
}

/// Cancels a transfer that has not left: at once, or after the sending warehouse has agreed (202).
#[utoipa::path(post, operation_id = "cancelTransfer", path = "/v1/transfers/{transferId}/cancel", tag = "transfers", params(("transferId" = String, Path)), request_body = NoBody,
    responses((status = 200, body = TransferRecord), (status = 202, body = TransferRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn cancel(
    _: May<StockWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<TransferId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::CancelTransfer(id)).await
}
