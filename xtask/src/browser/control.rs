//! What a test in the browser asks of the world around it: links cut and healed, servers stopped and started.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::{AbortHandle, block_in_place};

use crate::world::World;

/// The world, asked over loopback. Gone with its drop.
pub struct Control {
    pub address: SocketAddr,
    serving: AbortHandle,
}

impl Control {
    pub async fn open(world: Arc<Mutex<World>>) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let routes = Router::new().route("/{who}/{deed}", post(ask)).with_state(world);
        let serving = tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Self { address, serving: serving.abort_handle() })
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// `who`: `hub` or a warehouse; `deed`: `stop`, `start`, and for a warehouse `cut`, `heal`.
async fn ask(
    State(world): State<Arc<Mutex<World>>>,
    Path((who, deed)): Path<(String, String)>,
) -> Result<StatusCode, (StatusCode, String)> {
    let mut world = world.lock().await;
    let done = block_in_place(|| play(&mut world, &who, &deed));
    done.map(|()| StatusCode::NO_CONTENT).map_err(|problem| (StatusCode::BAD_REQUEST, format!("{problem:#}")))
}

fn play(world: &mut World, who: &str, deed: &str) -> Result<()> {
    let at = match who {
        "hub" => world.nodes.len(),
        _ => world.scene.sites.iter().position(|site| site.id() == who).context("no such server")?,
    };
    let relay = world.scene.sites.get(at).map(|site| site.relay.clone());
    match (deed, relay) {
        ("cut", Some(relay)) => relay.cut(),
        ("heal", Some(relay)) => relay.calm(),
        ("stop", _) => world.server(at).stop()?,
        ("start", _) if world.server(at).id().is_some() => {}
        ("start", _) => world.server(at).start()?,
        _ => bail!("{who} cannot {deed}"),
    }
    Ok(())
}
