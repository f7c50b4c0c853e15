//! The audit: ledger entries of all replicas, newest first.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{Account, Deed, Entry, Hash, Millis, ReplicaId, SiteId};
use holdfast_shell::clock::{parse_rfc3339, rfc3339};
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing};
use holdfast_shell::http::params::Params;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{AuditRead, May};
use holdfast_shell::sqlite::StoreError;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::service::Hub;

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ListQuery {
    warehouse_id: Option<String>,
    sku: Option<String>,
    /// The order, transfer, receipt, claim or hold an entry belongs to.
    reference: Option<String>,
    /// At or after, RFC 3339.
    from: Option<String>,
    /// Before, RFC 3339.
    to: Option<String>,
    #[serde(default)]
    #[param(value_type = Option<u64>)]
    limit: Limit,
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// One entry of a replica's log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EntryRecord {
    movement_id: String,
    warehouse_id: String,
    /// Whose log it stands in.
    replica: String,
    sequence: u64,
    at: String,
    sku: String,
    /// `movement`, or `grant` of rights.
    kind: &'static str,
    from: Option<&'static str>,
    to: String,
    quantity: u64,
    reason: String,
    reference: Option<String>,
    actor: String,
    device: Option<String>,
    op_id: Option<String>,
    hash: String,
}

/// Ledger entries, newest first.
#[utoipa::path(get, operation_id = "listAudit", path = "/v1/audit", tag = "audit", params(ListQuery),
    responses((status = 200, body = Page<EntryRecord>), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn list(
    _: May<AuditRead>,
    State(hub): State<Hub>,
    Params(query): Params<ListQuery>,
) -> Result<Response, Problem> {
    let order = ListOrder::of("audit", [("id", true)]);
    let before: Option<i64> = query.cursor.as_ref().map(|cursor| cursor.decode(order)).transpose()?;
    let (from, to) = (time("from", query.from.as_deref())?, time("to", query.to.as_deref())?);
    let limit = query.limit.get();
    let found = hub.read(move |connection| read(connection, &query, before, (from, to), limit + 1)).await?;
    let page = Page::of(found, limit, order, |(id, _)| *id);
    Ok(listing(&page.map(|(_, record)| record)))
}

fn time(name: &str, text: Option<&str>) -> Result<Option<Millis>, Problem> {
    let Some(text) = text else { return Ok(None) };
    parse_rfc3339(text).map(Some).ok_or_else(|| Problem::invalid(name, "must be an RFC 3339 time"))
}

fn read(
    connection: &Connection,
    query: &ListQuery,
    before: Option<i64>,
    (from, to): (Option<Millis>, Option<Millis>),
    limit: usize,
) -> Result<Vec<(i64, EntryRecord)>, StoreError> {
    // `at` is a hybrid clock: 48 bits of milliseconds above 16 of counter
    let clock = |at: Millis| i64::try_from(at.0 << 16).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(
        "SELECT id, warehouse, site, incarnation, body, hash FROM movements
         WHERE id < ?1 AND (?2 IS NULL OR warehouse = ?2) AND (?3 IS NULL OR sku = ?3)
         AND (?4 IS NULL OR reference = ?4) AND at >= ?5 AND at < ?6 ORDER BY id DESC LIMIT ?7",
    )?;
    let mut found = statement.query(params![
        before.unwrap_or(i64::MAX),
        query.warehouse_id,
        query.sku,
        query.reference,
        from.map_or(0, clock),
        to.map_or(i64::MAX, clock),
        limit as i64
    ])?;
    let mut records = Vec::new();
    while let Some(row) = found.next()? {
        if let Some(record) = record(row)? {
            records.push(record);
        }
    }
    Ok(records)
}

fn record(row: &Row<'_>) -> Result<Option<(i64, EntryRecord)>, StoreError> {
    let (id, body, hash): (i64, Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(4)?, row.get(5)?);
    let (Some(entry), Ok(chained)) = (Entry::from_bytes(&body), Hash::try_from(hash)) else { return Ok(None) };
    let (kind, from, to) = match entry.deed {
        Deed::Move { from, to } => ("movement", Some(Account::name(from)), to.name().to_owned()),
        Deed::Grant { to } => ("grant", None, to.to_string()),
    };
    let text = |shared: Option<std::sync::Arc<str>>| shared.map(|text| text.to_string());
    let movement_id = entry.movement_id(&chained).to_string();
    let record = EntryRecord {
        movement_id,
        warehouse_id: row.get(1)?,
        replica: ReplicaId::new(SiteId(row.get(2)?), row.get(3)?).to_string(),
        sequence: entry.seq,
        at: rfc3339(entry.at.millis()),
        sku: entry.sku.to_string(),
        kind,
        from,
        to,
        quantity: entry.quantity.get(),
        reason: entry.cause.reason.to_string(),
        reference: text(entry.cause.reference),
        actor: entry.cause.actor.to_string(),
        device: text(entry.cause.device),
        op_id: text(entry.cause.op_id),
        hash: chained.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    Ok(Some((id, record)))
}
