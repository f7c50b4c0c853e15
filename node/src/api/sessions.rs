//! Sessions: people sign in at a device with a badge or a PIN, and out.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use holdfast_shell::clock::{self, rfc3339};
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing};
use holdfast_shell::http::keyring::bearer;
use holdfast_shell::http::params::Params;
use holdfast_shell::http::principal::key_digest;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{May, SignIn};
use holdfast_shell::http::shapes::UlidShape;
use holdfast_shell::shape;
use holdfast_shell::sqlite::Reader;
use holdfast_shell::stock::unreadable;
use serde::Deserialize;
use utoipa::openapi::schema::OneOfBuilder;
use utoipa::{IntoParams, ToSchema};

use super::App;
use super::access::{SessionView, SigningInView, TokenView};
use super::operators::{Badge, Pin};
use crate::core::access::{OperatorId, Proof};
use crate::engine::{AccessOp, Who};
use crate::roles::Role;
use crate::store;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct SignInBody {
    badge: Option<Badge>,
    #[serde(default, deserialize_with = "super::text::parsed")]
    operator_id: Option<OperatorId>,
    pin: Option<Pin>,
}

/// With a badge.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "shows the document one of the two forms")]
struct BadgeForm {
    badge: Badge,
}

/// With a PIN.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(dead_code, reason = "shows the document the other form")]
struct PinForm {
    #[schema(value_type = UlidShape)]
    operator_id: String,
    pin: Pin,
}

shape!(
    /// Either a badge, or an operator's id with their PIN.
    SignInShape as "SignIn",
    OneOfBuilder::new().item(BadgeForm::schema()).item(PinForm::schema()),
    parts of Forms
);

/// What both forms are made of.
#[derive(Debug, ToSchema)]
#[allow(dead_code, reason = "names the parts of both forms")]
struct Forms {
    badge: Badge,
    operator_id: UlidShape,
    pin: Pin,
}

/// What a body asks for: by badge, or by whose PIN.
pub(super) enum Shown {
    Badge(Badge),
    Pin(OperatorId, Pin),
}

impl SignInBody {
    pub(super) fn check(self) -> Result<Shown, Problem> {
        match self {
            Self { badge: Some(badge), operator_id: None, pin: None } => Ok(Shown::Badge(badge)),
            Self { badge: None, operator_id: Some(operator), pin: Some(pin) } => Ok(Shown::Pin(operator, pin)),
            Self { badge: None, operator_id: Some(_), pin: None } => Err(Problem::invalid("/pin", "is missing")),
            Self { badge: None, operator_id: None, pin: Some(_) } => Err(Problem::invalid("/operatorId", "is missing")),
            _ => Err(Problem::invalid("", "must have either badge, or operatorId and pin")),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SigningInQuery {
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Whom a terminal may sign in, by name.
#[utoipa::path(get, operation_id = "listSigningIn", path = "/v1/sessions/operators", tag = "access", params(SigningInQuery),
    responses((status = 200, body = Page<SigningInView>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn operators(
    _: May<SignIn>,
    State(app): State<App>,
    Params(query): Params<SigningInQuery>,
) -> Result<Response, Problem> {
    let (limit, order) = (query.limit.get(), ListOrder::of("signing-in", [("name", false), ("operatorId", false)]));
    let (name, id): (String, String) = query.cursor.map(|cursor| cursor.decode(order)).transpose()?.unwrap_or_default();
    let read = move |reader: &Reader| store::list_signing_in(reader, (&name, &id), limit + 1);
    let found = app.0.readers.read(read).await.map_err(unreadable)?;
    let page = Page::of(found, limit, order, |found| (found.name.clone(), found.operator.clone()));
    Ok(listing(&page.map(SigningInView::of)))
}

/// Signs somebody in at the device whose key is used; whoever was signed in there before is signed out. The token is used as
/// a key: what is done with it is the operator's doing, at this device.
#[utoipa::path(post, operation_id = "signIn", path = "/v1/sessions", tag = "access", request_body = SignInShape,
    responses((status = 201, body = TokenView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn sign_in(
    _: May<SignIn>,
    State(app): State<App>,
    change: Change<SignInBody>,
) -> Result<Response, Problem> {
    let who = match change.body.check()? {
        Shown::Badge(Badge(digest)) => Who::Badge(digest),
        Shown::Pin(operator, pin) => {
            let found = app.0.readers.read(move |reader| store::load_operator(reader, operator)).await;
            let hash = found.map_err(unreadable)?.and_then(|operator| operator.pin);
            let right = app.0.access.is_right(pin.0, hash.clone()).await?;
            Who::Pin { operator, proof: Proof::Pin { hash, right } }
        }
    };
    let lasts_millis = app.0.access.session_millis();
    app.settle_access(change.context, AccessOp::SignIn { who, lasts_millis }).await
}

/// The session whose token is used; 404 for the key of a device.
#[utoipa::path(get, operation_id = "getSession", path = "/v1/sessions/current", tag = "access",
    responses((status = 200, body = SessionView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn current(_: May<SignIn>, State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let digest = key_digest(bearer(&headers).unwrap_or_default());
    let read = app.0.readers.read(move |reader| store::session_with(reader, &digest, clock::now())).await;
    let found = read.map_err(unreadable)?.ok_or_else(|| Problem::not_found("session"))?;
    let role = Role::named(&found.role).ok_or_else(|| Problem::not_found("session"))?;
    Ok(listing(&SessionView {
        session_id: found.id,
        operator_id: found.operator,
        name: found.name,
        role,
        device_id: found.device.to_string(),
        device: found.device_name,
        expires_at: rfc3339(found.expires_at),
    }))
}

/// Signs out; the token is good for nothing from then on.
#[utoipa::path(delete, operation_id = "signOut", path = "/v1/sessions/current", tag = "access",
    responses((status = 204), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn sign_out(
    _: May<SignIn>,
    State(app): State<App>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    app.settle_access(change.context, AccessOp::SignOut).await
}
