//! Purchase orders.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{PurchaseOrderId, Quantity, Sku, WarehouseId};
use holdfast_shell::clock::parse_rfc3339;
use holdfast_shell::http::answer::{Cursor, Limit, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{May, StockRead, StockWrite};
use holdfast_shell::http::shapes::{SkuShape, SomeUnitsShape, TimeShape, WarehouseIdShape};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::goods_view::PurchaseRecord;
use crate::core::purchase::{Ended, PurchaseItem, PurchaseRequest, PurchaseStatus};
use crate::core::supplier::SupplierId;
use crate::engine::Deed;
use crate::money::{Amount, CurrencyCode};
use crate::service::Hub;
use crate::store::sorted::{PURCHASES, Sorting};
use crate::store::{self, PurchaseFilter};

/// A letter of so many lines fits into a frame, however long their SKUs are.
const LINES_MAX: usize = holdfast_sync::limits::GOODS_LINES_MAX;

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new()
        .routes(routes!(list, order))
        .routes(routes!(one))
        .routes(routes!(cancel))
        .routes(routes!(close))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PurchaseLineBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    #[schema(value_type = SomeUnitsShape)]
    quantity: Quantity,
    unit_price: Option<Amount>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct PurchaseBody {
    supplier_id: SupplierId,
    #[schema(value_type = WarehouseIdShape)]
    warehouse_id: WarehouseId,
    /// The supplier's where it is not said; needed where a line has a price.
    currency: Option<CurrencyCode>,
    #[schema(value_type = Option<TimeShape>)]
    expected_at: Option<String>,
    /// One a SKU.
    #[schema(min_items = 1, max_items = 500)]
    lines: Vec<PurchaseLineBody>,
}

impl PurchaseBody {
    pub(super) fn check(self) -> Result<PurchaseRequest, Problem> {
        if self.lines.is_empty() || self.lines.len() > LINES_MAX {
            return Err(Problem::invalid("/lines", format!("must have 1 to {LINES_MAX} entries")));
        }
        let mut seen = BTreeSet::new();
        if let Some(at) = self.lines.iter().position(|line| !seen.insert(&line.sku)) {
            return Err(Problem::invalid(format!("/lines/{at}/sku"), "stands in this purchase order twice"));
        }
        let time = |text: String| {
            parse_rfc3339(&text).ok_or_else(|| Problem::invalid("/expectedAt", "must be an RFC 3339 time"))
        };
        let item = |line: PurchaseLineBody| PurchaseItem {
            sku: line.sku,
            quantity: line.quantity,
            unit_price: line.unit_price,
        };
        Ok(PurchaseRequest {
            supplier: self.supplier_id,
            warehouse: self.warehouse_id,
            currency: self.currency,
            expected_at: self.expected_at.map(time).transpose()?,
            items: self.lines.into_iter().map(item).collect(),
        })
    }
}

/// Orders goods of a supplier: the warehouse is told to expect them.
#[utoipa::path(post, operation_id = "orderGoods", path = "/v1/purchase-orders", tag = "purchases", request_body = PurchaseBody,
    responses((status = 201, body = PurchaseRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn order(_: May<StockWrite>, State(hub): State<Hub>, change: Change<PurchaseBody>) -> Result<Response, Problem> {
    let request = change.body.check()?;
    hub.settle(change.context, Deed::OrderGoods(Box::new(request))).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ListQuery {
    #[param(inline)]
    status: Option<PurchaseStatus>,
    supplier_id: Option<String>,
    warehouse_id: Option<String>,
    /// Of `createdAt`, `purchaseOrderId`, `status`, `expectedAt`; `-` before one for descending order.
    #[param(
        pattern = r"^-?(createdAt|purchaseOrderId|status|expectedAt)(,-?(createdAt|purchaseOrderId|status|expectedAt))*$"
    )]
    sort: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Purchase orders, by age where no other order is asked for.
#[utoipa::path(get, operation_id = "listPurchaseOrders", path = "/v1/purchase-orders", tag = "purchases", params(ListQuery),
    responses((status = 200, body = Page<PurchaseRecord>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<StockRead>,
    State(hub): State<Hub>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let sorting = Sorting::parse(PURCHASES, query.sort.as_deref(), query.cursor.as_ref())?;
    let filter = PurchaseFilter { status: query.status, supplier: query.supplier_id, warehouse: query.warehouse_id };
    let (order, limit) = (sorting.order(), query.limit.get());
    let found = hub.read(move |connection| store::purchases(connection, &filter, &sorting, limit + 1)).await?;
    let page = Page::of(found, limit, order, |(_, place)| place.clone());
    Ok(listing(&page.map(|(purchase, _)| PurchaseRecord::of(&purchase))))
}

/// One purchase order: what was ordered, and what has come.
#[utoipa::path(get, operation_id = "getPurchaseOrder", path = "/v1/purchase-orders/{purchaseOrderId}", tag = "purchases", params(("purchaseOrderId" = String, Path)),
    responses((status = 200, body = PurchaseRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn one(
    _: May<StockRead>,
    State(hub): State<Hub>,
    PathId(id): PathId<PurchaseOrderId>,
) -> Result<Response, Problem> {
    let found = hub.read(move |connection| store::purchase(connection, &id.to_string())).await?;
    let purchase = found.ok_or_else(|| Problem::not_found("purchase order"))?;
    Ok(resource(&PurchaseRecord::of(&purchase), purchase.version))
}

/// Cancels a purchase order of which nothing has come.
#[utoipa::path(post, operation_id = "cancelPurchaseOrder", path = "/v1/purchase-orders/{purchaseOrderId}/cancel", tag = "purchases", params(("purchaseOrderId" = String, Path)), request_body = NoBody,
    responses((status = 200, body = PurchaseRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn cancel(
    _: May<StockWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<PurchaseOrderId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::EndPurchase(id, Ended::Canceled)).await
}

/// Closes a purchase order: what has not come will not.
#[utoipa::path(post, operation_id = "closePurchaseOrder", path = "/v1/purchase-orders/{purchaseOrderId}/close", tag = "purchases", params(("purchaseOrderId" = String, Path)), request_body = NoBody,
    responses((status = 200, body = PurchaseRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn close(
    _: May<StockWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<PurchaseOrderId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::EndPurchase(id, Ended::Closed)).await
}
