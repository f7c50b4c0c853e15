//! HTTPS on the warehouse's LAN, with a certificate of the hub's authority: asked for when the hub is in reach, kept in the
//! store, renewed in time. The floor's plain HTTP waits for none of it.

pub mod names;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use holdfast_shell::clock::{self, rfc3339};
use holdfast_shell::http::limits::BACKLOG;
use holdfast_shell::http::serve::{bind, serve_tls};
use holdfast_shell::http::tls::{Certificates, Tls};
use holdfast_shell::link::{HostName, HostNames, ServingIdentity, certify};
use holdfast_shell::shutdown::Shutdown;
use holdfast_shell::sqlite::{DataDir, StoreError, open_reader};
use rusqlite::Connection;
use tokio::net::TcpSocket;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::link::LinkStatus;
use crate::store::{self, Home};

/// How often names and time left are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// When to ask the hub again that could not be asked, or refused.
const ASK_AGAIN: Duration = Duration::from_secs(5);
/// How long the start waits for the very first certificate: where the hub is in reach it comes sooner.
const FIRST_WITHIN: Duration = Duration::from_secs(2);

/// An address taken for HTTPS. It listens once there is a certificate to show.
pub struct Https {
    socket: TcpSocket,
    address: SocketAddr,
    tls: Tls,
    keeper: Keeper,
}

impl Https {
    /// Takes the address, and shows what the store has kept. `given`: names in the place of those the machine has.
    pub fn open(
        at: SocketAddr,
        given: Vec<HostName>,
        data: Arc<DataDir>,
        link: Arc<LinkStatus>,
    ) -> anyhow::Result<Self> {
        let socket = bind(at).with_context(|| format!("cannot listen on {at}"))?;
        let address = socket.local_addr()?;
        let certificates = Certificates::default();
        let keeper = Keeper { given, address, data, link, certificates: certificates.clone(), kept: None };
        Ok(Self { socket, address, tls: Tls::new(certificates)?, keeper: keeper.with_kept()? })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves, and keeps the certificate, until `shutdown`. Returns once it listens, or it takes long.
    pub async fn start(self, router: Router, shutdown: &Shutdown) -> JoinHandle<()> {
        let Self { socket, address, tls, keeper } = self;
        let certificates = keeper.certificates.clone();
        tokio::spawn(keeper.keep(shutdown.clone()));
        let (begun, begins) = oneshot::channel();
        let ending = shutdown.clone();
        let serving = tokio::spawn(async move {
            tokio::select! {
                () = certificates.shown() => {}
                () = ending.wait() => return,
            }
            match socket.listen(BACKLOG) {
                Ok(listener) => {
                    tracing::info!(%address, "serving HTTPS");
                    begun.send(()).ok();
                    serve_tls(listener, tls, router, ending).await;
                }
                Err(error) => tracing::error!(%address, %error, "cannot listen for HTTPS"),
            }
        });
        if timeout(FIRST_WITHIN, begins).await.is_err() {
            tracing::warn!(%address, "HTTPS waits until the hub has signed this node's first certificate for it");
        }
        serving
    }
}

/// Has a certificate for HTTPS at hand, as far as the hub lets it.
struct Keeper {
    given: Vec<HostName>,
    address: SocketAddr,
    data: Arc<DataDir>,
    link: Arc<LinkStatus>,
    certificates: Certificates,
    kept: Option<ServingIdentity>,
}

impl Keeper {
    fn with_kept(mut self) -> anyhow::Result<Self> {
        self.names()?;
        match store::serving(&reader(&self.data)?).map(|kept| kept.map(|kept| (kept.certified(), kept))) {
            Ok(Some((Ok(certified), kept))) => {
                self.certificates.show(certified);
                self.kept = Some(kept);
            }
            Ok(None) => {}
            // the hub signs another
            Ok(Some((Err(error), _))) => tracing::warn!(%error, "the certificate for HTTPS that was kept is of no use"),
            Err(error) => tracing::warn!(%error, "no certificate for HTTPS can be read"),
        }
        Ok(self)
    }

    fn names(&self) -> anyhow::Result<HostNames> {
        Ok(names::wanted(&self.given, self.address.ip(), &names::Machine::read())?)
    }

    async fn keep(mut self, shutdown: Shutdown) {
        let mut ups = self.link.ups();
        let mut told = String::new();
        loop {
            let pause = match self.renew().await {
                Ok(()) => LOOK_EVERY,
                Err(error) => {
                    let why = format!("{error:#}");
                    // said once, and not every time it is tried
                    if why != told {
                        tracing::warn!(why, "no certificate for HTTPS can be had");
                        told = why;
                    }
                    ASK_AGAIN
                }
            };
            tokio::select! {
                () = sleep(pause) => {}
                Ok(()) = ups.changed() => {}
                () = shutdown.wait() => return,
            }
        }
    }

    /// Asks for a certificate where one is due, keeps it, and then shows it.
    async fn renew(&mut self) -> anyhow::Result<()> {
        let names = self.names()?;
        let home = self.home().await?;
        let ca = &home.enrolment.ca_pem;
        if self.kept.as_ref().is_some_and(|kept| !kept.is_due(&names, ca, clock::now())) {
            return Ok(());
        }
        let signed = certify(&home.hub, &home.enrolment, &names).await?;
        let (data, to_keep) = (self.data.clone(), signed.clone());
        aside(move || store::save_serving(&store::open(&data)?, &to_keep)).await?;
        self.certificates.show(signed.certified()?);
        tracing::info!(%names, until = rfc3339(signed.not_after()), "a certificate for HTTPS has come");
        self.kept = Some(signed);
        Ok(())
    }

    /// As it is now: the uplink renews the node's own certificate.
    async fn home(&self) -> anyhow::Result<Home> {
        let data = self.data.clone();
        let home = aside(move || store::home(&reader(&data)?)).await?;
        home.context("this machine has not joined a hub")
    }
}

fn reader(data: &DataDir) -> Result<Connection, StoreError> {
    open_reader(&data.file(store::FILE), store::reader_cache_kib())
}

/// Off the runtime's threads.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, StoreError> + Send + 'static) -> anyhow::Result<T> {
    Ok(tokio::task::spawn_blocking(work).await??)
}
