//! Sessions of people at devices: the living ones only. One that ended is gone, and its token with it.

use holdfast_crdt::Millis;
use holdfast_shell::sqlite::StoreError;
use rusqlite::{Connection, OptionalExtension, params};

use crate::core::access::{DeviceId, OperatorId, SessionId};

/// Who is signed in where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: String,
    pub operator: String,
    pub name: String,
    pub role: String,
    pub device: DeviceId,
    pub device_name: String,
    pub device_role: String,
    pub expires_at: Millis,
}

/// The session of a token, unless it ended: by time, with its operator, or with its device.
pub fn session_with(connection: &Connection, digest: &[u8; 32], now: Millis) -> Result<Option<Session>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT s.id, o.id, o.name, o.role, k.id, k.name, k.role, s.expires_at FROM sessions s
         JOIN operators o ON o.id = s.operator_id AND o.revoked_at IS NULL
         JOIN access_keys k ON k.id = s.device AND k.revoked_at IS NULL
         WHERE s.digest = ?1 AND s.expires_at > ?2",
    )?;
    let found = statement.query_row(params![digest.as_slice(), now.0 as i64], |record| {
        Ok(Session {
            id: record.get(0)?,
            operator: record.get(1)?,
            name: record.get(2)?,
            role: record.get(3)?,
            device: DeviceId(record.get(4)?),
            device_name: record.get(5)?,
            device_role: record.get(6)?,
            expires_at: Millis(record.get::<_, i64>(7)? as u64),
        })
    });
    Ok(found.optional()?)
}

/// Begins a session in the place of whatever was at that device: one person works at it at a time.
pub fn begin_session(
    connection: &Connection,
    (id, digest): (SessionId, &[u8; 32]),
    (operator, device): (OperatorId, DeviceId),
    expires_at: Millis,
) -> Result<(), StoreError> {
    end_sessions_at(connection, device)?;
    connection
        .prepare_cached(
            "INSERT INTO sessions (id, digest, operator_id, device, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![id.to_string(), digest.as_slice(), operator.to_string(), device.0, expires_at.0 as i64])?;
    Ok(())
}

/// Whether there was one.
pub fn end_session(connection: &Connection, id: &str) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached("DELETE FROM sessions WHERE id = ?1")?.execute([id])? > 0)
}

pub fn end_sessions_of(connection: &Connection, operator: OperatorId) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM sessions WHERE operator_id = ?1")?.execute([operator.to_string()])?;
    Ok(())
}

pub fn end_sessions_at(connection: &Connection, device: DeviceId) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM sessions WHERE device = ?1")?.execute([device.0])?;
    Ok(())
}

/// Forgets sessions whose time is over, at most `limit` of them.
pub fn forget_sessions(connection: &Connection, now: Millis, limit: usize) -> Result<(), StoreError> {
    let sql = "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= ?1 LIMIT ?2)";
    connection.prepare_cached(sql)?.execute([now.0 as i64, limit as i64])?;
    Ok(())
}
