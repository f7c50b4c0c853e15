//! The products of the catalogue with their stock over all warehouses: streamed in order of SKU, or gathered and sorted.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use holdfast_crdt::Sku;
use holdfast_shell::sqlite::{Reader, StoreError};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, params_from_iter};

use super::queries::{IN_CATALOGUE, looked_for};
use super::sorted::Key;
use crate::core::figures::StockSum;

/// Fields the list may be sorted by.
pub const SORTABLE: &[&str] =
    &["sku", "name", "quantity", "reservedQuantity", "availableQuantity", "promisableQuantity"];

/// What is asked for, checked in form.
#[derive(Debug, Clone)]
pub struct StockListing {
    /// Part of the SKU or of the name.
    pub query: Option<String>,
    /// (field, descending)
    pub sort: Vec<(String, bool)>,
    pub after: Option<Place>,
    pub limit: usize,
}

/// Where a page ended: the values sorted by, then the SKU.
pub type Place = Vec<Key>;

/// One product.
#[derive(Debug)]
pub struct SkuStock {
    pub sku: Sku,
    pub name: String,
    pub category: Option<String>,
    pub sum: StockSum,
    /// Units on their way to any warehouse.
    pub incoming: u64,
}

/// A page, and where the next one begins.
pub type StockPage = (Vec<SkuStock>, Option<Place>);

/// What of stock is not in the table of products: sums of the SKUs named, and what is on its way.
pub type Sums<'a> = dyn Fn(&[Sku]) -> Option<Vec<StockSum>> + 'a;

impl StockListing {
    fn by_sku(&self) -> bool {
        self.sort.first().is_none_or(|(field, descending)| field == "sku" && !descending)
    }

    /// One page, and where the next begins. `None`: the sums are not kept.
    pub fn read(
        &self,
        reader: &Reader,
        sums: &Sums<'_>,
        incoming: &BTreeMap<Sku, u64>,
    ) -> Result<Option<StockPage>, StoreError> {
        let found = self.products(reader)?;
        let skus: Vec<Sku> = found.iter().map(|(sku, _)| sku.clone()).collect();
        let Some(sums) = sums(&skus) else { return Ok(None) };
        let mut rows: Vec<SkuStock> = found
            .into_iter()
            .zip(sums)
            .map(|((sku, name), sum)| {
                let incoming = incoming.get(&sku).copied().unwrap_or(0);
                SkuStock { sku, name, category: None, sum, incoming }
            })
            .collect();
        if !self.by_sku() {
            self.sort(&mut rows);
        }
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        for row in &mut rows {
            row.category = category(reader, &row.sku)?;
        }
        let next = rows.last().filter(|_| more).map(|last| self.place(last));
        Ok(Some((rows, next)))
    }

    /// SKU and name, in order of SKU: a page of them where that is the order asked for, else all.
    fn products(&self, reader: &Reader) -> Result<Vec<(Sku, String)>, StoreError> {
        let mut values = looked_for(self.query.as_deref());
        let (mut clause, mut limit) = ("", -1);
        if self.by_sku() {
            limit = self.limit as i64 + 1;
            if let Some(Key::Text(sku)) = self.after.as_ref().and_then(|place| place.last()) {
                values.push(sku.clone().into());
                clause = " AND sku > ?3";
            }
        }
        let query = format!("SELECT sku, name FROM products WHERE 1{IN_CATALOGUE}{clause} ORDER BY sku LIMIT {limit}");
        let mut statement = reader.prepare_cached(&query)?;
        let mut found = statement.query(params_from_iter::<Vec<Value>>(values))?;
        let mut products = Vec::new();
        while let Some(record) = found.next()? {
            let text = record.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            let sku = Sku::new(text).map_err(|error| StoreError::Broken(format!("SKU {text:?} {error}")))?;
            products.push((sku, record.get(1)?));
        }
        Ok(products)
    }

    /// Puts them in order, and leaves those behind the place where the page begins.
    fn sort(&self, rows: &mut Vec<SkuStock>) {
        let mut placed: Vec<(Place, SkuStock)> = rows.drain(..).map(|row| (self.place(&row), row)).collect();
        if let Some(after) = &self.after {
            placed.retain(|(place, _)| self.order(place, after) == Ordering::Greater);
        }
        placed.sort_by(|(a, _), (b, _)| self.order(a, b));
        rows.extend(placed.into_iter().map(|(_, row)| row));
    }

    fn place(&self, row: &SkuStock) -> Place {
        let held = &row.sum.held;
        let value = |field: &str| match field {
            "sku" => Key::Text(row.sku.to_string()),
            "name" => Key::Text(row.name.clone()),
            "reservedQuantity" => Key::Number(held.reserved_quantity as i64),
            "availableQuantity" => Key::Number(held.available_quantity as i64),
            "promisableQuantity" => Key::Number(held.promisable_quantity as i64),
            _ => Key::Number(held.quantity as i64),
        };
        let named = self.sort.iter().map(|(field, _)| value(field));
        named.chain([Key::Text(row.sku.to_string())]).collect()
    }

    fn order(&self, a: &Place, b: &Place) -> Ordering {
        let directions = self.sort.iter().map(|(_, descending)| *descending).chain([false]);
        for ((a, b), descending) in a.iter().zip(b).zip(directions) {
            let order = if descending { b.cmp(a) } else { a.cmp(b) };
            if order != Ordering::Equal {
                return order;
            }
        }
        Ordering::Equal
    }
}

fn category(reader: &Reader, sku: &Sku) -> Result<Option<String>, StoreError> {
    let mut statement =
        reader.prepare_cached("SELECT json_extract(body, '$.category') FROM products WHERE sku = ?1")?;
    Ok(statement.query_row([sku.as_str()], |record| record.get(0)).optional()?.flatten())
}
