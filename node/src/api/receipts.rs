//! Receipts: goods come in.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{Quantity, Sku};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Change;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorWrite, May};
use holdfast_shell::http::shapes::{Label, Reference, SkuShape, SomeUnitsShape};
use serde::Deserialize;
use utoipa::ToSchema;

use super::App;
use super::show::ReceiptView;
use super::text::{LINES_MAX, Lines, REFERENCE_MAX, Text};
use crate::core::bins::Bin;
use crate::core::receipt::{Condition, ReceiptLine};
use crate::engine::FloorOp;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReceiptBody {
    /// The delivery note, or whatever the goods came with.
    #[schema(value_type = Reference)]
    reference: Text<REFERENCE_MAX>,
    #[schema(value_type = Vec<ReceiptLineBody>, min_items = 1, max_items = 1000)]
    lines: Lines<ReceiptLineBody, LINES_MAX>,
    /// Quantities beyond what is usual are meant so.
    #[serde(default)]
    confirm: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReceiptLineBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    #[schema(value_type = SomeUnitsShape)]
    quantity: Quantity,
    #[schema(value_type = Option<Label>)]
    bin: Option<Bin>,
    /// `available` (when not said), `damaged` or `quality_control`.
    #[serde(default)]
    condition: Condition,
}

/// Takes goods in, all lines or none.
#[utoipa::path(post, operation_id = "receiveGoods", path = "/v1/receipts", tag = "floor", request_body = ReceiptBody,
    responses((status = 201, body = ReceiptView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn receive(
    _: May<FloorWrite>,
    State(app): State<App>,
    change: Change<ReceiptBody>,
) -> Result<Response, Problem> {
    let line = |line: ReceiptLineBody| ReceiptLine {
        sku: line.sku,
        quantity: line.quantity,
        bin: line.bin,
        condition: line.condition,
    };
    let lines = change.body.lines.0.into_iter().map(line).collect();
    let (reference, confirmed) = (change.body.reference.0, change.body.confirm);
    app.settle(change.context, FloorOp::Receive { reference, lines, confirmed }).await
}
