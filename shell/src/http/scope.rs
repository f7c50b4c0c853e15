//! Scopes as types: an endpoint names in its signature what a key must be allowed, and is not entered without it.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::call::Call;
use super::principal::{Principal, Scope};
use super::problem::Problem;

/// Extracts nothing: 403 `forbidden` unless the key has the scope.
///
/// **Invariant:** it is an endpoint's first argument. Extractors run in order, and those of path, query and body behind it
/// would otherwise tell a key that may not do a thing how it is done. The tests of either side ask every operation.
#[derive(Debug, Clone, Copy)]
pub struct May<P>(PhantomData<P>);

/// Who asks, for what any key may do.
#[derive(Debug, Clone)]
pub struct Asker(pub Principal);

impl<S: Send + Sync> FromRequestParts<S> for Asker {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Call::of(parts)?.principal().cloned().map(Self)
    }
}

/// A [`Scope`] as a type.
pub trait Permission {
    const SCOPE: Scope;
}

impl<S: Send + Sync, P: Permission> FromRequestParts<S> for May<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Call::of(parts)?.principal()?.require(P::SCOPE).map(|()| Self(PhantomData))
    }
}

/// Who asks, whatever their key allows: for what every key may see.
#[derive(Debug, Clone)]
pub struct Caller(pub Principal);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Call::of(parts)?.principal().cloned().map(Self)
    }
}

macro_rules! permissions {
    ($($name:ident)*) => {$(
        #[derive(Debug, Clone, Copy)]
        pub enum $name {}

        impl Permission for $name {
            const SCOPE: Scope = Scope::$name;
        }
    )*};
}

permissions! {
    StockRead StockWrite OrdersRead OrdersWrite CatalogueRead CatalogueWrite NodesRead NodesWrite EventsRead AuditRead
    FloorRead FloorWrite SignIn AccessRead AccessWrite
}
