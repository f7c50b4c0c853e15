//! The hub's end of the link: one socket, one task a connection, one live session a warehouse. Whatever arrives there,
//! it costs its sender only.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use holdfast_crdt::{Millis, WarehouseId};
use holdfast_sync::{Close, Config, Position};
use quinn::{Connection, Endpoint, Incoming};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::LinkError;
use super::authority::Authority;
use super::driver::{Guard, Link, Order, drive};
use super::endpoint::{JOIN_ALPN, SESSION_ALPN, peer_identity, protocol, server};
use super::enrol::Desk;
use super::identity::PeerIdentity;
use super::lanes::Lanes;
use super::limits::{CONNECTIONS_PER_SECOND, GOODBYE_MAX, HANDSHAKE_MAX, HANDSHAKES_MAX, JOIN_MAX, JOINS_MAX};
use super::registrar::{Refusal, Registrar};
use super::replica::{LinkDown, Replica};
use super::sessions::Sessions;
use crate::clock::now;

/// What the hub's end of the link is given.
#[derive(Debug, Clone)]
pub struct HubConfig {
    /// Port 0 picks a free one.
    pub listen: SocketAddr,
    /// How sessions are held; its `agent` names this program to nodes.
    pub session: Config,
}

/// The hub's end of all links. It serves from [`HubLink::bind`] until [`HubLink::shut_down`], or until it is dropped.
pub struct HubLink {
    endpoint: Endpoint,
    address: SocketAddr,
    hall: Arc<Hall>,
    accepting: JoinHandle<()>,
}

/// What the tasks of all connections share.
struct Hall {
    config: Config,
    replica: Arc<dyn Replica>,
    desk: Desk,
    sessions: Sessions,
    handshakes: Arc<Semaphore>,
    joins: Semaphore,
    rate: DefaultDirectRateLimiter,
}

impl HubLink {
    /// Listens and serves. Call within a tokio runtime.
    pub fn bind(
        config: HubConfig,
        authority: Arc<Authority>,
        replica: Arc<dyn Replica>,
        registrar: Arc<dyn Registrar>,
    ) -> Result<Self, LinkError> {
        let endpoint = server(config.listen, &authority, now())?;
        let address = endpoint.local_addr().map_err(|source| LinkError::Bind { addr: config.listen, source })?;
        let hall = Arc::new(Hall {
            config: config.session,
            replica,
            desk: Desk { authority, registrar },
            sessions: Sessions::default(),
            handshakes: Arc::new(Semaphore::new(HANDSHAKES_MAX)),
            joins: Semaphore::new(JOINS_MAX),
            rate: RateLimiter::direct(Quota::per_second(
                NonZeroU32::new(CONNECTIONS_PER_SECOND).unwrap_or(NonZeroU32::MIN),
            )),
        });
        let accepting = tokio::spawn(accept(endpoint.clone(), hall.clone()));
        Ok(Self { endpoint, address, hall, accepting })
    }

    /// Where it listens.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Ends the live session of this warehouse, if there is one; whether it may come back, the registrar says.
    pub fn disconnect(&self, warehouse: &WarehouseId, why: Refusal) {
        self.hall.sessions.order(warehouse, Order::Refuse(why));
    }

    /// Warehouses with a connection now.
    pub fn live(&self) -> Vec<WarehouseId> {
        self.hall.sessions.live()
    }

    /// Lets nobody in any more, says goodbye to all, and ends. Takes 2 s at most.
    pub async fn shut_down(self) {
        self.accepting.abort();
        let _ = timeout(GOODBYE_MAX * 2, self.hall.sessions.close_all()).await;
        self.endpoint.close(0_u32.into(), b"");
        let _ = timeout(GOODBYE_MAX, self.endpoint.wait_idle()).await;
    }
}

impl Drop for HubLink {
    fn drop(&mut self) {
        self.accepting.abort();
        self.endpoint.close(0_u32.into(), b"");
    }
}

async fn accept(endpoint: Endpoint, hall: Arc<Hall>) {
    while let Some(incoming) = endpoint.accept().await {
        if let Some((incoming, permit)) = hall.door(incoming) {
            tokio::spawn(hall.clone().serve(incoming, permit));
        }
    }
}

impl Hall {
    /// Under pressure, callers prove their address first; what is too much is turned away unheard.
    fn door(&self, incoming: Incoming) -> Option<(Incoming, OwnedSemaphorePermit)> {
        if self.handshakes.available_permits() < HANDSHAKES_MAX / 2 && incoming.may_retry() {
            // Refused only where `may_retry` is false.
            let _ = incoming.retry();
            return None;
        }
        match self.handshakes.clone().try_acquire_owned() {
            Ok(permit) if self.rate.check().is_ok() => Some((incoming, permit)),
            _ => {
                incoming.ignore();
                None
            }
        }
    }

    async fn serve(self: Arc<Self>, incoming: Incoming, permit: OwnedSemaphorePermit) {
        let remote = incoming.remote_address();
        let Ok(connecting) = incoming.accept() else { return };
        let connection = match timeout(HANDSHAKE_MAX, connecting).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => {
                tracing::info!(%remote, %error, "a handshake failed");
                return;
            }
            Err(_) => return,
        };
        match protocol(&connection).as_deref() {
            Some(SESSION_ALPN) => self.session(connection, permit).await,
            Some(JOIN_ALPN) => self.join(connection, permit).await,
            _ => connection.close(Refusal::Unknown.code().into(), b""),
        }
    }

    async fn join(&self, connection: Connection, permit: OwnedSemaphorePermit) {
        drop(permit);
        let Ok(_permit) = self.joins.try_acquire() else {
            return connection.close(Refusal::Busy.code().into(), Refusal::Busy.to_string().as_bytes());
        };
        let _ = timeout(JOIN_MAX, self.desk.serve(&connection)).await;
        connection.close(0_u32.into(), b"");
    }

    async fn session(&self, connection: Connection, permit: OwnedSemaphorePermit) {
        let peer = match self.identify(&connection) {
            Ok(peer) => peer,
            Err(refusal) => {
                tracing::info!(remote = %connection.remote_address(), %refusal, "a session was refused");
                return connection.close(refusal.code().into(), refusal.to_string().as_bytes());
            }
        };
        let lanes = match timeout(HANDSHAKE_MAX, Lanes::accept(&connection)).await {
            Ok(Ok(lanes)) => lanes,
            Ok(Err(error)) => return connection.close(1_u32.into(), error.to_string().as_bytes()),
            Err(_) => return connection.close(1_u32.into(), b"the lanes were not opened in time"),
        };
        drop(permit);

        let (give_orders, orders) = mpsc::channel(4);
        let (_place, older) = self.sessions.enter(&peer.warehouse, give_orders);
        if let Some(mut older) = older {
            // One after the other, so that events come in order. A session that hangs is not waited for.
            let _ = timeout(GOODBYE_MAX * 2, async { while older.changed().await.is_ok() {} }).await;
        }
        let link = Link {
            connection,
            warehouse: peer.warehouse.clone(),
            peer_site: peer.site,
            replica: self.replica.clone(),
            config: self.config.clone(),
        };
        let warehouse = peer.warehouse.clone();
        let course = drive(link, lanes, HubGuard { hall: self, peer }, orders).await;
        if matches!(course.why, LinkDown::Ended(Close::Fork)) {
            self.sessions.forget_boots(&warehouse);
        }
    }

    fn identify(&self, connection: &Connection) -> Result<PeerIdentity, Refusal> {
        let peer = peer_identity(connection).ok_or(Refusal::NoCertificate)?;
        self.desk.registrar.may_connect(&peer)?;
        unlapsed(&peer, now())?;
        Ok(peer)
    }
}

fn unlapsed(peer: &PeerIdentity, now: Millis) -> Result<(), Refusal> {
    if peer.is_lapsed(now) { Err(Refusal::Lapsed) } else { Ok(()) }
}

struct HubGuard<'a> {
    hall: &'a Hall,
    peer: PeerIdentity,
}

impl Guard for HubGuard<'_> {
    fn admit(&mut self, peer: &Position) -> Result<(), Close> {
        self.hall.sessions.boot(&self.peer.warehouse, peer.boot)
    }

    fn recheck(&mut self, now: Millis) -> Result<(), Refusal> {
        self.hall.desk.registrar.may_stay(&self.peer)?;
        unlapsed(&self.peer, now)
    }
}
