//! Sites, tokens and certificates: small transactions of their own, made by commands while the hub serves, or by the
//! hub itself when a node joins.

use std::collections::BTreeMap;

use holdfast_crdt::{Millis, SiteId, WarehouseId};
use holdfast_shell::link::{Issued, JoinRefusal, PeerIdentity, Refusal, Seat};
use holdfast_shell::sqlite::{LateRows, StoreError};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A join token is good for a day.
pub const TOKEN_LIFE_MILLIS: u64 = 24 * 3_600_000;

/// One node as the store knows it.
#[derive(Debug, Clone)]
pub struct NodeRow {
    pub warehouse: String,
    pub site: u32,
    pub fenced: bool,
    pub revoked: bool,
    pub last_seen: Option<Millis>,
    /// What was said when it was fenced.
    pub fence_reason: Option<String>,
    /// Grows with every join, fence, unfence and revocation.
    pub version: u64,
}

impl NodeRow {
    const SELECT: &str = "SELECT warehouse, site, fenced, revoked_at IS NOT NULL, last_seen, fence_reason, version
                          FROM sites WHERE joined_at IS NOT NULL";

    fn read(record: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            warehouse: record.get(0)?,
            site: record.get(1)?,
            fenced: record.get(2)?,
            revoked: record.get(3)?,
            last_seen: record.get::<_, Option<i64>>(4)?.map(|at| Millis(at as u64)),
            fence_reason: record.get(5)?,
            version: record.get::<_, i64>(6)? as u64,
        })
    }
}

/// Keeps a token for a warehouse, giving it a site where it has none. `false` when there is no such warehouse.
pub fn create_enrolment(
    connection: &Connection,
    warehouse: &WarehouseId,
    digest: &[u8; 32],
    now: Millis,
) -> Result<bool, StoreError> {
    let known =
        connection.query_row("SELECT 1 FROM warehouses WHERE id = ?1", [warehouse.as_str()], |_| Ok(())).optional()?;
    if known.is_none() {
        return Ok(false);
    }
    connection.execute(
        "INSERT OR IGNORE INTO sites (warehouse, site) VALUES (?1, (SELECT coalesce(max(site), 0) + 1 FROM sites))",
        [warehouse.as_str()],
    )?;
    connection.execute(
        "INSERT INTO enrolments (digest, warehouse, expires_at) VALUES (?1, ?2, ?3)",
        params![digest.as_slice(), warehouse.as_str(), now.plus(TOKEN_LIFE_MILLIS).0 as i64],
    )?;
    Ok(true)
}

/// Uses a token up. A warehouse whose node has synced is given to another machine only once that node is revoked: its
/// counters live there, and what it has not told is lost with it.
pub fn use_token(
    connection: &Connection,
    rows: &LateRows,
    digest: &[u8; 32],
    now: Millis,
) -> Result<Result<Seat, JoinRefusal>, StoreError> {
    let found = connection
        .query_row(
            "SELECT warehouse, expires_at, used_at FROM enrolments WHERE digest = ?1",
            [digest.as_slice()],
            |record| Ok((record.get::<_, String>(0)?, record.get::<_, i64>(1)?, record.get::<_, Option<i64>>(2)?)),
        )
        .optional()?;
    let Some((warehouse, expires_at, used_at)) = found else { return Ok(Err(JoinRefusal::UnknownToken)) };
    if used_at.is_some() {
        return Ok(Err(JoinRefusal::UsedToken));
    }
    if expires_at as u64 <= now.0 {
        return Ok(Err(JoinRefusal::ExpiredToken));
    }
    if !super::queries::is_known(connection, "SELECT 1 FROM warehouses WHERE id = ?1", &warehouse)? {
        return Ok(Err(JoinRefusal::UnknownToken)); // it was removed since
    }
    let (site, revoked): (u32, bool) = connection.query_row(
        "SELECT site, revoked_at IS NOT NULL FROM sites WHERE warehouse = ?1",
        [&warehouse],
        |record| Ok((record.get(0)?, record.get(1)?)),
    )?;
    let warehouse = WarehouseId::new(&warehouse).map_err(|error| StoreError::Broken(format!("warehouse {error}")))?;
    let mut synced = false;
    rows.each_cell(connection, &warehouse, |_, cell| {
        synced |= cell.rows().any(|(owner, _)| owner.site.0 == site);
        Ok(!synced)
    })?;
    if synced && !revoked {
        let why = format!(
            "{warehouse} has a node that has synced already; restore that node's backup on the new machine, or, where that \
             machine is lost without one, `revoke` it first"
        );
        return Ok(Err(JoinRefusal::SeatTaken(why)));
    }
    connection
        .execute("UPDATE enrolments SET used_at = ?2 WHERE digest = ?1", params![digest.as_slice(), now.0 as i64])?;
    // a machine that joined before may not come back beside the new one: two lives of one site
    connection.execute(
        "UPDATE certificates SET revoked_at = ?2 WHERE warehouse = ?1 AND revoked_at IS NULL",
        params![warehouse.as_str(), now.0 as i64],
    )?;
    connection.execute(
        "UPDATE sites SET joined_at = ?2, revoked_at = NULL, version = version + 1 WHERE warehouse = ?1",
        params![warehouse.as_str(), now.0 as i64],
    )?;
    Ok(Ok(Seat { warehouse, site: SiteId(site), successor: synced }))
}

pub fn record_certificate(connection: &Connection, issued: &Issued) -> Result<(), StoreError> {
    let identity = &issued.identity;
    connection.execute(
        "INSERT INTO certificates (serial, warehouse, site, not_after, issued_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            identity.serial,
            identity.warehouse.as_str(),
            identity.site.0,
            identity.not_after.0 as i64,
            issued.at.0 as i64
        ],
    )?;
    Ok(())
}

/// Why an identity may not hold a session; `None` when it may.
pub fn connection_refusal(connection: &Connection, peer: &PeerIdentity) -> Result<Option<Refusal>, StoreError> {
    let found = certificate(connection, peer)?;
    Ok(match found {
        None => Some(Refusal::Unknown),
        Some((true, _)) => Some(Refusal::Revoked),
        Some((false, true)) => Some(Refusal::Fenced),
        Some((false, false)) => None,
    })
}

/// The same for a new certificate: a fenced node may renew, it may only not sync.
pub fn may_renew(connection: &Connection, peer: &PeerIdentity) -> Result<Option<Refusal>, StoreError> {
    Ok(match certificate(connection, peer)? {
        None => Some(Refusal::Unknown),
        Some((true, _)) => Some(Refusal::Revoked),
        Some((false, _)) => None,
    })
}

/// (revoked, fenced) of a certificate that this hub issued to this very site.
fn certificate(connection: &Connection, peer: &PeerIdentity) -> Result<Option<(bool, bool)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.revoked_at IS NOT NULL OR s.revoked_at IS NOT NULL, s.fenced FROM certificates c
         JOIN sites s ON s.warehouse = c.warehouse AND s.site = c.site
         WHERE c.serial = ?1 AND c.warehouse = ?2 AND c.site = ?3",
    )?;
    let place = params![peer.serial, peer.warehouse.as_str(), peer.site.0];
    Ok(statement.query_row(place, |record| Ok((record.get(0)?, record.get(1)?))).optional()?)
}

/// The same for all certificates that have not lapsed, by serial, with the warehouse and the site of each.
pub fn connection_refusals(connection: &Connection, now: Millis) -> Result<Refusals, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.serial, c.warehouse, c.site, c.revoked_at IS NOT NULL OR s.revoked_at IS NOT NULL, s.fenced
         FROM certificates c JOIN sites s ON s.warehouse = c.warehouse AND s.site = c.site WHERE c.not_after >= ?1",
    )?;
    let verdicts = statement.query_map([now.0 as i64], |record| {
        let refusal = match (record.get(3)?, record.get(4)?) {
            (true, _) => Some(Refusal::Revoked),
            (false, true) => Some(Refusal::Fenced),
            (false, false) => None,
        };
        Ok((record.get(0)?, (record.get(1)?, record.get(2)?, refusal)))
    })?;
    Ok(verdicts.collect::<Result<_, _>>()?)
}

/// By serial: warehouse, site, and why it may not hold a session.
pub type Refusals = BTreeMap<String, (String, u32, Option<Refusal>)>;

/// Revokes all certificates of a warehouse's node. `false` when it has none.
pub fn set_revoked(connection: &Connection, warehouse: &WarehouseId, now: Millis) -> Result<bool, StoreError> {
    connection.execute(
        "UPDATE certificates SET revoked_at = ?2 WHERE warehouse = ?1 AND revoked_at IS NULL",
        params![warehouse.as_str(), now.0 as i64],
    )?;
    let changed = connection.execute(
        "UPDATE sites SET revoked_at = coalesce(revoked_at, ?2), version = version + 1
         WHERE warehouse = ?1 AND joined_at IS NOT NULL",
        params![warehouse.as_str(), now.0 as i64],
    )?;
    Ok(changed > 0)
}

/// Fences a warehouse's node, with the reason that is to be shown, or lets it sync again. `false` when it has none.
pub fn set_fenced(
    connection: &Connection,
    warehouse: &WarehouseId,
    fenced: bool,
    reason: Option<&str>,
) -> Result<bool, StoreError> {
    let changed = connection.execute(
        "UPDATE sites SET fenced = ?2, fence_reason = ?3, version = version + 1
         WHERE warehouse = ?1 AND joined_at IS NOT NULL",
        params![warehouse.as_str(), fenced, reason],
    )?;
    Ok(changed > 0)
}

/// Notes when a node was last heard of.
pub fn note_seen(connection: &Connection, warehouse: &WarehouseId, at: Millis) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE sites SET last_seen = ?2 WHERE warehouse = ?1")?
        .execute(params![warehouse.as_str(), at.0 as i64])?;
    Ok(())
}

/// All warehouses that a node has joined.
pub fn list_nodes(connection: &Connection) -> Result<Vec<NodeRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{} ORDER BY warehouse", NodeRow::SELECT))?;
    let rows = statement.query_map([], NodeRow::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The node of one warehouse, once one has joined.
pub fn node(connection: &Connection, warehouse: &str) -> Result<Option<NodeRow>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{} AND warehouse = ?1", NodeRow::SELECT))?;
    Ok(statement.query_row([warehouse], NodeRow::read).optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrations;

    fn store() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        migrations().to_latest(&mut connection).unwrap();
        connection.execute("INSERT INTO warehouses (id, version, body) VALUES ('LEEDS', 1, '{}')", []).unwrap();
        connection
    }

    fn none(connection: &Connection) -> LateRows {
        LateRows::open(connection, 1).unwrap()
    }

    fn leeds() -> WarehouseId {
        WarehouseId::new("LEEDS").unwrap()
    }

    /// Enrols and joins, and has a certificate of that serial issued.
    fn joined(connection: &Connection, digest: u8, serial: &str) -> PeerIdentity {
        assert!(create_enrolment(connection, &leeds(), &[digest; 32], Millis(0)).unwrap());
        let seat = use_token(connection, &none(connection), &[digest; 32], Millis(1)).unwrap().unwrap();
        let (not_before, not_after) = (Millis(0), Millis(1_000_000));
        let identity =
            PeerIdentity { warehouse: seat.warehouse, site: seat.site, serial: serial.into(), not_before, not_after };
        let issued = Issued { identity: identity.clone(), renews: None, at: Millis(1) };
        record_certificate(connection, &issued).unwrap();
        identity
    }

    #[test]
    fn a_token_is_good_once_and_for_a_day() {
        let store = store();
        joined(&store, 1, "aa");
        assert_eq!(use_token(&store, &none(&store), &[1; 32], Millis(2)).unwrap(), Err(JoinRefusal::UsedToken));
        assert_eq!(use_token(&store, &none(&store), &[9; 32], Millis(2)).unwrap(), Err(JoinRefusal::UnknownToken));
        create_enrolment(&store, &leeds(), &[2; 32], Millis(0)).unwrap();
        let late = use_token(&store, &none(&store), &[2; 32], Millis(TOKEN_LIFE_MILLIS)).unwrap();
        assert_eq!(late, Err(JoinRefusal::ExpiredToken));
    }

    #[test]
    fn of_two_machines_that_joined_one_warehouse_only_the_later_one_may_connect() {
        let store = store();
        let first = joined(&store, 1, "aa");
        assert_eq!(connection_refusal(&store, &first).unwrap(), None);
        let second = joined(&store, 2, "bb");
        assert_eq!(connection_refusal(&store, &first).unwrap(), Some(Refusal::Revoked));
        assert_eq!(connection_refusal(&store, &second).unwrap(), None);
        let all = connection_refusals(&store, Millis(5)).unwrap();
        assert_eq!(all["aa"], ("LEEDS".to_owned(), first.site.0, Some(Refusal::Revoked)));
        assert_eq!(all["bb"], ("LEEDS".to_owned(), second.site.0, None));
        assert!(connection_refusals(&store, Millis(1_000_001)).unwrap().is_empty());
    }
}
