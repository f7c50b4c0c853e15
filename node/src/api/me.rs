//! What a terminal asks first: whose key it holds, what that allows, and which warehouse this is.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use holdfast_shell::clock::{self, rfc3339};
use holdfast_shell::http::answer::listing;
use holdfast_shell::http::keyring::bearer;
use holdfast_shell::http::principal::{Principal, key_digest};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::Caller;
use holdfast_shell::sqlite::Reader;
use holdfast_shell::stock::unreadable;
use serde::Serialize;
use utoipa::ToSchema;

use super::App;
use crate::store::{self, Session};

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MeView {
    /// Of the person who is signed in, else of the device.
    name: String,
    role: String,
    /// What the key allows, in a session what it allows there.
    scopes: Vec<&'static str>,
    device_id: String,
    device: String,
    warehouse_id: String,
    /// `null` until the warehouse was described.
    warehouse_name: Option<String>,
    /// `null` where nobody is signed in.
    session: Option<MySessionView>,
    /// Of the program.
    version: &'static str,
    /// The node's clock.
    now: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct MySessionView {
    session_id: String,
    operator_id: String,
    expires_at: String,
}

impl MySessionView {
    fn of(session: Session) -> Self {
        let expires_at = rfc3339(session.expires_at);
        Self { session_id: session.id, operator_id: session.operator, expires_at }
    }
}

/// Who uses this key, what it allows, and where. Any key may ask.
#[utoipa::path(get, operation_id = "getMe", path = "/v1/me", tag = "access",
    responses((status = 200, body = MeView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn me(
    Caller(principal): Caller,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (own, now) = (app.0.seat.warehouse.clone(), clock::now());
    let digest = principal.signed_in.is_some().then(|| key_digest(bearer(&headers).unwrap_or_default()));
    let read = move |reader: &Reader| {
        let session = digest.map(|digest| store::session_with(reader, &digest, now)).transpose()?;
        Ok((store::shown_warehouse(reader, &own)?, session.flatten()))
    };
    let (warehouse, session) = app.0.readers.read(read).await.map_err(unreadable)?;
    let Principal { id, name, role, scopes, signed_in } = principal;
    let device = signed_in.and_then(|at| at.device).unwrap_or_else(|| name.clone());
    Ok(listing(&MeView {
        name: name.to_string(),
        role: role.to_string(),
        scopes: scopes.names(),
        device_id: id.to_string(),
        device: device.to_string(),
        warehouse_id: app.0.seat.warehouse.to_string(),
        // version 0: no document has come yet
        warehouse_name: (warehouse.version > 0).then(|| warehouse.body.name.as_str().to_owned()),
        session: session.map(MySessionView::of),
        version: env!("CARGO_PKG_VERSION"),
        now: rfc3339(now),
    }))
}
