//! Returns: goods that a customer sent back, and verdicts on what was set apart.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{ExpectedReceiptId, Quantity, ReturnId, Sku};
use holdfast_shell::http::params::PathId;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Change;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorWrite, May};
use holdfast_shell::http::shapes::{Label, Reference, SkuShape, SomeUnitsShape, UlidShape};
use serde::Deserialize;
use utoipa::ToSchema;

use super::App;
use super::show_goods::{InspectionView, ReturnReceiptView};
use super::text::{LINES_MAX, Lines, REFERENCE_MAX, Text};
use crate::core::bins::Bin;
use crate::core::expected::Terms;
use crate::core::inspection::{Apart, InspectionLine, Verdict};
use crate::core::receipt::{Condition, ReceiptLine};
use crate::engine::{FloorOp, Inspected};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReturnReceiptBody {
    /// Whatever the goods came with; the number of the return where it is not said.
    #[schema(value_type = Option<Reference>)]
    reference: Option<Text<REFERENCE_MAX>>,
    #[schema(value_type = Vec<ReturnReceiptLineBody>, min_items = 1, max_items = 1000)]
    lines: Lines<ReturnReceiptLineBody, LINES_MAX>,
    /// A person has seen that this is more than was authorised, something else, or of a return that nobody here has heard of.
    #[serde(default)]
    confirm: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReturnReceiptLineBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    #[schema(value_type = SomeUnitsShape)]
    quantity: Quantity,
    #[schema(value_type = Option<Label>)]
    bin: Option<Bin>,
    /// `quality_control` (when not said), `available` or `damaged`.
    #[serde(default = "unjudged")]
    condition: Condition,
}

fn unjudged() -> Condition {
    Condition::QualityControl
}

/// Takes in what a customer sent back, all lines or none.
#[utoipa::path(post, operation_id = "receiveReturn", path = "/v1/returns/{returnId}/receipts", tag = "floor", params(("returnId" = String, Path)), request_body = ReturnReceiptBody,
    responses((status = 201, body = ReturnReceiptView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn receive(
    _: May<FloorWrite>,
    State(app): State<App>,
    PathId(id): PathId<ReturnId>,
    change: Change<ReturnReceiptBody>,
) -> Result<Response, Problem> {
    let ReturnReceiptBody { reference, lines, confirm } = change.body;
    let line = |line: ReturnReceiptLineBody| ReceiptLine {
        sku: line.sku,
        quantity: line.quantity,
        bin: line.bin,
        condition: line.condition,
    };
    let (reference, lines) = (reference.map(|text| text.0), lines.0.into_iter().map(line).collect());
    let terms = Terms { complete: false, confirmed: confirm };
    app.settle(change.context, FloorOp::ReceiveReturn { id, reference, lines, terms }).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct InspectionBody {
    #[schema(value_type = Option<Reference>)]
    reference: Option<Text<REFERENCE_MAX>>,
    /// The return that the goods came with.
    #[schema(value_type = Option<UlidShape>)]
    return_id: Option<ReturnId>,
    /// The expected receipt that they came with; not beside `returnId`.
    #[schema(value_type = Option<UlidShape>)]
    expected_receipt_id: Option<ExpectedReceiptId>,
    #[schema(value_type = Vec<InspectionLineBody>, min_items = 1, max_items = 1000)]
    lines: Lines<InspectionLineBody, LINES_MAX>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InspectionLineBody {
    #[schema(value_type = SkuShape)]
    sku: Sku,
    /// Where the units stand: `quality_control` when not said.
    #[serde(default)]
    from: Apart,
    to: Verdict,
    #[schema(value_type = SomeUnitsShape)]
    quantity: Quantity,
}

impl InspectionBody {
    pub(super) fn check(self) -> Result<FloorOp, Problem> {
        let of = match (self.return_id, self.expected_receipt_id) {
            (Some(_), Some(_)) => {
                return Err(Problem::invalid("/expectedReceiptId", "goods came with a return or a delivery, not both"));
            }
            (Some(id), None) => Some(Inspected::Return(id)),
            (None, Some(id)) => Some(Inspected::Expected(id)),
            (None, None) => None,
        };
        let line = |(index, line): (usize, InspectionLineBody)| {
            if (line.from, line.to) == (Apart::Damaged, Verdict::Damaged) {
                return Err(Problem::invalid(format!("/lines/{index}/to"), "is where the units stand already"));
            }
            Ok(InspectionLine { sku: line.sku, quantity: line.quantity, from: line.from, to: line.to })
        };
        let lines = self.lines.0.into_iter().enumerate().map(line).collect::<Result<_, _>>()?;
        Ok(FloorOp::Inspect { reference: self.reference.map(|text| text.0), of, lines })
    }
}

/// Judges what was set apart, all lines or none: available again, damaged, or lost.
#[utoipa::path(post, operation_id = "inspectGoods", path = "/v1/inspections", tag = "floor", request_body = InspectionBody,
    responses((status = 201, body = InspectionView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn inspect(
    _: May<FloorWrite>,
    State(app): State<App>,
    change: Change<InspectionBody>,
) -> Result<Response, Problem> {
    let op = change.body.check()?;
    app.settle(change.context, op).await
}
