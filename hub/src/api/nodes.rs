//! The nodes and their links.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::WarehouseId;
use holdfast_shell::clock::{self, rfc3339};
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, parse_sort};
use holdfast_shell::http::params::Params;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{May, NodesRead};
use holdfast_shell::sqlite::{Reader, StoreError, standing};
use holdfast_sync::Pending;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::links::Holds;
use crate::service::Hub;
use crate::store::queries::pending;
use crate::store::{NodeRow, list_nodes};

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// `warehouseId` or `-warehouseId`.
    #[param(pattern = "^-?warehouseId$")]
    sort: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// The node of one warehouse, as the hub sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct NodeRecord {
    pub(super) warehouse_id: String,
    pub(super) site: u32,
    pub(super) online: bool,
    pub(super) last_seen: Option<String>,
    /// Seconds since the last word; 0 while online.
    pub(super) lag_seconds: u64,
    /// Changed rows that the node does not hold yet.
    pub(super) pending_cells: u64,
    /// Log entries and letters that the node does not hold yet.
    pub(super) pending_entries: u64,
    pub(super) pending_documents: u64,
    pub(super) incarnation: u32,
    pub(super) fenced: bool,
    pub(super) revoked: bool,
    /// What the node runs.
    pub(super) version: Option<String>,
    /// Why the link is down, where the hub knows.
    pub(super) reason: Option<String>,
}

/// What stands of a node that is out of reach.
struct Away {
    pending: Pending,
    unmet: bool,
}

const UNMET: &str = "the hub was restored and has not met the node since: it promises nothing there";

/// All nodes that have joined.
#[utoipa::path(get, operation_id = "listNodes", path = "/v1/nodes", tag = "nodes", params(ListQuery),
    responses((status = 200, body = Page<NodeRecord>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<NodesRead>,
    State(hub): State<Hub>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let sort = query.sort.map_or(Ok(Vec::new()), |sort| parse_sort(&sort, &["warehouseId"]))?;
    let descending = sort.iter().any(|(_, descending)| *descending);
    let order = ListOrder::of("nodes", [("warehouseId", descending)]);
    let after: Option<String> = query.cursor.map(|cursor| cursor.decode(order)).transpose()?;
    let mut rows = hub.read(|reader| list_nodes(reader)).await?;
    if descending {
        rows.reverse();
    }
    if let Some(after) = after {
        let at = rows.iter().position(|row| row.warehouse == after);
        rows.drain(..at.map_or(rows.len(), |at| at + 1));
    }
    let page = Page::of(rows, query.limit.get(), order, |last| last.warehouse.clone());
    Ok(listing(&Page { items: records(&hub, page.items).await?, next_cursor: page.next_cursor }))
}

/// Nodes as they are shown.
pub(super) async fn records(hub: &Hub, rows: Vec<NodeRow>) -> Result<Vec<NodeRecord>, Problem> {
    let waiting = waiting(hub, &rows).await?;
    Ok(rows.into_iter().map(|row| record(hub, &waiting, row)).collect())
}

/// What waits for nodes that are out of reach, from the store: a session that is up counts it itself.
async fn waiting(hub: &Hub, rows: &[NodeRow]) -> Result<BTreeMap<String, Away>, Problem> {
    let now = clock::now();
    let away: Vec<_> = rows
        .iter()
        .map(|row| (row.warehouse.clone(), hub.0.links.get(&row.warehouse)))
        .filter(|(_, link)| !link.is_online(now))
        .map(|(warehouse, link)| (warehouse, link.holds))
        .collect();
    hub.read(move |connection| {
        let count = |(warehouse, holds): (String, Option<Holds>)| {
            let away =
                Away { pending: pending(connection, &warehouse, holds)?, unmet: is_unmet(connection, &warehouse)? };
            Ok((warehouse, away))
        };
        away.into_iter().map(count).collect()
    })
    .await
}

/// Whether the hub was restored and the node has not told since where it stands.
fn is_unmet(connection: &Reader, warehouse: &str) -> Result<bool, StoreError> {
    let Ok(warehouse) = WarehouseId::new(warehouse) else { return Ok(false) };
    Ok(standing(connection, &warehouse, 0, 0, 0)?.is_some_and(|standing| standing.past.is_settling()))
}

fn record(hub: &Hub, waiting: &BTreeMap<String, Away>, row: NodeRow) -> NodeRecord {
    let (link, now) = (hub.0.links.get(&row.warehouse), clock::now());
    let online = link.is_online(now) && !row.revoked;
    let last_seen = link.heard_at.or(row.last_seen);
    let away = waiting.get(&row.warehouse);
    let pending = away.map_or(&link.pending, |away| &away.pending);
    NodeRecord {
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
        version: link.agent,
        reason: match (online, row.fenced) {
            (true, _) => None,
            (false, true) => link.fork.or(link.reason),
            (false, false) if away.is_some_and(|away| away.unmet) => Some(UNMET.to_owned()),
            (false, false) => link.reason,
        },
        warehouse_id: row.warehouse,
    }
}
