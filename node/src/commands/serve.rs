//! `serve`: the floor's API and the uplink, until told to end.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use axum::Router;
use holdfast_shell::http::kit::{Kit, RateLimit, serve_kit};
use holdfast_shell::http::serve::{listen, serve};
use holdfast_shell::link::{Enrolment, Root, Uplink, UplinkConfig};
use holdfast_shell::process::{LAST_WORK, announce, end_with, finish};
use holdfast_shell::shutdown::{Shutdown, survive_file_size_limit};
use holdfast_shell::sqlite::{Checkpointer, DataDir};
use holdfast_shell::telemetry;
use holdfast_sync::Config;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::task::JoinHandle;

use crate::addresses::Noted;
use crate::api;
use crate::cli::ServeArgs;
use crate::core::house::{CountThreshold, House};
use crate::core::rights::Policy;
use crate::https::Https;
use crate::keys::FloorKeys;
use crate::mdns::Announcement;
use crate::server::{self, Node};
use crate::store::{self, Home};
use crate::trust;
use crate::web;

/// More threads than this only cost memory: the owner thread decides the pace.
const THREADS_MAX: usize = 4;

pub fn run(args: &ServeArgs) -> anyhow::Result<ExitCode> {
    let metrics = telemetry::init(args.log_format, &args.log_filter)?;
    let data = DataDir::existing(&args.data.data).context("run `holdfast-node join` first")?.lock()?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    let runtime = super::runtime(threads)?;
    let served = runtime.block_on(serving(args, data, metrics));
    runtime.shutdown_timeout(LAST_WORK);
    served.map(|()| ExitCode::SUCCESS)
}

async fn serving(args: &ServeArgs, data: DataDir, metrics: PrometheusHandle) -> anyhow::Result<()> {
    survive_file_size_limit()?;
    let shutdown = Shutdown::on_signals()?;
    let (hub_share, floor_reserve) = (args.hub_share, args.floor_reserve);
    let policy = Policy { hub_share, floor_reserve, house: house(args), ..Policy::default() };
    let data = Arc::new(data);
    let Node { app, thread, home } = server::start(&data, policy, shutdown.clone())?;
    app.0.access.let_sessions_last(args.session_hours);
    let checkpoints = Checkpointer::start(&data.file(store::FILE))?;
    let listener = listen(args.http).with_context(|| format!("cannot listen on {}", args.http))?;
    let address = listener.local_addr()?;
    let https = args.https.map(|at| Https::open(at, args.https_name.clone(), data.clone(), app.0.link.clone()));
    let https = https.transpose()?;
    tracing::info!(warehouse = %home.enrolment.warehouse, hub = home.hub, %address, "serving");

    let uplink = Uplink::start(uplink_config(&home, data.clone()), Arc::new(app.clone()));
    tokio::spawn(end_with(app.0.owner.clone(), shutdown.clone()));
    let ticking = tokio::spawn(server::tick(app.clone()));
    let rate = RateLimit::of(NonZeroU32::new(args.rate_limit).unwrap_or(NonZeroU32::MIN));
    let router = assemble(&app, &home, metrics, rate)?;
    let announced = Announcement::start(args.mdns, &home.enrolment.warehouse, address);
    let noted = Noted::down(&data, address, https.as_ref().map(Https::address))?;
    let secured = ready(address, https, &router, &shutdown).await?;
    serve(listener, router, shutdown).await;

    if let Some(secured) = secured {
        secured.await?;
    }
    drop((announced, noted));
    uplink.stop().await;
    ticking.await?;
    drop(app);
    finish(thread).await?;
    drop(checkpoints);
    Ok(())
}

/// Says where the node serves, HTTPS begun.
async fn ready(
    http: SocketAddr,
    https: Option<Https>,
    router: &Router,
    shutdown: &Shutdown,
) -> anyhow::Result<Option<JoinHandle<()>>> {
    let Some(https) = https else {
        announce(&format!("ready http={http}"))?;
        return Ok(None);
    };
    let address = https.address();
    let serving = https.start(router.clone(), shutdown).await;
    announce(&format!("ready http={http} https={address}"))?;
    Ok(Some(serving))
}

fn house(args: &ServeArgs) -> House {
    House {
        confirm_above: args.confirm_above,
        count_threshold: CountThreshold { units: args.count_threshold, percent: args.count_threshold_percent },
        company_prefix: args.gs1_company_prefix,
    }
}

fn assemble(app: &api::App, home: &Home, metrics: PrometheusHandle, rate: RateLimit) -> anyhow::Result<Router> {
    let (routes, openapi) = api::router(app.clone());
    let keys = Arc::new(FloorKeys::new(app));
    let ready = {
        let shutdown = app.0.shutdown.clone();
        Arc::new(move || if shutdown.is_set() { Err("ending".to_owned()) } else { Ok(()) })
    };
    let owner = app.0.owner.clone();
    let full = Arc::new(move || owner.is_full());
    let trust = trust::router(Root::from_pem(&home.enrolment.ca_pem)?, &home.enrolment.warehouse);
    let open = api::open_router(app.clone()).merge(trust).merge(web::router());
    Ok(serve_kit(routes, open, Kit { keys, metrics, openapi, ready, rate, full }))
}

/// A renewed certificate is kept in the store, over a connection of its own.
fn uplink_config(home: &Home, data: Arc<DataDir>) -> UplinkConfig {
    let hub = home.hub.clone();
    let connection = Mutex::new(None);
    let keep = move |enrolment: &Enrolment| {
        let mut kept = connection.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none() {
            *kept = Some(store::open(&data).map_err(|error| error.to_string())?);
        }
        let renewed = Home { enrolment: enrolment.clone(), hub: hub.clone() };
        match kept.as_ref() {
            Some(connection) => store::save_home(connection, &renewed).map_err(|error| error.to_string()),
            None => Ok(()),
        }
    };
    let agent = concat!("holdfast-node/", env!("CARGO_PKG_VERSION"));
    let session = Config::new(agent);
    UplinkConfig { hub: home.hub.clone(), enrolment: home.enrolment.clone(), keep: Arc::new(keep), session }
}
