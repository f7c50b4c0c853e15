//! Links as they are: never clear, and cut now and then for seconds.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::relay::Way;
use crate::stage::{Shift, Stage};

/// Cuts random links until the shift is over, one at a time; `between` is the longest fair spell in milliseconds.
pub async fn storms(stage: Arc<Stage>, mut shift: Shift, seed: u64, between_ms: u64) -> Result<()> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    for site in &stage.scene.sites {
        site.relay.set(|w| {
            (w.delay, w.jitter) = (Duration::from_millis(5), Duration::from_millis(5));
            (w.loss, w.duplicate, w.reorder) = (0.01, 0.005, 0.01);
        });
    }
    while !shift.is_over() {
        shift.rest(Duration::from_millis(chance.random_range(between_ms / 3..=between_ms))).await;
        let site = &stage.scene.sites[chance.random_range(0..stage.scene.sites.len())];
        match chance.random_range(0..10) {
            0 => site.relay.rebind().await?,
            1 => site.relay.cut_one_way(Way::Up),
            2 => site.relay.cut_one_way(Way::Down),
            _ => site.relay.cut(),
        }
        stage.tally.cuts.add(1);
        shift.rest(Duration::from_millis(chance.random_range(1_500..5_000))).await;
        site.relay.heal();
    }
    Ok(())
}
