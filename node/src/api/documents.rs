//! Products and the node's own warehouse as the floor shows and edits them, the hub in reach or not.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::Response;
use holdfast_crdt::{Sku, WarehouseId};
use holdfast_shell::document::{
    DocumentService, Product, ProductPatch, SlotPatch, Warehouse, WarehousePatch, may_edit,
};
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, resource};
use holdfast_shell::http::params::{Params, PathId, PathParams};
use holdfast_shell::http::principal::Scope;
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::{Change, Context};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{CatalogueRead, FloorWrite, May, StockRead};
use holdfast_shell::sqlite::{Reader, Readers, StoreError};
use holdfast_shell::stock::unreadable;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use utoipa::{IntoParams, ToSchema};

use super::App;
use crate::core::gs1;
use crate::engine::{Edit, FloorOp};
use crate::store;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Part of the SKU or of the name, in any letter case.
    q: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// The catalogue as this node has it, by SKU.
#[utoipa::path(get, operation_id = "listProducts", path = "/v1/products", tag = "products", params(ListQuery),
    responses((status = 200, body = Page<Product>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn list(
    _: May<CatalogueRead>,
    State(app): State<App>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let order = ListOrder::of("products", [("sku", false)]);
    let after: Option<String> = query.cursor.map(|cursor| cursor.decode(order)).transpose()?;
    let (limit, text) = (query.limit.get(), query.q);
    let read =
        move |reader: &Reader| store::list_products(reader, text.as_deref(), after.as_deref().unwrap_or(""), limit + 1);
    let found = app.0.readers.read(read).await.map_err(unreadable)?;
    Ok(listing(&Page::of(found, limit, order, |product: &Product| product.body.sku.to_string())))
}

/// One product of the catalogue.
#[utoipa::path(get, operation_id = "getProduct", path = "/v1/products/{sku}", tag = "products", params(("sku" = String, Path)),
    responses((status = 200, body = Product), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn one(
    _: May<CatalogueRead>,
    State(app): State<App>,
    PathId(sku): PathId<Sku>,
) -> Result<Response, Problem> {
    let found = app.0.readers.read(move |reader| store::shown_product(reader, &sku)).await.map_err(unreadable)?;
    let product = found.filter(|product| !product.discontinued).ok_or_else(|| Problem::not_found("product"))?;
    Ok(resource(&product, product.version))
}

/// A JSON merge patch. Any worker may write the handling notes; the rest needs a supervisor.
#[utoipa::path(patch, operation_id = "changeProduct", path = "/v1/products/{sku}", tag = "products", params(("sku" = String, Path)), request_body = ProductPatch,
    responses((status = 200, body = Product), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn patch(
    _: May<FloorWrite>,
    State(app): State<App>,
    PathId(sku): PathId<Sku>,
    change: Change<ProductPatch>,
) -> Result<Response, Problem> {
    may_edit(&app, &change.context.principal, change.body.is_of_notes())?;
    app.settle(change.context, FloorOp::Edit(Edit::Product(sku, Box::new(change.body)))).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BarcodeBody {
    /// As the scanner read it. 8, 12, 13 or 14 digits are a GTIN, and their check digit must hold.
    #[schema(value_type = String, min_length = 1, max_length = 64, pattern = "^[ -~]+$")]
    code: Barcode,
}

/// 1 to 64 printable ASCII characters; a GTIN whose check digit holds, where it has the form of one.
#[derive(Debug)]
struct Barcode(Arc<str>);

impl<'de> Deserialize<'de> for Barcode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        let plain = (1..=64).contains(&code.len()) && code.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if !plain {
            return Err(D::Error::custom("must be 1 to 64 printable ASCII characters"));
        }
        let is_gtin = matches!(code.len(), 8 | 12 | 13 | 14) && code.bytes().all(|byte| byte.is_ascii_digit());
        if is_gtin && !gs1::check_digit_holds(&code) {
            return Err(D::Error::custom("the check digit of this GTIN does not hold"));
        }
        Ok(Self(code.into()))
    }
}

/// Binds a barcode that was found on a product and that nobody knew: from now on it means this product.
#[utoipa::path(post, operation_id = "bindBarcode", path = "/v1/products/{sku}/barcodes", tag = "products", params(("sku" = String, Path)), request_body = BarcodeBody,
    responses((status = 200, body = Product), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn bind(
    _: May<FloorWrite>,
    State(app): State<App>,
    PathId(sku): PathId<Sku>,
    change: Change<BarcodeBody>,
) -> Result<Response, Problem> {
    app.settle(change.context, FloorOp::Edit(Edit::Barcode(sku, change.body.code.0))).await
}

/// `/v1/warehouses/{warehouseId}`: 403 for any but the node's own (I-8).
#[derive(Debug)]
pub(super) struct Own;

impl FromRequestParts<App> for Own {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let own = &app.0.seat.warehouse;
        match PathParams::of(parts).await?.text(0) == Some(own.as_str()) {
            true => Ok(Self),
            false => Err(Problem::new(Slug::Forbidden, format!("this node serves {own} only"))),
        }
    }
}

/// The node's own warehouse, with its zones and bins.
#[utoipa::path(get, operation_id = "getWarehouse", path = "/v1/warehouses/{warehouseId}", tag = "warehouses", params(("warehouseId" = String, Path)),
    responses((status = 200, body = Warehouse), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn warehouse(_: May<StockRead>, State(app): State<App>, _: Own) -> Result<Response, Problem> {
    let own = app.0.seat.warehouse.clone();
    let found = app.0.readers.read(move |reader| store::shown_warehouse(reader, &own)).await.map_err(unreadable)?;
    Ok(resource(&found, found.version))
}

/// A JSON merge patch, for a supervisor.
#[utoipa::path(patch, operation_id = "changeWarehouse", path = "/v1/warehouses/{warehouseId}", tag = "warehouses", params(("warehouseId" = String, Path)), request_body = WarehousePatch,
    responses((status = 200, body = Warehouse), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
pub(super) async fn patch_warehouse(
    _: May<FloorWrite>,
    State(app): State<App>,
    _: Own,
    change: Change<WarehousePatch>,
) -> Result<Response, Problem> {
    may_edit(&app, &change.context.principal, false)?;
    app.settle(change.context, FloorOp::Edit(Edit::Warehouse(Box::new(change.body)))).await
}

impl DocumentService for App {
    fn change_slot(
        &self,
        context: Context,
        (_, sku): (WarehouseId, Sku),
        patch: SlotPatch,
    ) -> Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send + '_>> {
        Box::pin(self.settle(context, FloorOp::Edit(Edit::Slot(sku, Box::new(patch)))))
    }

    fn readers(&self) -> &Readers {
        &self.0.readers
    }

    fn knows(&self) -> fn(&Reader, &Sku) -> Result<bool, StoreError> {
        |reader, sku| store::knows(reader, sku.as_str())
    }

    fn has_warehouse(&self, warehouse: &WarehouseId) -> bool {
        *warehouse == self.0.seat.warehouse
    }

    fn only_warehouse(&self) -> Option<&WarehouseId> {
        Some(&self.0.seat.warehouse)
    }

    /// Workers bind barcodes and write notes; the rest is for those who may correct stock as well.
    fn scopes(&self) -> (Scope, Scope) {
        (Scope::FloorWrite, Scope::StockWrite)
    }
}
