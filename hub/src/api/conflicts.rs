//! All documents that wait for somebody to choose between what two sides wrote.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{DocId, Sku, WarehouseId};
use holdfast_shell::clock::rfc3339;
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing};
use holdfast_shell::http::params::Params;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{CatalogueRead, May};
use holdfast_shell::http::shapes::{SkuShape, WarehouseIdShape};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::core::contested::{Contested, DocumentKind};
use crate::service::Hub;
use crate::store::contested;

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A product, a slot or a warehouse with fields that were written on both sides, neither knowing of the other.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ContestedRecord {
    kind: DocumentKind,
    /// Of a product or a slot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SkuShape>)]
    sku: Option<Sku>,
    /// Of a slot or a warehouse.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<WarehouseIdShape>)]
    warehouse_id: Option<WarehouseId>,
    /// JSON pointers (RFC 6901) into the resource.
    fields: Vec<String>,
    /// When it last changed, RFC 3339; not there where that was before the hub kept this list.
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<String>,
}

impl From<Contested> for ContestedRecord {
    fn from(Contested { id, fields, changed_at }: Contested) -> Self {
        let kind = DocumentKind::of(&id);
        let (warehouse_id, sku) = match id {
            DocId::Product(sku) => (None, Some(sku)),
            DocId::Slot(warehouse, sku) => (Some(warehouse), Some(sku)),
            DocId::Warehouse(warehouse) => (Some(warehouse), None),
        };
        Self { kind, sku, warehouse_id, fields, updated_at: changed_at.map(rfc3339) }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    #[param(inline)]
    kind: Option<DocumentKind>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Documents with conflicts: products by SKU, then slots by warehouse, then warehouses.
#[utoipa::path(get, operation_id = "listConflicts", path = "/v1/conflicts", tag = "conflicts", params(ListQuery),
    responses((status = 200, body = Page<ContestedRecord>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<CatalogueRead>,
    State(hub): State<Hub>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let order = ListOrder::of("conflicts", [("id", false)]);
    let after: Option<DocId> = query.cursor.map(|cursor| cursor.decode(order)).transpose()?;
    let (kind, limit) = (query.kind, query.limit.get());
    let found = hub.read(move |reader| contested(reader, kind, after.as_ref(), limit + 1)).await?;
    let page = Page::of(found, limit, order, |document| document.id.clone());
    Ok(listing(&page.map(ContestedRecord::from)))
}
