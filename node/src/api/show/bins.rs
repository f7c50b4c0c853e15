//! Bins, what lies in them, and where goods should go.

use std::collections::BTreeSet;

use holdfast_crdt::Sku;
use serde::Serialize;
use utoipa::ToSchema;

use super::{BinShareView, PackedLineView};
use crate::core::bins::{MoveLine, ZoneKind};
use crate::core::put_away::{Reason, Suggestion};
use crate::core::shelves::Shelves;
use crate::store::BinContents;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BinView {
    pub bin: String,
    /// Nothing where the warehouse has not described the bin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "storage")]
    pub zone_kind: Option<ZoneKind>,
    /// Its turn on the pick path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// Units it is made for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u64>,
    pub blocked: bool,
    /// Units in it.
    pub quantity: u64,
    /// Of its capacity; above 100 where more lies there than it is made for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fill_percent: Option<u64>,
    pub contents: Vec<PackedLineView>,
}

impl BinView {
    pub fn of(found: &BinContents) -> Self {
        let place = found.place.as_ref();
        let quantity = found.contents.iter().map(|(_, units)| units).sum();
        let capacity = place.and_then(|place| place.capacity);
        let fill = |capacity: u64| (u128::from(quantity) * 100 / u128::from(capacity)).min(u128::from(u64::MAX)) as u64;
        let contents = found.contents.iter();
        Self {
            bin: found.bin.to_string(),
            zone: place.map(|place| place.zone.to_string()),
            zone_kind: place.map(|place| place.kind),
            sequence: place.map(|place| place.sequence),
            capacity,
            blocked: place.is_some_and(|place| place.blocked),
            quantity,
            fill_percent: capacity.filter(|capacity| *capacity > 0).map(fill),
            contents: contents.map(|(sku, units)| PackedLineView { sku: sku.to_string(), quantity: *units }).collect(),
        }
    }

    /// Tells one state of the bin from another: FNV-1a over what is shown of it. A bin has no version of its own, since its
    /// description and what lies in it change by different hands.
    pub fn version(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        format!("{:016x}", text.bytes().fold(0xcbf2_9ce4_8422_2325, mix))
    }
}

/// Where a SKU lies.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SkuBinsView {
    pub sku: String,
    /// Along the pick path.
    pub bins: Vec<SkuBinView>,
    /// Units on hand that stand in carts and parcels.
    pub picked_quantity: u64,
    /// Units on hand that are in no bin, cart or parcel.
    pub unplaced_quantity: u64,
    /// Units in bins, carts and parcels beyond those on hand: somebody should count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discrepancy: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SkuBinView {
    pub bin: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    pub quantity: u64,
}

impl SkuBinsView {
    pub fn of(sku: &Sku, shelves: &Shelves, on_hand: u64, picked: u64) -> Self {
        let located = shelves.placed(sku) + picked;
        let bin = |(bin, quantity)| SkuBinView {
            zone: shelves.place(&bin).map(|place| place.zone.to_string()),
            bin: bin.to_string(),
            quantity,
        };
        Self {
            sku: sku.to_string(),
            bins: shelves.along_path(sku).into_iter().map(bin).collect(),
            picked_quantity: picked,
            unplaced_quantity: on_hand.saturating_sub(located),
            discrepancy: located.checked_sub(on_hand).filter(|units| *units > 0),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PutAwayView {
    pub sku: String,
    pub quantity: u64,
    pub suggestions: Vec<SuggestionView>,
    /// Units that there is no room for.
    pub remaining_quantity: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SuggestionView {
    pub bin: String,
    /// Units that should go there.
    pub quantity: u64,
    /// `holds-it`, `its-slot`, `empty` or `room`.
    #[schema(value_type = String, example = "holds-it")]
    pub reason: Reason,
}

impl PutAwayView {
    pub fn of(sku: &Sku, quantity: u64, suggestions: Vec<Suggestion>) -> Self {
        let placed: u64 = suggestions.iter().map(|suggestion| suggestion.quantity).sum();
        let show = |suggestion: Suggestion| SuggestionView {
            bin: suggestion.bin.to_string(),
            quantity: suggestion.quantity,
            reason: suggestion.reason,
        };
        Self {
            sku: sku.to_string(),
            quantity,
            suggestions: suggestions.into_iter().map(show).collect(),
            remaining_quantity: quantity.saturating_sub(placed),
        }
    }
}

/// Where the SKUs of a move lie now.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MoveView {
    pub items: Vec<MovedView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MovedView {
    pub sku: String,
    pub bins: Vec<BinShareView>,
}

impl MoveView {
    pub fn of(lines: &[MoveLine], shelves: &Shelves) -> Self {
        let moved: BTreeSet<&Sku> = lines.iter().map(|line| &line.sku).collect();
        let show = |sku: &Sku| MovedView {
            sku: sku.to_string(),
            bins: shelves.along_path(sku).into_iter().map(BinShareView::from).collect(),
        };
        Self { items: moved.into_iter().map(show).collect() }
    }
}
