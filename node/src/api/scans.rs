//! Scans: what a code means here. They move nothing.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{Sku, TaskId};
use holdfast_shell::http::answer::{Answer, respond};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::Change;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorRead, May};
use holdfast_shell::http::shapes::Label;
use holdfast_shell::sqlite::{Reader, load_cell};
use holdfast_shell::stock::unreadable;
use serde::Deserialize;
use serde::de::Error as _;
use utoipa::ToSchema;

use super::App;
use super::text::Text;
use crate::core::scan::CODE_CHARS_MAX;
use crate::engine::FloorOp;
use crate::scan::{self, Scan, ScanView};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ScanBody {
    /// As the scanner read it; FNC1 as the group separator.
    #[schema(value_type = String, min_length = 1, max_length = 512)]
    code: Code,
    /// What the person is at: a task's id, or a word such as `receive`. Of a task it is said whether it wants the product.
    #[serde(default)]
    #[schema(value_type = Option<Label>)]
    context: Option<Text<64>>,
}

/// 1 to 512 characters.
#[derive(Debug)]
struct Code(String);

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        if code.is_empty() || code.chars().count() > CODE_CHARS_MAX {
            return Err(D::Error::custom(format_args!("must be 1 to {CODE_CHARS_MAX} characters")));
        }
        Ok(Self(code))
    }
}

/// Says what a scanned code is.
#[utoipa::path(post, operation_id = "scan", path = "/v1/scans", tag = "floor", request_body = ScanBody,
    responses((status = 200, body = ScanView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn scan(
    _: May<FloorRead>,
    State(app): State<App>,
    change: Change<ScanBody>,
) -> Result<Response, Problem> {
    let code = change.body.code.0;
    let at = change.body.context.map(|text| text.0);
    tracing::trace!(code, context = at.as_deref(), "scan");
    let task: Option<TaskId> = at.and_then(|at| at.parse().ok());
    if change.context.key.is_some() {
        return app.settle(change.context, FloorOp::Scan { code, task }).await;
    }
    let warehouse = app.0.seat.warehouse.clone();
    let read = move |reader: &Reader| {
        let stocked = |sku: &Sku| Ok(load_cell(reader, warehouse.as_str(), sku.as_str())?.version() > 0);
        scan::read(reader, &stocked, Scan { code: &code, task })
    };
    let view = app.0.readers.read(read).await.map_err(unreadable)?;
    Ok(respond(view.map(|view| Answer::ok(&view)), false))
}
