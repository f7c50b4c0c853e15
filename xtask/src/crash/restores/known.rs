//! What both sides had heard of before a restore: it must be there afterwards.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde_json::Value;

use crate::agreement::{Level, agree};
use crate::api::{list, text};
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
                Some(there) if check::lines(there) != check::lines(order) => {
                    stage.problem(format!("order {id} has other lines after a restore: {order}, and now {there}"))
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

fn has_task(order: &Value) -> bool {
    list(order, "items")
        .iter()
        .flat_map(|line| list(line, "allocations"))
        .any(|allocation| ON_A_FLOOR.contains(&text(allocation, "state")))
}
