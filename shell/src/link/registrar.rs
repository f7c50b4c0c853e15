//! What the hub's side of the link asks of the hub about identities.

use holdfast_crdt::{Millis, SiteId, WarehouseId};
use serde::{Deserialize, Serialize};

use super::identity::PeerIdentity;
use super::replica::BoxFuture;

/// Who may join, connect and renew. The hub implements it over its store.
pub trait Registrar: Send + Sync + 'static {
    /// Uses up the token whose secret has this SHA-256: it must exist, be unexpired and unused, and is used up once this
    /// returns, durably. Answers whose seat it is.
    fn enrol(&self, secret_digest: [u8; 32]) -> BoxFuture<'_, Result<Seat, JoinRefusal>>;

    /// Records a certificate, durably, before it is handed out; a certificate nobody recorded is never let in.
    fn issued(&self, certificate: Issued) -> BoxFuture<'_, Result<(), JoinRefusal>>;

    /// Whether this identity may hold a session: asked at its start. Lapse is checked by the link. Called on the runtime's
    /// threads.
    fn may_connect(&self, peer: &PeerIdentity) -> Result<(), Refusal>;

    /// The same, asked every second while a session lasts, so that a revocation by another process takes effect. The answer
    /// may be half a second old.
    fn may_stay(&self, peer: &PeerIdentity) -> Result<(), Refusal> {
        self.may_connect(peer)
    }

    /// Whether this identity, lapsed or not, may have a new certificate: known, not revoked.
    fn may_renew(&self, peer: &PeerIdentity) -> Result<(), Refusal>;
}

/// The place of a node: its warehouse and its site there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub warehouse: WarehouseId,
    pub site: SiteId,
    /// Another machine sat here, has synced, and was revoked: what it told the hub comes back from there.
    pub successor: bool,
}

/// A certificate about to be handed out: one that a node shows the hub, or one that it shows browsers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub identity: PeerIdentity,
    /// The serial of the certificate it replaces; `None` at a join.
    pub renews: Option<String>,
    pub at: Millis,
}

/// Why nobody was enrolled, as the joining node is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum JoinRefusal {
    #[error("the hub does not know this token")]
    UnknownToken,
    #[error("the token has expired; ask for a new one with `holdfast-hub enroll`")]
    ExpiredToken,
    #[error("the token has been used; ask for a new one with `holdfast-hub enroll`")]
    UsedToken,
    #[error("{0}")]
    SeatTaken(String),
    #[error("the request is malformed: {0}")]
    Malformed(String),
    #[error("{0}")]
    Refused(Refusal),
    #[error("the hub cannot do it now: {0}")]
    Unavailable(String),
    /// Of a certificate for HTTPS.
    #[error("the hub signs no certificate for that: {0}")]
    Unservable(String),
}

/// Why an identity is not let in. Travels as the code of the QUIC close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    #[error("no certificate was shown")]
    NoCertificate,
    #[error("the hub does not know this certificate")]
    Unknown,
    #[error("the hub has revoked this identity")]
    Revoked,
    #[error("the hub has fenced this warehouse until a person decides")]
    Fenced,
    #[error("the certificate has lapsed; it must be renewed first")]
    Lapsed,
    #[error("the hub is too busy for another connection")]
    Busy,
    #[error("the hub cannot look the identity up now")]
    Unavailable,
}

impl Refusal {
    const ALL: [Refusal; 7] = [
        Refusal::NoCertificate,
        Refusal::Unknown,
        Refusal::Revoked,
        Refusal::Fenced,
        Refusal::Lapsed,
        Refusal::Busy,
        Refusal::Unavailable,
    ];
    const FIRST_CODE: u64 = 0x100;

    pub(super) fn code(self) -> u32 {
        Self::FIRST_CODE as u32 + self as u32
    }

    pub(super) fn from_code(code: u64) -> Option<Refusal> {
        Self::ALL.into_iter().find(|refusal| u64::from(refusal.code()) == code)
    }
}
