//! An order and its parts. The hub is its only writer; what a node decided about a task arrives as letters.

use std::borrow::Cow;
use std::sync::Arc;

use holdfast_crdt::{AllocationId, Millis, OrderId, Quantity, ShipmentId, Sku, TaskId, WarehouseId};
pub use holdfast_shell::document::Text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::allocation::Reason;
use super::geo::{Latitude, Longitude, Point};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Waits for stock.
    Pending,
    /// Fully allocated.
    Processing,
    PartiallyShipped,
    Shipped,
    Delivered,
    /// A node was asked to give its part up and has not answered yet.
    Cancelling,
    Canceled,
}

impl OrderStatus {
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Processing,
        Self::PartiallyShipped,
        Self::Shipped,
        Self::Delivered,
        Self::Cancelling,
        Self::Canceled,
    ];

    /// Whether anything of such an order may still leave a warehouse.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Processing | Self::PartiallyShipped | Self::Cancelling)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::PartiallyShipped => "partially_shipped",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelling => "cancelling",
            Self::Canceled => "canceled",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AllocationState {
    /// The hub's own: no task was sent.
    Allocated,
    /// Sent to the node, which decides from now on.
    Released,
    Picking,
    Packed,
    Shipped,
    Cancelling,
    Canceled,
    Short,
}

impl AllocationState {
    /// Whether its units are still promised to the order and on a shelf.
    pub fn holds(self) -> bool {
        matches!(self, Self::Allocated | Self::Released | Self::Picking | Self::Packed | Self::Cancelling)
    }

    /// Whether the node has it and nothing was picked yet, as far as the hub knows.
    pub fn is_unpicked(self) -> bool {
        matches!(self, Self::Allocated | Self::Released)
    }
}

/// One order line, one warehouse, a quantity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    pub id: AllocationId,
    pub warehouse: WarehouseId,
    pub quantity: u64,
    pub state: AllocationState,
    pub task: Option<TaskId>,
    /// Units a claim has asked back and the node has not answered for.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub asked_back: u64,
    /// The life of the hub, by its incarnation, in which a floor told that it has it, after a restore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<u32>,
    /// Why its warehouse was chosen. Allocations of earlier versions, and those that a floor told of after a restore, do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// From there to the customer, where both places were known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_km: Option<u32>,
}

fn is_zero(units: &u64) -> bool {
    *units == 0
}

/// A tax as whoever placed the order reckoned it. Carried through: the hub reckons none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TaxLine {
    #[schema(value_type = String)]
    pub name: Arc<str>,
    /// Percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub rate: Option<Arc<str>>,
    #[schema(value_type = String)]
    pub amount: Arc<str>,
}

/// What an order with taxes comes to, beside its total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taxes {
    /// Price × units of all lines.
    pub goods: Arc<str>,
    /// All taxes, those of lines and those of the order.
    pub amount: Arc<str>,
    /// Those of the order as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<TaxLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub sku: Sku,
    pub quantity: Quantity,
    pub unit_price: Arc<str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taxes: Vec<TaxLine>,
    pub backordered: u64,
    pub cancelled: u64,
    /// Units that returns were authorised for; `returned <= shipped()`.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub returned: u64,
    pub allocations: Vec<Allocation>,
}

impl Line {
    pub fn allocated(&self) -> u64 {
        self.sum(AllocationState::holds)
    }

    pub fn shipped(&self) -> u64 {
        self.sum(|state| state == AllocationState::Shipped)
    }

    fn sum(&self, of: impl Fn(AllocationState) -> bool) -> u64 {
        self.allocations.iter().filter(|allocation| of(allocation.state)).map(|allocation| allocation.quantity).sum()
    }

    /// I-7: what became of the ordered units.
    pub fn adds_up(&self) -> bool {
        self.allocated() + self.shipped() + self.backordered + self.cancelled == self.quantity.get()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    pub id: ShipmentId,
    pub warehouse: WarehouseId,
    pub carrier: Option<Arc<str>>,
    pub tracking_number: Option<Arc<str>>,
    pub at: Millis,
    pub lines: Vec<(Sku, u64)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    pub at: Millis,
    pub event: Cow<'static, str>,
    pub actor: Cow<'static, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Arc<str>>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Address {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line1: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<Latitude>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<Longitude>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Customer {
    pub name: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

impl Customer {
    pub fn place(&self) -> Option<Point> {
        let address = self.address.as_ref()?;
        Some(Point { lat: address.lat?, lon: address.lon? })
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub id: OrderId,
    pub customer: Customer,
    pub currency: Arc<str>,
    pub allow_backorder: bool,
    pub allow_split: bool,
    pub priority: i32,
    pub placed_at: Millis,
    /// Goods, and taxes where it has any.
    pub total: Arc<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxes: Option<Taxes>,
    pub lines: Vec<Line>,
    pub shipments: Vec<Shipment>,
    pub history: Vec<HistoryEntry>,
    pub delivered: bool,
    pub version: u64,
}

/// Entries of one order's history, at most: an order that is re-sourced for ever must not grow for ever (I-9).
pub(super) const HISTORY_MAX: usize = 500;

impl Order {
    /// Follows from the lines; nothing else holds it.
    pub fn status(&self) -> OrderStatus {
        let allocations = || self.lines.iter().flat_map(|line| &line.allocations);
        let sum = |of: fn(&Line) -> u64| self.lines.iter().map(of).sum::<u64>();
        let (allocated, shipped, waiting) = (sum(Line::allocated), sum(Line::shipped), sum(|line| line.backordered));
        if self.delivered {
            OrderStatus::Delivered
        } else if allocations().any(|allocation| allocation.state == AllocationState::Cancelling) {
            OrderStatus::Cancelling
        } else if shipped > 0 {
            if allocated + waiting == 0 { OrderStatus::Shipped } else { OrderStatus::PartiallyShipped }
        } else if waiting > 0 {
            OrderStatus::Pending
        } else if allocated > 0 {
            OrderStatus::Processing
        } else {
            OrderStatus::Canceled
        }
    }

    pub fn backordered(&self) -> u64 {
        self.lines.iter().map(|line| line.backordered).sum()
    }

    /// I-7 over all lines.
    pub fn adds_up(&self) -> bool {
        self.lines.iter().all(Line::adds_up)
    }

    pub fn note(
        &mut self,
        at: Millis,
        event: &'static str,
        actor: impl Into<Cow<'static, str>>,
        detail: Option<String>,
    ) {
        if self.history.len() < HISTORY_MAX {
            let (event, actor, detail) = (event.into(), actor.into(), detail.map(Into::into));
            self.history.push(HistoryEntry { at, event, actor, detail });
        }
    }

    /// The line and the allocation of that id.
    pub fn allocation_mut(&mut self, id: AllocationId) -> Option<(&mut Line, usize)> {
        self.lines.iter_mut().find_map(|line| {
            let at = line.allocations.iter().position(|allocation| allocation.id == id)?;
            Some((line, at))
        })
    }

    /// Warehouses that hold or held a part of it, each with whether something there still waits to be released.
    pub fn warehouses(&self) -> std::collections::BTreeMap<WarehouseId, bool> {
        let mut found = std::collections::BTreeMap::new();
        for allocation in self.lines.iter().flat_map(|line| &line.allocations) {
            *found.entry(allocation.warehouse.clone()).or_insert(false) |=
                allocation.state == AllocationState::Allocated;
        }
        found
    }
}
