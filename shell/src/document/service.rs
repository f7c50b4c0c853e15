//! What the document API needs of the side it stands on.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use holdfast_crdt::{Sku, WarehouseId};

use super::slot::SlotPatch;
use crate::http::call::Call;
use crate::http::params::PathParams;
use crate::http::principal::{Principal, Scope};
use crate::http::problem::{Problem, Slug};
use crate::http::request::Context;
use crate::sqlite::{Reader, Readers, StoreError};

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

pub trait DocumentService: Send + Sync + 'static {
    /// Has a slot changed by the owner thread, and answers.
    fn change_slot(
        &self,
        context: Context,
        place: (WarehouseId, Sku),
        patch: SlotPatch,
    ) -> Boxed<'_, Result<Response, Problem>>;
    fn readers(&self) -> &Readers;
    /// Whether there is such a product.
    fn knows(&self) -> fn(&Reader, &Sku) -> Result<bool, StoreError>;
    fn has_warehouse(&self, warehouse: &WarehouseId) -> bool;
    /// I-8: a node has documents of one warehouse and of no other.
    fn only_warehouse(&self) -> Option<&WarehouseId>;
    /// What a key needs for any edit, and for one of more than notes.
    fn scopes(&self) -> (Scope, Scope);
}

/// The state of the document router.
#[derive(Clone)]
pub struct Documents(pub Arc<dyn DocumentService>);

/// 403 for an edit of more than notes by a key that may not.
pub fn may_edit(documents: &dyn DocumentService, principal: &Principal, is_of_notes: bool) -> Result<(), Problem> {
    let (any, more) = documents.scopes();
    principal.require(if is_of_notes { any } else { more })
}

/// As [`crate::http::scope::May`]: 403 unless the key may edit at all, on the side that is asked.
#[derive(Debug)]
pub(super) struct MayEdit;

impl FromRequestParts<Documents> for MayEdit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, documents: &Documents) -> Result<Self, Problem> {
        Call::of(parts)?.principal()?.require(documents.0.scopes().0).map(|()| Self)
    }
}

/// `/v1/warehouses/{warehouseId}…`: 403 on a node of another warehouse, 404 where there is none.
#[derive(Debug)]
pub(super) struct InWarehouse(pub WarehouseId);

/// `…/slots/{sku}`, likewise.
#[derive(Debug)]
pub(super) struct SlotPath(pub WarehouseId, pub Sku);

impl FromRequestParts<Documents> for InWarehouse {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, documents: &Documents) -> Result<Self, Problem> {
        warehouse(&PathParams::of(parts).await?, documents).map(Self)
    }
}

impl FromRequestParts<Documents> for SlotPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, documents: &Documents) -> Result<Self, Problem> {
        let params = PathParams::of(parts).await?;
        let warehouse = warehouse(&params, documents)?;
        Ok(Self(warehouse, params.nth(1)?))
    }
}

fn warehouse(params: &PathParams, documents: &Documents) -> Result<WarehouseId, Problem> {
    if let Some(own) = documents.0.only_warehouse().filter(|own| params.text(0) != Some(own.as_str())) {
        return Err(Problem::new(Slug::Forbidden, format!("this node serves {own} only")));
    }
    let warehouse = params.nth(0)?;
    match documents.0.has_warehouse(&warehouse) {
        true => Ok(warehouse),
        false => Err(Problem::not_found("warehouse")),
    }
}
