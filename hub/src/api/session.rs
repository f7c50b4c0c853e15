//! Signing in at the dashboard: a browser gives a key once, and has a session's cookie in its place from then on.

use std::fmt;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use holdfast_shell::clock;
use holdfast_shell::http::answer::listing;
use holdfast_shell::http::limits::{KEY_BYTES_MAX, SESSION_LASTS};
use holdfast_shell::http::params::Params;
use holdfast_shell::http::principal::key_digest;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::request::{Change, NoBody, OpenChange};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::Asker;
use holdfast_shell::http::session::{SessionToken, cleared, is_from_here};
use holdfast_shell::http::shapes;
use holdfast_shell::shape;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::access::SessionView;
use crate::core::access::Proof;
use crate::engine::{AccessDeed, Deed};
use crate::service::Hub;
use crate::store::session_with;

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(current, sign_out))
}

/// What needs no key.
pub(super) fn strangers() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(sign_in))
}

/// An API key as its owner gives it: 1 to 512 visible ASCII characters.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct ShownKey(String);

shape!(impl ShownKey as "ShownKey", shapes::text(KEY_BYTES_MAX).pattern(Some("^[!-~]+$")));

impl fmt::Debug for ShownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownKey(…)")
    }
}

impl<'de> Deserialize<'de> for ShownKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if (1..=KEY_BYTES_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self(text));
        }
        Err(D::Error::custom(format_args!("must be 1 to {KEY_BYTES_MAX} visible ASCII characters")))
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInBody {
    key: ShownKey,
}

/// Signs a browser in with an API key, for 12 hours or until the key is revoked. The answer sets the cookie `holdfast_session`,
/// which stands in the place of the key from then on; a change made with it needs the header `X-CSRF-Token`.
#[utoipa::path(post, operation_id = "beginSession", path = "/v1/session", tag = "access", request_body = SignInBody, security(()),
    responses((status = 201, body = SessionView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn sign_in(
    State(hub): State<Hub>,
    headers: HeaderMap,
    change: OpenChange<SignInBody>,
) -> Result<Response, Problem> {
    hub.0.access.may_sign_in()?;
    is_from_here(&headers)?;
    let OpenChange { body: SignInBody { key: ShownKey(shown) }, context } = change;
    let token = match &context.key {
        Some(key) => SessionToken::repeatable(&shown, key),
        None => SessionToken::new(&mut rand::rng()),
    };
    let (proof, digest) = (Proof::Key(key_digest(&shown)), token.digest());
    let deed = Deed::Access(AccessDeed::BeginSession { proof, digest, csrf: token.csrf() });
    let mut answered = hub.settle(context, deed).await?;
    if answered.status() == StatusCode::CREATED {
        set_cookie(&mut answered, token.cookie(SESSION_LASTS, hub.0.access.are_cookies_secure(&headers)));
    }
    Ok(unstored(answered))
}

/// Nothing can be asked for but oneself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoQuery {}

/// Who asks, with a key or in a browser's session, and what they may do.
#[utoipa::path(get, operation_id = "getSession", path = "/v1/session", tag = "access",
    responses((status = 200, body = SessionView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn current(
    Asker(who): Asker,
    State(hub): State<Hub>,
    headers: HeaderMap,
    Params(NoQuery {}): Params<NoQuery>,
) -> Result<Response, Problem> {
    let view = SessionView::of((&who.name, &who.role), who.scopes, who.id);
    let token = SessionToken::shown(&headers).filter(|_| who.signed_in.is_some());
    let Some(token) = token else { return Ok(unstored(listing(&view))) };
    let digest = token.digest();
    let found = hub.read(move |reader| session_with(reader, &digest, clock::now())).await?;
    let session = found.ok_or_else(|| Problem::not_found("session"))?;
    Ok(unstored(listing(&view.until(session.expires_at, token.csrf()))))
}

/// Signs the browser out; 404 for a key, which is signed in nowhere.
#[utoipa::path(delete, operation_id = "endSession", path = "/v1/session", tag = "access",
    responses((status = 204), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn sign_out(
    _: Asker,
    State(hub): State<Hub>,
    headers: HeaderMap,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    let mut answered = hub.settle_access(change.context, AccessDeed::EndSession).await?;
    if answered.status() == StatusCode::NO_CONTENT {
        set_cookie(&mut answered, cleared(hub.0.access.are_cookies_secure(&headers)));
    }
    Ok(answered)
}

fn set_cookie(answered: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        answered.headers_mut().insert(header::SET_COOKIE, cookie);
    }
}

/// An answer that holds a secret: nobody on its way keeps it.
pub(super) fn unstored(mut answered: Response) -> Response {
    answered.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answered
}
