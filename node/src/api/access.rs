//! What answers about people and devices look like.

use holdfast_crdt::{Millis, WarehouseId};
use holdfast_shell::clock::rfc3339;
use holdfast_shell::sqlite::KeyRecord;
use serde::Serialize;
use utoipa::ToSchema;

use crate::core::access::{DeviceId, Operator, Pairing};
use crate::roles::Role;
use crate::store::SigningIn;

/// Longest name of a person or a device, characters.
pub const NAME_MAX: usize = 100;

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OperatorView {
    pub operator_id: String,
    pub name: String,
    pub role: Role,
    pub has_badge: bool,
    pub has_pin: bool,
    /// Until when no PIN is looked at, after five wrong ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locked_until: Option<String>,
    pub created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<String>,
    pub version: u64,
}

impl OperatorView {
    pub fn of(operator: &Operator) -> Self {
        Self {
            operator_id: operator.id.to_string(),
            name: operator.name.to_string(),
            role: operator.role,
            has_badge: operator.badge.is_some(),
            has_pin: operator.pin.is_some(),
            locked_until: operator.tries.locked_until.map(rfc3339),
            created_at: rfc3339(operator.created_at),
            revoked_at: operator.revoked_at.map(rfc3339),
            version: operator.version,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeviceView {
    pub device_id: String,
    pub name: String,
    /// A role of this node, or one that it does not know any more and that allows nothing.
    pub role: String,
    pub paired_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<String>,
    pub version: u64,
}

impl DeviceView {
    pub fn of(key: &KeyRecord) -> Self {
        Self {
            device_id: key.id.to_string(),
            name: key.name.clone(),
            role: key.role.clone(),
            paired_at: rfc3339(key.created_at),
            revoked_at: key.revoked_at.map(rfc3339),
            version: 1 + u64::from(key.revoked_at.is_some()),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PairingView {
    pub pairing_id: String,
    pub name: String,
    pub role: Role,
    /// `open`, `claimed` or `expired`.
    #[schema(example = "open")]
    pub state: &'static str,
    /// What the device shows to be let in, once; as long as the pairing is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same with where to show it, for a device that is no browser.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// The same for a browser, on the node as whoever made the offer reaches it: what the QR code holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    pub expires_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<String>,
    pub version: u64,
}

impl PairingView {
    pub fn of(pairing: &Pairing, warehouse: &WarehouseId, now: Millis) -> Self {
        let open = pairing.is_open(now);
        let state = match pairing.device {
            Some(_) => "claimed",
            None if open => "open",
            None => "expired",
        };
        Self {
            pairing_id: pairing.id.to_string(),
            name: pairing.name.to_string(),
            role: pairing.role,
            state,
            code: open.then(|| pairing.code.as_str().to_owned()),
            uri: open.then(|| uri(pairing, warehouse)),
            url: url(pairing).filter(|_| open),
            expires_at: rfc3339(pairing.expires_at()),
            device_id: pairing.device.map(|device| device.to_string()),
            version: pairing.version(),
        }
    }

    /// As it is at first.
    pub fn offered(pairing: &Pairing, warehouse: &WarehouseId) -> Self {
        Self::of(pairing, warehouse, pairing.made_at)
    }
}

/// What a device has to read to find this node and be let in. Without `node` it looks for the warehouse by mDNS.
pub fn uri(pairing: &Pairing, warehouse: &WarehouseId) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("warehouse", warehouse.as_str()).append_pair("code", pairing.code.as_str());
    if let Some(node) = &pairing.node {
        query.append_pair("node", &node.host);
    }
    format!("holdfast://pair?{}", query.finish())
}

/// The page of the floor terminal that lets its browser in. The code stands behind the `#`: it is sent to nobody before the
/// page itself uses it.
pub fn url(pairing: &Pairing) -> Option<String> {
    pairing.node.as_ref().map(|node| format!("{node}/#/pair?code={}", pairing.code.as_str()))
}

/// The key of a device that was let in: shown once.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClaimedView {
    pub key: String,
    pub device_id: String,
    pub name: String,
    pub role: Role,
    pub warehouse_id: String,
}

impl ClaimedView {
    pub fn of(key: String, pairing: &Pairing, device: DeviceId, warehouse: &WarehouseId) -> Self {
        Self {
            key,
            device_id: device.to_string(),
            name: pairing.name.to_string(),
            role: pairing.role,
            warehouse_id: warehouse.to_string(),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    pub session_id: String,
    pub operator_id: String,
    /// The operator's: stands as the actor beside every movement made in this session.
    pub name: String,
    pub role: Role,
    pub device_id: String,
    /// The device's name: stands as the device beside every movement made in this session.
    pub device: String,
    pub expires_at: String,
}

/// Somebody whom a terminal offers to sign in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SigningInView {
    pub operator_id: String,
    pub name: String,
    /// Whether they may sign in with a PIN; else it takes their badge.
    pub has_pin: bool,
}

impl SigningInView {
    pub fn of(found: SigningIn) -> Self {
        Self { operator_id: found.operator, name: found.name, has_pin: found.has_pin }
    }
}

/// A session with its token: a bearer key, shown once.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TokenView {
    #[serde(flatten)]
    pub session: SessionView,
    pub token: String,
}
