//! The QUIC link between a node and its hub: who may speak, the connection, and the task that drives a session over it.
//!
//! The hub calls [`HubLink::bind`], a node [`join()`] once and [`Uplink::start`] at each start. What the session says is
//! `holdfast_sync`'s; what it is about is the [`Replica`]'s.

mod authority;
mod boots;
mod driver;
mod endpoint;
mod enrol;
mod host_name;
mod hub;
mod identity;
mod join;
mod lanes;
pub mod limits;
mod reading;
mod registrar;
mod replica;
mod root;
mod serving;
mod sessions;
mod token;
mod uplink;
mod verify;
mod works;

pub use authority::{Authority, AuthorityError, NODE_LIFE};
pub use boots::Boots;
pub use host_name::{HostName, HostNameError, HostNames};
pub use hub::{HubConfig, HubLink};
pub use identity::{Enrolment, IdentityError, PeerIdentity};
pub use join::{JoinError, Joined, join, renew};
pub use registrar::{Issued, JoinRefusal, Refusal, Registrar, Seat};
pub use replica::{BoxFuture, LinkDown, LinkEvent, Replica};
pub use root::Root;
pub use serving::{ServingIdentity, certify};
pub use token::{JoinToken, TokenError};
pub use uplink::{Keep, Uplink, UplinkConfig};

/// Why a link could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    #[error("cannot listen on UDP {addr}: {source}")]
    Bind { addr: std::net::SocketAddr, source: std::io::Error },
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    #[error(transparent)]
    Identity(#[from] IdentityError),
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}
