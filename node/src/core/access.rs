//! Who may work here, and on which device: operators, wrong PINs, and how long a session and the offer of a pairing are good.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use holdfast_crdt::Millis;
use rand::{Rng, RngExt};
use thiserror::Error;
use ulid::Ulid;

/// A device is its key.
pub use holdfast_shell::http::principal::KeyId as DeviceId;

use crate::roles::Role;

/// Wrong PINs in a row that lock an operator out for a while.
pub const WRONG_PINS_MAX: u32 = 5;
pub const LOCKED_MILLIS: u64 = 60_000;
/// How long the code of a pairing is good.
pub const PAIRING_MILLIS: u64 = 10 * 60_000;
/// 60 bits: whoever guesses as often as a node lets them needs longer than ten minutes, by far.
const CODE_CHARS: usize = 12;
/// Crockford's base 32: nothing in it is read for something else.
const CODE_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

macro_rules! id {
    ($($name:ident)*) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(Ulid);

        impl $name {
            pub fn new(now: Millis, rng: &mut dyn Rng) -> Self {
                Self(Ulid::from_parts(now.0, rng.random()))
            }
        }

        impl FromStr for $name {
            type Err = &'static str;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self).map_err(|_| "is no ULID (26 characters of Crockford's base 32)")
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

id! { OperatorId PairingId SessionId }

/// What a device shows once to be let in. Typed in either case, with dashes or without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingCode(String);

impl PairingCode {
    pub fn new(rng: &mut dyn Rng) -> Self {
        Self((0..CODE_CHARS).map(|_| char::from(CODE_ALPHABET[rng.random_range(0..CODE_ALPHABET.len())])).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PairingCode {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code: String = text.chars().filter(|c| *c != '-').map(|c| c.to_ascii_uppercase()).collect();
        let sound = code.len() == CODE_CHARS && code.bytes().all(|byte| CODE_ALPHABET.contains(&byte));
        if sound { Ok(Self(code)) } else { Err("is no code of a pairing") }
    }
}

/// Somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    pub id: OperatorId,
    pub name: Arc<str>,
    pub role: Role,
    /// SHA-256 of what the badge says.
    pub badge: Option<[u8; 32]>,
    /// Argon2id in the PHC string format.
    pub pin: Option<Arc<str>>,
    pub tries: Tries,
    pub created_at: Millis,
    pub revoked_at: Option<Millis>,
    pub version: u64,
}

/// Wrong PINs since the last right one, and until when no other is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tries {
    pub wrong: u32,
    pub locked_until: Option<Millis>,
}

impl Tries {
    fn locked_for(self, now: Millis) -> Option<u64> {
        self.locked_until.map(|until| until.since(now)).filter(|left| *left > 0)
    }

    fn missed(self, now: Millis) -> Self {
        match self.wrong + 1 {
            WRONG_PINS_MAX.. => Self { wrong: 0, locked_until: Some(Millis(now.0 + LOCKED_MILLIS)) },
            wrong => Self { wrong, locked_until: None },
        }
    }
}

/// What of an operator a request brings.
#[derive(Debug, Clone)]
pub struct Profile {
    pub name: Arc<str>,
    pub role: Role,
    pub badge: Option<[u8; 32]>,
    pub pin: Option<Arc<str>>,
}

/// What of an operator is to be another: `Some(None)` takes a badge or PIN away.
#[derive(Debug, Clone)]
pub struct ProfileChange {
    pub name: Option<Arc<str>>,
    pub role: Option<Role>,
    pub badge: Option<Option<[u8; 32]>>,
    pub pin: Option<Option<Arc<str>>>,
}

impl Operator {
    pub fn new(id: OperatorId, profile: &Profile, now: Millis) -> Self {
        let Profile { name, role, badge, pin } = profile.clone();
        Self { id, name, role, badge, pin, tries: Tries::default(), created_at: now, revoked_at: None, version: 1 }
    }

    /// A new PIN ends a lock that wrong tries at the old one brought.
    pub fn change(&mut self, change: &ProfileChange) {
        if let Some(name) = &change.name {
            self.name = name.clone();
        }
        if let Some(role) = change.role {
            self.role = role;
        }
        if let Some(badge) = change.badge {
            self.badge = badge;
        }
        if let Some(pin) = &change.pin {
            self.pin = pin.clone();
            self.tries = Tries::default();
        }
        self.version += 1;
    }
}

/// How somebody shows who they are.
#[derive(Debug, Clone)]
pub enum Proof {
    Badge,
    /// A PIN was held against this hash, and was right or not.
    Pin {
        hash: Option<Arc<str>>,
        right: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignInRefusal {
    #[error("nobody who works here has this badge, or this id with this PIN")]
    Unknown,
    #[error("too many wrong PINs: locked for {} s", .millis.div_ceil(1000))]
    Locked { millis: u64 },
}

/// Whether an operator is let in, and the tries to be kept either way.
pub fn sign_in(operator: &Operator, proof: &Proof, now: Millis) -> (Tries, Result<(), SignInRefusal>) {
    let tries = operator.tries;
    if operator.revoked_at.is_some() {
        return (tries, Err(SignInRefusal::Unknown));
    }
    if let Some(millis) = tries.locked_for(now) {
        return (tries, Err(SignInRefusal::Locked { millis }));
    }
    match proof {
        Proof::Badge => (Tries::default(), Ok(())),
        // held against a PIN that is no longer theirs: says nothing of them
        Proof::Pin { hash, .. } if hash.is_none() || *hash != operator.pin => (tries, Err(SignInRefusal::Unknown)),
        Proof::Pin { right: true, .. } => (Tries::default(), Ok(())),
        Proof::Pin { right: false, .. } => (tries.missed(now), Err(SignInRefusal::Unknown)),
    }
}

/// Where a browser finds this node, as a request said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Over HTTPS.
    pub secure: bool,
    /// `HOST` or `HOST:PORT`.
    pub host: Arc<str>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.secure { "https" } else { "http" }, self.host)
    }
}

/// A device that may be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    pub id: PairingId,
    pub code: PairingCode,
    pub name: Arc<str>,
    pub role: Role,
    /// How whoever made the offer reaches this node.
    pub node: Option<Origin>,
    pub made_at: Millis,
    /// The device that was let in.
    pub device: Option<DeviceId>,
}

impl Pairing {
    pub fn expires_at(&self) -> Millis {
        Millis(self.made_at.0 + PAIRING_MILLIS)
    }

    /// Whether a device may still be let in.
    pub fn is_open(&self, now: Millis) -> bool {
        self.device.is_none() && now < self.expires_at()
    }

    /// 1, and 2 once a device was let in.
    pub fn version(&self) -> u64 {
        1 + u64::from(self.device.is_some())
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    fn operator() -> Operator {
        let profile =
            Profile { name: "Ann".into(), role: Role::Worker, badge: Some([1; 32]), pin: Some("hash".into()) };
        Operator::new(OperatorId::new(Millis(1), &mut StdRng::seed_from_u64(1)), &profile, Millis(1))
    }

    fn pin(right: bool) -> Proof {
        Proof::Pin { hash: Some("hash".into()), right }
    }

    #[test]
    fn five_wrong_pins_lock_for_a_minute_and_a_right_one_starts_anew() {
        let mut ann = operator();
        let mut attempt = |right, at| {
            let (tries, told) = sign_in(&ann, &pin(right), Millis(at));
            ann.tries = tries;
            told
        };
        for _ in 0..4 {
            assert_eq!(attempt(false, 10), Err(SignInRefusal::Unknown));
        }
        assert_eq!(attempt(true, 10), Ok(()));
        for _ in 0..5 {
            assert_eq!(attempt(false, 10), Err(SignInRefusal::Unknown));
        }
        assert_eq!(attempt(true, 11), Err(SignInRefusal::Locked { millis: 59_999 }));
        assert_eq!(attempt(true, 60_010), Ok(()));
    }

    #[test]
    fn who_is_revoked_or_has_another_pin_is_unknown() {
        let mut ann = operator();
        let stale = Proof::Pin { hash: Some("old".into()), right: true };
        assert_eq!(sign_in(&ann, &stale, Millis(1)), (Tries::default(), Err(SignInRefusal::Unknown)));
        ann.revoked_at = Some(Millis(1));
        assert_eq!(sign_in(&ann, &Proof::Badge, Millis(2)).1, Err(SignInRefusal::Unknown));
    }

    #[test]
    fn codes_are_read_as_people_type_them() {
        let code = PairingCode::new(&mut StdRng::seed_from_u64(7));
        let typed = format!("{}-{}", &code.as_str()[..6].to_lowercase(), &code.as_str()[6..]);
        assert_eq!(typed.parse(), Ok(code));
        assert!("ABC".parse::<PairingCode>().is_err() && "ILOU00000000".parse::<PairingCode>().is_err());
        assert!("012".parse::<DeviceId>().is_err() && "+1".parse::<DeviceId>().is_err());
    }
}
