//! Pairings: a supervisor makes an offer, a device reads its QR code and is let in with a key of its own.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use holdfast_shell::clock;
use holdfast_shell::http::answer::resource;
use holdfast_shell::http::params::PathId;
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::qr;
use holdfast_shell::http::request::{Change, NoBody, OpenChange};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{AccessRead, AccessWrite, May};
use holdfast_shell::http::shapes::Name;
use holdfast_shell::stock::unreadable;
use serde::Deserialize;
use utoipa::ToSchema;

use super::App;
use super::access::{ClaimedView, NAME_MAX, PairingView, uri, url};
use super::reached::Reached;
use super::text::Text;
use crate::core::access::{Pairing, PairingCode, PairingId};
use crate::engine::{AccessOp, FloorOp};
use crate::roles::Role;
use crate::store;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PairingBody {
    /// The device's.
    #[schema(value_type = Name)]
    name: Text<NAME_MAX>,
    /// `terminal` for a device that people share: it may do nothing by itself, and whoever is signed in there what their
    /// own role allows.
    role: Role,
}

/// Offers to let a device in, with a role that is not above one's own. The code is good once, for ten minutes.
#[utoipa::path(post, operation_id = "offerPairing", path = "/v1/pairings", tag = "access", request_body = PairingBody,
    responses((status = 201, body = PairingView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn offer(
    _: May<AccessWrite>,
    State(app): State<App>,
    Reached(node): Reached,
    change: Change<PairingBody>,
) -> Result<Response, Problem> {
    let PairingBody { name, role } = change.body;
    app.settle(change.context, FloorOp::Access(AccessOp::OfferPairing { name: name.0, role, node })).await
}

async fn found(app: &App, id: PairingId) -> Result<Pairing, Problem> {
    let found = app.0.readers.read(move |reader| store::load_pairing(reader, id)).await.map_err(unreadable)?;
    found.ok_or_else(|| Problem::not_found("pairing"))
}

/// What became of an offer; offers are forgotten after a day.
#[utoipa::path(get, operation_id = "getPairing", path = "/v1/pairings/{pairingId}", tag = "access", params(("pairingId" = String, Path)),
    responses((status = 200, body = PairingView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn one(
    _: May<AccessRead>,
    State(app): State<App>,
    PathId(id): PathId<PairingId>,
) -> Result<Response, Problem> {
    let pairing = found(&app, id).await?;
    Ok(resource(&PairingView::of(&pairing, &app.0.seat.warehouse, clock::now()), pairing.version()))
}

/// The QR code that the device has to read; 409 once the offer is over.
#[utoipa::path(get, operation_id = "drawPairing", path = "/v1/pairings/{pairingId}/qr.svg", tag = "access", params(("pairingId" = String, Path)),
    responses((status = 200, body = String, content_type = "image/svg+xml"), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn draw(
    _: May<AccessRead>,
    State(app): State<App>,
    PathId(id): PathId<PairingId>,
) -> Result<Response, Problem> {
    let pairing = found(&app, id).await?;
    if !pairing.is_open(clock::now()) {
        return Err(Problem::new(Slug::WrongState, "this pairing is over: make a new one"));
    }
    let picture = qr::svg(&url(&pairing).unwrap_or_else(|| uri(&pairing, &app.0.seat.warehouse)))?;
    let kind = HeaderValue::from_static("image/svg+xml");
    // whoever sees it may come in
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], picture)
        .into_response())
}

/// Lets a device in: it needs no key, but the code, and is given its key, once.
#[utoipa::path(post, operation_id = "claimPairing", path = "/v1/pairings/{code}/claim", tag = "access", params(("code" = String, Path)), request_body = NoBody, security(()),
    responses((status = 201, body = ClaimedView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn claim(
    State(app): State<App>,
    PathId(code): PathId<PairingCode>,
    change: OpenChange<NoBody>,
) -> Result<Response, Problem> {
    app.0.access.may_claim()?;
    app.settle(change.context, FloorOp::Access(AccessOp::ClaimPairing { code })).await
}
