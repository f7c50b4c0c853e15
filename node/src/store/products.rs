//! The catalogue: as documents that both sides edit show it, or, from a hub without documents, as records.

use holdfast_crdt::Sku;
use holdfast_shell::document;
use holdfast_shell::sqlite::StoreError;
use holdfast_sync::ProductRecord;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

use crate::core::gs1;

/// What the floor shows of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub sku: String,
    pub name: String,
    pub discontinued: bool,
}

/// Keeps what a document shows of a product. `heard` is the hub's version that it came with; our own edits leave it as it is.
pub fn show_product(
    connection: &Connection,
    product: &document::Product,
    heard: Option<u64>,
) -> Result<(), StoreError> {
    let record = product.record();
    let price = product.body.price.as_ref().map(serde_json::to_string).transpose();
    let (price, barcodes) = (price.map_err(unwritable)?, serde_json::to_string(&record.barcodes).map_err(unwritable)?);
    connection
        .prepare_cached(
            "INSERT INTO products (sku, name, barcodes, discontinued, version, category, price)
             VALUES (?1, ?2, ?3, ?4, coalesce(?5, 0), ?6, ?7)
             ON CONFLICT DO UPDATE SET name = excluded.name, barcodes = excluded.barcodes,
                 discontinued = excluded.discontinued, version = coalesce(?5, version), category = excluded.category,
                 price = excluded.price",
        )?
        .execute(params![
            record.sku.as_str(),
            &*record.name,
            barcodes,
            record.discontinued,
            heard.map(|version| version as i64),
            product.body.category.as_ref().map(document::Text::as_str),
            price
        ])?;
    save_barcodes(connection, &record)
}

fn unwritable(error: serde_json::Error) -> StoreError {
    StoreError::Broken(error.to_string())
}

/// A product as its document shows it, else as the hub's record tells of it; with its revision.
pub fn shown_product(connection: &Connection, sku: &Sku) -> Result<Option<document::Product>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{SHOWN} WHERE p.sku = ?1"))?;
    let mut found = statement.query([sku.as_str()])?;
    found.next()?.map(read_shown).transpose()
}

const SHOWN: &str = "SELECT p.sku, p.name, p.barcodes, p.discontinued, p.version, d.shown
     FROM products p LEFT JOIN documents d ON d.id = 'product/' || p.sku";

fn read_shown(record: &rusqlite::Row<'_>) -> Result<document::Product, StoreError> {
    let broken = |error: serde_json::Error| StoreError::Broken(format!("a product of the store: {error}"));
    if let Some(shown) = record.get::<_, Option<String>>(5)? {
        return serde_json::from_str(&shown).map_err(broken);
    }
    let barcodes: Vec<String> = serde_json::from_str(&record.get::<_, String>(2)?).map_err(broken)?;
    let (sku, name) = (record.get::<_, String>(0)?, record.get::<_, String>(1)?);
    let (version, discontinued) = (record.get::<_, i64>(4)?, record.get::<_, bool>(3)?);
    let told =
        json!({ "sku": sku, "name": name, "barcodes": barcodes, "version": version, "discontinued": discontinued });
    serde_json::from_value(told).map_err(broken)
}

/// Products that are sold, by SKU, behind `after`; `query` is part of the SKU or the name, in any letter case.
pub fn list_products(
    connection: &Connection,
    query: Option<&str>,
    after: &str,
    limit: usize,
) -> Result<Vec<document::Product>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "{SHOWN} WHERE p.sku > ?1 AND p.discontinued = 0
         AND (?2 IS NULL OR instr(lower(p.sku), ?3) > 0 OR instr(lower(p.name), ?3) > 0
              OR instr(p.sku, ?2) > 0 OR instr(p.name, ?2) > 0) ORDER BY p.sku LIMIT ?4"
    ))?;
    let mut found = statement.query(params![after, query, query.map(str::to_lowercase), limit as i64])?;
    let mut products = Vec::new();
    while let Some(record) = found.next()? {
        products.push(read_shown(record)?);
    }
    Ok(products)
}

/// Another product, still sold, that bears a barcode.
pub fn bearer_but(connection: &Connection, code: &str, sku: &Sku) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT p.sku FROM barcodes b JOIN products p ON p.sku = b.sku
         WHERE b.code = ?1 AND p.sku <> ?2 AND p.discontinued = 0 ORDER BY p.sku LIMIT 1",
    )?;
    Ok(statement.query_row(params![canonical(code), sku.as_str()], |record| record.get(0)).optional()?)
}

/// Keeps a record; an older one than is known changes nothing.
pub fn save_product(connection: &Connection, record: &ProductRecord) -> Result<(), StoreError> {
    let barcodes = serde_json::to_string(&record.barcodes).map_err(|error| StoreError::Broken(error.to_string()))?;
    let changed = connection
        .prepare_cached(
            "INSERT INTO products (sku, name, barcodes, discontinued, version) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET name = excluded.name, barcodes = excluded.barcodes,
                 discontinued = excluded.discontinued, version = excluded.version
             WHERE excluded.version >= version",
        )?
        .execute(params![record.sku.as_str(), &*record.name, barcodes, record.discontinued, record.version as i64])?;
    if changed > 0 {
        save_barcodes(connection, record)?;
    }
    Ok(())
}

fn save_barcodes(connection: &Connection, record: &ProductRecord) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM barcodes WHERE sku = ?1")?.execute([record.sku.as_str()])?;
    let mut statement = connection.prepare_cached("INSERT OR IGNORE INTO barcodes (code, sku) VALUES (?1, ?2)")?;
    for code in &record.barcodes {
        statement.execute(params![canonical(code), record.sku.as_str()])?;
    }
    Ok(())
}

/// GTINs of 8, 12, 13 and 14 digits are the same number where their digits are.
fn canonical(code: &str) -> String {
    let is_gtin = matches!(code.len(), 8 | 12 | 13 | 14) && code.bytes().all(|b| b.is_ascii_digit());
    if is_gtin { gs1::gtin14(code) } else { code.to_owned() }
}

/// Whether the catalogue has, or had, this SKU.
pub fn knows(connection: &Connection, sku: &str) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM products WHERE sku = ?1")?;
    Ok(statement.exists([sku])?)
}

pub fn product(connection: &Connection, sku: &Sku) -> Result<Option<Product>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT sku, name, discontinued FROM products WHERE sku = ?1")?;
    let read = |record: &rusqlite::Row<'_>| {
        Ok(Product { sku: record.get(0)?, name: record.get(1)?, discontinued: record.get(2)? })
    };
    Ok(statement.query_row([sku.as_str()], read).optional()?)
}

/// The product that bears a barcode; of several, the first by SKU that is still sold.
pub fn product_by_code(connection: &Connection, code: &str) -> Result<Option<Product>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT sku, name, discontinued FROM products WHERE sku IN (SELECT sku FROM barcodes WHERE code = ?1)
         ORDER BY discontinued, sku LIMIT 1",
    )?;
    let read = |record: &rusqlite::Row<'_>| {
        Ok(Product { sku: record.get(0)?, name: record.get(1)?, discontinued: record.get(2)? })
    };
    Ok(statement.query_row([canonical(code)], read).optional()?)
}

/// Records changed after that version of the catalogue, oldest change first: a hub that was restored asks for them.
pub fn products_since(connection: &Connection, since: u64, limit: usize) -> Result<Vec<ProductRecord>, StoreError> {
    let broken = |what: &str| StoreError::Broken(format!("a product of the store has no valid {what}"));
    let mut statement = connection.prepare_cached(
        "SELECT sku, name, barcodes, discontinued, version FROM products WHERE version > ?1 ORDER BY version LIMIT ?2",
    )?;
    let mut found = statement.query(params![since as i64, limit as i64])?;
    let mut records = Vec::new();
    while let Some(record) = found.next()? {
        let barcodes: Vec<String> =
            serde_json::from_str(&record.get::<_, String>(2)?).map_err(|_| broken("list of barcodes"))?;
        records.push(ProductRecord {
            version: record.get::<_, i64>(4)? as u64,
            sku: Sku::new(&record.get::<_, String>(0)?).map_err(|_| broken("SKU"))?,
            name: record.get::<_, String>(1)?.into(),
            barcodes: barcodes.into_iter().map(Into::into).collect(),
            discontinued: record.get(3)?,
        });
    }
    Ok(records)
}
