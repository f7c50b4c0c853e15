//! A task as the floor keeps it: one order's (or transfer's) work, from the letter that brought it to its end.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use holdfast_crdt::{AllocationId, Millis, OrderId, Quantity, ShipmentId, Sku, TaskId};
use holdfast_sync::mail::{self, TaskKind, ToHub};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::package::Package;

/// Open, then picking, packed and done, never back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    Picking,
    Packed,
    Done,
}

impl State {
    pub const ALL: [State; 4] = [State::Open, State::Picking, State::Packed, State::Done];

    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Picking => "picking",
            Self::Packed => "packed",
            Self::Done => "done",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The parcel left; an incoming transfer was put away.
    Shipped,
    Canceled,
    /// Nothing of it was there.
    Short,
}

impl Ending {
    pub fn name(self) -> &'static str {
        match self {
            Self::Shipped => "shipped",
            Self::Canceled => "canceled",
            Self::Short => "short",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        [Self::Shipped, Self::Canceled, Self::Short].into_iter().find(|ending| ending.name() == name)
    }
}

/// Units of one allocation; `picked + short <= quantity`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub allocation: AllocationId,
    pub sku: Sku,
    pub quantity: u64,
    /// Of those that have not left.
    pub picked: u64,
    pub short: u64,
    /// Units that left with a part of the task; `quantity` is what remains of it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub shipped: u64,
}

fn is_zero(units: &u64) -> bool {
    *units == 0
}

/// A parcel that left with a part of its task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub shipment: ShipmentId,
    pub at: Millis,
    pub carrier: Option<Arc<str>>,
    pub tracking_number: Option<Arc<str>>,
    pub lines: Vec<(AllocationId, Quantity)>,
}

/// Parcels that leave before the last one (I-9).
pub const PARTS_MAX: usize = 100;

impl Part {
    /// As the hub is told of it.
    pub fn told(&self, task: TaskId) -> ToHub {
        let Self { shipment, at, carrier, tracking_number, lines } = self.clone();
        ToHub::PartShipped { task, shipment, at, carrier, tracking_number, lines }
    }
}

impl Line {
    /// Units that nobody has looked for yet.
    pub fn left(&self) -> u64 {
        self.quantity.saturating_sub(self.picked + self.short)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FloorTask {
    pub task: TaskId,
    pub kind: TaskKind,
    pub priority: i32,
    pub released_at: Millis,
    pub state: State,
    /// Set exactly when the task is done.
    pub ending: Option<Ending>,
    pub lines: Vec<Line>,
    pub shipment: Option<ShipmentId>,
    /// What left before the rest.
    pub parts: Vec<Part>,
    /// The parcels it was packed into.
    pub packages: Vec<Package>,
    pub version: u64,
}

impl FloorTask {
    pub fn new(task: &mail::Task) -> Self {
        let line = |line: &mail::TaskLine| Line {
            allocation: line.allocation,
            sku: line.sku.clone(),
            quantity: line.quantity.get(),
            picked: 0,
            short: 0,
            shipped: 0,
        };
        Self {
            task: task.task,
            kind: task.kind.clone(),
            priority: task.priority,
            released_at: task.released_at,
            state: State::Open,
            ending: None,
            lines: task.lines.iter().map(line).collect(),
            shipment: None,
            parts: Vec::new(),
            packages: Vec::new(),
            version: 1,
        }
    }

    /// What movements of this task refer to.
    pub fn reference(&self) -> Arc<str> {
        match &self.kind {
            TaskKind::Order { order, .. } => order.to_string().into(),
            TaskKind::TransferOut { transfer, .. } | TaskKind::TransferIn { transfer, .. } => {
                transfer.to_string().into()
            }
        }
    }

    pub fn order(&self) -> Option<OrderId> {
        match self.kind {
            TaskKind::Order { order, .. } => Some(order),
            _ => None,
        }
    }

    pub fn is_incoming(&self) -> bool {
        matches!(self.kind, TaskKind::TransferIn { .. })
    }

    /// Units of a SKU that nobody has looked for yet.
    pub fn left(&self, sku: &Sku) -> u64 {
        self.lines.iter().filter(|line| line.sku == *sku).map(Line::left).sum()
    }

    pub fn picked(&self) -> u64 {
        self.lines.iter().map(|line| line.picked).sum()
    }

    /// Takes picked units of a SKU out of the task, as they leave: by allocation. There must be so many.
    pub(super) fn take_part(&mut self, sku: &Sku, units: u64) -> Vec<(AllocationId, Quantity)> {
        let (mut left, mut taken) = (units, Vec::new());
        for line in self.lines.iter_mut().filter(|line| line.sku == *sku) {
            let Some(quantity) = Quantity::capped(left.min(line.picked)) else { continue };
            let here = quantity.get();
            (line.quantity, line.picked, line.shipped) =
                (line.quantity - here, line.picked - here, line.shipped + here);
            left -= here;
            taken.push((line.allocation, quantity));
        }
        taken
    }

    pub fn is_accounted_for(&self) -> bool {
        self.lines.iter().all(|line| line.left() == 0)
    }

    /// The lines as people see them: one a SKU, in the task's order.
    pub fn by_sku(&self) -> Vec<SkuLine> {
        let mut places: BTreeMap<&Sku, usize> = BTreeMap::new();
        let mut grouped: Vec<SkuLine> = Vec::new();
        for line in &self.lines {
            let place = *places.entry(&line.sku).or_insert_with(|| {
                grouped.push(SkuLine { sku: line.sku.clone(), quantity: 0, picked: 0, short: 0, shipped: 0 });
                grouped.len() - 1
            });
            let group = &mut grouped[place];
            group.quantity += line.quantity;
            group.picked += line.picked;
            group.short += line.short;
            group.shipped += line.shipped;
        }
        grouped
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkuLine {
    pub sku: Sku,
    pub quantity: u64,
    pub picked: u64,
    pub short: u64,
    /// Units that left already, beside those of `quantity`.
    pub shipped: u64,
}
