//! Offers to let a device in.

use holdfast_crdt::Millis;
use holdfast_shell::sqlite::StoreError;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::core::access::{DeviceId, Origin, PAIRING_MILLIS, Pairing, PairingCode, PairingId};
use crate::roles::Role;

/// How long an offer that is over is still shown.
const KEPT_MILLIS: u64 = 24 * 3_600_000;

const SELECT: &str = "SELECT id, code, name, role, node, made_at, device, secure FROM pairings";

fn decode(record: &Row<'_>) -> Result<Pairing, StoreError> {
    let broken = |what: &str| StoreError::Broken(format!("a pairing of the store has no valid {what}"));
    Ok(Pairing {
        id: record.get::<_, String>(0)?.parse().map_err(|_| broken("id"))?,
        code: record.get::<_, String>(1)?.parse().map_err(|_| broken("code"))?,
        name: record.get::<_, String>(2)?.into(),
        role: Role::named(&record.get::<_, String>(3)?).ok_or_else(|| broken("role"))?,
        node: record
            .get::<_, Option<String>>(4)?
            .map(|host| Ok::<_, StoreError>(Origin { secure: record.get(7)?, host: host.into() }))
            .transpose()?,
        made_at: Millis(record.get::<_, i64>(5)? as u64),
        device: record.get::<_, Option<i64>>(6)?.map(DeviceId),
    })
}

pub fn load_pairing(connection: &Connection, id: PairingId) -> Result<Option<Pairing>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    statement.query_row([id.to_string()], |record| Ok(decode(record))).optional()?.transpose()
}

pub fn pairing_with(connection: &Connection, code: &PairingCode) -> Result<Option<Pairing>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE code = ?1"))?;
    statement.query_row([code.as_str()], |record| Ok(decode(record))).optional()?.transpose()
}

pub fn save_pairing(connection: &Connection, pairing: &Pairing) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO pairings (id, code, name, role, node, made_at, device, secure)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (id) DO UPDATE SET device = excluded.device",
        )?
        .execute(params![
            pairing.id.to_string(),
            pairing.code.as_str(),
            &*pairing.name,
            pairing.role.name(),
            pairing.node.as_ref().map(|node| &*node.host),
            pairing.made_at.0 as i64,
            pairing.device.map(|device| device.0),
            pairing.node.as_ref().is_some_and(|node| node.secure),
        ])?;
    Ok(())
}

/// Forgets offers that were over a day ago, at most `limit` of them.
pub fn forget_pairings(connection: &Connection, now: Millis, limit: usize) -> Result<(), StoreError> {
    let before = now.0.saturating_sub(PAIRING_MILLIS + KEPT_MILLIS) as i64;
    let sql = "DELETE FROM pairings WHERE id IN (SELECT id FROM pairings WHERE made_at < ?1 ORDER BY made_at LIMIT ?2)";
    connection.prepare_cached(sql)?.execute([before, limit as i64])?;
    Ok(())
}
