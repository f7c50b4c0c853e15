//! From a bearer key, or a browser's session, to its owner: the store's key ring behind a short memory.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use axum::http::{HeaderMap, Method, header};

use super::limits::{KEY_BYTES_MAX, KEY_TRUSTED_FOR, KEYS_REMEMBERED_MAX};
use super::principal::{Principal, key_digest};
use super::problem::{Problem, Slug};
use super::session::SessionToken;

/// The keys of a store. `find` may read from disk; it is asked about a key in use once a second.
pub trait KeyRing: Send + Sync + 'static {
    /// The owner of the key with this SHA-256, unless there is none or it was revoked.
    fn find(&self, digest: &[u8; 32]) -> Option<Principal>;

    /// Who is signed in with the session of this digest ([`SessionToken::digest`]); nobody where browsers have none.
    fn find_session(&self, _digest: &[u8; 32]) -> Option<Principal> {
        None
    }

    /// Changes with every revocation of this process: what was found before is looked up anew.
    fn revocations(&self) -> u64 {
        0
    }
}

/// What a request shows of who sends it: as a digest, which opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    Key([u8; 32]),
    Session([u8; 32]),
}

impl Credential {
    /// Of these headers. A key wins: of a request that brings one no cookie is looked at.
    pub fn shown(headers: &HeaderMap) -> Option<Self> {
        match bearer(headers) {
            Some(key) => Some(Self::Key(key_digest(key))),
            None => SessionToken::shown(headers).map(|token| Self::Session(token.digest())),
        }
    }

    /// Whose it is now. May read from disk.
    pub fn owner(self, ring: &dyn KeyRing) -> Option<Principal> {
        match self {
            Self::Key(digest) => ring.find(&digest),
            Self::Session(digest) => ring.find_session(&digest),
        }
    }
}

/// Remembers owners for a second and strangers never: a key made by another process works at once, and one that another
/// process revoked stops within that second.
pub(super) struct Keys {
    ring: Arc<dyn KeyRing>,
    known: RwLock<HashMap<[u8; 32], Known>>,
}

/// An owner, until when they are trusted, and after how many revocations they were found.
type Known = (Principal, Instant, u64);

impl Keys {
    pub fn new(ring: Arc<dyn KeyRing>) -> Self {
        Self { ring, known: RwLock::default() }
    }

    /// Who sends these headers, else 401 `unauthorized`; 403 `forbidden` where a session's cookie is not enough. A key wins:
    /// of a request that brings one no cookie is looked at.
    pub fn authenticate(&self, method: &Method, headers: &HeaderMap, now: Instant) -> Result<Principal, Problem> {
        let Some(key) = bearer(headers) else { return self.signed_in(method, headers, now) };
        let found = self.owner(key_digest(key), now, |digest| self.ring.find(digest));
        found.ok_or_else(|| refused("the key is not known here"))
    }

    fn signed_in(&self, method: &Method, headers: &HeaderMap, now: Instant) -> Result<Principal, Problem> {
        let token = SessionToken::shown(headers).filter(|_| !headers.contains_key(header::AUTHORIZATION));
        let token = token.ok_or_else(|| refused("this needs Authorization: Bearer KEY"))?;
        let found = self.owner(token.digest(), now, |digest| self.ring.find_session(digest));
        let principal = found.ok_or_else(|| refused("the session is over: sign in again"))?;
        token.guard(method, headers).map(|()| principal)
    }

    fn owner(
        &self,
        digest: [u8; 32],
        now: Instant,
        find: impl FnOnce(&[u8; 32]) -> Option<Principal>,
    ) -> Option<Principal> {
        // before the store is read: what is revoked meanwhile is not taken for looked up
        let revocations = self.ring.revocations();
        if let Some(principal) = self.remembered(&digest, now, revocations) {
            return Some(principal);
        }
        let found = find(&digest);
        self.remember(digest, found.as_ref().map(|found| (found.clone(), now + KEY_TRUSTED_FOR, revocations)), now);
        found
    }

    fn remembered(&self, digest: &[u8; 32], now: Instant, revocations: u64) -> Option<Principal> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let fresh = |(_, until, seen): &&Known| now < *until && *seen == revocations;
        known.get(digest).filter(fresh).map(|(principal, ..)| principal.clone())
    }

    fn remember(&self, digest: [u8; 32], found: Option<Known>, now: Instant) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        match found {
            Some(owner) => {
                if known.len() >= KEYS_REMEMBERED_MAX {
                    known.retain(|_, (_, until, _)| now < *until);
                }
                if known.len() < KEYS_REMEMBERED_MAX {
                    known.insert(digest, owner);
                }
            }
            None => {
                known.remove(&digest);
            }
        }
    }
}

pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let sent = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = sent.split_once(' ')?;
    let key = key.trim();
    (scheme.eq_ignore_ascii_case("bearer") && (1..=KEY_BYTES_MAX).contains(&key.len())).then_some(key)
}

fn refused(detail: &str) -> Problem {
    Problem::new(Slug::Unauthorized, detail)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
    use std::time::Duration;

    use super::super::principal::Scopes;
    use super::*;

    #[derive(Default)]
    struct OneKey {
        exists: AtomicBool,
        asked: AtomicU32,
        revocations: AtomicU64,
    }

    impl KeyRing for OneKey {
        fn find(&self, _: &[u8; 32]) -> Option<Principal> {
            self.asked.fetch_add(1, Ordering::Relaxed);
            let owner = Principal { id: 1, name: "n".into(), role: "r".into(), scopes: Scopes::NONE, signed_in: None };
            self.exists.load(Ordering::Relaxed).then_some(owner)
        }

        fn revocations(&self) -> u64 {
            self.revocations.load(Ordering::Relaxed)
        }
    }

    #[test]
    fn a_new_key_works_at_once_and_a_revoked_one_stops_within_a_second() {
        let ring = Arc::new(OneKey::default());
        let keys = Keys::new(ring.clone());
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, "Bearer k".parse().unwrap());
        let start = Instant::now();
        let good_after =
            |millis| keys.authenticate(&Method::GET, &headers, start + Duration::from_millis(millis)).is_ok();
        assert!(!good_after(0));
        ring.exists.store(true, Ordering::Relaxed);
        assert!(good_after(0) && good_after(10) && good_after(999));
        assert_eq!(ring.asked.load(Ordering::Relaxed), 2);
        ring.exists.store(false, Ordering::Relaxed);
        assert!(good_after(999), "another process revoked it");
        ring.revocations.store(1, Ordering::Relaxed);
        assert!(!good_after(999), "this process did");
        assert!(!good_after(1_000));
    }
}
