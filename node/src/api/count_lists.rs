//! Cycle count lists: what is to be counted next.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::WarehouseId;
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Change;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorRead, FloorWrite, May};
use holdfast_shell::http::shapes::Label;
use holdfast_shell::sqlite::{Reader, StoreError, load_cell};
use holdfast_shell::stock::unreadable;
use serde::Deserialize;
use ulid::Ulid;
use utoipa::{IntoParams, ToSchema};

use super::App;
use super::show::CountListView;
use super::text::{Number, Text};
use crate::core::count_list::{Basis, CountList, Entry, LIST_ENTRIES_MAX};
use crate::engine::FloorOp;
use crate::store;

const SIZE_DEFAULT: usize = 20;
const SIZE_MAX: u64 = LIST_ENTRIES_MAX as u64;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CountListBody {
    /// Entries, at most; 20 when not said.
    #[schema(value_type = Option<u64>, minimum = 1, maximum = 500)]
    size: Option<Number<1, SIZE_MAX>>,
    /// What goes first: what was not counted for longest, what is worth most, or what stands high in both.
    by: Basis,
    /// Only what lies in the bins of this zone, bin by bin.
    #[schema(value_type = Option<Label>)]
    zone: Option<Text<64>>,
    /// Whoever counts is not told what is expected.
    #[serde(default = "yes")]
    blind: bool,
}

fn yes() -> bool {
    true
}

/// Chooses what is to be counted next.
#[utoipa::path(post, operation_id = "makeCountList", path = "/v1/count-lists", tag = "floor", request_body = CountListBody,
    responses((status = 201, body = CountListView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn make(
    _: May<FloorWrite>,
    State(app): State<App>,
    change: Change<CountListBody>,
) -> Result<Response, Problem> {
    let CountListBody { size, by, zone, blind } = change.body;
    let size = size.map_or(SIZE_DEFAULT, |size| size.0 as usize);
    let zone = zone.map(|zone| zone.0.to_string());
    app.settle(change.context, FloorOp::ListCounts { size, by, zone, blind }).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CountListQuery {
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Count lists, the newest first.
#[utoipa::path(get, operation_id = "listCountLists", path = "/v1/count-lists", tag = "floor", params(CountListQuery),
    responses((status = 200, body = Page<CountListView>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(
    _: May<FloorRead>,
    State(app): State<App>,
    Params(query): Params<CountListQuery>,
) -> Result<Response, Problem> {
    let (order, limit) = (ListOrder::of("count-lists", [("listId", true)]), query.limit.get());
    let before: Option<String> = query.cursor.map(|cursor| cursor.decode(order)).transpose()?;
    let warehouse = app.0.seat.warehouse.clone();
    let read = move |reader: &Reader| {
        let lists = store::list_count_lists(reader, before.as_deref(), limit)?;
        let page = Page::of(lists, limit, order, |list| list.list.to_string());
        let items = page.items.iter().map(|list| shown(reader, &warehouse, list)).collect::<Result<Vec<_>, _>>()?;
        Ok(Page { items, next_cursor: page.next_cursor })
    };
    let page = app.0.readers.read(read).await.map_err(unreadable)?;
    Ok(listing(&page))
}

/// One count list.
#[utoipa::path(get, operation_id = "getCountList", path = "/v1/count-lists/{listId}", tag = "floor", params(("listId" = String, Path)),
    responses((status = 200, body = CountListView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn one(
    _: May<FloorRead>,
    State(app): State<App>,
    PathId(list): PathId<Ulid>,
) -> Result<Response, Problem> {
    let warehouse = app.0.seat.warehouse.clone();
    let read = move |reader: &Reader| {
        store::load_count_list(reader, list)?.map(|list| shown(reader, &warehouse, &list)).transpose()
    };
    let found = app.0.readers.read(read).await.map_err(unreadable)?;
    let view = found.ok_or_else(|| Problem::not_found("count list"))?;
    Ok(resource(&view, view.version))
}

fn shown(reader: &Reader, warehouse: &WarehouseId, list: &CountList) -> Result<CountListView, StoreError> {
    CountListView::of(list, |entry: &Entry| {
        if let Some(bin) = &entry.bin {
            return Ok(store::load_shelves(reader, [&entry.sku].into_iter(), [].into_iter())?.held(&entry.sku, bin));
        }
        let on_hand = load_cell(reader, warehouse.as_str(), entry.sku.as_str())?.on_hand();
        Ok(on_hand.saturating_sub(store::claimed_units(reader, &entry.sku)?))
    })
}
