//! What both sides had heard of before a restore: it must be there afterwards.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::agreement::{Level, agree};
use crate::api::{int, list, text};
use crate::audit::all_orders;
use crate::crash::{SETTLED_AT_ONCE, check};
use crate::stage::Stage;

/// States of allocations that a floor has, or had, a task for.
const ON_A_FLOOR: [&str; 6] = ["released", "picking", "packed", "shipped", "short", "cancelling"];

#[derive(Debug)]
pub struct Known {
    orders: Vec<Value>,
    levels: BTreeMap<&'static str, Level>,
}

impl Known {
    /// Call when all is at rest.
    pub async fn look(stage: &Stage) -> Result<Self> {
        let levels = agree(&stage.scene, SETTLED_AT_ONCE).await?;
        let orders = all_orders(&stage.scene.hub).await?;
        Ok(Self { orders, levels })
    }

    /// All at rest again, and nothing done since that both sides heard of. How many orders without a task a restored hub
    /// forgot: nobody else ever knew of them.
    pub async fn is_there(&self, stage: &Stage, hub_was_lost: bool) -> Result<u64> {
        self.stock_is_there(stage).await?;
        Ok(self.orders_are_there(stage, &all_orders(&stage.scene.hub).await?, hub_was_lost))
    }

    fn orders_are_there(&self, stage: &Stage, now: &[Value], hub_was_lost: bool) -> u64 {
        let now: BTreeMap<&str, &Value> = now.iter().map(|order| (text(order, "orderId"), order)).collect();
        let mut forgotten = 0;
        for order in &self.orders {
            let id = text(order, "orderId");
            match now.get(id) {
                Some(there) if !is_kept(order, there, hub_was_lost) => {
                    stage.problem(format!("order {id} is another after a restore: {order}, and now {there}"))
                }
                Some(_) => {}
                None if hub_was_lost && !has_task(order) => forgotten += 1,
                None => stage.problem(format!("order {id} is gone after a restore: {order}")),
            }
        }
        forgotten
    }

    /// On hand and damaged: no side may have forgotten goods that came, or left.
    async fn stock_is_there(&self, stage: &Stage) -> Result<()> {
        let levels = agree(&stage.scene, SETTLED_AT_ONCE).await?;
        for (warehouse, before) in &self.levels {
            let Some(after) = levels.get(warehouse) else { bail!("{warehouse} is gone") };
            for (sku, was) in &before.hub {
                let is = after.hub.get(sku).copied().unwrap_or_default();
                // The goods that showed that the server answers again have come on top.
                if (is[0], is[3]) != (was[0], was[3]) && !super::service::is_probe(sku) {
                    stage.problem(format!("{sku} in {warehouse} is {is:?} after a restore, and was {was:?}"));
                }
            }
        }
        Ok(())
    }
}

/// What was sent is sent, and what was under way still is; more may be, as rights come free. A node's loss does not touch
/// an order's lines; a lost hub's order is what the floors know of it.
fn is_kept(was: &Value, is: &Value, hub_was_lost: bool) -> bool {
    let (before, after) = (on_floors(was), on_floors(is));
    let is_there = |(sku, [sent, held]): (&&str, &[i64; 2])| {
        after.get(sku).is_some_and(|[now_sent, now_held]| now_sent == sent && now_held >= held)
    };
    before.iter().all(is_there) && (hub_was_lost || check::lines(was) == check::lines(is))
}

/// By SKU: units sent, and units of open tasks.
fn on_floors(order: &Value) -> BTreeMap<&str, [i64; 2]> {
    let mut units: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
    for line in list(order, "items") {
        for allocation in list(line, "allocations") {
            let at = match text(allocation, "state") {
                "shipped" => 0,
                "released" | "picking" | "packed" | "cancelling" => 1,
                _ => continue,
            };
            units.entry(text(line, "sku")).or_default()[at] += int(allocation, "quantity");
        }
    }
    units
}

fn has_task(order: &Value) -> bool {
    list(order, "items")
        .iter()
        .flat_map(|line| list(line, "allocations"))
        .any(|allocation| ON_A_FLOOR.contains(&text(allocation, "state")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// SKU, quantity, and allocations with their states.
    type Line<'a> = (&'a str, i64, &'a [(&'a str, i64)]);

    fn order(lines: &[Line]) -> Value {
        let allocation = |(state, quantity): &(&str, i64)| json!({ "state": state, "quantity": quantity });
        let line = |(sku, quantity, parts): &Line| {
            let parts: Vec<_> = parts.iter().map(allocation).collect();
            json!({ "sku": sku, "quantity": quantity, "allocations": parts })
        };
        json!({ "items": lines.iter().map(line).collect::<Vec<_>>() })
    }

    #[test]
    fn a_lost_hub_keeps_what_floors_know_and_no_other_loss_changes_an_order() {
        let was = order(&[("a", 3, &[("shipped", 2)]), ("a", 2, &[("released", 2)]), ("b", 1, &[])]);
        let rebuilt = order(&[("a", 4, &[("shipped", 2), ("packed", 2)])]);
        assert!(is_kept(&was, &was, false) && is_kept(&was, &was, true));
        assert!(is_kept(&was, &rebuilt, true));
        assert!(!is_kept(&was, &rebuilt, false));
        let unsent = order(&[("a", 4, &[("released", 4)])]);
        assert!(!is_kept(&was, &unsent, true));
        assert!(has_task(&was) && !has_task(&order(&[("b", 1, &[("allocated", 1)])])));
    }
}
