//! `cargo xtask contract`: schemathesis against the OpenAPI documents of a hub and a node at work. It makes requests of the
//! documents, right ones and wrong ones, follows their links, and holds every answer against what they say of it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::json;

use crate::api::{Api, Ask, PATIENCE, list, text};
use crate::catalogue::{buyer, product_body, sku};
use crate::process::Server;
use crate::workspace::{Programs, root, run, target};
use crate::world::World;

const VERSION: &str = "4.32.5";
const PRODUCTS: usize = 6;
/// Enough to be ordered, held, moved and counted, and to run out.
const UNITS: u64 = 40;

/// Made of each operation by each phase that draws them, where nothing else is asked for.
pub const EXAMPLES: u32 = 15;

/// Errors where an answer is not as documented. `examples`: of requests to each operation.
pub fn contract(examples: u32) -> Result<()> {
    let tool = install()?;
    let programs = Programs::build()?;
    crate::ending::block_on(play(&programs, &tool, examples))
}

/// The tool in a Python environment of its own, made where it is not there.
fn install() -> Result<PathBuf> {
    let home = target()?.join(format!("schemathesis-{VERSION}"));
    let tool = home.join("bin/schemathesis");
    if !tool.is_file() {
        println!("installing schemathesis {VERSION}");
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
        run(Command::new(home.join("bin/python")).args(pip).arg(format!("schemathesis=={VERSION}")))?;
    }
    Ok(tool)
}

async fn play(programs: &Programs, tool: &Path, examples: u32) -> Result<()> {
    let mut world = World::start(programs, 2).await?;
    furnish(&world).await?;
    let mut found = Vec::new();
    for server in [&world.nodes[0], &world.hub] {
        println!("--- {}", server.name);
        let checked = tokio::task::block_in_place(|| check(tool, server, world.dir(), examples));
        found.extend(checked.err().map(|problem| format!("{}: {problem:#}", server.name)));
    }
    found.extend(world.stop_and_verify());
    if !found.is_empty() {
        bail!("{}", found.join("; "));
    }
    Ok(())
}

/// Products, stock in both warehouses, goods at the floor, orders that are picked there, a hold, a transfer.
async fn furnish(world: &World) -> Result<()> {
    let (hub, floor) = (&world.scene.hub, &world.scene.sites[0]);
    for n in 0..PRODUCTS {
        hub.must(Ask::post("/v1/products", product_body(n))).await?;
        for site in &world.scene.sites {
            let stock = json!({ "sku": sku(n), "quantity": UNITS });
            hub.must(Ask::post(format!("/v1/warehouses/{}/inventory", site.id()), stock)).await?;
        }
    }
    for n in 0..PRODUCTS {
        order(hub, n).await?;
    }
    let hold = format!("/v1/warehouses/{}/inventory/{}/reserve", floor.id(), sku(0));
    hub.must(Ask::post(hold, json!({ "quantity": 1, "reference": "cart" }))).await?;
    let moved =
        json!({ "from": floor.id(), "to": world.scene.sites[1].id(), "items": [{ "sku": sku(1), "quantity": 2 }] });
    hub.must(Ask::post("/v1/transfers", moved)).await?;
    work(&floor.node, hub).await
}

async fn order(hub: &Api, n: usize) -> Result<()> {
    let body = json!({ "customer": buyer("Ada Buyer", n), "currency": "GBP",
        "items": [{ "sku": sku(n), "quantity": 1, "unitPrice": "12.50" }] });
    hub.must(Ask::post("/v1/orders", body)).await.map(drop)
}

/// The floor takes goods in, and sends one parcel off, of which the hub hears.
async fn work(node: &Api, hub: &Api) -> Result<()> {
    let goods = json!({ "reference": "note 1", "lines": [{ "sku": sku(2), "quantity": 5, "bin": "A-01" }] });
    node.must(Ask::post("/v1/receipts", goods)).await?;
    let tasks = until("the floor has tasks", async || {
        let tasks = node.pages("/v1/tasks", "&state=open").await?;
        Ok(Some(tasks).filter(|tasks| tasks.iter().any(|task| text(task, "kind") == "order")))
    })
    .await?;
    let Some(task) = tasks.iter().find(|task| text(task, "kind") == "order") else { bail!("no order at the floor") };
    let path = format!("/v1/tasks/{}", text(task, "taskId"));
    let lines: Vec<_> =
        list(task, "lines").iter().map(|l| json!({ "sku": l["sku"], "quantity": l["quantity"] })).collect();
    node.must(Ask::post(format!("{path}/pick"), json!({ "lines": lines }))).await?;
    node.must(Ask::post(format!("{path}/ship"), json!({ "carrier": "post" }))).await?;
    until("the hub knows of a parcel", async || {
        let orders = hub.pages("/v1/orders", "").await?;
        Ok(orders.iter().any(|order| !list(order, "shipments").is_empty()).then_some(()))
    })
    .await
}

async fn until<T>(what: &str, look: impl AsyncFn() -> Result<Option<T>>) -> Result<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        match look().await? {
            Some(found) => return Ok(found),
            None if Instant::now() > end => bail!("{what}: not after {} s", PATIENCE.as_secs()),
            None => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

fn check(tool: &Path, server: &Server, dir: &Path, examples: u32) -> Result<()> {
    let key = std::fs::read_to_string(server.data.join("admin.key"))?;
    let home = root().join("xtask/schemathesis");
    let mut command = Command::new(tool);
    command.arg("--config-file").arg(home.join("schemathesis.toml"));
    command.args(["run", &format!("http://{}/openapi.json", server.ports.http), "--no-color"]);
    command.args(["--phases", "examples,coverage,fuzzing,stateful"]);
    command.args(["--max-examples", &examples.to_string()]).env("CONTRACT_KEY", key.trim());
    // What it writes down stays with the world; the hooks are found from where they stand.
    command.current_dir(dir).env("PYTHONPATH", &home).env("PYTHONDONTWRITEBYTECODE", "1");
    match command.status()?.success() {
        true => Ok(()),
        false => bail!("not as documented, see above"),
    }
}
