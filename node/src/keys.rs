//! Whose a bearer key is: a device's own, or of somebody who is signed in at one.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use holdfast_shell::clock;
use holdfast_shell::http::keyring::KeyRing;
use holdfast_shell::http::principal::{Principal, Scopes, SignedIn};
use holdfast_shell::sqlite::{KeyStore, Readers};

use crate::api::App;
use crate::roles::{Role, roles};
use crate::store::{self, Session};

pub struct FloorKeys {
    devices: KeyStore,
    readers: Readers,
    roles: BTreeMap<&'static str, Scopes>,
    revocations: Arc<AtomicU64>,
}

impl FloorKeys {
    pub fn new(app: &App) -> Self {
        Self {
            devices: KeyStore::new(app.0.readers.clone(), roles()),
            readers: app.0.readers.clone(),
            roles: roles(),
            revocations: app.0.access.revocations(),
        }
    }

    /// What somebody may do at a device: what both may, so that a device given little stays so; but at a terminal, which
    /// by itself may do nothing, what they may.
    fn scopes(&self, session: &Session) -> Scopes {
        let of = |role: &str| self.roles.get(role).copied().unwrap_or_default();
        match session.device_role == Role::Terminal.name() {
            true => of(&session.role),
            false => of(&session.role).both(of(&session.device_role)),
        }
    }

    fn signed_in(&self, digest: &[u8; 32]) -> Option<Principal> {
        let found = self.readers.with(|reader| store::session_with(reader, digest, clock::now()));
        let session = found.unwrap_or_else(|error| {
            tracing::error!(%error, "a session could not be looked up");
            None
        })?;
        let scopes = self.scopes(&session);
        let at = SignedIn { session: session.id.into(), device: Some(session.device_name.into()) };
        let (id, name, role) = (session.device.0, session.name.into(), session.role.into());
        Some(Principal { id, name, role, scopes, signed_in: Some(at) })
    }
}

impl KeyRing for FloorKeys {
    fn find(&self, digest: &[u8; 32]) -> Option<Principal> {
        self.devices.find(digest).or_else(|| self.signed_in(digest))
    }

    fn revocations(&self) -> u64 {
        self.revocations.load(Ordering::Acquire)
    }
}
