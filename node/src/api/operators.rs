//! Operators: who works here. What a request names of a badge or a PIN is not kept as it stands.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use holdfast_shell::document::field::{given, required};
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::principal::key_digest;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{AccessRead, AccessWrite, May};
use holdfast_shell::http::shapes::{Name, string};
use holdfast_shell::shape;
use holdfast_shell::sqlite::Reader;
use holdfast_shell::stock::unreadable;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use utoipa::{IntoParams, ToSchema};

use super::App;
use super::access::{NAME_MAX, OperatorView};
use super::text::Text;
use crate::core::access::{OperatorId, Profile, ProfileChange};
use crate::engine::{AccessOp, FloorOp};
use crate::roles::Role;
use crate::store;

/// What a badge says: 1 to 128 printable ASCII characters. Only its digest is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Badge(pub [u8; 32]);

shape!(impl Badge as "Badge", string().min_length(Some(1)).max_length(Some(128)).pattern(Some("^[ -~]+$")));

impl<'de> Deserialize<'de> for Badge {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let printable = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        if !printable || !(1..=128).contains(&text.len()) {
            return Err(D::Error::custom("must be 1 to 128 printable ASCII characters"));
        }
        // apart from the digests of keys: a badge that says a key's text is not that key
        Ok(Self(key_digest(&format!("badge\0{text}"))))
    }
}

/// 4 to 12 digits. Only its hash is kept.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Pin(pub Arc<str>);

shape!(impl Pin as "Pin", string().min_length(Some(4)).max_length(Some(12)).pattern(Some("^[0-9]+$")));

impl std::fmt::Debug for Pin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pin(…)")
    }
}

impl<'de> Deserialize<'de> for Pin {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if !(4..=12).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(D::Error::custom("must be 4 to 12 digits"));
        }
        Ok(Self(text.into()))
    }
}

/// A role that people have: a terminal is no person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PersonRole(Role);

shape!(
    impl PersonRole as "PersonRole",
    string().enum_values(Some(Role::PEOPLE.map(Role::name)))
);

impl<'de> Deserialize<'de> for PersonRole {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        let role = Role::PEOPLE.into_iter().find(|role| role.name() == name);
        let names = || Role::PEOPLE.map(Role::name).join(", ");
        role.map(Self).ok_or_else(|| D::Error::custom(format_args!("must be one of {}", names())))
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OperatorBody {
    #[schema(value_type = Name)]
    name: Text<NAME_MAX>,
    role: PersonRole,
    badge: Option<Badge>,
    pin: Option<Pin>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OperatorPatch {
    #[serde(default, deserialize_with = "required")]
    #[schema(value_type = Name, required = false)]
    name: Option<Text<NAME_MAX>>,
    #[serde(default, deserialize_with = "required")]
    #[schema(value_type = PersonRole, required = false)]
    role: Option<PersonRole>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Badge>)]
    badge: Option<Option<Badge>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Pin>)]
    pin: Option<Option<Pin>>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct OperatorQuery {
    /// Those who were shut out; those who may work when not said.
    #[serde(default)]
    #[param(value_type = Option<bool>)]
    revoked: bool,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Who works here, by age.
#[utoipa::path(get, operation_id = "listOperators", path = "/v1/operators", tag = "access", params(OperatorQuery),
    responses((status = 200, body = Page<OperatorView>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(
    _: May<AccessRead>,
    State(app): State<App>,
    Params(query): Params<OperatorQuery>,
) -> Result<Response, Problem> {
    let (limit, revoked) = (query.limit.get(), query.revoked);
    let order = ListOrder::of("operators", [("operatorId", false)]);
    let after: String = query.cursor.map(|cursor| cursor.decode(order)).transpose()?.unwrap_or_default();
    let read = move |reader: &Reader| store::list_operators(reader, revoked, &after, limit + 1);
    let found = app.0.readers.read(read).await.map_err(unreadable)?;
    let page = Page::of(found, limit, order, |operator| operator.id.to_string());
    Ok(listing(&page.map(|operator| OperatorView::of(&operator))))
}

/// One operator, shut out or not.
#[utoipa::path(get, operation_id = "getOperator", path = "/v1/operators/{operatorId}", tag = "access", params(("operatorId" = String, Path)),
    responses((status = 200, body = OperatorView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn one(
    _: May<AccessRead>,
    State(app): State<App>,
    PathId(id): PathId<OperatorId>,
) -> Result<Response, Problem> {
    let found = app.0.readers.read(move |reader| store::load_operator(reader, id)).await.map_err(unreadable)?;
    let operator = found.ok_or_else(|| Problem::not_found("operator"))?;
    Ok(resource(&OperatorView::of(&operator), operator.version))
}

/// Admits somebody, with a role that is not above one's own.
#[utoipa::path(post, operation_id = "addOperator", path = "/v1/operators", tag = "access", request_body = OperatorBody,
    responses((status = 201, body = OperatorView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn add(
    _: May<AccessWrite>,
    State(app): State<App>,
    change: Change<OperatorBody>,
) -> Result<Response, Problem> {
    let OperatorBody { name, role, badge, pin } = change.body;
    let pin = match pin {
        Some(pin) => Some(app.0.access.hash(pin.0).await?),
        None => None,
    };
    let profile = Profile { name: name.0, role: role.0, badge: badge.map(|badge| badge.0), pin };
    app.settle(change.context, FloorOp::Access(AccessOp::AddOperator(profile))).await
}

/// A JSON merge patch; `null` takes a badge or PIN away.
#[utoipa::path(patch, operation_id = "changeOperator", path = "/v1/operators/{operatorId}", tag = "access", params(("operatorId" = String, Path)), request_body = OperatorPatch,
    responses((status = 200, body = OperatorView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn patch(
    _: May<AccessWrite>,
    State(app): State<App>,
    PathId(operator): PathId<OperatorId>,
    change: Change<OperatorPatch>,
) -> Result<Response, Problem> {
    let OperatorPatch { name, role, badge, pin } = change.body;
    let pin = match pin {
        Some(Some(pin)) => Some(Some(app.0.access.hash(pin.0).await?)),
        Some(None) => Some(None),
        None => None,
    };
    let change_of = ProfileChange {
        name: name.map(|name| name.0),
        role: role.map(|role| role.0),
        badge: badge.map(|badge| badge.map(|badge| badge.0)),
        pin,
    };
    let op = AccessOp::ChangeOperator { operator, change: change_of };
    app.settle_access(change.context, op).await
}

/// Shuts somebody out; their sessions end at once.
#[utoipa::path(delete, operation_id = "revokeOperator", path = "/v1/operators/{operatorId}", tag = "access", params(("operatorId" = String, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn revoke(
    _: May<AccessWrite>,
    State(app): State<App>,
    PathId(operator): PathId<OperatorId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    app.settle_access(change.context, AccessOp::RevokeOperator { operator }).await
}
