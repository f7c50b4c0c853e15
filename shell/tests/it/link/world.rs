//! A hub and its registrar in memory, nodes that join it, and waiting.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use holdfast_crdt::{SiteId, WarehouseId};
use holdfast_shell::clock::now;
use holdfast_shell::link::{
    Authority, BoxFuture, Enrolment, HubConfig, HubLink, Issued, JoinRefusal, JoinToken, LinkError, PeerIdentity,
    Refusal, Registrar, Seat, Uplink, UplinkConfig, join,
};
use holdfast_sync::Config;

use super::store::{Handle, MemoryStore};

pub fn leeds() -> WarehouseId {
    WarehouseId::new("LEEDS").unwrap()
}

pub fn york() -> WarehouseId {
    WarehouseId::new("YORK").unwrap()
}

/// Waits until it is so. The bound is no figure under test: it only keeps a broken build from hanging.
pub async fn until(what: &str, so: impl Fn() -> bool) {
    let waiting = async {
        while !so() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), waiting).await.unwrap_or_else(|_| panic!("never: {what}"));
}

#[derive(Default)]
pub struct MemoryRegistrar {
    seats: Mutex<BTreeMap<[u8; 32], (Seat, bool)>>,
    pub issued: Mutex<Vec<Issued>>,
    pub refused: Mutex<BTreeMap<WarehouseId, Refusal>>,
}

impl Registrar for MemoryRegistrar {
    fn enrol(&self, secret_digest: [u8; 32]) -> BoxFuture<'_, Result<Seat, JoinRefusal>> {
        let mut seats = self.seats.lock().unwrap();
        let answer = match seats.get_mut(&secret_digest) {
            None => Err(JoinRefusal::UnknownToken),
            Some((_, true)) => Err(JoinRefusal::UsedToken),
            Some((seat, used)) => {
                *used = true;
                Ok(seat.clone())
            }
        };
        Box::pin(async { answer })
    }

    fn issued(&self, certificate: Issued) -> BoxFuture<'_, Result<(), JoinRefusal>> {
        self.issued.lock().unwrap().push(certificate);
        Box::pin(async { Ok(()) })
    }

    fn may_connect(&self, peer: &PeerIdentity) -> Result<(), Refusal> {
        let issued = self.issued.lock().unwrap();
        let known: BTreeSet<&str> = issued.iter().map(|issued| issued.identity.serial.as_str()).collect();
        match self.refused.lock().unwrap().get(&peer.warehouse) {
            Some(refusal) => Err(*refusal),
            None if known.contains(peer.serial.as_str()) => Ok(()),
            None => Err(Refusal::Unknown),
        }
    }

    fn may_renew(&self, peer: &PeerIdentity) -> Result<(), Refusal> {
        self.may_connect(peer)
    }
}

pub struct Hub {
    pub store: Arc<MemoryStore>,
    pub registrar: Arc<MemoryRegistrar>,
    pub authority: Arc<Authority>,
    pub link: HubLink,
}

impl Hub {
    pub fn start() -> Self {
        let authority = Arc::new(Authority::create(now()).unwrap());
        Self::with(authority, Arc::default())
    }

    pub fn with(authority: Arc<Authority>, registrar: Arc<MemoryRegistrar>) -> Self {
        let store = Arc::new(MemoryStore::new(0, 1));
        let link = listen("127.0.0.1:0".parse().unwrap(), &authority, &store, &registrar).unwrap();
        Self { store, registrar, authority, link }
    }

    /// Serves again on the same port, after `end` of what served there so far.
    pub async fn again<F: Future<Output = ()>>(self, end: impl FnOnce(HubLink) -> F) -> Self {
        let Self { store, registrar, authority, link } = self;
        let address = link.local_addr();
        end(link).await;
        // The last connections of the former life may still hold the port.
        let bound = async {
            loop {
                match listen(address, &authority, &store, &registrar) {
                    Err(LinkError::Bind { .. }) => tokio::time::sleep(Duration::from_millis(10)).await,
                    bound => return bound.unwrap(),
                }
            }
        };
        let link = tokio::time::timeout(Duration::from_secs(180), bound).await.expect("the port was never free again");
        Self { store, registrar, authority, link }
    }

    pub fn address(&self) -> String {
        self.link.local_addr().to_string()
    }

    pub fn token(&self, warehouse: &WarehouseId, site: u32) -> JoinToken {
        let token = self.authority.new_token();
        let seat = Seat { warehouse: warehouse.clone(), site: SiteId(site), successor: false };
        self.registrar.seats.lock().unwrap().insert(token.secret_digest(), (seat, false));
        token
    }

    pub async fn enrol(&self, warehouse: &WarehouseId, site: u32) -> Enrolment {
        join(&self.address(), &self.token(warehouse, site)).await.unwrap().enrolment
    }
}

fn listen(
    address: SocketAddr,
    authority: &Arc<Authority>,
    store: &Arc<MemoryStore>,
    registrar: &Arc<MemoryRegistrar>,
) -> Result<HubLink, LinkError> {
    let config = HubConfig { listen: address, session: Config::new("hub under test") };
    HubLink::bind(config, authority.clone(), Arc::new(Handle(store.clone())), registrar.clone())
}

pub struct Node {
    pub store: Arc<MemoryStore>,
    pub uplink: Uplink,
    pub kept: Arc<Mutex<Vec<Enrolment>>>,
}

impl Node {
    pub fn start(hub: &str, enrolment: Enrolment, boot: u128) -> Self {
        let store = Arc::new(MemoryStore::new(enrolment.site.0, boot));
        let kept: Arc<Mutex<Vec<Enrolment>>> = Arc::default();
        let keeping = kept.clone();
        let config = UplinkConfig {
            hub: hub.to_owned(),
            enrolment,
            keep: Arc::new(move |renewed| {
                keeping.lock().unwrap().push(renewed.clone());
                Ok(())
            }),
            session: Config::new("node under test"),
        };
        let uplink = Uplink::start(config, Arc::new(Handle(store.clone())));
        Self { store, uplink, kept }
    }

    /// A node that has joined `hub` and is connected to it.
    pub async fn up(hub: &Hub, warehouse: &WarehouseId, site: u32) -> Self {
        let enrolment = hub.enrol(warehouse, site).await;
        let node = Self::start(&hub.address(), enrolment, 100 + u128::from(site));
        node.is_up(warehouse).await;
        until("the hub finds the node up", || hub.store.is_up(warehouse)).await;
        node
    }

    pub async fn is_up(&self, warehouse: &WarehouseId) {
        until("the node finds itself up", || self.store.is_up(warehouse)).await;
    }
}
