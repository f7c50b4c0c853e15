//! API keys and the roles they have.

use axum::extract::State;
use axum::response::Response;
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::principal::KeyId;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{AccessRead, AccessWrite, May};
use holdfast_shell::http::shapes::Label;
use holdfast_shell::sqlite::{list_keys, load_key};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::access::{KeyView, NewKeyView, RoleView};
use super::session::unstored;
use crate::core::access::KeyName;
use crate::engine::{AccessDeed, Deed};
use crate::roles::Role;
use crate::service::Hub;

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(roles)).routes(routes!(list, create)).routes(routes!(one, revoke))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PageQuery {
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyBody {
    /// Who or what will use the key; stands as the actor beside all that is done with it.
    #[schema(value_type = Label)]
    name: KeyName,
    role: Role,
}

/// The roles that a key may have, the one that may most first.
#[utoipa::path(get, operation_id = "listRoles", path = "/v1/roles", tag = "access", params(PageQuery),
    responses((status = 200, body = Page<RoleView>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn roles(_: May<AccessRead>, Params(query): Params<PageQuery>) -> Result<Response, Problem> {
    let order = ListOrder::of("roles", []);
    let after: Option<String> = query.cursor.map(|cursor| cursor.decode(order)).transpose()?;
    let mut roles = Role::ALL.to_vec();
    if let Some(after) = after {
        let at = roles.iter().position(|role| role.name() == after);
        roles.drain(..at.map_or(roles.len(), |at| at + 1));
    }
    let page = Page::of(roles, query.limit.get(), order, |role| role.name().to_owned());
    Ok(listing(&page.map(RoleView::of)))
}

/// Every key that was ever made, by age.
#[utoipa::path(get, operation_id = "listKeys", path = "/v1/keys", tag = "access", params(PageQuery),
    responses((status = 200, body = Page<KeyView>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<AccessRead>,
    State(hub): State<Hub>,
    Params(query): Params<PageQuery>,
) -> Result<Response, Problem> {
    let (limit, order) = (query.limit.get(), ListOrder::of("keys", [("keyId", false)]));
    let after: i64 = query.cursor.map(|cursor| cursor.decode(order)).transpose()?.unwrap_or_default();
    let found = hub.read(move |reader| list_keys(reader, after, limit + 1)).await?;
    let page = Page::of(found, limit, order, |key| key.id);
    Ok(listing(&page.map(|key| KeyView::of(&key))))
}

/// One key, revoked or not.
#[utoipa::path(get, operation_id = "getKey", path = "/v1/keys/{keyId}", tag = "access", params(("keyId" = String, Path)),
    responses((status = 200, body = KeyView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn one(_: May<AccessRead>, State(hub): State<Hub>, PathId(id): PathId<KeyId>) -> Result<Response, Problem> {
    let found = hub.read(move |reader| load_key(reader, id.0)).await?;
    let view = found.map(|key| KeyView::of(&key)).ok_or_else(|| Problem::not_found("key"))?;
    Ok(resource(&view, view.version))
}

/// Makes a key, with a role that may do no more than one's own. It is shown in this answer only.
#[utoipa::path(post, operation_id = "createKey", path = "/v1/keys", tag = "access", request_body = KeyBody,
    responses((status = 201, body = NewKeyView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn create(_: May<AccessWrite>, State(hub): State<Hub>, change: Change<KeyBody>) -> Result<Response, Problem> {
    let KeyBody { name, role } = change.body;
    let deed = Deed::Access(AccessDeed::CreateKey { name, role });
    hub.settle(change.context, deed).await.map(unstored)
}

/// Shuts a key out for good, with the sessions that were begun with it. No key does that to itself.
#[utoipa::path(delete, operation_id = "revokeKey", path = "/v1/keys/{keyId}", tag = "access", params(("keyId" = String, Path)),
    responses((status = 204), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn revoke(
    _: May<AccessWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<KeyId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    hub.settle_access(change.context, AccessDeed::RevokeKey(id)).await
}
