//! Nodes: what of their links, and what each is told to do.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use holdfast_crdt::{SiteId, WarehouseId};
use holdfast_shell::clock;
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing, parse_sort, resource};
use holdfast_shell::http::params::{Params, PathId};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::qr;
use holdfast_shell::http::request::{Change, Context, NoBody};
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{May, NodesRead, NodesWrite};
use holdfast_shell::http::shapes::Reason;
use holdfast_shell::sqlite::{CellsOf, Reader, StoreError, standing};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::node_record::{EnrolmentView, LiveNode, NodeDetail, NodeRecord, PolicyView, RightsHeld, Seen};
use super::session::unstored;
use crate::core::access::FenceReason;
use crate::engine::{Deed, NodeDeed, Seat};
use crate::service::Hub;
use crate::store::queries::{self, pending};
use crate::store::{NodeRow, list_nodes, node};

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(enrol))
        .routes(routes!(revoke))
        .routes(routes!(fence))
        .routes(routes!(unfence))
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
    let seen = seen(hub, rows.iter().map(|row| row.warehouse.clone())).await?;
    let none = Seen::default();
    let shown = |row: NodeRow| {
        let seen = seen.get(&row.warehouse).unwrap_or(&none);
        NodeRecord::of(row, seen)
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// What links know of nodes; of those that are out of reach the store says what waits: a session that is up counts it itself.
async fn seen(hub: &Hub, warehouses: impl Iterator<Item = String>) -> Result<BTreeMap<String, Seen>, Problem> {
    let now = clock::now();
    let known: Vec<_> = warehouses
        .map(|warehouse| {
            let link = hub.0.links.get(&warehouse);
            (warehouse, Seen { link, away: None, unmet: false, now })
        })
        .collect();
    hub.read(move |connection| known.into_iter().map(|known| look(connection, known)).collect()).await
}

fn look(connection: &Reader, (warehouse, mut seen): (String, Seen)) -> Result<(String, Seen), StoreError> {
    if !seen.link.is_online(seen.now) {
        seen.away = Some(pending(connection, &warehouse, seen.link.holds)?);
        seen.unmet = is_unmet(connection, &warehouse)?;
    }
    Ok((warehouse, seen))
}

/// Whether the hub was restored and the node has not told since where it stands.
fn is_unmet(connection: &Reader, warehouse: &str) -> Result<bool, StoreError> {
    let Ok(warehouse) = WarehouseId::new(warehouse) else { return Ok(false) };
    Ok(standing(connection, &warehouse, 0, 0, 0)?.is_some_and(|standing| standing.past.is_settling()))
}

/// What is to be shown of a warehouse's node, with the node as the store knows it.
async fn live(hub: &Hub, warehouse: &WarehouseId) -> Result<(LiveNode, Option<NodeRow>), Problem> {
    let link = hub.0.links.get(warehouse.as_str());
    let known = Seen { link, away: None, unmet: false, now: clock::now() };
    let of = warehouse.clone();
    hub.read(move |connection| {
        let (id, seen) = look(connection, (of.to_string(), known))?;
        let described = queries::warehouse(connection, &id)?;
        let policy = described.map(|found| PolicyView::of(&found.body)).unwrap_or_default();
        let rights = rights_in(connection, &of)?;
        Ok((LiveNode { seen, rights, policy }, node(connection, &id)?))
    })
    .await
}

/// Sums over all cells of a warehouse.
fn rights_in(connection: &Reader, warehouse: &WarehouseId) -> Result<RightsHeld, StoreError> {
    let cells = CellsOf::all(warehouse);
    let (late, _pin) = connection.pin(|kept| cells.late(kept))?;
    let mut held = RightsHeld::default();
    cells.each(connection, late, |_, cell| {
        let hub = cell.rights(SiteId::HUB);
        held.hub_units += hub;
        // what the hub has not seen granted is the floor's
        held.floor_units += cell.available().saturating_sub(hub);
        held.committed_units += cell.committed();
        Ok(true)
    })?;
    Ok(held)
}

/// One node: its link lane by lane, and who may promise how much of its warehouse. 404 until one has joined. The ETag tells
/// what was decided of the node (joined, fenced, revoked), not the figures that move by themselves.
#[utoipa::path(get, operation_id = "getNode", path = "/v1/nodes/{warehouseId}", tag = "nodes", params(("warehouseId" = String, Path)),
    responses((status = 200, body = NodeDetail), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn one(_: May<NodesRead>, State(hub): State<Hub>, PathId(id): PathId<WarehouseId>) -> Result<Response, Problem> {
    let (live, row) = live(&hub, &id).await?;
    let row = row.ok_or_else(|| Problem::not_found("node"))?;
    let version = row.version;
    Ok(resource(&NodeDetail::of(row, &live), version))
}

/// Makes a token that a node may join with: good once, for a day. A node that has synced gives its place up only once it is
/// revoked.
#[utoipa::path(post, operation_id = "enrolNode", path = "/v1/nodes/{warehouseId}/enrolments", tag = "nodes", params(("warehouseId" = String, Path)), request_body = NoBody,
    responses((status = 201, body = EnrolmentView), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn enrol(
    _: May<NodesWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<WarehouseId>,
    headers: HeaderMap,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    let token = hub.0.access.new_token();
    let (text, command) = (token.to_string(), hub.0.access.join_command(&headers, &token));
    let deed = NodeDeed::Enrol { digest: token.secret_digest(), qr: qr::svg(&text)?, token: text, command };
    hub.settle(change.context, Deed::Node(id, deed)).await.map(unstored)
}

/// Shuts the node out for good: nothing of it is accepted any more, and its floor works on.
#[utoipa::path(post, operation_id = "revokeNode", path = "/v1/nodes/{warehouseId}/revoke", tag = "nodes", params(("warehouseId" = String, Path)), request_body = NoBody,
    responses((status = 200, body = NodeDetail), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn revoke(
    _: May<NodesWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<WarehouseId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    set(&hub, change.context, id, Seat::Revoked).await
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FenceBody {
    #[schema(value_type = Option<Reason>)]
    reason: Option<FenceReason>,
}

/// Stops syncing with the node, and promising its stock, until it is unfenced.
#[utoipa::path(post, operation_id = "fenceNode", path = "/v1/nodes/{warehouseId}/fence", tag = "nodes", params(("warehouseId" = String, Path)), request_body = Option<FenceBody>,
    responses((status = 200, body = NodeDetail), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn fence(
    _: May<NodesWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<WarehouseId>,
    change: Change<Option<FenceBody>>,
) -> Result<Response, Problem> {
    let reason = change.body.and_then(|body| body.reason);
    set(&hub, change.context, id, Seat::Fenced(reason)).await
}

/// Lets a fenced node sync again.
#[utoipa::path(post, operation_id = "unfenceNode", path = "/v1/nodes/{warehouseId}/unfence", tag = "nodes", params(("warehouseId" = String, Path)), request_body = NoBody,
    responses((status = 200, body = NodeDetail), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn unfence(
    _: May<NodesWrite>,
    State(hub): State<Hub>,
    PathId(id): PathId<WarehouseId>,
    change: Change<NoBody>,
) -> Result<Response, Problem> {
    set(&hub, change.context, id, Seat::Unfenced).await
}

async fn set(hub: &Hub, context: Context, id: WarehouseId, seat: Seat) -> Result<Response, Problem> {
    let (live, _) = live(hub, &id).await?;
    hub.settle(context, Deed::Node(id, NodeDeed::Set(seat, Box::new(live)))).await
}
