//! What answers about nodes look like.

use holdfast_crdt::Millis;
use holdfast_shell::clock::rfc3339;
use holdfast_sync::Pending;
use serde::Serialize;
use utoipa::ToSchema;

use crate::links::LinkState;
use crate::store::NodeRow;
use crate::warehouse::WarehouseBody;

/// The node of one warehouse, as the hub sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NodeRecord {
    pub warehouse_id: String,
    pub site: u32,
    pub online: bool,
    pub last_seen: Option<String>,
    /// Seconds since the last word; 0 while online.
    pub lag_seconds: u64,
    /// Changed rows that the node does not hold yet.
    pub pending_cells: u64,
    /// Log entries and letters that the node does not hold yet.
    pub pending_entries: u64,
    pub pending_documents: u64,
    pub incarnation: u32,
    pub fenced: bool,
    pub revoked: bool,
    /// What the node runs.
    pub version: Option<String>,
    /// Why the link is down, where the hub knows; of a fenced node, why it was fenced.
    pub reason: Option<String>,
}

const UNMET: &str = "the hub was restored and has not met the node since: it promises nothing there";

/// What the link of a node says of it, and the store where there is no link.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    pub link: LinkState,
    /// What the store says waits for a node that is out of reach.
    pub away: Option<Pending>,
    /// This hub was restored, and the node has not told since where it stands.
    pub unmet: bool,
    pub now: Millis,
}

impl Seen {
    fn pending(&self) -> &Pending {
        self.away.as_ref().unwrap_or(&self.link.pending)
    }
}

impl NodeRecord {
    pub fn of(row: NodeRow, seen: &Seen) -> Self {
        let Seen { link, now, .. } = seen;
        let online = link.is_online(*now) && !row.revoked;
        let last_seen = link.heard_at.or(row.last_seen);
        let pending = seen.pending();
        let reason = match (online, row.fenced) {
            (true, false) => None,
            (_, true) => row.fence_reason.or_else(|| link.fork.clone()).or_else(|| link.reason.clone()),
            (false, false) if seen.unmet => Some(UNMET.to_owned()),
            (false, false) => link.reason.clone(),
        };
        Self {
            site: row.site,
            online,
            lag_seconds: if online { 0 } else { last_seen.map_or(0, |at| now.since(at) / 1000) },
            last_seen: last_seen.map(rfc3339),
            pending_cells: pending.cells,
            pending_entries: pending.entries + pending.letters,
            pending_documents: pending.documents,
            incarnation: link.incarnation,
            fenced: row.fenced,
            revoked: row.revoked,
            version: link.agent.clone(),
            reason,
            warehouse_id: row.warehouse,
        }
    }
}

/// What waits to go to the node on one lane of its link.
#[derive(Debug, Serialize, ToSchema)]
struct LaneView {
    /// `cells`, `mail`, `documents` or `history`.
    #[schema(example = "cells")]
    lane: &'static str,
    pending: u64,
}

/// Who may promise how much of a warehouse, over all its SKUs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RightsHeld {
    pub hub_units: u64,
    pub floor_units: u64,
    /// Units that are promised already.
    pub committed_units: u64,
}

/// What planners have said of the rights of the warehouse; `null`: the node's own options hold.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyView {
    hub_share: Option<u64>,
    floor_reserve: Option<u64>,
}

impl PolicyView {
    pub fn of(warehouse: &WarehouseBody) -> Self {
        Self {
            hub_share: warehouse.hub_share.map(|share| u64::from(share.percent())),
            floor_reserve: warehouse.floor_reserve.map(|units| units.get()),
        }
    }
}

/// All that an answer about one node shows beside what the store decided of it.
#[derive(Debug, Clone, Default)]
pub struct LiveNode {
    pub seen: Seen,
    pub rights: RightsHeld,
    pub policy: PolicyView,
}

/// One node, with what waits for it lane by lane, and the rights in its warehouse.
#[derive(Debug, Serialize, ToSchema)]
pub struct NodeDetail {
    #[serde(flatten)]
    record: NodeRecord,
    lanes: Vec<LaneView>,
    rights: RightsHeld,
    policy: PolicyView,
}

impl NodeDetail {
    pub fn of(row: NodeRow, live: &LiveNode) -> Self {
        let pending = live.seen.pending();
        let waits = [
            ("cells", pending.cells),
            ("mail", pending.letters),
            ("documents", pending.documents),
            ("history", pending.entries),
        ];
        Self {
            lanes: waits.into_iter().map(|(lane, pending)| LaneView { lane, pending }).collect(),
            rights: live.rights,
            policy: live.policy.clone(),
            record: NodeRecord::of(row, &live.seen),
        }
    }
}

/// What a node may join with. The token is shown in this answer only; it is good once, for a day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EnrolmentView {
    pub token: String,
    /// What to type on the node's machine, with its directory in the place of DIR.
    pub command: String,
    pub expires_at: String,
    /// The token's QR code, as an SVG document.
    pub qr: String,
}
