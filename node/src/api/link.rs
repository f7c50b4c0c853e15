//! The link as people see it: whether the hub is there, and what waits for it.

use axum::extract::State;
use axum::response::Response;
use holdfast_shell::clock::{self, rfc3339};
use holdfast_shell::http::answer::listing;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{FloorRead, May};
use holdfast_shell::sqlite::{Reader, StoreError, changed_rows, count_changed, standing};
use holdfast_shell::stock::unreadable;
use serde::Serialize;
use utoipa::ToSchema;

use super::App;
use crate::engine::Seat;
use crate::store::Acknowledged;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkView {
    warehouse_id: String,
    online: bool,
    /// When that last changed.
    since: String,
    /// Seconds since the newest word from the hub; `null` before the first.
    lag_seconds: Option<f64>,
    /// Cells that changed here and that the hub does not hold yet.
    pending_cells: u64,
    /// Movements and letters that the hub does not hold yet.
    pending_entries: u64,
    /// Documents that were edited here since the hub last had them.
    pending_documents: u64,
    /// Movements that a completed backup of the hub holds too, counted from the first of this node's life.
    backed_up_entries: u64,
    /// Why it is offline.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// Whether the hub is there, and what waits for it.
#[utoipa::path(get, operation_id = "getLink", path = "/v1/link", tag = "floor",
    responses((status = 200, body = LinkView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn link(_: May<FloorRead>, State(app): State<App>) -> Result<Response, Problem> {
    // read before the store: what is acknowledged later must not look as if it had never waited
    let told = app.0.link.told(clock::now());
    let (seat, acknowledged) = (app.0.seat.clone(), told.acknowledged);
    let read = move |reader: &Reader| waiting(reader, &seat, acknowledged);
    let (cells, entries, documents) = app.0.readers.read(read).await.map_err(unreadable)?;
    let heard_at = told.acknowledged.heard_at;
    let lag = || clock::now().since(heard_at) as f64 / 1000.0;
    Ok(listing(&LinkView {
        warehouse_id: app.0.seat.warehouse.to_string(),
        online: told.online,
        since: rfc3339(told.since),
        lag_seconds: (heard_at.0 > 0).then(lag),
        pending_cells: cells,
        pending_entries: entries,
        pending_documents: documents,
        backed_up_entries: told.acknowledged.backed_up,
        reason: told.reason,
    }))
}

/// Cells, entries with letters, and documents that the hub has not acknowledged.
fn waiting(reader: &Reader, seat: &Seat, held: Acknowledged) -> Result<(u64, u64, u64), StoreError> {
    let Some(now) = standing(reader, &seat.warehouse, seat.store, seat.boot, 0)? else { return Ok((0, 0, 0)) };
    let position = now.position;
    let cells = changed_rows(reader, &seat.warehouse, position.replica, held.rows)?;
    let entries = position.clock.saturating_sub(held.entries) + position.letters.saturating_sub(held.letters);
    Ok((cells, entries, count_changed(reader, &seat.warehouse, held.documents)?))
}
