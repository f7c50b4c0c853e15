//! What the hub said is to come.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::ExpectedReceiptId;
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorRead, May};
use holdfast_shell::sqlite::Reader;
use holdfast_shell::stock::unreadable;
use serde::Deserialize;
use utoipa::IntoParams;

use super::App;
use super::show_goods::ExpectedView;
use crate::core::expected::State as ExpectedState;
use crate::store::{Place, list_expected, load_expected};

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ExpectedQuery {
    /// `open`, `received` or `closed`.
    #[param(inline)]
    state: Option<ExpectedState>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Deliveries and returns that are to come, or came: the first due first.
#[utoipa::path(get, operation_id = "listExpectedReceipts", path = "/v1/expected-receipts", tag = "floor", params(ExpectedQuery),
    responses((status = 200, body = Page<ExpectedView>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(
    _: May<FloorRead>,
    State(app): State<App>,
    Params(query): Params<ExpectedQuery>,
) -> Result<Response, Problem> {
    let order = ListOrder::of("expected-receipts", [("expectedAt", false)]);
    let after: Option<Place> = query.cursor.map(|cursor| cursor.decode(order)).transpose()?;
    let (state, limit) = (query.state, query.limit.get());
    let read = move |connection: &Reader| list_expected(connection, state, after.as_ref(), limit);
    let found = app.0.readers.read(read).await.map_err(unreadable)?;
    let page = Page::of(found, limit, order, Place::of);
    Ok(listing(&page.map(|expected| ExpectedView::of(&expected))))
}

/// One delivery or return: what is to come, and what has come.
#[utoipa::path(get, operation_id = "getExpectedReceipt", path = "/v1/expected-receipts/{expectedReceiptId}", tag = "floor", params(("expectedReceiptId" = String, Path)),
    responses((status = 200, body = ExpectedView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn one(
    _: May<FloorRead>,
    State(app): State<App>,
    PathId(id): PathId<ExpectedReceiptId>,
) -> Result<Response, Problem> {
    let found = app.0.readers.read(move |connection| load_expected(connection, id)).await.map_err(unreadable)?;
    let expected = found.ok_or_else(|| Problem::not_found("expected receipt"))?;
    Ok(resource(&ExpectedView::of(&expected), expected.version))
}
