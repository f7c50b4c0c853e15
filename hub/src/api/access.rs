//! What answers about keys, roles and sessions look like.

use holdfast_crdt::Millis;
use holdfast_shell::clock::rfc3339;
use holdfast_shell::http::principal::{KeyId, Scopes};
use holdfast_shell::sqlite::KeyRecord;
use serde::Serialize;
use utoipa::ToSchema;

use crate::roles::Role;

/// Who asks, and what they may do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    pub name: String,
    pub role: String,
    /// All that the role allows, by name.
    pub scopes: Vec<&'static str>,
    pub key_id: String,
    /// When the session is over; a key by itself is good until it is revoked.
    pub expires_at: Option<String>,
    /// What a change in a browser's session brings as `X-CSRF-Token`; a key needs none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub csrf_token: Option<String>,
}

impl SessionView {
    pub fn of((name, role): (&str, &str), scopes: Scopes, identity: i64) -> Self {
        let (name, role) = (name.to_owned(), role.to_owned());
        let key_id = KeyId(identity).to_string();
        Self { name, role, scopes: scopes.names(), key_id, expires_at: None, csrf_token: None }
    }

    /// The same of a browser's session.
    pub fn until(mut self, expires_at: Millis, csrf_token: String) -> Self {
        self.expires_at = Some(rfc3339(expires_at));
        self.csrf_token = Some(csrf_token);
        self
    }
}

/// A role, and what it allows.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleView {
    pub role: Role,
    pub scopes: Vec<&'static str>,
}

impl RoleView {
    pub fn of(role: Role) -> Self {
        Self { role, scopes: role.scopes().names() }
    }
}

/// An API key, without the key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeyView {
    pub key_id: String,
    pub name: String,
    /// A role of this hub, or one that it does not know any more and that allows nothing.
    pub role: String,
    pub created_at: String,
    pub revoked_at: Option<String>,
    pub version: u64,
}

impl KeyView {
    pub fn of(key: &KeyRecord) -> Self {
        Self {
            key_id: KeyId(key.id).to_string(),
            name: key.name.clone(),
            role: key.role.clone(),
            created_at: rfc3339(key.created_at),
            revoked_at: key.revoked_at.map(rfc3339),
            version: 1 + u64::from(key.revoked_at.is_some()),
        }
    }
}

/// A key that was just made: it is shown once.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewKeyView {
    #[serde(flatten)]
    pub shown: KeyView,
    pub key: String,
}
