//! A slot: where a SKU lies in one warehouse, when it is to be ordered again, and how much then.

use holdfast_crdt::{Count, Document, Quantity, Sku, WarehouseId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::schema::ArrayBuilder;

use super::field::{given, merge_into, merged, object, refused};
use super::text::{PlaceName, Prose};
use crate::http::problem::Problem;
use crate::http::shapes::{SkuShape, SomeUnitsShape, UnitsShape, WarehouseIdShape};

const BINS_MAX: usize = 50;

/// Up to 50 bins, each once, the one to pick from first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<PlaceName>", into = "Vec<PlaceName>")]
pub struct BinList(Vec<PlaceName>);

crate::shape!(
    impl BinList as "BinList",
    ArrayBuilder::new().items(PlaceName::pattern()).max_items(Some(BINS_MAX)).unique_items(true)
);

impl TryFrom<Vec<PlaceName>> for BinList {
    type Error = &'static str;
    fn try_from(bins: Vec<PlaceName>) -> Result<Self, Self::Error> {
        let once = bins.iter().enumerate().all(|(at, bin)| !bins[..at].contains(bin));
        if bins.len() <= BINS_MAX && once { Ok(Self(bins)) } else { Err("must be at most 50 bins, each once") }
    }
}

impl From<BinList> for Vec<PlaceName> {
    fn from(bins: BinList) -> Self {
        bins.0
    }
}

impl BinList {
    /// Of what two sides have put in: each bin once, as many as fit, the same on both.
    fn fitted(read: &[Value]) -> Self {
        let mut bins: Vec<PlaceName> = Vec::new();
        for bin in read.iter().filter_map(|bin| bin.as_str()?.parse().ok()) {
            if bins.len() < BINS_MAX && !bins.contains(&bin) {
                bins.push(bin);
            }
        }
        Self(bins)
    }
}

/// One slot as the API shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    #[schema(value_type = WarehouseIdShape)]
    pub warehouse_id: WarehouseId,
    #[schema(value_type = SkuShape)]
    pub sku: Sku,
    pub bins: BinList,
    /// Units: fewer available call for more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<UnitsShape>)]
    pub reorder_point: Option<Count>,
    /// Units to order then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SomeUnitsShape>)]
    pub reorder_quantity: Option<Quantity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<Prose>,
    /// 0 while nobody has described it.
    pub version: u64,
}

/// `PATCH /v1/warehouses/{warehouseId}/slots/{sku}`, a JSON merge patch (RFC 7396): `null` removes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SlotPatch {
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BinList>)]
    pub bins: Option<Option<BinList>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<UnitsShape>)]
    pub reorder_point: Option<Option<Count>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<SomeUnitsShape>)]
    pub reorder_quantity: Option<Option<Quantity>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Prose>)]
    pub notes: Option<Option<Prose>>,
}

impl SlotPatch {
    /// Whether it writes what anybody on the floor may write: notes.
    pub fn is_of_notes(&self) -> bool {
        object(self).keys().all(|field| field == "notes")
    }
}

impl Slot {
    /// One that nobody has described.
    pub fn empty(warehouse: &WarehouseId, sku: &Sku) -> Self {
        Self {
            warehouse_id: warehouse.clone(),
            sku: sku.clone(),
            bins: BinList::default(),
            reorder_point: None,
            reorder_quantity: None,
            notes: None,
            version: 0,
        }
    }

    pub fn bins(&self) -> &[PlaceName] {
        &self.bins.0
    }

    /// Merges a patch into the slot and its document.
    pub fn edit(&mut self, document: &mut Document, patch: SlotPatch) -> Result<(), Problem> {
        let written = object(&patch);
        let SlotPatch { bins, reorder_point, reorder_quantity, notes } = patch;
        if let Some(bins) = bins {
            self.bins = bins.unwrap_or_default();
        }
        merge_into(&mut self.reorder_point, reorder_point);
        merge_into(&mut self.reorder_quantity, reorder_quantity);
        merge_into(&mut self.notes, notes);
        if self.notes.as_ref().is_some_and(Prose::is_empty) {
            self.notes = None;
        }
        self.version += 1;
        document.patch(&written).map(drop).map_err(|error| refused(&error))
    }

    /// The slot as its document reads, once others have edited it too: what is valid of it.
    pub fn merged(before: &Slot, read: &Map<String, Value>) -> Self {
        let notes = read.get("notes").and_then(Value::as_str).filter(|notes| !notes.is_empty());
        Self {
            warehouse_id: before.warehouse_id.clone(),
            sku: before.sku.clone(),
            bins: BinList::fitted(read.get("bins").and_then(Value::as_array).map_or(&[][..], Vec::as_slice)),
            reorder_point: merged(read, "reorderPoint", before.reorder_point),
            reorder_quantity: merged(read, "reorderQuantity", before.reorder_quantity),
            notes: notes.map(Prose::fitted),
            version: before.version + 1,
        }
    }
}
