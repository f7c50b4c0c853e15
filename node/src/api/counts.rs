//! Cycle counts, and those that wait for a supervisor.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{Count, Sku};
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Change;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorRead, FloorWrite, May, StockWrite};
use holdfast_shell::http::shapes::{Label, Reason, Reference, SkuShape, UlidShape, UnitsShape};
use holdfast_shell::stock::unreadable;
use serde::Deserialize;
use ulid::Ulid;
use utoipa::{IntoParams, ToSchema};

use super::App;
use super::show::{CountRecordView, CountView};
use super::text::{LINES_MAX, Lines, REASON_MAX, REFERENCE_MAX, Text};
use crate::core::bins::Bin;
use crate::core::count::CountLine;
use crate::core::count_record::CountState;
use crate::engine::{FloorOp, Tally};
use crate::store;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct CountBody {
    #[schema(value_type = Option<Reference>)]
    reference: Option<Text<REFERENCE_MAX>>,
    /// The count list that this was counted for.
    #[schema(value_type = Option<UlidShape>)]
    list_id: Option<Ulid>,
    #[schema(value_type = Vec<CountLineBody>, min_items = 1, max_items = 1000)]
    lines: Lines<CountLineBody, LINES_MAX>,
    /// Numbers beyond what is usual are meant so.
    #[serde(default)]
    confirm: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CountLineBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    /// Everything of the SKU that is in the warehouse, units promised to orders included; with a bin, what is in it.
    #[schema(value_type = UnitsShape)]
    counted: Count,
    #[schema(value_type = Option<Label>)]
    bin: Option<Bin>,
}

/// Brings the books to what was counted, all lines or none; answers the difference found. One beyond the threshold changes
/// nothing until a supervisor has approved it, unless whoever counts may adjust stock.
#[utoipa::path(post, operation_id = "countStock", path = "/v1/counts", tag = "floor", request_body = CountBody,
    responses((status = 200, body = CountView), (status = 202, body = CountRecordView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn count(
    _: May<FloorWrite>,
    State(app): State<App>,
    change: Change<CountBody>,
) -> Result<Response, Problem> {
    let CountBody { reference, list_id, lines, confirm } = change.body;
    let line = |line: CountLineBody| CountLine { sku: line.sku, counted: line.counted, bin: line.bin };
    let tally = Tally {
        reference: reference.map(|text| text.0),
        list: list_id,
        lines: lines.0.into_iter().map(line).collect(),
        confirmed: confirm,
    };
    app.settle(change.context, FloorOp::Count(tally)).await
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CountQuery {
    /// `awaiting_approval`, `applied`, `rejected` or `superseded`.
    #[param(inline)]
    state: Option<CountState>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Counts, the newest first.
#[utoipa::path(get, operation_id = "listCounts", path = "/v1/counts", tag = "floor", params(CountQuery),
    responses((status = 200, body = Page<CountRecordView>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(
    _: May<FloorRead>,
    State(app): State<App>,
    decides: Result<May<StockWrite>, Problem>,
    Params(query): Params<CountQuery>,
) -> Result<Response, Problem> {
    let (order, limit) = (ListOrder::of("counts", [("countId", true)]), query.limit.get());
    let before: Option<String> = query.cursor.map(|cursor| cursor.decode(order)).transpose()?;
    let read = move |reader: &holdfast_shell::sqlite::Reader| {
        let counts = store::list_counts(reader, query.state, before.as_deref(), limit)?;
        Ok(Page::of(counts, limit, order, |record| record.count.to_string()))
    };
    let page = app.0.readers.read(read).await.map_err(unreadable)?;
    Ok(listing(&page.map(|record| CountRecordView::of(&record, decides.is_ok()))))
}

/// One count.
#[utoipa::path(get, operation_id = "getCount", path = "/v1/counts/{countId}", tag = "floor", params(("countId" = String, Path)),
    responses((status = 200, body = CountRecordView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn one(
    _: May<FloorRead>,
    State(app): State<App>,
    decides: Result<May<StockWrite>, Problem>,
    PathId(count): PathId<Ulid>,
) -> Result<Response, Problem> {
    let found = app.0.readers.read(move |reader| store::load_count(reader, count)).await.map_err(unreadable)?;
    let record = found.ok_or_else(|| Problem::not_found("count"))?;
    Ok(resource(&CountRecordView::of(&record, decides.is_ok()), record.version))
}

/// Why it was decided so.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionBody {
    #[schema(value_type = Option<Reason>)]
    reason: Option<Text<REASON_MAX>>,
}

/// Brings the books to a count that waited, with what moved since it was made.
#[utoipa::path(post, operation_id = "approveCount", path = "/v1/counts/{countId}/approve", tag = "floor", params(("countId" = String, Path)), request_body = Option<DecisionBody>,
    responses((status = 200, body = CountRecordView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn approve(
    _: May<StockWrite>,
    State(app): State<App>,
    PathId(count): PathId<Ulid>,
    change: Change<Option<DecisionBody>>,
) -> Result<Response, Problem> {
    decide(app, count, true, change).await
}

/// Puts a count that waited aside; the books stay as they are.
#[utoipa::path(post, operation_id = "rejectCount", path = "/v1/counts/{countId}/reject", tag = "floor", params(("countId" = String, Path)), request_body = Option<DecisionBody>,
    responses((status = 200, body = CountRecordView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn reject(
    _: May<StockWrite>,
    State(app): State<App>,
    PathId(count): PathId<Ulid>,
    change: Change<Option<DecisionBody>>,
) -> Result<Response, Problem> {
    decide(app, count, false, change).await
}

async fn decide(
    app: App,
    count: Ulid,
    approved: bool,
    change: Change<Option<DecisionBody>>,
) -> Result<Response, Problem> {
    let reason = change.body.and_then(|body| body.reason).map(|text| text.0);
    app.settle(change.context, FloorOp::Decide { count, approved, reason }).await
}
