//! The end of every cell: all that is left is sold and leaves, to the last unit and not beyond.

use std::time::Duration;

use anyhow::{Context, Result};

use super::deeds::{available, goods, order, order_body, refused};
use super::yard::{WITHIN, Yard};
use crate::api::Ask;
use crate::floor::{Habits, pickers, until_idle};
use crate::stage::Crew;

/// What is looked for is there.
const HABITS: Habits = Habits { short: 0.0, hands: 2, rest: Duration::from_millis(50), scans: false };

/// Orders all that is available of these parts, in each warehouse; one unit more is refused. Then everything that is
/// ordered leaves.
pub async fn sells_out(yard: &Yard, parts: usize) -> Result<()> {
    let hub = &yard.stage.scene.hub;
    for (at, site) in yard.stage.scene.sites.iter().enumerate() {
        for sku in (0..parts).map(|part| goods(at, part)) {
            let left = available(hub, site, &sku).await?;
            if left > 0 {
                order(yard, &sku, left).await.with_context(|| format!("the last {left} of {sku} cannot be sold"))?;
            }
            refused(hub, Ask::post("/v1/orders", order_body(&sku, 1, false)), "insufficient-stock").await?;
        }
    }
    let mut crew = Crew::new(&yard.stage);
    for (seed, site) in (0..).zip(yard.stage.scene.sites.iter().cloned()) {
        crew.add(|stage, shift| pickers(stage, shift, site, seed, HABITS));
    }
    let idle = until_idle(&yard.stage, WITHIN).await;
    crew.end().await;
    idle?;
    yard.settle().await
}
