//! The audit: ledger entries of all replicas, newest first.

use axum::extract::State;
use axum::response::Response;
use holdfast_crdt::{Account, Deed, Entry, Hash, Millis, ReplicaId, SiteId};
use holdfast_shell::clock::{parse_rfc3339, rfc3339};
use holdfast_shell::http::answer::{Cursor, Limit, ListOrder, Page, listing};
use holdfast_shell::http::params::{NoParams, Params};
use holdfast_shell::http::problem::Problem;
use holdfast_shell::http::schema::ProblemBody;
use holdfast_shell::http::scope::{AuditRead, May};
use holdfast_shell::sqlite::{LogRead, StoreError};
use holdfast_shell::stock::unreadable;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::service::Hub;

pub(super) fn router() -> OpenApiRouter<Hub> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(verification))
}

/// Entries looked at for one page where they must be read to tell; a page with fewer goes on behind the last of them (I-9).
const LOOKED_AT_MAX: usize = 20_000;

#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
struct ListQuery {
    warehouse_id: Option<String>,
    sku: Option<String>,
    /// The order, transfer, receipt, claim or hold an entry belongs to.
    reference: Option<String>,
    /// Who did it: the name of a key, of an operator, or `hub`.
    actor: Option<String>,
    reason: Option<String>,
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
    let found = hub.read(move |connection| read(connection, &query, before, (from, to), limit)).await?;
    let next_cursor = found.next.map(|place| Cursor::encode(order, &place));
    Ok(listing(&Page { items: found.items, next_cursor }))
}

/// A page, and behind which entry the next one begins.
#[derive(Default)]
struct Found {
    items: Vec<EntryRecord>,
    next: Option<i64>,
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
) -> Result<Found, StoreError> {
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
        // who did a thing, and why, is in the entry alone
        if query.actor.is_some() || query.reason.is_some() { LOOKED_AT_MAX } else { limit + 1 } as i64
    ])?;
    let (mut page, mut looked_at, mut last) = (Found::default(), 0, None);
    while let Some(row) = found.next()? {
        if page.items.len() == limit {
            page.next = last;
            return Ok(page);
        }
        (looked_at, last) = (looked_at + 1, Some(row.get(0)?));
        page.items.extend(record(row)?.filter(|record| query.wants(record)));
    }
    page.next = last.filter(|_| looked_at == LOOKED_AT_MAX);
    Ok(page)
}

impl ListQuery {
    fn wants(&self, record: &EntryRecord) -> bool {
        let is = |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|wanted| wanted == found);
        is(&self.actor, &record.actor) && is(&self.reason, &record.reason)
    }
}

fn record(row: &Row<'_>) -> Result<Option<EntryRecord>, StoreError> {
    let (body, hash): (Vec<u8>, Vec<u8>) = (row.get(4)?, row.get(5)?);
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
        hash: hex(&chained),
    };
    Ok(Some(record))
}

fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One replica's log.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LogRecord {
    warehouse_id: String,
    /// 0 is the hub.
    site: u32,
    /// Which of its lives.
    incarnation: u32,
    entries: u64,
    /// The hash of its last entry.
    head: Option<String>,
}

/// Whether the logs, the rows and the orders agree.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct VerificationRecord {
    verified: bool,
    checked_at: String,
    /// Entries of all logs.
    entries: u64,
    logs: Vec<LogRecord>,
    /// What does not hold, one sentence each; the first 1,000.
    findings: Vec<String>,
}

/// Reads every log from its first entry on, and checks that each entry follows from the one before, that the rows are what the
/// logs come to, and that all orders add up. May take minutes; whoever asks while it is done shares what it finds.
#[utoipa::path(get, operation_id = "verifyAudit", path = "/v1/audit/verification", tag = "audit",
    responses((status = 200, body = VerificationRecord), (status = "4XX", body = ProblemBody, content_type = "application/problem+json")))]
async fn verification(_: May<AuditRead>, State(hub): State<Hub>, _: Params<NoParams>) -> Result<Response, Problem> {
    let found = hub.0.verifier.verified(&hub.0.readers).await.map_err(unreadable)?;
    let log = |log: &LogRead| LogRecord {
        warehouse_id: log.warehouse.clone(),
        site: log.replica.site.0,
        incarnation: log.replica.incarnation,
        entries: log.entries,
        head: (log.entries > 0).then(|| hex(&log.head)),
    };
    Ok(listing(&VerificationRecord {
        verified: found.what.findings.is_empty(),
        checked_at: rfc3339(found.at),
        entries: found.what.logs.iter().map(|log| log.entries).sum(),
        logs: found.what.logs.iter().map(log).collect(),
        findings: found.what.findings.iter().map(ToString::to_string).collect(),
    }))
}
