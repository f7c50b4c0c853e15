//! Receipts: goods come in.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{ExpectedReceiptId, Quantity, Sku};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Change;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorWrite, May};
use holdfast_shell::http::shapes::{Label, Reference, SkuShape, SomeUnitsShape, UlidShape};
use serde::Deserialize;
use utoipa::ToSchema;

use super::App;
use super::show::ReceiptView;
use super::text::{LINES_MAX, Lines, REFERENCE_MAX, Text};
use crate::core::bins::Bin;
use crate::core::expected::Terms;
use crate::core::receipt::{Condition, ReceiptLine};
use crate::engine::FloorOp;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct ReceiptBody {
    /// The delivery note, or whatever the goods came with.
    #[schema(value_type = Reference)]
    reference: Text<REFERENCE_MAX>,
    #[schema(value_type = Vec<ReceiptLineBody>, min_items = 1, max_items = 1000)]
    lines: Lines<ReceiptLineBody, LINES_MAX>,
    /// What the hub said was to come, under `/v1/expected-receipts`.
    #[schema(value_type = Option<UlidShape>)]
    expected_receipt_id: Option<ExpectedReceiptId>,
    /// No more of what is expected is to come.
    #[serde(default)]
    complete: bool,
    /// A person has seen that this is more than is usual or was expected, or something else.
    #[serde(default)]
    confirm: bool,
}

impl ReceiptBody {
    pub(super) fn check(self) -> Result<FloorOp, Problem> {
        let line = |line: ReceiptLineBody| ReceiptLine {
            sku: line.sku,
            quantity: line.quantity,
            bin: line.bin,
            condition: line.condition,
        };
        let lines = self.lines.0.into_iter().map(line).collect();
        let (reference, confirmed) = (self.reference.0, self.confirm);
        match self.expected_receipt_id {
            Some(expected) => {
                let terms = Terms { complete: self.complete, confirmed };
                Ok(FloorOp::ReceiveExpected { expected, reference, lines, terms })
            }
            None if self.complete => {
                Err(Problem::invalid("/complete", "closes an expected receipt, and expectedReceiptId names none"))
            }
            None => Ok(FloorOp::Receive { reference, lines, confirmed }),
        }
    }
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

/// Takes goods in, all lines or none. Against an expected receipt, more than was expected, or something else, needs `confirm`.
#[utoipa::path(post, operation_id = "receiveGoods", path = "/v1/receipts", tag = "floor", request_body = ReceiptBody,
    responses((status = 201, body = ReceiptView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn receive(
    _: May<FloorWrite>,
    State(app): State<App>,
    change: Change<ReceiptBody>,
) -> Result<Response, Problem> {
    let op = change.body.check()?;
    app.settle(change.context, op).await
}
