//! The inventory and reservation endpoints, the same on hub and node.

use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use holdfast_crdt::{ReservationId, WarehouseId};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::command::{
    BatchBody, PatchBody, PatchShape, PostRow, PostRowShape, ReserveBody, ResizeBody, StockCommand, StockOp,
};
use super::hold::ReservationRecord;
use super::list::{Listing, SORTABLE};
use super::path::{CellPath, InWarehouse};
use super::record::InventoryRecord;
use super::refusal::StockRefusal;
use super::service::{Stock, unreadable};
use crate::http::answer::{Cursor, Limit, ListOrder, Page, listing, parse_sort, resource, respond};
use crate::http::params::{Params, PathId};
use crate::http::problem::{Problem, Slug};
use crate::http::request::{Change, Context, NoBody};
use crate::http::schema::ProblemBody;
use crate::http::scope::{May, StockRead, StockWrite};
use crate::sqlite::{Reader, load_cell, read_reservation};

/// All routes, to be merged into the API of either side with the state given.
pub fn router() -> OpenApiRouter<Stock> {
    OpenApiRouter::new()
        .routes(routes!(list, post))
        .routes(routes!(one, patch, discontinue))
        .routes(routes!(reserve))
        .routes(routes!(batch))
        .route("/v1/warehouses/{warehouseId}/inventory/batch", get(one).patch(patch).delete(discontinue))
        .routes(routes!(reservation, resize, release))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Only this SKU.
    sku: Option<String>,
    /// Part of the SKU or of the product's name.
    q: Option<String>,
    below_reorder_point: Option<bool>,
    /// Fields by comma, `-` before one for descending order.
    #[param(
        pattern = r"^-?(sku|quantity|reservedQuantity|availableQuantity|promisableQuantity|damagedQuantity|incomingQuantity|version)(,-?(sku|quantity|reservedQuantity|availableQuantity|promisableQuantity|damagedQuantity|incomingQuantity|version))*$"
    )]
    sort: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// The cells of a warehouse that were ever stocked.
#[utoipa::path(get, operation_id = "listInventory", path = "/v1/warehouses/{warehouseId}/inventory", tag = "inventory",
    params(("warehouseId" = String, Path), ListQuery),
    responses((status = 200, body = Page<InventoryRecord>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<StockRead>,
    State(stock): State<Stock>,
    InWarehouse(warehouse): InWarehouse,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let sort = query.sort.map_or(Ok(Vec::new()), |sort| parse_sort(&sort, SORTABLE))?;
    let order = list_order(&warehouse, &sort);
    let wanted = Listing {
        warehouse,
        sku: query.sku,
        query: query.q.map(|text| text.to_lowercase()),
        below_reorder_point: query.below_reorder_point.unwrap_or(false),
        sort,
        after: query.cursor.map(|cursor| cursor.decode(order)).transpose()?,
        limit: query.limit.get(),
    };
    let facts = stock.0.facts();
    let Some(shown) = facts.shown_in(&wanted.warehouse) else {
        return Err(missing(StockRefusal::NoWarehouse(wanted.warehouse)));
    };
    let read = move |connection: &Reader| wanted.read(connection, facts.as_ref(), &shown);
    let (items, next) = stock.0.readers().read(read).await.map_err(unreadable)?;
    Ok(listing(&Page { items, next_cursor: next.map(|place| Cursor::encode(order, &place)) }))
}

/// By SKU where nothing else is said.
fn list_order(warehouse: &WarehouseId, sort: &[(String, bool)]) -> ListOrder {
    let named = sort.iter().map(|(field, descending)| (field.as_str(), *descending));
    let default = sort.is_empty().then_some(("sku", false));
    ListOrder::of(&format!("inventory of {warehouse}"), named.chain(default))
}

/// One cell; zeros where a known SKU was never stocked.
#[utoipa::path(get, operation_id = "getInventory", path = "/v1/warehouses/{warehouseId}/inventory/{sku}", tag = "inventory",
    params(("warehouseId" = String, Path), ("sku" = String, Path)),
    responses((status = 200, body = InventoryRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn one(
    _: May<StockRead>,
    State(stock): State<Stock>,
    CellPath(warehouse, sku): CellPath,
) -> Result<Response, Problem> {
    let facts = stock.0.facts();
    let Some(shown) = facts.shown(&warehouse, &sku) else {
        return Err(missing(StockRefusal::NoWarehouse(warehouse)));
    };
    if let Some(cell) = stock.0.readers().at_hand(&warehouse, &sku) {
        let record = InventoryRecord::of(&warehouse, &sku, &cell, shown);
        return Ok(resource(&record, record.version));
    }
    let read = move |connection: &Reader| {
        let cell = load_cell(connection, warehouse.as_str(), sku.as_str())?;
        if cell.version() == 0 && !facts.knows(connection, sku.as_str())? {
            return Ok(Err(StockRefusal::NoProduct(sku)));
        }
        Ok(Ok(InventoryRecord::of(&warehouse, &sku, &cell, shown)))
    };
    let record = stock.0.readers().read(read).await.map_err(unreadable)?.map_err(missing)?;
    Ok(resource(&record, record.version))
}

/// Sets on hand, or moves it.
#[utoipa::path(post, operation_id = "setInventory", path = "/v1/warehouses/{warehouseId}/inventory", tag = "inventory",
    params(("warehouseId" = String, Path)), request_body = PostRowShape,
    responses((status = 200, body = InventoryRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn post(
    _: May<StockWrite>,
    State(stock): State<Stock>,
    InWarehouse(warehouse): InWarehouse,
    change: Change<PostRow>,
) -> Result<Response, Problem> {
    let op = StockOp::Change(change.body.check()?);
    settle(&stock, change.context, Some(warehouse), op).await
}

/// Adjusts on hand, sets the hold of a reference, or moves units between available and damaged.
#[utoipa::path(patch, operation_id = "changeInventory", path = "/v1/warehouses/{warehouseId}/inventory/{sku}", tag = "inventory",
    params(("warehouseId" = String, Path), ("sku" = String, Path)), request_body = PatchShape,
    responses((status = 200, body = InventoryRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn patch(
    _: May<StockWrite>,
    State(stock): State<Stock>,
    CellPath(warehouse, sku): CellPath,
    change: Change<PatchBody>,
) -> Result<Response, Problem> {
    let op = StockOp::Change(change.body.check(sku)?);
    settle(&stock, change.context, Some(warehouse), op).await
}

/// Takes an empty cell off the list.
#[utoipa::path(delete, operation_id = "discontinueInventory", path = "/v1/warehouses/{warehouseId}/inventory/{sku}", tag = "inventory",
    params(("warehouseId" = String, Path), ("sku" = String, Path)),
    responses((status = 200, body = InventoryRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn discontinue(
    _: May<StockWrite>,
    State(stock): State<Stock>,
    CellPath(warehouse, sku): CellPath,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    settle(&stock, change.context, Some(warehouse), StockOp::Discontinue { sku }).await
}

/// Holds units, for a time or until released.
#[utoipa::path(post, operation_id = "reserveInventory", path = "/v1/warehouses/{warehouseId}/inventory/{sku}/reserve", tag = "reservations",
    params(("warehouseId" = String, Path), ("sku" = String, Path)), request_body = ReserveBody,
    responses((status = 201, body = ReservationRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn reserve(
    _: May<StockWrite>,
    State(stock): State<Stock>,
    CellPath(warehouse, sku): CellPath,
    change: Change<ReserveBody>,
) -> Result<Response, Problem> {
    let op = change.body.check(sku)?;
    settle(&stock, change.context, Some(warehouse), op).await
}

/// Up to 1,000 rows, each with its own outcome.
#[utoipa::path(post, operation_id = "changeInventoryBatch", path = "/v1/warehouses/{warehouseId}/inventory/batch", tag = "inventory",
    params(("warehouseId" = String, Path)), request_body = BatchBody,
    responses((status = 200, description = "Row by row: index, status, and the inventory or the problem", body = serde_json::Value),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn batch(
    _: May<StockWrite>,
    State(stock): State<Stock>,
    InWarehouse(warehouse): InWarehouse,
    change: Change<BatchBody>,
) -> Result<Response, Problem> {
    let (context, op) = (change.context, change.body.check()?);
    settle(&stock, context, Some(warehouse), op).await
}

/// One reservation of this side.
#[utoipa::path(get, operation_id = "getReservation", path = "/v1/reservations/{reservationId}", tag = "reservations", params(("reservationId" = String, Path)),
    responses((status = 200, body = ReservationRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn reservation(
    _: May<StockRead>,
    State(stock): State<Stock>,
    PathId(id): PathId<ReservationId>,
) -> Result<Response, Problem> {
    let found = stock.0.readers().read(move |connection| read_reservation(connection, id)).await.map_err(unreadable)?;
    let record = found.ok_or_else(|| missing(StockRefusal::NoReservation(id.to_string())))?.record();
    Ok(resource(&record, record.version))
}

/// Sets what a reservation holds.
#[utoipa::path(patch, operation_id = "resizeReservation", path = "/v1/reservations/{reservationId}", tag = "reservations",
    params(("reservationId" = String, Path)), request_body = ResizeBody,
    responses((status = 200, body = ReservationRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn resize(
    _: May<StockWrite>,
    State(stock): State<Stock>,
    PathId(reservation): PathId<ReservationId>,
    change: Change<ResizeBody>,
) -> Result<Response, Problem> {
    let op = StockOp::Resize { reservation, quantity: change.body.quantity };
    settle(&stock, change.context, None, op).await
}

/// Releases what is left of a reservation.
#[utoipa::path(delete, operation_id = "releaseReservation", path = "/v1/reservations/{reservationId}", tag = "reservations", params(("reservationId" = String, Path)),
    responses((status = 200, body = ReservationRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn release(
    _: May<StockWrite>,
    State(stock): State<Stock>,
    PathId(reservation): PathId<ReservationId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    settle(&stock, change.context, None, StockOp::Release { reservation }).await
}

async fn settle(
    stock: &Stock,
    context: Context,
    warehouse: Option<WarehouseId>,
    op: StockOp,
) -> Result<Response, Problem> {
    let (outcome, replayed) = stock.settle(StockCommand { context, warehouse, op, last: false }).await?;
    Ok(respond(outcome, replayed))
}

fn missing(refusal: StockRefusal) -> Problem {
    refusal.problem(Slug::NotFound)
}
