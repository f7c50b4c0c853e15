//! Where goods of a SKU were last put.

use holdfast_shell::sqlite::StoreError;
use rusqlite::{Connection, OptionalExtension, params};

pub fn save_bin(connection: &Connection, sku: &str, bin: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO bins (sku, bin) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET bin = excluded.bin";
    connection.prepare_cached(sql)?.execute(params![sku, bin])?;
    Ok(())
}

pub fn bin_of(connection: &Connection, sku: &str) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT bin FROM bins WHERE sku = ?1")?;
    Ok(statement.query_row([sku], |record| record.get(0)).optional()?)
}
