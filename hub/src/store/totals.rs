//! Sums of orders per currency. Nothing adds amounts of two.

use std::collections::BTreeMap;

use holdfast_crdt::Millis;
use holdfast_shell::sqlite::StoreError;
use rusqlite::{Connection, params};

use crate::money::{CurrencyCode, MinorUnits};

/// What orders of one currency come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrderSum {
    /// Of the currency's minor units.
    pub digits: u32,
    pub orders: u64,
    pub goods: MinorUnits,
    pub tax: MinorUnits,
    pub total: MinorUnits,
}

/// By currency: orders of a status, or of any, placed from one time until before another.
pub fn order_totals(
    connection: &Connection,
    status: Option<&str>,
    (from, to): (Option<Millis>, Option<Millis>),
) -> Result<BTreeMap<String, OrderSum>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT json_extract(body, '$.currency'), json_extract(body, '$.total'), json_extract(body, '$.taxes.goods'),
             json_extract(body, '$.taxes.amount') FROM orders
         WHERE (?1 IS NULL OR status = ?1) AND placed_at >= ?2 AND placed_at < ?3",
    )?;
    let time = |at: Option<Millis>, otherwise: i64| at.map_or(otherwise, |at| at.0 as i64);
    let mut found = statement.query(params![status, time(from, 0), time(to, i64::MAX)])?;
    let mut sums: BTreeMap<String, OrderSum> = BTreeMap::new();
    while let Some(record) = found.next()? {
        let (currency, total): (String, String) = (record.get(0)?, record.get(1)?);
        let (goods, tax): (Option<String>, Option<String>) = (record.get(2)?, record.get(3)?);
        let sum = match sums.get_mut(&currency) {
            Some(sum) => sum,
            // an order that was rebuilt after a restore has a code for no currency
            None => {
                let digits = currency.parse().map_or(2, CurrencyCode::digits);
                sums.entry(currency).or_insert(OrderSum { digits, ..OrderSum::default() })
            }
        };
        sum.orders += 1;
        sum.goods.add(goods.as_deref().unwrap_or(&total), sum.digits);
        sum.tax.add(tax.as_deref().unwrap_or("0"), sum.digits);
        sum.total.add(&total, sum.digits);
    }
    Ok(sums)
}
