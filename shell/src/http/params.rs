//! Strict path and query parameters.

use std::str::FromStr;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::json::place;
use super::problem::Problem;

/// The query as a struct (with `deny_unknown_fields`): an unknown or wrong parameter is 422 at its name.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(pairs).map(Self).map_err(|error| {
            let message = error.inner().to_string();
            let name = place(error.path(), &message).into_iter().next().unwrap_or_default();
            Problem::invalid(name, message)
        })
    }
}

/// The one parameter of a path. A text that is no such id names nothing: 404.
#[derive(Debug)]
pub struct PathId<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let params = raw(parts, state).await?;
        Ok(Self(nth(&params, 0)?))
    }
}

/// The first two parameters of a path, as [`PathId`].
#[derive(Debug)]
pub struct PathPair<A, B>(pub A, pub B);

impl<S: Send + Sync, A: FromStr, B: FromStr> FromRequestParts<S> for PathPair<A, B> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let params = raw(parts, state).await?;
        Ok(Self(nth(&params, 0)?, nth(&params, 1)?))
    }
}

async fn raw<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<RawPathParams, Problem> {
    RawPathParams::from_request_parts(parts, state).await.map_err(|rejection| match rejection {
        RawPathParamsRejection::InvalidUtf8InPathParam(_) => Problem::malformed("", "the path is not UTF-8"),
        _ => Problem::not_found("path"),
    })
}

fn nth<T: FromStr>(params: &RawPathParams, at: usize) -> Result<T, Problem> {
    let Some((name, text)) = params.iter().nth(at) else { return Err(Problem::not_found("path")) };
    text.parse().map_err(|_| Problem::not_found(name.trim_end_matches("Id")))
}
