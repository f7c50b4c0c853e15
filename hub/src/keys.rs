//! Whose a request is: of a key, or of a browser's session.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use holdfast_shell::clock;
use holdfast_shell::http::keyring::KeyRing;
use holdfast_shell::http::principal::{Principal, Scopes, SignedIn};
use holdfast_shell::sqlite::{KeyStore, Readers};

use crate::roles::roles;
use crate::service::Hub;
use crate::store::{SessionRow, session_with};

pub struct HubKeys {
    keys: KeyStore,
    readers: Readers,
    roles: BTreeMap<&'static str, Scopes>,
    revocations: Arc<AtomicU64>,
}

impl HubKeys {
    pub fn new(hub: &Hub) -> Self {
        let readers = hub.0.readers.clone();
        let revocations = hub.0.access.revocations();
        Self { keys: KeyStore::new(readers.clone(), roles()), readers, roles: roles(), revocations }
    }

    fn owner(&self, session: SessionRow) -> Principal {
        let scopes = self.roles.get(session.role.as_str()).copied().unwrap_or_default();
        let at = SignedIn { session: session.id.to_string().into(), device: None };
        let (name, role) = (session.name.into(), session.role.into());
        Principal { id: session.identity, name, role, scopes, signed_in: Some(at) }
    }
}

impl KeyRing for HubKeys {
    fn find(&self, digest: &[u8; 32]) -> Option<Principal> {
        self.keys.find(digest)
    }

    fn find_session(&self, digest: &[u8; 32]) -> Option<Principal> {
        let found = self.readers.with(|reader| session_with(reader, digest, clock::now())).unwrap_or_else(|error| {
            tracing::error!(%error, "a session could not be looked up");
            None
        });
        found.map(|session| self.owner(session))
    }

    fn revocations(&self) -> u64 {
        self.revocations.load(Ordering::Acquire)
    }
}
