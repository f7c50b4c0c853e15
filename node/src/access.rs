//! The IO of letting people in: PINs are hashed off the owner thread, claims are slowed down, revocations are told to the gate.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::strangers::Strangers;
use tokio::sync::Semaphore;

/// PINs hashed at a time: each takes 19 MiB and a good part of a core.
const HASHED_AT_ONCE: usize = 2;
/// How long a session lasts unless `--session-hours` says otherwise.
pub const SESSION_HOURS: u32 = 12;

pub struct Access {
    session_millis: AtomicU64,
    revocations: Arc<AtomicU64>,
    turns: Semaphore,
    claims: Strangers,
}

impl Default for Access {
    fn default() -> Self {
        let access = Self {
            session_millis: AtomicU64::new(0),
            revocations: Arc::default(),
            turns: Semaphore::new(HASHED_AT_ONCE),
            claims: Strangers::default(),
        };
        access.let_sessions_last(SESSION_HOURS);
        access
    }
}

impl Access {
    /// Of sessions that begin from now on.
    pub fn let_sessions_last(&self, hours: u32) {
        let lasting = Duration::from_secs(u64::from(hours) * 3_600);
        self.session_millis.store(lasting.as_millis() as u64, Ordering::Relaxed);
    }

    pub fn session_millis(&self) -> u64 {
        self.session_millis.load(Ordering::Relaxed)
    }

    /// What was found of any key is to be looked up anew.
    pub fn revoked(&self) {
        self.revocations.fetch_add(1, Ordering::Release);
    }

    pub fn revocations(&self) -> Arc<AtomicU64> {
        self.revocations.clone()
    }

    /// 429 above the rate that strangers may claim pairings at.
    pub fn may_claim(&self) -> Result<(), Problem> {
        self.claims.may_ask("too many devices ask to be let in")
    }

    /// Argon2id with a salt of its own, in the PHC string format.
    pub async fn hash(&self, pin: Arc<str>) -> Result<Arc<str>, Problem> {
        self.aside(move || hashed(&pin)).await?.ok_or_else(failed)
    }

    /// Whether the PIN is the one of the hash. Takes as long for somebody who is not there, or has no PIN.
    pub async fn is_right(&self, pin: Arc<str>, hash: Option<Arc<str>>) -> Result<bool, Problem> {
        self.aside(move || is_right(&pin, hash.as_deref())).await
    }

    async fn aside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let Ok(_turn) = self.turns.acquire().await else { return Err(failed()) };
        tokio::task::spawn_blocking(work).await.map_err(|_| failed())
    }
}

fn failed() -> Problem {
    Problem::new(Slug::InternalError, "the PIN could not be hashed")
}

fn hashed(pin: &str) -> Option<Arc<str>> {
    Some(Argon2::default().hash_password(pin.as_bytes()).ok()?.to_string().into())
}

fn is_right(pin: &str, hash: Option<&str>) -> bool {
    static NOBODY: OnceLock<Option<Arc<str>>> = OnceLock::new();
    let Some(held) = hash.or_else(|| NOBODY.get_or_init(|| hashed("nobody's")).as_deref()) else { return false };
    let right =
        PasswordHash::new(held).is_ok_and(|held| Argon2::default().verify_password(pin.as_bytes(), &held).is_ok());
    right && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_held_against_its_own_hash() {
        let hash = hashed("4711").unwrap();
        assert!(hash.starts_with("$argon2id$") && hash != hashed("4711").unwrap());
        assert!(is_right("4711", Some(&hash)) && !is_right("4712", Some(&hash)));
        assert!(!is_right("nobody's", None));
    }
}
