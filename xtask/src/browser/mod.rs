//! `cargo xtask browser`: both front ends in a real browser, before running servers. The tests themselves are TypeScript
//! (`xtask/browser`); here stands what they cannot do: servers that stop and start, links that are cut.

mod control;
mod furnish;

use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use crate::workspace::{Programs, root, target};
use crate::world::World;
use control::Control;

const WAREHOUSES: usize = 2;
const CHROMIUM: &str = "chromium";

/// What the browser is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Show {
    Tests,
    /// A picture of every screen.
    Screenshots,
}

/// Plays every test, or those alone whose name holds `only`; errors where one fails.
pub fn browser(only: Option<&str>) -> Result<()> {
    open(Show::Tests, only)
}

/// Takes a picture of every screen, light, dark and narrow, or of those whose name holds `only`.
pub fn screenshots(only: Option<&str>) -> Result<()> {
    open(Show::Screenshots, only)?;
    println!("the pictures are in {}", target()?.join("screenshots").display());
    Ok(())
}

fn open(show: Show, only: Option<&str>) -> Result<()> {
    crate::setup::setup_for_browser()?;
    let programs = Programs::build()?;
    crate::web::packages()?;
    crate::ending::block_on(play(&programs, show, only))
}

async fn play(programs: &Programs, show: Show, only: Option<&str>) -> Result<()> {
    let mut world = World::start(programs, WAREHOUSES).await?;
    tokio::task::block_in_place(|| {
        let node = &mut world.nodes[0];
        node.stop()?;
        node.secure();
        node.start()
    })?;
    furnish::furnish(&world).await?;
    let stage = stage(&world)?;
    let world = Arc::new(Mutex::new(world));
    let control = Control::open(world.clone()).await?;
    let played = run(stage, &control, show, only).await;
    drop(control);
    let mut world = world.lock().await;
    world.scene.heal();
    let findings = world.stop_and_verify();
    played?;
    if !findings.is_empty() {
        bail!("{}", findings.join("; "));
    }
    Ok(())
}

/// Where everything is, as the tests read it.
fn stage(world: &World) -> Result<Value> {
    let server = |server: &crate::process::Server| -> Result<Value> {
        let key = std::fs::read_to_string(server.data.join("admin.key")).context("admin.key")?;
        let secure = server.ports.https.as_ref().map(|address| format!("https://{address}"));
        Ok(json!({ "url": format!("http://{}", server.ports.http), "secure": secure, "key": key.trim() }))
    };
    let sites: Result<Vec<_>> = world
        .nodes
        .iter()
        .zip(&world.scene.sites)
        .map(|(node, site)| Ok(json!({ "id": site.id(), "server": server(node)? })))
        .collect();
    Ok(json!({ "hub": server(&world.hub)?, "sites": sites? }))
}

async fn run(mut stage: Value, control: &Control, show: Show, only: Option<&str>) -> Result<()> {
    let pictures = target()?.join("screenshots");
    std::fs::create_dir_all(&pictures)?;
    stage["control"] = json!(format!("http://{}", control.address));
    stage["chromium"] = json!(CHROMIUM);
    stage["pictures"] = json!(pictures);
    let folder = root().join("xtask/browser");
    let mut node = Command::new("node");
    node.current_dir(&folder).env("HOLDFAST_STAGE", stage.to_string()).args(["--import", "tsx"]);
    match show {
        Show::Tests => {
            node.args(["--test", "--test-reporter", "spec", "--test-timeout", "240000"]);
            node.args(only.iter().flat_map(|only| ["--test-name-pattern", only]));
            node.arg("src/all.test.ts");
        }
        Show::Screenshots => {
            node.arg("src/screenshots.ts").args(only);
        }
    }
    let mut node = Watched(node.stdin(Stdio::null()).spawn().context("node")?);
    let status = node.ended().await?;
    if !status.success() {
        bail!("{} failed ({status}); what failed is shown in {}", told(show), shown(&pictures));
    }
    Ok(())
}

/// A process that does not outlive whoever waits for it: the browser ends with it.
struct Watched(Child);

impl Watched {
    async fn ended(&mut self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(status);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn told(show: Show) -> &'static str {
    match show {
        Show::Tests => "the browser's tests",
        Show::Screenshots => "the screenshots",
    }
}

fn shown(pictures: &Path) -> String {
    pictures.join("failed").display().to_string()
}
