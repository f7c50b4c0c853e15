//! Cycle counts.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{Count, Sku};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Change;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorWrite, May};
use holdfast_shell::http::shapes::{Reference, SkuShape, UnitsShape};
use serde::Deserialize;
use utoipa::ToSchema;

use super::App;
use super::show::CountView;
use super::text::{LINES_MAX, Lines, REFERENCE_MAX, Text};
use crate::core::count::CountLine;
use crate::engine::FloorOp;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CountBody {
    #[schema(value_type = Option<Reference>)]
    reference: Option<Text<REFERENCE_MAX>>,
    #[schema(value_type = Vec<CountLineBody>, min_items = 1, max_items = 1000)]
    lines: Lines<CountLineBody, LINES_MAX>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CountLineBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    /// Everything of the SKU that is in the warehouse, units promised to orders included.
    #[schema(value_type = UnitsShape)]
    counted: Count,
}

/// Brings the books to what was counted, all lines or none; answers the difference found.
#[utoipa::path(post, operation_id = "countStock", path = "/v1/counts", tag = "floor", request_body = CountBody,
    responses((status = 200, body = CountView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn count(
    _: May<FloorWrite>,
    State(app): State<App>,
    change: Change<CountBody>,
) -> Result<Response, Problem> {
    let lines =
        change.body.lines.0.into_iter().map(|line| CountLine { sku: line.sku, counted: line.counted }).collect();
    let reference = change.body.reference.map(|text| text.0);
    app.settle(change.context, FloorOp::Count { reference, lines }).await
}
