//! Who may ask the hub: how somebody proves who they are, what a session is made of, and what a key is called.

use std::str::FromStr;
use std::sync::Arc;

use holdfast_crdt::Millis;
use holdfast_shell::http::limits::SESSION_LASTS;
use serde::{Deserialize, Deserializer};

/// What somebody shows to be believed who they are. Signing in begins here and nowhere else: another way in (an ID token of
/// an issuer that is trusted) is another variant, and one more arm where the engine holds proofs against its store.
#[derive(Debug, Clone)]
pub enum Proof {
    /// An API key, by its SHA-256.
    Key([u8; 32]),
}

/// Somebody who was believed. Sessions are made of this, whatever it was proved with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// What idempotency keys and rates go by (I-4).
    pub identity: i64,
    pub name: String,
    pub role: String,
}

/// When a session that begins now is over.
pub fn session_ends(now: Millis) -> Millis {
    now.plus(SESSION_LASTS.as_millis() as u64)
}

/// 1 to `MAX` characters, none of them a control character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain<const MAX: usize>(Arc<str>);

/// Who or what uses a key.
pub type KeyName = Plain<64>;
/// What is said when a node is fenced.
pub type FenceReason = Plain<500>;

impl<const MAX: usize> FromStr for Plain<MAX> {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if (1..=MAX).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
            return Ok(Self(text.into()));
        }
        Err(format!("must be 1 to {MAX} characters without control characters"))
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Plain<MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        holdfast_crdt::parse_text(from)
    }
}

impl<const MAX: usize> Plain<MAX> {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_plain() {
        assert_eq!("wall".parse::<KeyName>().unwrap().as_str(), "wall");
        for name in ["", "a\nb", &"x".repeat(65)] {
            assert!(name.parse::<KeyName>().is_err(), "{name}");
        }
        assert!("ü".repeat(64).parse::<KeyName>().is_ok());
    }

    #[test]
    fn a_session_lasts_half_a_day() {
        assert_eq!(session_ends(Millis(1)), Millis(43_200_001));
    }
}
