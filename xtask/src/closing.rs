//! How every run ends: links restored, replicas agreed, accounts audited, stores verified, summary and verdict printed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::agreement::agree;
use crate::audit::{Audit, all_orders, audit};
use crate::stage::Stage;
use crate::world::World;

const AGREE_WITHIN: Duration = Duration::from_secs(60);
const FINDINGS_SHOWN: usize = 30;

/// The verdict while the servers serve on. The actors have stopped. Errors unless it is good.
pub async fn halt(world: &World, stage: &Stage) -> Result<()> {
    let mut audit = look(stage).await?;
    audit.findings.extend(tokio::task::block_in_place(|| world.verify()));
    audit.findings.splice(0..0, stage.problems());
    if !audit.passes() {
        show_findings(&audit);
    }
    verdict(&audit)
}

/// Ends a run whose actors have all stopped. Errors unless the verdict is good.
pub async fn close(mut world: World, stage: Arc<Stage>, more: &[String]) -> Result<()> {
    println!("links restored; waiting until all replicas agree");
    let mut audit = look(&stage).await?;
    println!("stopping the servers; verifying {} stores", world.nodes.len() + 1);
    audit.findings.extend(world.stop_and_verify());
    audit.findings.splice(0..0, stage.problems());
    print(&audit, &stage, more);
    verdict(&audit)
}

async fn look(stage: &Stage) -> Result<Audit> {
    stage.scene.heal();
    let end = Instant::now() + AGREE_WITHIN;
    let mut levels = agree(&stage.scene, AGREE_WITHIN).await?;
    loop {
        // a cancel that was on its way to a floor changes both, one after the other: orders and stock must be of one moment
        let orders = all_orders(&stage.scene.hub).await?;
        let again = agree(&stage.scene, AGREE_WITHIN).await?;
        if again == levels || Instant::now() > end {
            return Ok(audit(&orders, &again, &stage.ghost.cells()));
        }
        levels = again;
    }
}

fn verdict(audit: &Audit) -> Result<()> {
    if !audit.passes() {
        bail!("{} oversold, {} divergent, {} findings", audit.oversold, audit.divergent, audit.findings.len());
    }
    Ok(())
}

fn show_findings(audit: &Audit) {
    for finding in audit.findings.iter().take(FINDINGS_SHOWN) {
        println!("  FINDING {finding}");
    }
    if audit.findings.len() > FINDINGS_SHOWN {
        println!("  and {} more findings", audit.findings.len() - FINDINGS_SHOWN);
    }
}

fn print(audit: &Audit, stage: &Stage, more: &[String]) {
    let tally = &stage.tally;
    println!("\nsummary");
    row("orders placed", tally.placed.get());
    row("orders shipped", audit.shipped_orders as u64);
    row("orders backordered", tally.backordered.get());
    row("orders re-sourced", audit.resourced_orders as u64);
    row("orders refused", tally.refused.get());
    row("orders canceled", audit.canceled_orders as u64);
    row("reservations", tally.reservations.get());
    row("scans", tally.scans.get());
    row("short picks", tally.shorts.get());
    row("link cuts", tally.cuts.get());
    row("oversold units", audit.oversold as u64);
    row("divergent cells", audit.divergent as u64);
    more.iter().for_each(|line| println!("  {line}"));
    show_findings(audit);
    println!(
        "verdict: {}",
        if audit.passes() { "good: every store verified, nothing oversold, all agree" } else { "BROKEN" }
    );
}

fn row(name: &str, value: u64) {
    println!("  {name:<20}{value:>9}");
}
