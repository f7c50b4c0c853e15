//! Stock over all warehouses: every SKU, and one.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{Sku, WarehouseId};
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, parse_sort, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{May, StockRead};
use holdfast_shell::sqlite::{Reader, StoreError, load_cell};
use holdfast_shell::stock::{Facts, InventoryRecord, Quantities};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::service::{Hub, HubFacts};
use crate::store::queries;
use crate::store::stock_list::{SORTABLE, SkuStock, StockListing};

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(everywhere))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Part of the SKU or of the product's name.
    q: Option<String>,
    /// Fields by comma, `-` before one for descending order; `sku` where nothing is said.
    #[param(
        pattern = r"^-?(sku|name|quantity|reservedQuantity|availableQuantity|promisableQuantity)(,-?(sku|name|quantity|reservedQuantity|availableQuantity|promisableQuantity))*$"
    )]
    sort: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// One product over all warehouses; zeros where it was never stocked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SkuStockRecord {
    sku: String,
    name: String,
    category: Option<String>,
    #[serde(flatten)]
    quantities: Quantities,
    /// Those that were ever stocked with it.
    warehouses: u64,
    /// Warehouses with fewer available units than their reorder point.
    below_reorder_point: u64,
}

impl SkuStockRecord {
    fn of(row: SkuStock) -> Self {
        Self {
            sku: row.sku.to_string(),
            name: row.name,
            category: row.category,
            quantities: Quantities { incoming_quantity: row.incoming, ..row.sum.held },
            warehouses: row.sum.cells,
            below_reorder_point: row.sum.below_reorder_point,
        }
    }
}

/// The products of the catalogue, each with its stock over all warehouses.
#[utoipa::path(get, operation_id = "listInventoryEverywhere", path = "/v1/inventory", tag = "inventory", params(ListQuery),
    responses((status = 200, body = Page<SkuStockRecord>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<StockRead>,
    State(hub): State<Hub>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let sort = query.sort.map_or(Ok(Vec::new()), |sort| parse_sort(&sort, SORTABLE))?;
    let named = sort.iter().map(|(field, descending)| (field.as_str(), *descending));
    let order = ListOrder::of("inventory", named.chain(sort.is_empty().then_some(("sku", false))));
    let after = query.cursor.map(|cursor| cursor.decode(order)).transpose()?;
    let wanted = StockListing { query: query.q, sort, after, limit: query.limit.get() };
    let (rows, next) = hub.stock_page(wanted).await?;
    let items: Vec<SkuStockRecord> = rows.into_iter().map(SkuStockRecord::of).collect();
    Ok(listing(&Page { items, next_cursor: next.map(|place| Cursor::encode(order, &place)) }))
}

#[derive(Debug, Serialize, ToSchema)]
struct SkuRecord {
    sku: String,
    total: Quantities,
    warehouses: Vec<InventoryRecord>,
}

/// One SKU: the sums, and each warehouse that was ever stocked with it.
#[utoipa::path(get, operation_id = "getInventoryEverywhere", path = "/v1/inventory/{sku}", tag = "inventory", params(("sku" = String, Path)),
    responses((status = 200, body = SkuRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn everywhere(_: May<StockRead>, State(hub): State<Hub>, PathId(sku): PathId<Sku>) -> Result<Response, Problem> {
    let facts = hub.facts_of();
    let found = hub.read(move |connection| read(connection, &facts, &sku)).await?;
    let record = found.ok_or_else(|| Problem::not_found("product"))?;
    let version: u64 = record.warehouses.iter().map(|record| record.version).sum();
    Ok(resource(&record, version))
}

fn read(connection: &Reader, facts: &HubFacts, sku: &Sku) -> Result<Option<SkuRecord>, StoreError> {
    let mut record = SkuRecord { sku: sku.to_string(), total: Quantities::default(), warehouses: Vec::new() };
    for id in queries::warehouse_ids(connection)? {
        let cell = load_cell(connection, &id, sku.as_str())?;
        let Ok(warehouse) = WarehouseId::new(&id) else { continue };
        // one that was removed meanwhile is left out
        let Some(shown) = facts.shown(&warehouse, sku) else { continue };
        if cell.version() > 0 || shown.incoming > 0 {
            let found = InventoryRecord::of(&warehouse, sku, &cell, shown);
            record.total.add(found.quantities);
            record.warehouses.push(found);
        }
    }
    let known = !record.warehouses.is_empty() || facts.knows(connection, sku.as_str())?;
    Ok(known.then_some(record))
}
