//! `cargo xtask bench`: durable orders and scans a second, each beside a bare echo under the same load.

mod echo;
mod figure;
mod load;
mod stand;

use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::json;

pub use echo::serve as echo;

use crate::process::{Guarded, Ports};
use crate::workspace::{Programs, rerun_in_release, target};
use figure::Figure;
use load::{Body, Load};
use stand::{HubStand, NodeStand};

const ORDERS_PER_SECOND: f64 = 8_000.0;
const ORDERS_TO_ECHO: f64 = 0.25;
const SCANS_PER_SECOND: f64 = 10_000.0;
const RESIDENT_MIB: f64 = 64.0;

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    pub skus: usize,
    pub rounds: usize,
    pub time: Duration,
    pub connections: usize,
    /// Whether the figures are held against what is wanted of them.
    pub judged: bool,
}

impl Extent {
    pub fn new(smoke: bool, seconds: u64, connections: usize) -> Self {
        let (skus, rounds) = if smoke { (300, 1) } else { (10_000, 5) };
        Self {
            skus,
            rounds,
            time: Duration::from_secs(if smoke { 1 } else { seconds.max(1) }),
            connections,
            judged: !smoke,
        }
    }
}

/// Measures and prints; errors only where an answer or a count is wrong, never for a figure.
pub fn bench(smoke: bool, seconds: u64, connections: usize) -> Result<()> {
    crate::setup::setup()?;
    let mut words = vec!["bench".to_owned(), format!("--seconds={seconds}"), format!("--connections={connections}")];
    words.extend(smoke.then(|| "--smoke".to_owned()));
    if rerun_in_release(&words)? {
        return Ok(());
    }
    let programs = Programs::build()?;
    crate::ending::block_on(measure(&programs, Extent::new(smoke, seconds, connections)))
}

async fn measure(programs: &Programs, extent: Extent) -> Result<()> {
    let mut yardstick = Command::new(std::env::current_exe()?);
    yardstick.arg("echo");
    let (_echo, line) = tokio::task::block_in_place(|| Guarded::start(yardstick))?;
    let echo = Ports::parse(&line)?.http;

    let mut hub = HubStand::open(programs, extent.skus).await?;
    let load = |address: &str, path, key: &str, body: Body| Load {
        address: address.to_owned(),
        path,
        key: key.to_owned(),
        connections: extent.connections,
        time: extent.time,
        skus: extent.skus,
        body,
        seed: 0,
    };
    let ours = load(&hub.http(), "/v1/orders", &hub.key()?, load::order);
    let orders = rounds("orders", ours, &echo, extent).await?;
    hub.check(orders.answered).await?;

    let node = NodeStand::open(programs, &mut hub, extent.skus).await?;
    let resident = node.resident_mib()?;
    let ours = load(&node.http(), "/v1/receipts", &node.key()?, load::scan);
    let scans = rounds("scans", ours, &echo, extent).await?;
    node.check(scans.answered).await?;

    let after = node.resident_mib()?;
    print(&orders, &scans, resident, after);
    if extent.judged {
        judge(&orders, &scans, resident);
    }
    write(&orders, &scans, resident, after)
}

/// Ours and the echo in turn, so that both meet the same machine.
async fn rounds(name: &'static str, ours: Load, echo: &str, extent: Extent) -> Result<Figure> {
    let yardstick = Load { address: echo.to_owned(), ..ours.clone() };
    let mut figure = Figure::new(name)?;
    for round in 1..=extent.rounds as u64 {
        let theirs = Load { seed: 2 * round, ..yardstick.clone() }.run().await?;
        let mine = Load { seed: 2 * round + 1, ..ours.clone() }.run().await?;
        println!("{name}, round {round}: {:.0}/s, echo {:.0}/s", mine.per_second(), theirs.per_second());
        figure.add(&mine, &theirs)?;
    }
    if !figure.refused.is_empty() {
        bail!("{name}: answers that are no 2xx, by status: {:?}", figure.refused);
    }
    Ok(figure)
}

fn print(orders: &Figure, scans: &Figure, holding: f64, after: f64) {
    println!("\n{}", figure::HEADING);
    println!("{orders}\n{scans}");
    println!("node's resident memory: {holding:.1} MiB holding its SKUs, {after:.1} MiB after the scans\n");
}

/// Says which figures meet what is wanted of them.
fn judge(orders: &Figure, scans: &Figure, holding: f64) {
    let at_least = [
        ("durable two-line orders a second", orders.median(), ORDERS_PER_SECOND),
        ("orders a second to echo", orders.ratio(), ORDERS_TO_ECHO),
        ("durable scans a second", scans.median(), SCANS_PER_SECOND),
    ];
    let word = |met: bool| if met { "met" } else { "missed" };
    for (name, found, wanted) in at_least {
        println!("{:<7} {name}: {found:.2}, at least {wanted}", word(found >= wanted));
    }
    println!(
        "{:<7} node's resident memory in MiB: {holding:.2}, at most {RESIDENT_MIB}",
        word(holding <= RESIDENT_MIB)
    );
}

fn write(orders: &Figure, scans: &Figure, holding: f64, after: f64) -> Result<()> {
    let folder = target()?.join("bench");
    fs::create_dir_all(&folder)?;
    let memory = json!({ "holdingMib": holding, "afterScansMib": after });
    let all = json!({ "orders": orders.json(), "scans": scans.json(), "nodeResident": memory });
    fs::write(folder.join("bench.json"), serde_json::to_string_pretty(&all)?)?;
    println!("written to {}", folder.join("bench.json").display());
    Ok(())
}
