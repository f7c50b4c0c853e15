//! Bins: what lies where, where goods should go, and moving them.

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::Response;
use holdfast_crdt::{Quantity, Sku};
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId, PathParams};
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::Change;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorRead, FloorWrite, May, StockRead};
use holdfast_shell::http::shapes::{Label, SkuShape, SomeUnitsShape};
use holdfast_shell::sqlite::{Reader, load_cell};
use holdfast_shell::stock::unreadable;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::App;
use super::show::{BinView, MoveView, PutAwayView, SkuBinsView};
use super::text::{LINES_MAX, Lines};
use crate::core::bins::{Bin, MoveLine};
use crate::core::put_away::suggest;
use crate::engine::FloorOp;
use crate::store::{self, BinList};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct BinQuery {
    /// Only bins of this zone.
    zone: Option<String>,
    /// Part of a bin's name, or of a SKU in it.
    q: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// The bins of this warehouse along the pick path, with what lies in them.
#[utoipa::path(get, operation_id = "listBins", path = "/v1/bins", tag = "floor", params(BinQuery),
    responses((status = 200, body = Page<BinView>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(
    _: May<FloorRead>,
    State(app): State<App>,
    Params(query): Params<BinQuery>,
) -> Result<Response, Problem> {
    let order = ListOrder::of("bins", [("sequence", false)]);
    let list = BinList {
        zone: query.zone,
        query: query.q.map(|text| text.to_lowercase()),
        after: query.cursor.map(|cursor| cursor.decode(order)).transpose()?,
        limit: query.limit.get(),
    };
    let read = move |reader: &Reader| {
        let bins = store::list_bins(reader, &list)?;
        Ok(Page::of(bins, list.limit, order, |found| (found.turn(), found.bin.to_string())))
    };
    let page = app.0.readers.read(read).await.map_err(unreadable)?;
    Ok(listing(&page.map(|found| BinView::of(&found))))
}

/// One bin.
#[utoipa::path(get, operation_id = "getBin", path = "/v1/bins/{bin}", tag = "floor", params(("bin" = String, Path)),
    responses((status = 200, body = BinView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn one(
    _: May<FloorRead>,
    State(app): State<App>,
    PathId(bin): PathId<Bin>,
) -> Result<Response, Problem> {
    let found = app.0.readers.read(move |reader| store::load_bin(reader, &bin)).await.map_err(unreadable)?;
    let view = BinView::of(&found.ok_or_else(|| Problem::not_found("bin"))?);
    Ok(resource(&view, view.version()))
}

/// `/v1/warehouses/{warehouseId}/inventory/{sku}/…` of this node's own warehouse; 403 of another.
#[derive(Debug)]
pub(super) struct OwnSku(Sku);

impl FromRequestParts<App> for OwnSku {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let params = PathParams::of(parts).await?;
        let own = &app.0.seat.warehouse;
        if params.text(0) != Some(own.as_str()) {
            return Err(Problem::new(Slug::Forbidden, format!("this node serves {own} only")));
        }
        params.nth(1).map(Self)
    }
}

/// The bins that a SKU lies in, along the pick path.
#[utoipa::path(get, operation_id = "listBinsOfSku", path = "/v1/warehouses/{warehouseId}/inventory/{sku}/bins", tag = "inventory",
    params(("warehouseId" = String, Path), ("sku" = String, Path)),
    responses((status = 200, body = SkuBinsView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn of_sku(
    _: May<StockRead>,
    State(app): State<App>,
    OwnSku(sku): OwnSku,
) -> Result<Response, Problem> {
    let warehouse = app.0.seat.warehouse.clone();
    let read = move |reader: &Reader| {
        let cell = load_cell(reader, warehouse.as_str(), sku.as_str())?;
        if cell.version() == 0 && !store::knows(reader, sku.as_str())? {
            return Ok(None);
        }
        let shelves = store::load_shelves(reader, [&sku].into_iter(), [].into_iter())?;
        let picked = store::picked(reader)?.get(&sku).copied().unwrap_or(0);
        Ok(Some(SkuBinsView::of(&sku, &shelves, cell.on_hand(), picked)))
    };
    let view = app.0.readers.read(read).await.map_err(unreadable)?;
    Ok(listing(&view.ok_or_else(|| Problem::not_found("product"))?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PutAwayQuery {
    #[param(inline, value_type = SkuShape)]
    sku: Sku,
    /// Units to put away.
    #[param(inline, value_type = SomeUnitsShape)]
    quantity: Quantity,
}

/// Where goods should go: bins with units and reasons, the best first.
#[utoipa::path(get, operation_id = "suggestPutAway", path = "/v1/put-aways", tag = "floor", params(PutAwayQuery),
    responses((status = 200, body = PutAwayView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn put_aways(
    _: May<FloorRead>,
    State(app): State<App>,
    Params(query): Params<PutAwayQuery>,
) -> Result<Response, Problem> {
    let (PutAwayQuery { sku, quantity }, warehouse) = (query, app.0.seat.warehouse.clone());
    let read = move |reader: &Reader| {
        let stocked = load_cell(reader, warehouse.as_str(), sku.as_str())?.version() > 0;
        if !stocked && !store::knows(reader, sku.as_str())? {
            return Ok(None);
        }
        let (candidates, slots) = (store::put_away_candidates(reader, &sku)?, store::slot_bins(reader, &sku)?);
        let suggestions = suggest(&candidates, &slots, quantity.get());
        Ok(Some(PutAwayView::of(&sku, quantity.get(), suggestions)))
    };
    let view = app.0.readers.read(read).await.map_err(unreadable)?;
    Ok(listing(&view.ok_or_else(|| Problem::not_found("product"))?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MoveBody {
    #[schema(value_type = Vec<MoveLineBody>, min_items = 1, max_items = 1000)]
    lines: Lines<MoveLineBody, LINES_MAX>,
    /// Quantities beyond what is usual, or more than waits to be put away, are meant so.
    #[serde(default)]
    confirm: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MoveLineBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    #[schema(value_type = SomeUnitsShape)]
    quantity: Quantity,
    /// Without it, units that lie in no bin yet are put away.
    #[schema(value_type = Option<Label>)]
    from: Option<Bin>,
    #[schema(value_type = Label)]
    to: Bin,
}

/// Moves goods from bin to bin, or puts them away; all lines or none.
#[utoipa::path(post, operation_id = "moveGoods", path = "/v1/moves", tag = "floor", request_body = MoveBody,
    responses((status = 200, body = MoveView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn move_goods(
    _: May<FloorWrite>,
    State(app): State<App>,
    change: Change<MoveBody>,
) -> Result<Response, Problem> {
    let line = |line: MoveLineBody| MoveLine { sku: line.sku, quantity: line.quantity, from: line.from, to: line.to };
    let lines = change.body.lines.0.into_iter().map(line).collect();
    app.settle(change.context, FloorOp::Move { lines, confirmed: change.body.confirm }).await
}
