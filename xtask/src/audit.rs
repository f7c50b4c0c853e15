//! The verdict on a run, drawn from order documents, stock records and the ghost ledger, each kept apart.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::Value;

use crate::agreement::Level;
use crate::api::{Api, int, list, text};
use crate::ghost::{CellKey, Flow};

const HOLDING: [&str; 5] = ["allocated", "released", "picking", "packed", "cancelling"];
const PARTS: [&str; 4] = ["allocatedQuantity", "backorderedQuantity", "shippedQuantity", "cancelledQuantity"];

/// What order documents say of one cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Promise {
    held: i64,
    shipped: i64,
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Audit {
    pub shipped_orders: usize,
    pub canceled_orders: usize,
    pub resourced_orders: usize,
    /// I-1: units promised or sent that were never there.
    pub oversold: i64,
    pub divergent: usize,
    /// Whatever else must not be, for people.
    pub findings: Vec<String>,
}

/// Every order of the hub, in full.
pub async fn all_orders(hub: &Api) -> Result<Vec<Value>> {
    let mut orders = hub.pages("/v1/orders", "").await?;
    for order in &mut orders {
        // A list may show orders in short.
        if !list(order, "items").first().is_some_and(|line| line["allocations"].is_array()) {
            *order = hub.get(&format!("/v1/orders/{}", text(order, "orderId"))).await?;
        }
    }
    Ok(orders)
}

/// Judges orders, stock and ghost against each other. The ghost must be at rest.
pub fn audit(orders: &[Value], levels: &BTreeMap<&str, Level>, ghost: &BTreeMap<CellKey, Flow>) -> Audit {
    let mut audit = Audit::default();
    let mut promises: BTreeMap<CellKey, Promise> = BTreeMap::new();
    for order in orders {
        audit.order(order, &mut promises);
    }
    for (warehouse, level) in levels {
        audit.divergent += level.differing.len();
        audit.findings.extend(level.differing.iter().take(10).map(|d| format!("{warehouse}: {d}")));
        if !level.waiting.is_empty() {
            audit.findings.push(format!("{warehouse}: its link is not at rest: {}", level.waiting));
        }
    }
    let keys: std::collections::BTreeSet<_> = ghost.keys().chain(promises.keys()).cloned().collect();
    for key in keys {
        let flow = ghost.get(&key).copied().unwrap_or_default();
        let promise = promises.get(&key).copied().unwrap_or_default();
        let shown = levels.get(key.0.as_str()).and_then(|level| level.hub.get(&key.1)).copied().unwrap_or_default();
        audit.cell(&key, flow, promise, shown);
    }
    audit
}

impl Audit {
    pub fn passes(&self) -> bool {
        self.oversold == 0 && self.divergent == 0 && self.findings.is_empty()
    }

    fn order(&mut self, order: &Value, promises: &mut BTreeMap<CellKey, Promise>) {
        match text(order, "status") {
            "shipped" | "delivered" => self.shipped_orders += 1,
            "canceled" => self.canceled_orders += 1,
            _ => {}
        }
        let mut resourced = false;
        for line in list(order, "items") {
            self.line(text(order, "orderId"), line);
            let states = || list(line, "allocations").iter().map(|a| text(a, "state"));
            let covered = states().any(|state| state == "shipped" || HOLDING.contains(&state));
            resourced |= covered && states().any(|state| state == "short");
            for allocation in list(line, "allocations") {
                let key = (text(allocation, "warehouseId").to_owned(), text(line, "sku").to_owned());
                let promise = promises.entry(key).or_default();
                match text(allocation, "state") {
                    "shipped" => promise.shipped += int(allocation, "quantity"),
                    state if HOLDING.contains(&state) => promise.held += int(allocation, "quantity"),
                    _ => {}
                }
            }
        }
        self.resourced_orders += usize::from(resourced);
    }

    /// I-7.
    fn line(&mut self, order: &str, line: &Value) {
        let parts = PARTS.map(|part| int(line, part));
        if parts.iter().sum::<i64>() != int(line, "quantity") || parts.iter().any(|part| *part < 0) {
            self.finding(format!("I-7: {} of order {order}: {PARTS:?} are {parts:?}", text(line, "sku")));
        }
    }

    fn cell(&mut self, key: &CellKey, flow: Flow, promise: Promise, shown: [i64; 4]) {
        let promised = (promise.held + flow.held - flow.on_hand().max(0)).max(0);
        let oversold = flow.oversold() + promised;
        let who = format!("{} in {}", key.1, key.0);
        if oversold > 0 {
            self.oversold += oversold;
            self.finding(format!("I-1: {who}: {oversold} oversold ({flow:?}, {promise:?})"));
        }
        if promise.shipped != flow.shipped {
            self.finding(format!("{who}: {} shipped on orders, {} at the floor", promise.shipped, flow.shipped));
        }
        if shown[0] != flow.on_hand() {
            self.finding(format!("I-2: {who}: {} on hand, {} by what came and went", shown[0], flow.on_hand()));
        }
        if shown[1] != promise.held + flow.held {
            self.finding(format!("{who}: {} reserved, {} on orders, {} held", shown[1], promise.held, flow.held));
        }
    }

    fn finding(&mut self, what: String) {
        self.findings.push(what);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn order(state: &str, shipped: i64, allocated: i64) -> Value {
        json!({ "orderId": "o", "status": "processing", "items": [{ "sku": "x", "quantity": 5,
            "allocatedQuantity": allocated, "backorderedQuantity": 0, "shippedQuantity": shipped, "cancelledQuantity": 0,
            "allocations": [{ "warehouseId": "A", "quantity": 5, "state": state }] }] })
    }

    fn flow(arrived: i64, shipped: i64) -> BTreeMap<CellKey, Flow> {
        BTreeMap::from([(("A".to_owned(), "x".to_owned()), Flow { arrived, shipped, ..Flow::default() })])
    }

    fn level(stock: [i64; 4]) -> BTreeMap<&'static str, Level> {
        BTreeMap::from([("A", Level { hub: BTreeMap::from([("x".to_owned(), stock)]), ..Level::default() })])
    }

    #[test]
    fn a_true_run_passes() {
        let found = audit(&[order("packed", 0, 5)], &level([5, 5, 0, 0]), &flow(5, 0));
        assert!(found.passes(), "{found:?}");
        let found = audit(&[order("shipped", 5, 0)], &level([0, 0, 0, 0]), &flow(5, 5));
        assert!(found.passes(), "{found:?}");
    }

    #[test]
    fn a_promise_beyond_stock_is_oversold() {
        let found = audit(&[order("allocated", 0, 5)], &level([3, 5, 0, 0]), &flow(3, 0));
        assert_eq!(found.oversold, 2);
    }

    #[test]
    fn what_left_and_never_came_is_oversold() {
        let found = audit(&[order("shipped", 5, 0)], &level([0, 0, 0, 0]), &flow(4, 5));
        assert_eq!(found.oversold, 1);
    }

    #[test]
    fn lines_that_do_not_add_up_and_lost_stock_are_found() {
        let found = audit(&[order("packed", 0, 4)], &level([6, 5, 0, 0]), &flow(5, 0));
        assert_eq!(found.oversold, 0);
        assert_eq!(found.findings.len(), 2, "{:?}", found.findings);
    }
}
