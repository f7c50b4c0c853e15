//! Operators in the store. Those who were shut out stay: the audit names them.

use holdfast_crdt::Millis;
use holdfast_shell::sqlite::StoreError;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::core::access::{Operator, OperatorId, Tries};
use crate::roles::Role;

const SELECT: &str =
    "SELECT id, name, role, badge_digest, pin_hash, wrong_pins, locked_until, created_at, revoked_at, version
                      FROM operators";

fn decode(record: &Row<'_>) -> Result<Operator, StoreError> {
    let broken = |what: &str| StoreError::Broken(format!("an operator of the store has no valid {what}"));
    let time = |at: usize| record.get::<_, Option<i64>>(at).map(|time| time.map(|time| Millis(time as u64)));
    Ok(Operator {
        id: record.get::<_, String>(0)?.parse().map_err(|_| broken("id"))?,
        name: record.get::<_, String>(1)?.into(),
        role: Role::named(&record.get::<_, String>(2)?).ok_or_else(|| broken("role"))?,
        badge: record.get(3)?,
        pin: record.get::<_, Option<String>>(4)?.map(Into::into),
        tries: Tries { wrong: record.get(5)?, locked_until: time(6)? },
        created_at: time(7)?.unwrap_or_default(),
        revoked_at: time(8)?,
        version: record.get::<_, i64>(9)? as u64,
    })
}

pub fn load_operator(connection: &Connection, id: OperatorId) -> Result<Option<Operator>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    statement.query_row([id.to_string()], |record| Ok(decode(record))).optional()?.transpose()
}

/// Whoever wears this badge now.
pub fn operator_with_badge(connection: &Connection, digest: &[u8; 32]) -> Result<Option<Operator>, StoreError> {
    let sql = format!("{SELECT} WHERE badge_digest = ?1 AND revoked_at IS NULL");
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_row([digest.as_slice()], |record| Ok(decode(record))).optional()?.transpose()
}

pub fn save_operator(connection: &Connection, operator: &Operator) -> Result<(), StoreError> {
    let time = |at: Option<Millis>| at.map(|at| at.0 as i64);
    connection
        .prepare_cached(
            "INSERT INTO operators
                 (id, name, role, badge_digest, pin_hash, wrong_pins, locked_until, created_at, revoked_at, version)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT DO UPDATE SET name = excluded.name, role = excluded.role, badge_digest = excluded.badge_digest,
                 pin_hash = excluded.pin_hash, wrong_pins = excluded.wrong_pins, locked_until = excluded.locked_until,
                 revoked_at = excluded.revoked_at, version = excluded.version",
        )?
        .execute(params![
            operator.id.to_string(),
            &*operator.name,
            operator.role.name(),
            operator.badge,
            operator.pin.as_deref(),
            operator.tries.wrong,
            time(operator.tries.locked_until),
            operator.created_at.0 as i64,
            time(operator.revoked_at),
            operator.version as i64,
        ])?;
    Ok(())
}

/// Operators behind the id `after`, by age: those who may work, or those who were shut out; at most `limit`.
pub fn list_operators(
    connection: &Connection,
    revoked: bool,
    after: &str,
    limit: usize,
) -> Result<Vec<Operator>, StoreError> {
    let sql = format!("{SELECT} WHERE id > ?1 AND (revoked_at IS NOT NULL) = ?2 ORDER BY id LIMIT ?3");
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement.query_map(params![after, revoked, limit as i64], |record| Ok(decode(record)))?;
    found.map(|operator| operator?).collect()
}

/// Somebody who may sign in, as a terminal lists them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningIn {
    pub operator: String,
    pub name: String,
    pub has_pin: bool,
}

/// Those who may work here behind a name and id, by name in any letter case; at most `limit`.
pub fn list_signing_in(
    connection: &Connection,
    (name, id): (&str, &str),
    limit: usize,
) -> Result<Vec<SigningIn>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, pin_hash IS NOT NULL FROM operators
         WHERE revoked_at IS NULL AND (name COLLATE NOCASE, id) > (?1, ?2)
         ORDER BY name COLLATE NOCASE, id LIMIT ?3",
    )?;
    let found = statement.query_map(params![name, id, limit as i64], |record| {
        Ok(SigningIn { operator: record.get(0)?, name: record.get(1)?, has_pin: record.get(2)? })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}
