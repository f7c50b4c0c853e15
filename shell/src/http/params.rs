//! Strict path and query parameters.

use std::str::FromStr;

use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use serde::Deserialize;
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

/// For [`Params`] of an operation that has none in its query.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParams {}

/// The one parameter of a path. A text that is no such id names nothing: 404.
#[derive(Debug)]
pub struct PathId<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        PathParams::of(parts).await?.nth(0).map(Self)
    }
}

/// All parameters of a path, still as texts.
#[derive(Debug)]
pub struct PathParams(RawPathParams);

impl PathParams {
    /// 400 where one is not UTF-8.
    pub async fn of(parts: &mut Parts) -> Result<Self, Problem> {
        RawPathParams::from_request_parts(parts, &()).await.map(Self).map_err(|rejection| match rejection {
            RawPathParamsRejection::InvalidUtf8InPathParam(_) => Problem::malformed("", "the path is not UTF-8"),
            _ => Problem::not_found("path"),
        })
    }

    pub fn text(&self, at: usize) -> Option<&str> {
        self.0.iter().nth(at).map(|(_, text)| text)
    }

    /// As [`PathId`]: 404 where the text is no such id.
    pub fn nth<T: FromStr>(&self, at: usize) -> Result<T, Problem> {
        let Some((name, text)) = self.0.iter().nth(at) else { return Err(Problem::not_found("path")) };
        text.parse().map_err(|_| Problem::not_found(name.trim_end_matches("Id")))
    }
}
