//! Claims in the store.

use std::collections::BTreeSet;

use holdfast_crdt::{ClaimId, Sku, WarehouseId};
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::mail::{LetterBody, ToHub};
use rusqlite::{Connection, Row, params};

use crate::core::claim::{Claims, Counted, CountedAt, Owed};

fn decode(record: &Row<'_>) -> Result<((Sku, ClaimId), Owed), StoreError> {
    let broken = |what: &str| StoreError::Broken(format!("a claim of the store has no valid {what}"));
    let claim = record.get::<_, String>(0)?.parse().map_err(|_| broken("id"))?;
    let sku = Sku::new(&record.get::<_, String>(1)?).map_err(|_| broken("SKU"))?;
    Ok(((sku, claim), Owed { units: record.get::<_, i64>(2)? as u64 }))
}

/// Puts up all claims that are not settled yet.
pub fn load_open_claims(connection: &Connection, claims: &mut Claims) -> Result<(), StoreError> {
    let mut statement = connection.prepare("SELECT claim_id, sku, outstanding FROM claims WHERE outstanding > 0")?;
    let mut found = statement.query([])?;
    while let Some(record) = found.next()? {
        let (key, owed) = decode(record)?;
        claims.load(key, owed);
    }
    Ok(())
}

/// Puts up one claim, settled or not, that a letter names.
pub fn load_claim(connection: &Connection, claims: &mut Claims, claim: ClaimId) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT claim_id, sku, outstanding FROM claims WHERE claim_id = ?1")?;
    let mut found = statement.query([claim.to_string()])?;
    if let Some(record) = found.next()? {
        let (key, owed) = decode(record)?;
        claims.load(key, owed);
    }
    Ok(())
}

/// Saves what changed, and takes settled claims down.
pub fn save_claims(connection: &Connection, claims: &mut Claims) -> Result<(), StoreError> {
    for ((sku, claim), owed) in claims.take_changed() {
        connection
            .prepare_cached(
                "INSERT INTO claims (claim_id, sku, outstanding) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET outstanding = excluded.outstanding",
            )?
            .execute(params![claim.to_string(), sku.as_str(), owed.units as i64])?;
    }
    claims.retain(|owed| owed.units > 0);
    Ok(())
}

/// Puts up how much a SKU's last count has seen.
pub fn load_counted(connection: &Connection, counted: &mut Counted, sku: &Sku) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached("SELECT incarnation, clock FROM counted WHERE sku = ?1")?;
    let mut found = statement.query([sku.as_str()])?;
    if let Some(record) = found.next()? {
        let at = CountedAt { incarnation: record.get(0)?, clock: record.get::<_, i64>(1)? as u64 };
        counted.load(sku.clone(), at);
    }
    Ok(())
}

/// Saves what changed, and takes all down.
pub fn save_counted(connection: &Connection, counted: &mut Counted) -> Result<(), StoreError> {
    for (sku, at) in counted.take_changed() {
        connection
            .prepare_cached(
                "INSERT INTO counted (sku, incarnation, clock) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET incarnation = excluded.incarnation, clock = excluded.clock",
            )?
            .execute(params![sku.as_str(), at.incarnation, at.clock as i64])?;
    }
    counted.retain(|_| false);
    Ok(())
}

/// Claims whose letter the hub has not acknowledged.
pub fn pending_claims(connection: &Connection, warehouse: &WarehouseId) -> Result<BTreeSet<ClaimId>, StoreError> {
    let mut statement = connection.prepare("SELECT body FROM letters WHERE warehouse = ?1")?;
    let bodies = statement.query_map([warehouse.as_str()], |record| record.get::<_, Vec<u8>>(0))?;
    let mut claims = BTreeSet::new();
    for body in bodies {
        if let Ok(LetterBody::ToHub(ToHub::Claim { claim, .. })) = postcard::from_bytes(&body?) {
            claims.insert(claim);
        }
    }
    Ok(claims)
}
