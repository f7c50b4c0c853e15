//! The endpoints of documents that are the same on hub and node: slots, and what was written on both sides.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::document::Conflict;
use holdfast_crdt::{Author, DocId, Sku};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::{Documents, InWarehouse, MayEdit, SlotPath, may_edit};
use super::slot::{Slot, SlotPatch};
use crate::http::answer::{Cursor, Limit, ListOrder, Page, listing, resource};
use crate::http::params::{Params, PathId};
use crate::http::problem::Problem;
use crate::http::request::Change;
use crate::http::schema::ProblemBody;
use crate::http::scope::{CatalogueRead, May};
use crate::sqlite::{Reader, StoreError, list_shown, load_document, shown_document};
use crate::stock::unreadable;

/// All routes, to be merged into the API of either side with the state given.
pub fn router() -> OpenApiRouter<Documents> {
    OpenApiRouter::new()
        .routes(routes!(product_conflicts))
        .routes(routes!(warehouse_conflicts))
        .routes(routes!(slots))
        .routes(routes!(slot, change_slot))
        .routes(routes!(slot_conflicts))
}

/// One of the values of a field.
#[derive(Debug, Serialize, ToSchema)]
struct ContenderView {
    value: serde_json::Value,
    /// The one that is shown everywhere else.
    winning: bool,
}

/// A field that was written on both sides, neither knowing of the other.
#[derive(Debug, Serialize, ToSchema)]
struct ConflictView {
    /// A JSON pointer (RFC 6901) into the resource.
    pointer: String,
    values: Vec<ContenderView>,
}

/// Writing a field by PATCH settles it.
#[derive(Debug, Serialize, ToSchema)]
struct ConflictsView {
    items: Vec<ConflictView>,
}

impl ConflictsView {
    fn of(conflicts: Vec<Conflict>) -> Self {
        let view = |conflict: Conflict| ConflictView {
            pointer: conflict.pointer,
            values: conflict
                .values
                .into_iter()
                .map(|contender| ContenderView { value: contender.value, winning: contender.winning })
                .collect(),
        };
        Self { items: conflicts.into_iter().map(view).collect() }
    }
}

/// Fields of a product that were written on both sides of a dead link.
#[utoipa::path(get, operation_id = "listProductConflicts", path = "/v1/products/{sku}/conflicts", tag = "products", params(("sku" = String, Path)),
    responses((status = 200, body = ConflictsView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn product_conflicts(
    _: May<CatalogueRead>,
    State(documents): State<Documents>,
    PathId(sku): PathId<Sku>,
) -> Result<Response, Problem> {
    conflicts(&documents, DocId::Product(sku.clone()), sku).await
}

/// Fields of a warehouse that were written on both sides of a dead link.
#[utoipa::path(get, operation_id = "listWarehouseConflicts", path = "/v1/warehouses/{warehouseId}/conflicts", tag = "warehouses", params(("warehouseId" = String, Path)),
    responses((status = 200, body = ConflictsView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn warehouse_conflicts(
    _: May<CatalogueRead>,
    State(documents): State<Documents>,
    InWarehouse(warehouse): InWarehouse,
) -> Result<Response, Problem> {
    let id = DocId::Warehouse(warehouse);
    let read = move |reader: &Reader| conflicts_of(reader, &id);
    let found = documents.0.readers().read(read).await.map_err(unreadable)?;
    Ok(listing(&ConflictsView::of(found)))
}

/// Fields of a slot that were written on both sides of a dead link.
#[utoipa::path(get, operation_id = "listSlotConflicts", path = "/v1/warehouses/{warehouseId}/slots/{sku}/conflicts", tag = "slots",
    params(("warehouseId" = String, Path), ("sku" = String, Path)),
    responses((status = 200, body = ConflictsView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn slot_conflicts(
    _: May<CatalogueRead>,
    State(documents): State<Documents>,
    SlotPath(warehouse, sku): SlotPath,
) -> Result<Response, Problem> {
    conflicts(&documents, DocId::Slot(warehouse, sku.clone()), sku).await
}

async fn conflicts(documents: &Documents, id: DocId, sku: Sku) -> Result<Response, Problem> {
    let knows = documents.0.knows();
    let read = move |reader: &Reader| match knows(reader, &sku)? {
        true => conflicts_of(reader, &id).map(Some),
        false => Ok(None),
    };
    let found = documents.0.readers().read(read).await.map_err(unreadable)?;
    found.map(|found| listing(&ConflictsView::of(found))).ok_or_else(|| Problem::not_found("product"))
}

fn conflicts_of(reader: &Reader, id: &DocId) -> Result<Vec<Conflict>, StoreError> {
    // nobody writes to this copy: the author is never used
    Ok(load_document(reader, id, Author(0))?.map_or(Vec::new(), |stored| stored.document.conflicts()))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// The slots of a warehouse that somebody has described, by SKU.
#[utoipa::path(get, operation_id = "listSlots", path = "/v1/warehouses/{warehouseId}/slots", tag = "slots",
    params(("warehouseId" = String, Path), ListQuery),
    responses((status = 200, body = Page<Slot>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn slots(
    _: May<CatalogueRead>,
    State(documents): State<Documents>,
    InWarehouse(warehouse): InWarehouse,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let order = ListOrder::of(&format!("slots of {warehouse}"), [("sku", false)]);
    let after: Option<String> = query.cursor.map(|cursor| cursor.decode(order)).transpose()?;
    let limit = query.limit.get();
    let prefix = format!("slot/{warehouse}/");
    let read = move |reader: &Reader| {
        let after = after.map(|sku| format!("{prefix}{sku}"));
        let found = list_shown(reader, &prefix, after.as_deref(), limit + 1)?;
        found.into_iter().map(|(_, shown, _)| decode(&shown)).collect::<Result<Vec<Slot>, _>>()
    };
    let found = documents.0.readers().read(read).await.map_err(unreadable)?;
    Ok(listing(&Page::of(found, limit, order, |slot: &Slot| slot.sku.to_string())))
}

/// One slot; an empty one where nobody has described it.
#[utoipa::path(get, operation_id = "getSlot", path = "/v1/warehouses/{warehouseId}/slots/{sku}", tag = "slots",
    params(("warehouseId" = String, Path), ("sku" = String, Path)),
    responses((status = 200, body = Slot), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn slot(
    _: May<CatalogueRead>,
    State(documents): State<Documents>,
    SlotPath(warehouse, sku): SlotPath,
) -> Result<Response, Problem> {
    let knows = documents.0.knows();
    let read = move |reader: &Reader| match shown_document(reader, &DocId::Slot(warehouse.clone(), sku.clone()))? {
        Some((shown, _)) => decode(&shown).map(Some),
        None => Ok(knows(reader, &sku)?.then(|| Slot::empty(&warehouse, &sku))),
    };
    let found = documents.0.readers().read(read).await.map_err(unreadable)?;
    let slot = found.ok_or_else(|| Problem::not_found("product"))?;
    Ok(resource(&slot, slot.version))
}

fn decode(shown: &str) -> Result<Slot, StoreError> {
    serde_json::from_str(shown).map_err(|error| StoreError::Broken(format!("a slot of the store: {error}")))
}

/// A JSON merge patch; the first describes the slot.
#[utoipa::path(patch, operation_id = "changeSlot", path = "/v1/warehouses/{warehouseId}/slots/{sku}", tag = "slots",
    params(("warehouseId" = String, Path), ("sku" = String, Path)), request_body = SlotPatch,
    responses((status = 200, body = Slot), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn change_slot(
    _: MayEdit,
    State(documents): State<Documents>,
    SlotPath(warehouse, sku): SlotPath,
    change: Change<SlotPatch>,
) -> Result<Response, Problem> {
    may_edit(&*documents.0, &change.context.principal, change.body.is_of_notes())?;
    documents.0.change_slot(change.context, (warehouse, sku), change.body).await
}
