//! Devices: keys that were handed out, by `pair` or by a pairing's code.

use axum::extract::State;
use axum::response::Response;
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{AccessRead, AccessWrite, May};
use holdfast_shell::sqlite::{list_keys, load_key};
use holdfast_shell::stock::unreadable;
use serde::Deserialize;
use utoipa::IntoParams;

use super::App;
use super::access::DeviceView;
use crate::core::access::DeviceId;
use crate::engine::AccessOp;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DeviceQuery {
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Every device that was ever let in, by age.
#[utoipa::path(get, operation_id = "listDevices", path = "/v1/devices", tag = "access", params(DeviceQuery),
    responses((status = 200, body = Page<DeviceView>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(
    _: May<AccessRead>,
    State(app): State<App>,
    Params(query): Params<DeviceQuery>,
) -> Result<Response, Problem> {
    let (limit, order) = (query.limit.get(), ListOrder::of("devices", [("deviceId", false)]));
    let after: i64 = query.cursor.map(|cursor| cursor.decode(order)).transpose()?.unwrap_or_default();
    let found = app.0.readers.read(move |reader| list_keys(reader, after, limit + 1)).await.map_err(unreadable)?;
    let page = Page::of(found, limit, order, |key| key.id);
    Ok(listing(&page.map(|key| DeviceView::of(&key))))
}

/// One device, shut out or not.
#[utoipa::path(get, operation_id = "getDevice", path = "/v1/devices/{deviceId}", tag = "access", params(("deviceId" = String, Path)),
    responses((status = 200, body = DeviceView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn one(
    _: May<AccessRead>,
    State(app): State<App>,
    PathId(device): PathId<DeviceId>,
) -> Result<Response, Problem> {
    let found = app.0.readers.read(move |reader| load_key(reader, device.0)).await.map_err(unreadable)?;
    let view = found.map(|key| DeviceView::of(&key)).ok_or_else(|| Problem::not_found("device"))?;
    Ok(resource(&view, view.version))
}

/// Shuts a device out for good, and whoever is signed in at it. No device does that to itself.
#[utoipa::path(delete, operation_id = "revokeDevice", path = "/v1/devices/{deviceId}", tag = "access", params(("deviceId" = String, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn revoke(
    _: May<AccessWrite>,
    State(app): State<App>,
    PathId(device): PathId<DeviceId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    app.settle_access(change.context, AccessOp::RevokeDevice { device }).await
}
