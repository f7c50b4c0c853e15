//! What the overview shows and no sum holds.

use holdfast_shell::sqlite::StoreError;
use rusqlite::Connection;

use super::queries::documents;
use super::{NodeRow, contested, list_nodes};
use crate::warehouse::Warehouse;

#[derive(Debug)]
pub struct Overview {
    /// In order of their ids.
    pub warehouses: Vec<Warehouse>,
    pub nodes: Vec<NodeRow>,
    /// Claims that nobody has paid in full: counts that found less than was promised.
    pub shortfalls: u64,
    /// Documents that wait for somebody to choose between what two sides wrote.
    pub conflicts: u64,
}

pub fn overview(connection: &Connection) -> Result<Overview, StoreError> {
    let mut open = connection.prepare_cached("SELECT count(*) FROM claims WHERE outstanding > 0")?;
    Ok(Overview {
        warehouses: documents(connection, "SELECT body FROM warehouses ORDER BY id", [])?,
        nodes: list_nodes(connection)?,
        shortfalls: open.query_row([], |record| record.get::<_, i64>(0))? as u64,
        conflicts: contested::count(connection)?,
    })
}
