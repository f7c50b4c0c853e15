//! The overview: all that is seen at a glance, cheap enough to be asked every other second.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::Millis;
use holdfast_shell::clock::{self, rfc3339};
use holdfast_shell::geo::{Latitude, Longitude};
use holdfast_shell::http::answer::listing;
use holdfast_shell::http::params::{NoParams, Params};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{May, NodesRead, OrdersRead, StockRead};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::node_record::NodeRecord;
use super::nodes;
use crate::core::figures::{Figures, PlaceSum, StockSum};
use crate::core::order::OrderStatus;
use crate::core::tally::Tally;
use crate::service::Hub;
use crate::store::overview::{Overview, overview};
use crate::warehouse::{Capacity, Warehouse};

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(at_a_glance))
}

/// Orders by status, of all time.
#[derive(Debug, Serialize, ToSchema)]
struct OrderCounts {
    pending: u64,
    processing: u64,
    partially_shipped: u64,
    shipped: u64,
    delivered: u64,
    cancelling: u64,
    canceled: u64,
}

impl OrderCounts {
    fn of(figures: &Figures) -> Self {
        Self {
            pending: figures.orders(OrderStatus::Pending),
            processing: figures.orders(OrderStatus::Processing),
            partially_shipped: figures.orders(OrderStatus::PartiallyShipped),
            shipped: figures.orders(OrderStatus::Shipped),
            delivered: figures.orders(OrderStatus::Delivered),
            cancelling: figures.orders(OrderStatus::Cancelling),
            canceled: figures.orders(OrderStatus::Canceled),
        }
    }
}

/// Orders placed in one minute.
#[derive(Debug, Serialize, ToSchema)]
struct MinuteOverview {
    /// When it began, RFC 3339.
    at: String,
    orders: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct RefusalOverview {
    /// The slug of the problem.
    reason: &'static str,
    count: u64,
}

/// All warehouses together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StockOverview {
    /// Products of the catalogue.
    skus: u64,
    quantity: u64,
    reserved_quantity: u64,
    available_quantity: u64,
    /// Pairs of warehouse and SKU with fewer available units than their reorder point.
    below_reorder_point: u64,
    /// Claims of counts that found less than was promised, and that nobody has covered yet.
    shortfalls: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WarehouseOverview {
    warehouse_id: String,
    name: String,
    lat: Option<Latitude>,
    lon: Option<Longitude>,
    online: bool,
    /// Whether one has joined.
    has_node: bool,
    /// Seconds since the node's last word; 0 while online.
    lag_seconds: u64,
    pending_cells: u64,
    pending_entries: u64,
    fenced: bool,
    /// Orders with units there that have not left.
    open_orders: u64,
    /// Units on hand.
    quantity: u64,
    capacity: Option<Capacity>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct OverviewRecord {
    at: String,
    orders: OrderCounts,
    /// The last 60 minutes since this hub began, oldest first.
    orders_per_minute: Vec<MinuteOverview>,
    /// What was decided and refused in the same time, by reason, most first.
    refusals: Vec<RefusalOverview>,
    stock: StockOverview,
    /// Products, slots and warehouses with fields that two sides wrote apart, and that wait for somebody to choose.
    conflicts: u64,
    warehouses: Vec<WarehouseOverview>,
}

/// What of the sums is shown.
struct Sums {
    orders: OrderCounts,
    total: StockSum,
    products: u64,
    /// In the order of the warehouses.
    places: Vec<PlaceSum>,
}

/// Orders, stock, warehouses and their links at a glance.
#[utoipa::path(get, operation_id = "getOverview", path = "/v1/overview", tag = "overview",
    responses((status = 200, body = OverviewRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn at_a_glance(
    _: May<OrdersRead>,
    _: May<StockRead>,
    _: May<NodesRead>,
    State(hub): State<Hub>,
    _: Params<NoParams>,
) -> Result<Response, Problem> {
    let Overview { warehouses, nodes, shortfalls, conflicts } = hub.read(|reader| overview(reader)).await?;
    let mut seen: BTreeMap<String, NodeRecord> =
        nodes::records(&hub, nodes).await?.into_iter().map(|node| (node.warehouse_id.clone(), node)).collect();
    let sums = hub
        .figures(|figures| Sums {
            orders: OrderCounts::of(figures),
            total: figures.total(),
            products: figures.products(),
            places: warehouses.iter().map(|warehouse| figures.place(&warehouse.body.id)).collect(),
        })
        .await?;
    let now = clock::now();
    let (orders_per_minute, refusals) = hub.tally(|tally| (minutes(tally, now), refusals(tally, now)));
    let places = warehouses.into_iter().zip(sums.places).map(|(warehouse, sum)| {
        let node = seen.remove(warehouse.body.id.as_str());
        place(warehouse, sum, node)
    });
    Ok(listing(&OverviewRecord {
        at: rfc3339(now),
        orders: sums.orders,
        orders_per_minute,
        refusals,
        stock: StockOverview {
            skus: sums.products,
            quantity: sums.total.held.quantity,
            reserved_quantity: sums.total.held.reserved_quantity,
            available_quantity: sums.total.held.available_quantity,
            below_reorder_point: sums.total.below_reorder_point,
            shortfalls,
        },
        conflicts,
        warehouses: places.collect(),
    }))
}

fn minutes(tally: &Tally, now: Millis) -> Vec<MinuteOverview> {
    let record = |(at, orders)| MinuteOverview { at: rfc3339(at), orders };
    tally.orders(now).into_iter().map(record).collect()
}

fn refusals(tally: &Tally, now: Millis) -> Vec<RefusalOverview> {
    tally.refusals(now).into_iter().map(|(reason, count)| RefusalOverview { reason, count }).collect()
}

fn place(Warehouse { body, .. }: Warehouse, sum: PlaceSum, node: Option<NodeRecord>) -> WarehouseOverview {
    let of_node = |read: fn(&NodeRecord) -> u64| node.as_ref().map_or(0, read);
    WarehouseOverview {
        warehouse_id: body.id.to_string(),
        name: body.name.as_str().to_owned(),
        lat: body.location.as_ref().and_then(|location| location.lat),
        lon: body.location.as_ref().and_then(|location| location.lon),
        online: node.as_ref().is_some_and(|node| node.online),
        has_node: node.is_some(),
        lag_seconds: of_node(|node| node.lag_seconds),
        pending_cells: of_node(|node| node.pending_cells),
        pending_entries: of_node(|node| node.pending_entries),
        fenced: node.as_ref().is_some_and(|node| node.fenced),
        open_orders: sum.open_orders,
        quantity: sum.quantity,
        capacity: body.capacity,
    }
}
