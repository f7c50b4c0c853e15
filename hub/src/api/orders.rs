//! Orders and shipments.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{OrderId, Quantity, ReservationId, ShipmentId, Sku};
use holdfast_shell::clock::parse_rfc3339;
use holdfast_shell::http::answer::{Cursor, Limit, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{May, OrdersRead, OrdersWrite};
use holdfast_shell::http::shapes::{SkuShape, SomeUnitsShape, UlidShape};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::order::{Customer, OrderStatus};
use crate::core::place::{Item, OrderRequest};
use crate::core::view::{OrderRecord, ShipmentRecord, shipment_record};
use crate::engine::Deed;
use crate::money::{Amount, CurrencyCode};
use crate::service::Hub;
use crate::store::queries::{self, OrderFilter};
use crate::store::sorted::{ORDERS, Sorting};

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new()
        .routes(routes!(list, place))
        .routes(routes!(one))
        .routes(routes!(set_status))
        .routes(routes!(cancel))
        .routes(routes!(shipment))
}

/// Lines of one order, at most.
const LINES_MAX: usize = 1_000;
const RESERVATIONS_MAX: usize = 100;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ItemBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    #[schema(value_type = SomeUnitsShape)]
    quantity: Quantity,
    unit_price: Amount,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct OrderBody {
    customer: Customer,
    currency: CurrencyCode,
    #[schema(min_items = 1, max_items = 1000)]
    items: Vec<ItemBody>,
    #[serde(default)]
    allow_backorder: bool,
    #[serde(default = "yes")]
    allow_split: bool,
    #[serde(default)]
    #[schema(minimum = -2_147_483_648i64, maximum = 2_147_483_647)]
    priority: i32,
    /// The order's own holds, to be turned into allocations.
    #[serde(default)]
    #[schema(value_type = Vec<UlidShape>, max_items = 100)]
    reservation_ids: Vec<ReservationId>,
}

fn yes() -> bool {
    true
}

impl OrderBody {
    pub(super) fn check(self) -> Result<OrderRequest, Problem> {
        if self.items.is_empty() || self.items.len() > LINES_MAX {
            return Err(Problem::invalid("/items", format!("must have 1 to {LINES_MAX} lines")));
        }
        if self.reservation_ids.len() > RESERVATIONS_MAX {
            return Err(Problem::invalid("/reservationIds", format!("must be at most {RESERVATIONS_MAX}")));
        }
        let total = self.currency.total(self.items.iter().map(|item| (item.unit_price, item.quantity.get())));
        let item = |item: ItemBody| Item {
            sku: item.sku,
            quantity: item.quantity,
            unit_price: item.unit_price.decimal().to_string().into(),
        };
        Ok(OrderRequest {
            customer: self.customer,
            currency: self.currency.code().into(),
            items: self.items.into_iter().map(item).collect(),
            total: total.into(),
            allow_backorder: self.allow_backorder,
            allow_split: self.allow_split,
            priority: self.priority,
            reservations: self.reservation_ids,
        })
    }
}

/// Places an order: allocated at once, all or nothing unless backorders are allowed.
#[utoipa::path(post, operation_id = "placeOrder", path = "/v1/orders", tag = "orders", request_body = OrderBody,
    responses((status = 201, body = OrderRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn place(_: May<OrdersWrite>, State(hub): State<Hub>, change: Change<OrderBody>) -> Result<Response, Problem> {
    let request = change.body.check()?;
    hub.settle(change.context, Deed::Place(Arc::new(request))).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ListQuery {
    #[param(inline)]
    status: Option<OrderStatus>,
    warehouse_id: Option<String>,
    sku: Option<String>,
    /// Placed at or after, RFC 3339.
    from: Option<String>,
    /// Placed before, RFC 3339.
    to: Option<String>,
    /// Of `orderDate`, `orderId`, `status`, `priority`; `-` before one for descending order.
    #[param(pattern = r"^-?(orderDate|orderId|status|priority)(,-?(orderDate|orderId|status|priority))*$")]
    sort: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

impl ListQuery {
    fn check(self) -> Result<(OrderFilter, Sorting, usize), Problem> {
        let time = |name: &str, text: Option<String>| match text {
            None => Ok(None),
            Some(text) => {
                parse_rfc3339(&text).map(Some).ok_or_else(|| Problem::invalid(name, "must be an RFC 3339 time"))
            }
        };
        let sorting = Sorting::parse(ORDERS, self.sort.as_deref(), self.cursor.as_ref())?;
        let filter = OrderFilter {
            status: self.status.map(OrderStatus::name),
            warehouse: self.warehouse_id,
            sku: self.sku,
            from: time("from", self.from)?,
            to: time("to", self.to)?,
        };
        Ok((filter, sorting, self.limit.get()))
    }
}

/// Orders, by age where no other order is asked for.
#[utoipa::path(get, operation_id = "listOrders", path = "/v1/orders", tag = "orders", params(ListQuery),
    responses((status = 200, body = Page<OrderRecord>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<OrdersRead>,
    State(hub): State<Hub>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let (filter, sorting, limit) = query.check()?;
    let (order, tail) = (sorting.order(), hub.0.order_tail.clone());
    let found = hub.read(move |connection| queries::orders(connection, &tail, &filter, &sorting, limit + 1)).await?;
    let page = Page::of(found, limit, order, |(_, place)| place.clone());
    Ok(listing(&page.map(|(order, _)| OrderRecord::of(&order))))
}

/// One order: lines, allocations, shipments, history.
#[utoipa::path(get, operation_id = "getOrder", path = "/v1/orders/{orderId}", tag = "orders", params(("orderId" = String, Path)),
    responses((status = 200, body = OrderRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn one(_: May<OrdersRead>, State(hub): State<Hub>, PathId(id): PathId<OrderId>) -> Result<Response, Problem> {
    let found = hub.read(move |connection| queries::order(connection, &id.to_string())).await?;
    let order = found.ok_or_else(|| Problem::not_found("order"))?;
    Ok(resource(&OrderRecord::of(&order), order.version))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusBody {
    status: OrderStatus,
}

/// Moves an order along its life: `delivered` once shipped, `canceled` while nothing has left.
#[utoipa::path(patch, operation_id = "setOrderStatus", path = "/v1/orders/{orderId}/status", tag = "orders", params(("orderId" = String, Path)), request_body = StatusBody,
    responses((status = 200, body = OrderRecord), (status = 202, body = OrderRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn set_status(
    _: May<OrdersWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<OrderId>,
    change: Change<StatusBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::SetStatus(id, change.body.status)).await
}

/// Cancels what has not shipped: at once, or after the warehouse has agreed (202).
#[utoipa::path(post, operation_id = "cancelOrder", path = "/v1/orders/{orderId}/cancel", tag = "orders", params(("orderId" = String, Path)), request_body = NoBody,
    responses((status = 200, body = OrderRecord), (status = 202, body = OrderRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn cancel(
    _: May<OrdersWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<OrderId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::Cancel(id)).await
}

/// One parcel.
#[utoipa::path(get, operation_id = "getShipment", path = "/v1/shipments/{shipmentId}", tag = "orders", params(("shipmentId" = String, Path)),
    responses((status = 200, body = ShipmentRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn shipment(
    _: May<OrdersRead>,
    State(hub): State<Hub>,
    PathId(id): PathId<ShipmentId>,
) -> Result<Response, Problem> {
    let order = hub.read(move |connection| queries::order_of_shipment(connection, &id.to_string())).await?;
    let order = order.ok_or_else(|| Problem::not_found("shipment"))?;
    let shipment =
        order.shipments.iter().find(|shipment| shipment.id == id).ok_or_else(|| Problem::not_found("shipment"))?;
    Ok(resource(&shipment_record(&order, shipment), order.version))
}
