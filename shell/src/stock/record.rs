//! One cell as the API shows it.

use std::collections::BTreeMap;

use holdfast_crdt::{Cell, Millis, SiteId, Sku, WarehouseId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::rfc3339;

/// Units of one SKU, in one warehouse or summed over all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Quantities {
    /// On hand.
    pub quantity: u64,
    /// Committed to orders, transfers and reservations.
    pub reserved_quantity: u64,
    /// What no one holds.
    pub available_quantity: u64,
    /// The part of the available units that this replica may promise at once: its rights.
    pub promisable_quantity: u64,
    pub damaged_quantity: u64,
    /// Units on their way here from other warehouses.
    pub incoming_quantity: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InventoryRecord {
    pub warehouse_id: String,
    pub sku: String,
    #[serde(flatten)]
    pub quantities: Quantities,
    pub version: u64,
    /// The newest word from the other side, RFC 3339.
    pub as_of: String,
}

/// What a record shows beside the cell itself.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// Whose rights count as promisable.
    pub site: SiteId,
    pub incoming: u64,
    pub as_of: Millis,
}

/// The same for all cells of a warehouse, read once for a whole list.
#[derive(Debug, Clone)]
pub struct ShownIn {
    pub site: SiteId,
    pub as_of: Millis,
    /// Units on their way, by SKU.
    pub incoming: BTreeMap<Sku, u64>,
}

impl ShownIn {
    pub fn of(&self, sku: &Sku) -> Shown {
        let incoming = self.incoming.get(sku).copied().unwrap_or(0);
        Shown { site: self.site, incoming, as_of: self.as_of }
    }
}

impl Quantities {
    pub fn of(cell: &Cell, shown: Shown) -> Self {
        Self {
            quantity: cell.on_hand(),
            reserved_quantity: cell.committed(),
            available_quantity: cell.available(),
            promisable_quantity: cell.rights(shown.site).min(cell.available()),
            damaged_quantity: cell.damaged(),
            incoming_quantity: shown.incoming,
        }
    }

    pub fn add(&mut self, other: Quantities) {
        self.quantity += other.quantity;
        self.reserved_quantity += other.reserved_quantity;
        self.available_quantity += other.available_quantity;
        self.promisable_quantity += other.promisable_quantity;
        self.damaged_quantity += other.damaged_quantity;
        self.incoming_quantity += other.incoming_quantity;
    }
}

impl InventoryRecord {
    pub fn of(warehouse: &WarehouseId, sku: &Sku, cell: &Cell, shown: Shown) -> Self {
        Self {
            warehouse_id: warehouse.to_string(),
            sku: sku.to_string(),
            quantities: Quantities::of(cell, shown),
            version: cell.version(),
            as_of: rfc3339(shown.as_of),
        }
    }
}
