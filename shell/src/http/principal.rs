//! Who asks, and what their key allows (I-8).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use rand::CryptoRng;
use sha2::{Digest, Sha256};

pub use super::keyring::KeyRing;
use super::page::hex;
use super::problem::{Problem, Slug};

/// One permission. The order is the order of bits in a stored [`Scopes`]: append only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    StockRead,
    StockWrite,
    OrdersRead,
    OrdersWrite,
    CatalogueRead,
    CatalogueWrite,
    NodesRead,
    NodesWrite,
    EventsRead,
    AuditRead,
    FloorRead,
    FloorWrite,
    /// Includes every other.
    Admin,
    /// Signs people in and out at a device.
    SignIn,
    /// Sees who works here, and with which devices.
    AccessRead,
    /// Admits people and devices, and shuts them out.
    AccessWrite,
}

impl Scope {
    /// Every scope there is, in the order of their bits.
    pub const EVERY: [Self; 16] = [
        Self::StockRead,
        Self::StockWrite,
        Self::OrdersRead,
        Self::OrdersWrite,
        Self::CatalogueRead,
        Self::CatalogueWrite,
        Self::NodesRead,
        Self::NodesWrite,
        Self::EventsRead,
        Self::AuditRead,
        Self::FloorRead,
        Self::FloorWrite,
        Self::Admin,
        Self::SignIn,
        Self::AccessRead,
        Self::AccessWrite,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StockRead => "stock:read",
            Self::StockWrite => "stock:write",
            Self::OrdersRead => "orders:read",
            Self::OrdersWrite => "orders:write",
            Self::CatalogueRead => "catalogue:read",
            Self::CatalogueWrite => "catalogue:write",
            Self::NodesRead => "nodes:read",
            Self::NodesWrite => "nodes:write",
            Self::EventsRead => "events:read",
            Self::AuditRead => "audit:read",
            Self::FloorRead => "floor:read",
            Self::FloorWrite => "floor:write",
            Self::Admin => "admin",
            Self::SignIn => "sessions:write",
            Self::AccessRead => "access:read",
            Self::AccessWrite => "access:write",
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes(u32);

impl Scopes {
    pub const NONE: Self = Self(0);
    /// Whatever there is, now and later.
    pub const ALL: Self = Self(Scope::Admin.bit());

    pub const fn of(scopes: &[Scope]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < scopes.len() {
            bits |= scopes[at].bit();
            at += 1;
        }
        Self(bits)
    }

    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & (scope.bit() | Scope::Admin.bit()) != 0
    }

    /// The names of all that the set allows: of everything, each by its own name.
    pub fn names(self) -> Vec<&'static str> {
        Scope::EVERY.into_iter().filter(|scope| self.contains(*scope)).map(Scope::as_str).collect()
    }

    /// What both sets allow.
    pub const fn both(self, other: Self) -> Self {
        match (self.contains(Scope::Admin), other.contains(Scope::Admin)) {
            (true, _) => other,
            (_, true) => self,
            _ => Self(self.0 & other.0),
        }
    }

    /// Whether whoever has this set may hand out the other: nobody gives what they do not have.
    pub const fn covers(self, other: Self) -> bool {
        self.contains(Scope::Admin) || other.0 & !self.0 == 0
    }

    /// The set as a number to store; [`Scopes::from_bits`] reads it back.
    pub const fn bits(self) -> u32 {
        self.0
    }

    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }
}

/// The owner of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Of the key. Of a person who is signed in at a device, that of the device: what it sends again after somebody else
    /// has signed in is still the same request (I-4). Of a browser's session, that of whom it was begun for.
    pub id: i64,
    pub name: Arc<str>,
    pub role: Arc<str>,
    pub scopes: Scopes,
    /// Where a person who is signed in works; a key of its own is signed in nowhere.
    pub signed_in: Option<SignedIn>,
}

/// A person's session: at a device of the floor, or in a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub session: Arc<str>,
    /// The device's name; a browser has none.
    pub device: Option<Arc<str>>,
}

impl Principal {
    /// Whoever asks without a key, where none is needed.
    pub fn stranger() -> Self {
        Self { id: 0, name: "stranger".into(), role: "stranger".into(), scopes: Scopes::NONE, signed_in: None }
    }

    /// 403 `forbidden` unless the scope is among those of the key.
    pub fn require(&self, scope: Scope) -> Result<(), Problem> {
        if self.scopes.contains(scope) {
            return Ok(());
        }
        Err(Problem::new(Slug::Forbidden, format!("the role {} lacks {}", self.role, scope.as_str())))
    }

    /// 403 `forbidden` unless the role may be handed out, or taken away: nobody gives what they do not have, nor takes it
    /// from somebody who has more.
    pub fn must_cover(&self, role: &str, scopes: Scopes) -> Result<(), Problem> {
        if self.scopes.covers(scopes) {
            return Ok(());
        }
        Err(Problem::new(Slug::Forbidden, format!("the role {role} may do more than {}", self.role)))
    }
}

/// The number that a key has in its store, as it stands in paths and answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId(pub i64);

impl FromStr for KeyId {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = !text.is_empty() && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| plain).map(Self).ok_or("is no number of a key")
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A new API key: 256 random bits behind `hf_`, in characters that need no escaping anywhere.
pub fn new_key(rng: &mut impl CryptoRng) -> String {
    let mut secret = [0; 32];
    rng.fill_bytes(&mut secret);
    format!("hf_{}", hex(&secret))
}

/// What is kept of a key: its SHA-256. A plain hash is enough, since keys are random and not guessed from a dictionary.
pub fn key_digest(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_meet_and_cover_one_another() {
        let (read, both) = (Scopes::of(&[Scope::FloorRead]), Scopes::of(&[Scope::FloorRead, Scope::FloorWrite]));
        assert_eq!((read.both(both), Scopes::ALL.both(read), read.both(Scopes::ALL)), (read, read, read));
        assert_eq!(Scopes::ALL.both(Scopes::ALL), Scopes::ALL);
        assert_eq!(both.names(), ["floor:read", "floor:write"]);
        assert_eq!(Scopes::ALL.names(), Scope::EVERY.map(Scope::as_str));
        assert!(Scope::EVERY.iter().enumerate().all(|(at, scope)| scope.bit() == 1 << at), "each once, in order");
        assert!(both.covers(read) && Scopes::ALL.covers(both) && !read.covers(both) && !both.covers(Scopes::ALL));
    }
}
