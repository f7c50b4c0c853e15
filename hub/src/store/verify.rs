//! What `verify` looks at: the logs and rows of every replica, and I-7 over the orders.

use holdfast_shell::sqlite::{Finding, StoreError, Verification, verify_logs};
use rusqlite::Connection;

use super::sqlite::decode;
use crate::core::order::Order;

/// The whole store as of one commit, which may be in use; `step` is told how many entries of logs were read.
pub fn verify_store(connection: &Connection, step: impl FnMut(u64)) -> Result<Verification, StoreError> {
    let snapshot = connection.unchecked_transaction()?;
    let mut verified = verify_logs(&snapshot, step)?;
    verified.findings.extend(verify_orders(&snapshot)?);
    Ok(verified)
}

/// Each line adds up, and what orders are found by is what they say.
pub fn verify_orders(connection: &Connection) -> Result<Vec<Finding>, StoreError> {
    let mut findings = Vec::new();
    let mut finding = |detail: String| findings.push(Finding { invariant: "I-7", detail });
    let mut statement = connection.prepare("SELECT id, status, priority, placed_at, body FROM orders")?;
    let mut waits = connection.prepare("SELECT EXISTS (SELECT 1 FROM backorders WHERE sku = ?1 AND order_id = ?2)")?;
    let mut found = statement.query([])?;
    while let Some(record) = found.next()? {
        let (id, body): (String, String) = (record.get(0)?, record.get(4)?);
        let Ok(order) = decode::<Order>(&body) else {
            finding(format!("order {id} does not decode"));
            continue;
        };
        for (at, line) in order.lines.iter().enumerate().filter(|(_, line)| !line.adds_up()) {
            finding(format!("order {id}, line {}: {} of {} do not add up", at + 1, line.quantity, line.sku));
        }
        let columns =
            (id.clone(), record.get::<_, String>(1)?, record.get::<_, i32>(2)?, record.get::<_, i64>(3)? as u64);
        if columns != (order.id.to_string(), order.status().name().to_owned(), order.priority, order.placed_at.0) {
            finding(format!("order {id}: its columns differ from its body"));
        }
        for line in order.lines.iter().filter(|line| line.backordered > 0) {
            if !waits.query_row([line.sku.as_str(), id.as_str()], |record| record.get::<_, bool>(0))? {
                finding(format!("order {id} waits for {} and nobody would find it", line.sku));
            }
        }
    }
    Ok(findings)
}
