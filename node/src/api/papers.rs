//! What is printed: packing slips and labels, as PDF.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use holdfast_crdt::TaskId;
use holdfast_shell::http::answer::etag;
use holdfast_shell::http::params::PathId;
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorRead, May};
use holdfast_shell::http::shapes::string;
use holdfast_shell::shape;
use holdfast_shell::sqlite::{Reader, StoreError};
use holdfast_shell::stock::unreadable;
use holdfast_sync::mail::TaskKind;
use utoipa::openapi::schema::SchemaFormat;

use super::App;
use crate::core::bins::Bin;
use crate::core::package::{Package, ParcelNumber};
use crate::core::task::{FloorTask, SkuLine};
use crate::paper::{
    BinLabel, PaperError, ParcelCode, ParcelLabel, Slip, SlipLine, SlipParcel, bin_label, packing_slip, parcel_labels,
};
use crate::store;

shape!(
    PdfShape as "Pdf",
    string().format(Some(SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::Binary)))
);

/// `version`: of what it was printed from.
fn pdf(printed: Result<Vec<u8>, PaperError>, version: Option<u64>) -> Result<Response, Problem> {
    let bytes = printed.map_err(|error| unreadable(StoreError::Broken(error.to_string())))?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    if let Some(Ok(tag)) = version.map(|version| HeaderValue::try_from(etag(version))) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Who gets the parcels, and what they are for.
fn addressed(task: &FloorTask) -> (String, String) {
    match &task.kind {
        TaskKind::Order { order, recipient } => (recipient.to_string(), format!("Order {order}")),
        TaskKind::TransferOut { transfer, to } => (format!("Warehouse {to}"), format!("Transfer {transfer}")),
        TaskKind::TransferIn { transfer, from } => (format!("From warehouse {from}"), format!("Transfer {transfer}")),
    }
}

/// The packing slip of a task: what is in its parcels, as far as it is picked.
#[utoipa::path(get, operation_id = "printPackingSlip", path = "/v1/tasks/{taskId}/packing-slip.pdf", tag = "floor", params(("taskId" = String, Path)),
    responses((status = 200, body = PdfShape, content_type = "application/pdf"), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn slip(
    _: May<FloorRead>,
    State(app): State<App>,
    PathId(task): PathId<TaskId>,
) -> Result<Response, Problem> {
    let read = move |reader: &Reader| {
        let Some(task) = store::load_task(reader, task)? else { return Ok(None) };
        let mut lines = Vec::new();
        for SkuLine { sku, picked, short, .. } in task.by_sku() {
            let name = store::product(reader, &sku)?.map(|product| product.name).unwrap_or_default();
            lines.push(SlipLine { sku: sku.to_string(), name, packed: picked, missing: short });
        }
        Ok(Some((task, lines)))
    };
    let found = app.0.readers.read(read).await.map_err(unreadable)?;
    let (task, lines) = found.ok_or_else(|| Problem::not_found("task"))?;
    let (recipient, reference) = addressed(&task);
    let parcel = |package: &Package| SlipParcel {
        number: package.number.as_str().to_owned(),
        weight_grams: package.weight.get(),
    };
    let slip = Slip {
        warehouse: app.0.seat.warehouse.to_string(),
        recipient,
        reference,
        task: task.task.to_string(),
        lines,
        parcels: task.packages.iter().map(parcel).collect(),
    };
    pdf(packing_slip(&slip), Some(task.version))
}

/// The labels of a task's parcels, one page each; 409 before it is packed.
#[utoipa::path(get, operation_id = "printLabels", path = "/v1/tasks/{taskId}/labels.pdf", tag = "floor", params(("taskId" = String, Path)),
    responses((status = 200, body = PdfShape, content_type = "application/pdf"), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn labels(
    _: May<FloorRead>,
    State(app): State<App>,
    PathId(task): PathId<TaskId>,
) -> Result<Response, Problem> {
    let found = app.0.readers.read(move |reader| store::load_task(reader, task)).await.map_err(unreadable)?;
    let task = found.ok_or_else(|| Problem::not_found("task"))?;
    if task.packages.is_empty() {
        return Err(Problem::new(
            Slug::WrongState,
            "the task is not packed into parcels yet: there is nothing to label",
        ));
    }
    let (recipient, reference) = addressed(&task);
    let label = |package: &Package| ParcelLabel {
        warehouse: app.0.seat.warehouse.to_string(),
        recipient: recipient.clone(),
        reference: reference.clone(),
        number: match &package.number {
            ParcelNumber::Sscc(digits) => ParcelCode::Sscc(digits.clone()),
            ParcelNumber::Own(id) => ParcelCode::Own(id.clone()),
        },
        weight_grams: package.weight.get(),
    };
    let labels: Vec<ParcelLabel> = task.packages.iter().map(label).collect();
    pdf(parcel_labels(&labels), Some(task.version))
}

/// The label of a bin: a code that a scan of it reads.
#[utoipa::path(get, operation_id = "printBinLabel", path = "/v1/bins/{bin}/label.pdf", tag = "floor", params(("bin" = String, Path)),
    responses((status = 200, body = PdfShape, content_type = "application/pdf"), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn bin(
    _: May<FloorRead>,
    State(app): State<App>,
    PathId(bin): PathId<Bin>,
) -> Result<Response, Problem> {
    let found = app.0.readers.read(move |reader| store::load_bin(reader, &bin)).await.map_err(unreadable)?;
    let found = found.ok_or_else(|| Problem::not_found("bin"))?;
    let zone = found.place.map(|place| place.zone.to_string());
    let label = BinLabel { warehouse: app.0.seat.warehouse.to_string(), bin: found.bin.to_string(), zone };
    pdf(bin_label(&label), None)
}
