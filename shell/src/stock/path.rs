//! The path of a warehouse's stock. I-8: that a node serves no warehouse but its own is decided before anything else of a
//! request is read.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use holdfast_crdt::{Sku, WarehouseId};

use super::service::Stock;
use crate::http::params::PathParams;
use crate::http::problem::{Problem, Slug};

/// `/v1/warehouses/{warehouseId}/inventory…`: 403 on a node of another warehouse.
#[derive(Debug)]
pub(super) struct InWarehouse(pub WarehouseId);

/// `…/inventory/{sku}`, likewise. A SKU may be called as the path of batches is, which then names no parameter.
#[derive(Debug)]
pub(super) struct CellPath(pub WarehouseId, pub Sku);

impl FromRequestParts<Stock> for InWarehouse {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, stock: &Stock) -> Result<Self, Problem> {
        warehouse(&PathParams::of(parts).await?, stock).map(Self)
    }
}

impl FromRequestParts<Stock> for CellPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, stock: &Stock) -> Result<Self, Problem> {
        let params = PathParams::of(parts).await?;
        let warehouse = warehouse(&params, stock)?;
        let sku = if params.text(1).is_some() { params.nth(1)? } else { sku_called_batch()? };
        Ok(Self(warehouse, sku))
    }
}

fn sku_called_batch() -> Result<Sku, Problem> {
    "batch".parse().map_err(|_| Problem::not_found("sku"))
}

fn warehouse(params: &PathParams, stock: &Stock) -> Result<WarehouseId, Problem> {
    match stock.0.only_warehouse() {
        // a text that is no id is none of the node's own warehouse either
        Some(own) if params.text(0) != Some(own.as_str()) => {
            Err(Problem::new(Slug::Forbidden, format!("this node serves {own} only")))
        }
        _ => params.nth(0),
    }
}
