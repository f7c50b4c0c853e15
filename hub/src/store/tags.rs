//! What orders are found by beside their id: the SKUs on their lines and the warehouses that have a part of them. A random
//! place in an index for each would cost an order more than all else it writes, so these are written late and in bulk.

use std::collections::BTreeSet;

use holdfast_crdt::{OrderId, Sku, WarehouseId};
use holdfast_shell::sqlite::{LateIndex, StoreError, Tail, text_key};
use rusqlite::{Connection, OptionalExtension};

use super::sqlite::decode;
use crate::core::order::Order;

/// Orders looked at, newest first, for those that still hold units of a SKU in a warehouse.
const LOOKED_AT_MAX: usize = 100_000;

pub fn sku_key(sku: &str) -> i64 {
    text_key(b"sku", sku.as_bytes())
}

pub fn warehouse_key(warehouse: &str) -> i64 {
    text_key(b"warehouse", warehouse.as_bytes())
}

pub struct OrderTags(LateIndex);

impl OrderTags {
    pub fn open(connection: &Connection) -> Result<Self, StoreError> {
        LateIndex::open(connection, "order_tags", |through| {
            let mut statement = connection.prepare("SELECT num, body FROM orders WHERE num > ?1")?;
            let mut found = statement.query([through])?;
            let mut entries = Vec::new();
            while let Some(record) = found.next()? {
                let num = record.get(0)?;
                let order: Order = decode(record.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?;
                entries.extend(keys_of(&order).into_iter().map(|key| (key, num)));
            }
            Ok(entries)
        })
        .map(Self)
    }

    /// Opens them again, after a batch was not kept; readers see the new ones where they saw these.
    pub fn reopen(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let mut again = Self::open(connection)?;
        again.0.share(&self.0.tail());
        *self = again;
        Ok(())
    }

    pub fn tail(&self) -> Tail {
        self.0.tail()
    }

    pub fn add(&mut self, connection: &Connection, order: &Order, num: i64, fresh: bool) -> Result<(), StoreError> {
        for key in keys_of(order) {
            match fresh {
                true => self.0.add(key, num),
                false => self.0.add_now(connection, key, num)?,
            }
        }
        Ok(())
    }

    pub fn save(&mut self, connection: &Connection) -> Result<(), StoreError> {
        self.0.save(connection)
    }

    pub fn committed(&mut self) {
        self.0.committed();
    }

    /// The youngest open orders of a SKU with units held in the warehouse.
    pub fn open_orders(
        &self,
        connection: &Connection,
        (warehouse, sku): (&WarehouseId, &Sku),
        limit: usize,
    ) -> Result<Vec<OrderId>, StoreError> {
        let nums: BTreeSet<i64> = self.0.rows(connection, sku_key(sku.as_str()))?.into_iter().collect();
        let mut statement = connection.prepare_cached(
            "SELECT body FROM orders
             WHERE num = ?1 AND status IN ('pending', 'processing', 'partially_shipped', 'cancelling')",
        )?;
        let mut open = Vec::new();
        for num in nums.into_iter().rev().take(LOOKED_AT_MAX) {
            let body: Option<String> = statement.query_row([num], |record| record.get(0)).optional()?;
            let Some(order) = body.map(|body| decode::<Order>(&body)).transpose()? else { continue };
            let holds = order.lines.iter().filter(|line| line.sku == *sku).flat_map(|line| &line.allocations);
            if holds.into_iter().any(|held| held.warehouse == *warehouse && held.state.holds()) {
                open.push(order.id);
            }
            if open.len() == limit {
                break;
            }
        }
        Ok(open)
    }
}

fn keys_of(order: &Order) -> BTreeSet<i64> {
    let skus = order.lines.iter().map(|line| sku_key(line.sku.as_str()));
    let allocations = order.lines.iter().flat_map(|line| &line.allocations);
    skus.chain(allocations.map(|allocation| warehouse_key(allocation.warehouse.as_str()))).collect()
}
