//! Many nodes on one hub: what a connected one costs it at rest, and how soon all are back after it was started again. The
//! nodes are light ones of one process (an example of the node's crate), each with a certificate and a session of its own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;
use tokio::task::{JoinSet, block_in_place};

use crate::api::Ask;
use crate::bench::Bench;
use crate::bench::report::{Report, Series, Wanted};
use crate::bench::stand::{Cost, HubStand, resident_mib};
use crate::process::Guarded;
use crate::workspace::{cargo, run, target};

const GROUP: &str = "many nodes on one hub";
const KB_EACH: f64 = 100.0;
const PERCENT_OF_A_CORE: f64 = 1.0;
const BACK_SECONDS: f64 = 10.0;
const ALL_WITHIN: Duration = Duration::from_secs(90);
const AT_ONCE: usize = 8;

pub async fn nodes(bench: &Bench, report: &mut Report) -> Result<()> {
    let (count, rest) = if bench.extent.judged { (1_000, 10) } else { (20, 1) };
    let (rest, many) = (Duration::from_secs(rest), block_in_place(light_nodes)?);
    let mut hub = HubStand::open_bare(&bench.programs, 100).await?;
    open_warehouses(&hub, count).await?;
    let tokens = hub.dir().join("tokens");
    fs::write(&tokens, enroll(&hub, count).await?)?;

    restart(&mut hub)?;
    let alone = At::rest(&hub, rest).await?;
    let mut command = Command::new(many);
    command.arg(hub.server().ports.quic.as_ref().context("the hub has no quic=")?).arg(&tokens);
    command.stderr(fs::File::create(hub.dir().join("many.log"))?);
    let (_many, line) = block_in_place(|| Guarded::start(command))?;
    ensure!(line == format!("ready {count}"), "{count} nodes should join: {line}");
    all_online(&hub, count).await?;

    let [mut back, mut memory, mut share] = [const { Series(Vec::new()) }; 3];
    for _ in 0..bench.extent.rounds.min(2) {
        restart(&mut hub)?;
        let ready = Instant::now();
        all_online(&hub, count).await?;
        back.add(ready.elapsed().as_secs_f64());
        let crowded = At::rest(&hub, rest).await?;
        memory.add((crowded.mib - alone.mib) * 1024.0 * 1.024 / count as f64);
        share.add(crowded.percent);
        ensure!(online(&hub).await? == count, "nodes were lost at rest");
    }
    report.add(GROUP, "hub without nodes: resident memory", "MiB", alone.mib);
    report.add(GROUP, "hub without nodes, at rest: of a core", "%", alone.percent);
    report.judge(GROUP, format!("{count} nodes, each: resident memory"), "kB", memory, Wanted::AtMost(KB_EACH));
    report.judge(GROUP, format!("{count} nodes at rest: of a core"), "%", share, Wanted::AtMost(PERCENT_OF_A_CORE));
    report.judge(GROUP, "all back after a restart of the hub", "s", back, Wanted::AtMost(BACK_SECONDS));
    hub.stop()
}

fn restart(hub: &mut HubStand) -> Result<()> {
    hub.stop()?;
    hub.begin()
}

/// The program of the light nodes, built where it is stale.
fn light_nodes() -> Result<PathBuf> {
    // with the whole workspace, as its programs: with one package the features of what they depend on differ, and all is built twice
    run(cargo().args(["build", "--quiet", "--release", "--workspace", "--example", "many"]))?;
    Ok(target()?.join("release/examples/many"))
}

fn warehouse(n: usize) -> String {
    format!("W{n:04}")
}

async fn open_warehouses(hub: &HubStand, count: usize) -> Result<()> {
    for n in 0..count {
        let body = json!({ "id": warehouse(n), "name": format!("Warehouse {n}") });
        hub.api().must(Ask::post("/v1/warehouses", body)).await?;
    }
    Ok(())
}

/// A token for each, one a line.
async fn enroll(hub: &HubStand, count: usize) -> Result<String> {
    let (next, program) = (Arc::new(AtomicUsize::new(0)), hub.server().twin("hub"));
    let program = Arc::new(program);
    let mut work = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (next, program) = (next.clone(), program.clone());
        work.spawn_blocking(move || {
            let mut tokens = String::new();
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= count {
                    return anyhow::Ok(tokens);
                }
                tokens += &program.run(&["enroll"], &[&warehouse(n)])?;
                tokens.push('\n');
            }
        });
    }
    let mut all = String::new();
    while let Some(done) = work.join_next().await {
        all += &done??;
    }
    Ok(all)
}

async fn online(hub: &HubStand) -> Result<usize> {
    Ok(hub.api().pages("/v1/nodes", "").await?.iter().filter(|node| node["online"] == true).count())
}

async fn all_online(hub: &HubStand, count: usize) -> Result<()> {
    let end = Instant::now() + ALL_WITHIN;
    loop {
        let there = online(hub).await?;
        if there == count {
            return Ok(());
        }
        if Instant::now() > end {
            bail!("{there} of {count} nodes are there after {ALL_WITHIN:?}");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What the hub's process takes when nobody asks anything of it.
#[derive(Debug)]
struct At {
    mib: f64,
    /// Of one core.
    percent: f64,
}

impl At {
    async fn rest(hub: &HubStand, time: Duration) -> Result<Self> {
        tokio::time::sleep(time).await;
        let (before, began): (Cost, _) = (hub.cost()?, Instant::now());
        tokio::time::sleep(time).await;
        let spent = hub.cost()?.since(&before).cpu_seconds;
        let id = hub.server().id().context("the hub does not run")?;
        Ok(Self { mib: resident_mib(id)?, percent: 100.0 * spent / began.elapsed().as_secs_f64() })
    }
}
