//! Returns: what a customer may send back of an order, and what came of it. Any warehouse that was told may receive it; what
//! several receive adds up here.

mod life;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use holdfast_crdt::{Millis, OrderId, Quantity, ReturnId, Sku, WarehouseId};
use holdfast_sync::delivery::{
    Apart, Arrived, Expectation, ExpectationKind, ExpectedLine, InspectedLine, ReceivedLine, Verdict,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use life::{
    ReturnItem, ReturnRefusal, ReturnRequest, authorise, end, inspected, of_refused_cancel, received, tell,
};

use super::history::History;
use super::purchase::Ended;
use crate::money::sum_in;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReturnStatus {
    /// Nothing has come.
    Authorised,
    PartiallyReceived,
    /// All of it has come; some of it waits for a verdict.
    Received,
    /// All of it has come, and what became of it is known.
    Inspected,
    /// What has not come is not waited for.
    Closed,
    Canceled,
}

impl ReturnStatus {
    pub fn name(self) -> &'static str {
        match self {
            Self::Authorised => "authorised",
            Self::PartiallyReceived => "partially_received",
            Self::Received => "received",
            Self::Inspected => "inspected",
            Self::Closed => "closed",
            Self::Canceled => "canceled",
        }
    }
}

/// Units of one line of the order. `available + damaged + lost <= received`; the rest of it waits for a verdict.
/// `quantity` 0: came without having been authorised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnLine {
    /// Of the order, from 1; `None` for a SKU that the return does not name.
    pub order_line: Option<usize>,
    pub sku: Sku,
    /// Units authorised.
    pub quantity: u64,
    pub unit_price: Arc<str>,
    pub reason: Option<Arc<str>>,
    pub received: u64,
    pub available: u64,
    pub damaged: u64,
    pub lost: u64,
}

impl ReturnLine {
    fn of(order_line: Option<usize>, sku: &Sku, quantity: u64, unit_price: Arc<str>, reason: Option<Arc<str>>) -> Self {
        Self {
            order_line,
            sku: sku.clone(),
            quantity,
            unit_price,
            reason,
            received: 0,
            available: 0,
            damaged: 0,
            lost: 0,
        }
    }

    /// Units that wait for a verdict.
    pub fn pending(&self) -> u64 {
        self.received.saturating_sub(self.available + self.damaged + self.lost)
    }

    /// Units to refund: what came and was not lost, of what was authorised.
    fn refunded(&self) -> u64 {
        self.quantity.min(self.received.saturating_sub(self.lost))
    }

    fn missing(&self) -> u64 {
        self.quantity.saturating_sub(self.received)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    pub id: ReturnId,
    pub order: OrderId,
    pub customer: Arc<str>,
    /// The one warehouse it is to go to; otherwise any.
    pub warehouse: Option<WarehouseId>,
    /// Warehouses whose floors were told to expect it.
    pub told: BTreeSet<WarehouseId>,
    pub currency: Arc<str>,
    pub created_at: Millis,
    pub lines: Vec<ReturnLine>,
    pub ended: Option<Ended>,
    pub history: History,
    pub version: u64,
}

impl Return {
    pub fn status(&self) -> ReturnStatus {
        let all = |holds: fn(&ReturnLine) -> bool| self.lines.iter().all(holds);
        match self.ended {
            Some(Ended::Closed) => ReturnStatus::Closed,
            Some(Ended::Canceled) => ReturnStatus::Canceled,
            None if all(|line| line.received == 0) => ReturnStatus::Authorised,
            None if !all(|line| line.missing() == 0) => ReturnStatus::PartiallyReceived,
            None if all(|line| line.pending() == 0) => ReturnStatus::Inspected,
            None => ReturnStatus::Received,
        }
    }

    /// In minor units of the order's currency.
    pub fn refund(&self) -> String {
        sum_in(&self.currency, self.lines.iter().map(|line| (&*line.unit_price, line.refunded())))
    }

    pub fn is_due(&self) -> bool {
        self.ended.is_none() && self.lines.iter().any(|line| line.missing() > 0)
    }

    fn expectation(&self) -> Expectation {
        let mut units: BTreeMap<&Sku, (u64, u64)> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| line.quantity > 0) {
            let (quantity, received) = units.entry(&line.sku).or_default();
            (*quantity, *received) = (*quantity + line.quantity, *received + line.received);
        }
        let line = |(sku, (quantity, received)): (&Sku, (u64, u64))| {
            Some(ExpectedLine { sku: sku.clone(), quantity: Quantity::capped(quantity)?, received })
        };
        Expectation {
            expected: self.id.into(),
            kind: ExpectationKind::Return { order: self.order, customer: self.customer.clone() },
            due_at: None,
            lines: units.into_iter().filter_map(line).collect(),
        }
    }

    fn take_in(&mut self, ReceivedLine { sku, quantity, condition }: &ReceivedLine) {
        let mut left = quantity.get();
        if !self.lines.iter().any(|line| line.sku == *sku) {
            self.lines.push(ReturnLine::of(None, sku, 0, "0".into(), None));
        }
        let last = self.lines.iter().rposition(|line| line.sku == *sku);
        for (at, line) in self.lines.iter_mut().enumerate().filter(|(_, line)| line.sku == *sku) {
            // more than was authorised is there all the same
            let units = if Some(at) == last { left } else { left.min(line.missing()) };
            line.received += units;
            match condition {
                Arrived::Available => line.available += units,
                Arrived::Damaged => line.damaged += units,
                Arrived::QualityControl => {}
            }
            left -= units;
        }
    }

    /// Notes a verdict; how many units it was about that this return has none of.
    fn judge(&mut self, InspectedLine { sku, quantity, from, to }: &InspectedLine) -> u64 {
        let mut left = quantity.get();
        for line in self.lines.iter_mut().filter(|line| line.sku == *sku) {
            let units = match from {
                Apart::QualityControl => left.min(line.pending()),
                Apart::Damaged => {
                    let units = left.min(line.damaged);
                    line.damaged -= units;
                    units
                }
            };
            match to {
                Verdict::Available => line.available += units,
                Verdict::Damaged => line.damaged += units,
                Verdict::Loss => line.lost += units,
            }
            left -= units;
        }
        left
    }
}
