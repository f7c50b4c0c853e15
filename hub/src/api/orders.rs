//! Orders and shipments.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{Millis, OrderId, Quantity, ReservationId, ShipmentId, Sku};
use holdfast_shell::clock::parse_rfc3339;
use holdfast_shell::http::answer::{Cursor, Limit, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{May, OrdersRead, OrdersWrite};
use holdfast_shell::http::shapes::{SkuShape, SomeUnitsShape, UlidShape};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::order::{Customer, OrderStatus, TaxLine, Taxes, Text};
use crate::core::place::{Item, OrderRequest};
use crate::core::view::{OrderRecord, ShipmentRecord, shipment_record};
use crate::engine::Deed;
use crate::money::{Amount, CurrencyCode, Rate};
use crate::service::Hub;
use crate::store::queries::{self, OrderFilter};
use crate::store::sorted::{ORDERS, Sorting};
use crate::store::totals::{self, OrderSum};

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new()
        .routes(routes!(list, place))
        .routes(routes!(totals))
        .routes(routes!(one))
        .routes(routes!(set_status))
        .routes(routes!(cancel))
        .routes(routes!(retry))
        .routes(routes!(shipment))
}

/// Lines of one order, at most.
const LINES_MAX: usize = 1_000;
const RESERVATIONS_MAX: usize = 100;
/// Taxes of one line, or of the order, at most.
const TAXES_MAX: usize = 20;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ItemBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    #[schema(value_type = SomeUnitsShape)]
    quantity: Quantity,
    unit_price: Amount,
    #[serde(default)]
    #[schema(max_items = 20)]
    taxes: Vec<TaxBody>,
}

/// A tax that was reckoned by whoever places the order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TaxBody {
    name: Text,
    rate: Option<Rate>,
    /// In whole minor units of the order's currency.
    amount: Amount,
}

impl TaxBody {
    fn check(self, currency: CurrencyCode, pointer: &str) -> Result<(TaxLine, Amount), Problem> {
        if !currency.has_minor_units_of(self.amount) {
            let detail = format!("{} has {} digits behind the point", currency.code(), currency.digits());
            return Err(Problem::invalid(format!("{pointer}/amount"), detail));
        }
        let (rate, amount) = (self.rate.map(|rate| rate.decimal().to_string().into()), self.amount);
        let line = TaxLine { name: self.name.shared(), rate, amount: currency.written(amount.decimal()).into() };
        Ok((line, amount))
    }
}

/// The lines of taxes, and what they come to is added to `sum`.
fn taxes(
    bodies: Vec<TaxBody>,
    currency: CurrencyCode,
    (pointer, sum): (&str, &mut Decimal),
) -> Result<Vec<TaxLine>, Problem> {
    if bodies.len() > TAXES_MAX {
        return Err(Problem::invalid(pointer, format!("must be at most {TAXES_MAX}")));
    }
    let line = |(at, body): (usize, TaxBody)| {
        let (line, amount) = body.check(currency, &format!("{pointer}/{at}"))?;
        *sum += amount.decimal();
        Ok(line)
    };
    bodies.into_iter().enumerate().map(line).collect()
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
    /// Of the order as a whole, beside those of its lines.
    #[serde(default)]
    #[schema(max_items = 20)]
    taxes: Vec<TaxBody>,
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
        let currency = self.currency;
        if !currency.is_money() {
            return Err(Problem::invalid("/currency", format!("{} is no money that prices are in", currency.code())));
        }
        let goods = currency.total(self.items.iter().map(|item| (item.unit_price, item.quantity.get())));
        let mut tax = Decimal::ZERO;
        let mut items = Vec::with_capacity(self.items.len());
        for (at, item) in self.items.into_iter().enumerate() {
            let unit_price = item.unit_price.decimal().to_string().into();
            let taxes = taxes(item.taxes, currency, (&format!("/items/{at}/taxes"), &mut tax))?;
            items.push(Item { sku: item.sku, quantity: item.quantity, unit_price, taxes });
        }
        let of_order = taxes(self.taxes, currency, ("/taxes", &mut tax))?;
        let (total, taxes) = reckoned(currency, goods, tax, (&items, of_order));
        Ok(OrderRequest {
            customer: self.customer,
            currency: currency.code().into(),
            items,
            total,
            taxes,
            allow_backorder: self.allow_backorder,
            allow_split: self.allow_split,
            priority: self.priority,
            reservations: self.reservation_ids,
        })
    }
}

/// The total, and its parts where there are taxes.
fn reckoned(
    currency: CurrencyCode,
    goods: String,
    tax: Decimal,
    (items, lines): (&[Item], Vec<TaxLine>),
) -> (Arc<str>, Option<Taxes>) {
    if lines.is_empty() && items.iter().all(|item| item.taxes.is_empty()) {
        return (goods.into(), None);
    }
    let total = currency.written(goods.parse::<Decimal>().unwrap_or_default() + tax);
    (total.into(), Some(Taxes { goods: goods.into(), amount: currency.written(tax).into(), lines }))
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

fn time(name: &str, text: Option<String>) -> Result<Option<Millis>, Problem> {
    match text {
        None => Ok(None),
        Some(text) => parse_rfc3339(&text).map(Some).ok_or_else(|| Problem::invalid(name, "must be an RFC 3339 time")),
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

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TotalsQuery {
    #[param(inline)]
    status: Option<OrderStatus>,
    /// Placed at or after, RFC 3339.
    from: Option<String>,
    /// Placed before, RFC 3339.
    to: Option<String>,
}

/// What the orders of one currency come to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct CurrencyTotal {
    currency: String,
    orders: u64,
    goods_amount: String,
    tax_amount: String,
    total_amount: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct Totals {
    items: Vec<CurrencyTotal>,
}

/// Sums of orders, those of each currency by themselves. Canceled orders count, too, unless a status is asked for.
#[utoipa::path(get, operation_id = "totalOrders", path = "/v1/orders/totals", tag = "orders", params(TotalsQuery),
    responses((status = 200, body = Totals), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn totals(
    _: May<OrdersRead>,
    State(hub): State<Hub>,
    Params(query): Params<TotalsQuery>,
) -> Result<Response, Problem> {
    let (from, to) = (time("from", query.from)?, time("to", query.to)?);
    let status = query.status.map(OrderStatus::name);
    let sums = hub.read(move |connection| totals::order_totals(connection, status, (from, to))).await?;
    let item = |(currency, sum): (String, OrderSum)| CurrencyTotal {
        orders: sum.orders,
        goods_amount: sum.goods.written(sum.digits),
        tax_amount: sum.tax.written(sum.digits),
        total_amount: sum.total.written(sum.digits),
        currency,
    };
    Ok(listing(&Totals { items: sums.into_iter().map(item).collect() }))
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

/// Tries at once to fill what an order waits for, asking floors for the rights to it as a new order does. The order as it then
/// is, whether anything was found or not; `wrong-state` where it waits for nothing.
#[utoipa::path(post, operation_id = "retryOrder", path = "/v1/orders/{orderId}/retry", tag = "orders", params(("orderId" = String, Path)), request_body = NoBody,
    responses((status = 200, body = OrderRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn retry(
    _: May<OrdersWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<OrderId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    hub.settle(change.context, Deed::Retry(id)).await
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
