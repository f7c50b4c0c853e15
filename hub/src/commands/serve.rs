//! `serve`: the REST API and the nodes' links, until told to end.

use std::num::NonZeroU32;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use axum::Router;
use holdfast_shell::http::kit::{Kit, RateLimit, serve_kit};
use holdfast_shell::http::serve::{listen, serve};
use holdfast_shell::link::{HubConfig, HubLink};
use holdfast_shell::process::{announce, end_with, finish};
use holdfast_shell::shutdown::{Shutdown, survive_file_size_limit};
use holdfast_shell::sqlite::{Checkpointer, DataDir};
use holdfast_shell::telemetry;
use holdfast_sync::Config;
use metrics_exporter_prometheus::PrometheusHandle;

use crate::api;
use crate::cli::ServeArgs;
use crate::client::ADDRESS_FILE;
use crate::keys::HubKeys;
use crate::replica::{Register, drive};
use crate::server::launch;
use crate::service::Hub;
use crate::store::STORE_FILE;
use crate::web;

pub fn run(args: ServeArgs) -> anyhow::Result<ExitCode> {
    if args.database.is_some() {
        bail!("this build keeps its store in the data directory; leave --database away");
    }
    let metrics = telemetry::init(args.log_format, &args.log_filter)?;
    let runtime = super::runtime()?;
    runtime.block_on(async {
        survive_file_size_limit()?;
        let shutdown = Shutdown::on_signals()?;
        let data = DataDir::create(&args.data.data)?.lock()?;
        let (connection, authority) = super::open_home(&data)?;
        let authority = Arc::new(authority.with_node_domains(args.node_domain));
        let checkpoints = Checkpointer::start(&data.file(STORE_FILE))?;
        let (hub, thread, changes) = launch(connection, &data, authority.clone(), shutdown.clone())?;
        let listener = listen(args.http).with_context(|| format!("cannot listen on {}", args.http))?;
        let http = listener.local_addr()?;
        let agent = concat!("holdfast-hub/", env!("CARGO_PKG_VERSION"));
        let config = HubConfig { listen: args.quic, session: Config::new(agent) };
        let link = HubLink::bind(config, authority, Arc::new(hub.clone()), Arc::new(Register::new(hub.clone())))?;
        let quic = link.local_addr();
        hub.0.access.listens_for_nodes_at(quic);
        if args.secure_cookies {
            hub.0.access.insist_on_secure_cookies();
        }
        tokio::spawn(end_with(hub.0.owner.clone(), shutdown.clone()));
        let driving = tokio::spawn(drive(hub.clone(), changes));
        let rate = RateLimit::of(NonZeroU32::new(args.rate_limit).unwrap_or(NonZeroU32::MIN));
        let router = router(&hub, metrics, rate, &shutdown);
        // commands beside this process ask it over its own API
        data.write_secret(ADDRESS_FILE, &http.to_string())?;
        tracing::info!(%http, %quic, data = %data.path().display(), "serving");
        announce(&format!("ready http={http} quic={quic}"))?;
        serve(listener, router, shutdown).await;

        link.shut_down().await;
        driving.await?;
        drop(hub);
        finish(thread).await?;
        drop(checkpoints);
        std::fs::remove_file(data.file(ADDRESS_FILE)).ok();
        Ok(ExitCode::SUCCESS)
    })
}

/// The whole server over a hub at work.
pub(crate) fn router(hub: &Hub, metrics: PrometheusHandle, rate: RateLimit, shutdown: &Shutdown) -> Router {
    let (routes, openapi) = api::router(hub.clone());
    let keys = Arc::new(HubKeys::new(hub));
    let (ready, owner) = (ready(shutdown), hub.0.owner.clone());
    let full = Arc::new(move || owner.is_full());
    let open = api::open_router(hub.clone()).merge(web::router());
    serve_kit(routes, open, Kit { keys, metrics, openapi, ready, rate, full })
}

fn ready(shutdown: &Shutdown) -> holdfast_shell::http::kit::Ready {
    let shutdown = shutdown.clone();
    Arc::new(move || if shutdown.is_set() { Err("ending".to_owned()) } else { Ok(()) })
}
