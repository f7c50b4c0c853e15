//! Packing: what was picked goes into parcels.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{Quantity, Sku, TaskId};
use holdfast_shell::http::params::PathId;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Change;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorWrite, May};
use holdfast_shell::http::shapes::{SkuShape, SomeUnitsShape};
use serde::Deserialize;
use utoipa::ToSchema;

use super::App;
use super::show::TaskView;
use super::text::{LINES_MAX, Lines};
use crate::core::package::{Grams, PACKAGES_MAX, PackedLine, Packing};
use crate::engine::FloorOp;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PackBody {
    #[schema(value_type = Vec<PackageBody>, min_items = 1, max_items = 100)]
    packages: Lines<PackageBody, PACKAGES_MAX>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct PackageBody {
    #[schema(value_type = u64, minimum = 1, maximum = 1500000)]
    weight_grams: Grams,
    /// What is in it. Say it of all parcels, and then all that was picked, or of none.
    #[schema(value_type = Option<Vec<PackedLineBody>>, min_items = 1, max_items = 1000)]
    lines: Option<Lines<PackedLineBody, LINES_MAX>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PackedLineBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    #[schema(value_type = SomeUnitsShape)]
    quantity: Quantity,
}

/// Packs what was picked in full; until it is shipped it may be packed anew.
#[utoipa::path(post, operation_id = "packTask", path = "/v1/tasks/{taskId}/pack", tag = "floor", params(("taskId" = String, Path)), request_body = PackBody,
    responses((status = 200, body = TaskView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn pack(
    _: May<FloorWrite>,
    State(app): State<App>,
    PathId(task): PathId<TaskId>,
    change: Change<PackBody>,
) -> Result<Response, Problem> {
    let line = |line: PackedLineBody| PackedLine { sku: line.sku, quantity: line.quantity };
    let package = |package: PackageBody| Packing {
        weight: package.weight_grams,
        lines: package.lines.map_or_else(Vec::new, |lines| lines.0.into_iter().map(line).collect()),
    };
    let packages = change.body.packages.0.into_iter().map(package).collect();
    app.settle(change.context, FloorOp::Pack { task, packages }).await
}
