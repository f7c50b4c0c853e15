//! Bins: the places that the warehouse describes, and what lies in them.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::Sku;
use holdfast_shell::sqlite::StoreError;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::core::bins::{Bin, Place, ZoneKind};
use crate::core::put_away::Candidate;
use crate::core::shelves::Shelves;

/// Where goods of a SKU were put last.
pub fn save_bin(connection: &Connection, sku: &str, bin: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO bins (sku, bin) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET bin = excluded.bin";
    connection.prepare_cached(sql)?.execute(params![sku, bin])?;
    Ok(())
}

pub fn bin_of(connection: &Connection, sku: &str) -> Result<Option<String>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT bin FROM bins WHERE sku = ?1")?;
    Ok(statement.query_row([sku], |record| record.get(0)).optional()?)
}

fn broken() -> StoreError {
    StoreError::Broken("a bin of the store has no valid name or SKU".into())
}

fn bin(record: &Row<'_>, at: usize) -> Result<Bin, StoreError> {
    Bin::new(&record.get::<_, String>(at)?).map_err(|_| broken())
}

const PLACE: &str = "bin, zone, zone_kind, sequence, capacity, blocked";

/// A described bin; a zone of a kind that is new to this program keeps goods.
fn place(record: &Row<'_>) -> Result<Place, StoreError> {
    Ok(Place {
        bin: bin(record, 0)?,
        zone: record.get::<_, String>(1)?.into(),
        kind: ZoneKind::parse(&record.get::<_, String>(2)?).unwrap_or(ZoneKind::Storage),
        sequence: record.get::<_, i64>(3)?.max(0) as u64,
        capacity: record.get::<_, Option<i64>>(4)?.map(|units| units.max(0) as u64),
        blocked: record.get(5)?,
    })
}

fn load_place(connection: &Connection, bin: &Bin) -> Result<Option<Place>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {PLACE} FROM bin_places WHERE bin = ?1"))?;
    statement.query_row([bin.as_str()], |record| Ok(place(record))).optional()?.transpose()
}

/// What lies where of the SKUs, with the places of those bins and of the bins named.
pub fn load_shelves<'a>(
    connection: &Connection,
    skus: impl Iterator<Item = &'a Sku>,
    bins: impl Iterator<Item = &'a Bin>,
) -> Result<Shelves, StoreError> {
    let mut named: BTreeSet<Bin> = bins.cloned().collect();
    let skus: BTreeSet<&Sku> = skus.collect();
    if named.is_empty() && skus.is_empty() {
        return Ok(Shelves::default());
    }
    let described = connection.prepare_cached("SELECT 1 FROM bin_places")?.exists([])?;
    let mut shelves = Shelves::new(described);
    for sku in skus {
        for (bin, units) in bins_of(connection, sku)? {
            named.insert(bin.clone());
            shelves.load(sku.clone(), bin, units);
        }
    }
    for bin in named.iter().filter(|_| described) {
        load_place(connection, bin)?.into_iter().for_each(|place| shelves.know(place));
    }
    Ok(shelves)
}

fn bins_of(connection: &Connection, sku: &Sku) -> Result<Vec<(Bin, u64)>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT bin, quantity FROM bin_stock WHERE sku = ?1")?;
    let found = statement.query_map([sku.as_str()], |record| Ok((bin(record, 0), record.get::<_, i64>(1)? as u64)))?;
    found.map(|found| found.map_err(StoreError::from).and_then(|(bin, units)| Ok((bin?, units)))).collect()
}

/// Keeps what changed; a bin without any of a SKU has no record of it.
pub fn save_shelves(connection: &Connection, shelves: &mut Shelves) -> Result<(), StoreError> {
    for (sku, bin, units) in shelves.take_changed() {
        if units == 0 {
            let mut delete = connection.prepare_cached("DELETE FROM bin_stock WHERE sku = ?1 AND bin = ?2")?;
            delete.execute(params![sku.as_str(), bin.as_str()])?;
            continue;
        }
        connection
            .prepare_cached(
                "INSERT INTO bin_stock (sku, bin, quantity) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET quantity = excluded.quantity",
            )?
            .execute(params![sku.as_str(), bin.as_str(), units as i64])?;
    }
    Ok(())
}

/// A bin with what lies in it.
#[derive(Debug, Clone)]
pub struct BinContents {
    pub bin: Bin,
    /// `None` where nobody described it.
    pub place: Option<Place>,
    pub contents: Vec<(Sku, u64)>,
}

impl BinContents {
    /// Its turn on the pick path, as lists are sorted.
    pub fn turn(&self) -> i64 {
        self.place.as_ref().map_or(i64::MAX, |place| place.sequence as i64)
    }
}

/// What a list of bins is asked for.
#[derive(Debug, Clone, Default)]
pub struct BinList {
    pub zone: Option<String>,
    /// Part of the name of a bin, or of a SKU in it; in lower case.
    pub query: Option<String>,
    /// Turn and name of the last bin of the page before.
    pub after: Option<(i64, String)>,
    pub limit: usize,
}

/// Bins along the pick path, one more than the limit where there are so many. Bins that nobody described come last.
pub fn list_bins(connection: &Connection, list: &BinList) -> Result<Vec<BinContents>, StoreError> {
    let (turn, name) = list.after.clone().unwrap_or((-1, String::new()));
    let sql = "SELECT b.bin, coalesce(p.sequence, 9223372036854775807) AS turn
         FROM (SELECT bin FROM bin_places UNION SELECT bin FROM bin_stock) b LEFT JOIN bin_places p ON p.bin = b.bin
         WHERE (turn, b.bin) > (?1, ?2) AND (?3 IS NULL OR p.zone = ?3)
           AND (?4 IS NULL OR instr(lower(b.bin), ?4) > 0
                OR EXISTS (SELECT 1 FROM bin_stock s WHERE s.bin = b.bin AND instr(lower(s.sku), ?4) > 0))
         ORDER BY turn, b.bin LIMIT ?5";
    let mut statement = connection.prepare_cached(sql)?;
    let values = params![turn, name, list.zone, list.query, list.limit as i64 + 1];
    let names = statement.query_map(values, |record| Ok(bin(record, 0)))?;
    let names: Vec<Bin> = names.map(|name| name?).collect::<Result<_, StoreError>>()?;
    names.into_iter().map(|name| contents(connection, name)).collect()
}

fn contents(connection: &Connection, bin: Bin) -> Result<BinContents, StoreError> {
    let mut statement = connection.prepare_cached("SELECT sku, quantity FROM bin_stock WHERE bin = ?1 ORDER BY sku")?;
    let found =
        statement.query_map([bin.as_str()], |record| Ok((record.get::<_, String>(0)?, record.get::<_, i64>(1)?)))?;
    let contents = found
        .map(|found| {
            found
                .map_err(StoreError::from)
                .and_then(|(sku, units)| Ok((Sku::new(&sku).map_err(|_| broken())?, units as u64)))
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(BinContents { place: load_place(connection, &bin)?, bin, contents })
}

/// `None`: it is not described and nothing lies in it.
pub fn load_bin(connection: &Connection, bin: &Bin) -> Result<Option<BinContents>, StoreError> {
    let found = contents(connection, bin.clone())?;
    Ok((found.place.is_some() || !found.contents.is_empty()).then_some(found))
}

/// Bins that goods of a SKU might go into.
pub fn put_away_candidates(connection: &Connection, sku: &Sku) -> Result<Vec<Candidate>, StoreError> {
    let filled: BTreeMap<String, i64> = {
        let mut statement = connection.prepare_cached("SELECT bin, sum(quantity) FROM bin_stock GROUP BY bin")?;
        let found = statement.query_map([], |record| Ok((record.get(0)?, record.get(1)?)))?;
        found.collect::<Result<_, _>>()?
    };
    let holds: BTreeMap<Bin, u64> = bins_of(connection, sku)?.into_iter().collect();
    let mut statement = connection.prepare_cached(&format!("SELECT {PLACE} FROM bin_places"))?;
    let places = statement.query_map([], |record| Ok(place(record)))?;
    let mut candidates: BTreeMap<Bin, Option<Place>> = holds.keys().map(|bin| (bin.clone(), None)).collect();
    for place in places {
        let place = place??;
        candidates.insert(place.bin.clone(), Some(place));
    }
    let candidate = |(bin, place): (Bin, Option<Place>)| Candidate {
        holds: holds.get(&bin).copied().unwrap_or(0),
        filled: filled.get(bin.as_str()).map_or(0, |units| *units as u64),
        place,
        bin,
    };
    Ok(candidates.into_iter().map(candidate).collect())
}

/// The bins that a SKU belongs into: those of its slot, and where nobody has said any, where it was put last.
pub fn slot_bins(connection: &Connection, sku: &Sku) -> Result<BTreeSet<Bin>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT bins FROM slots WHERE sku = ?1")?;
    let said: Option<String> = statement.query_row([sku.as_str()], |record| record.get(0)).optional()?;
    let mut names: Vec<String> =
        said.map(|list| serde_json::from_str(&list)).transpose().map_err(|_| broken())?.unwrap_or_default();
    if names.is_empty() {
        names.extend(bin_of(connection, sku.as_str())?);
    }
    Ok(names.iter().filter_map(|name| Bin::new(name).ok()).collect())
}

/// What lies in the bins of a zone.
pub fn stock_of_zone(connection: &Connection, zone: &str) -> Result<Vec<(Sku, Bin, u64)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT s.sku, s.bin, s.quantity FROM bin_stock s JOIN bin_places p ON p.bin = s.bin WHERE p.zone = ?1",
    )?;
    let found = statement.query_map([zone], |record| {
        Ok((record.get::<_, String>(0)?, bin(record, 1), record.get::<_, i64>(2)? as u64))
    })?;
    let mut stock = Vec::new();
    for found in found {
        let (sku, bin, units) = found?;
        stock.push((Sku::new(&sku).map_err(|_| broken())?, bin?, units));
    }
    Ok(stock)
}
