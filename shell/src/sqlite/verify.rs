//! `verify`: I-2 and I-10 over a store, as a list of findings. Empty means all holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use holdfast_crdt::{Entry, Hash, ReplicaId, Row, SiteId, Sku, WarehouseId, fold_entry};
use holdfast_sync::desk::{Book, Desk};
use rusqlite::Connection;

use super::late_rows::Kept;
use super::{CellsOf, StoreError, load_books};

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub invariant: &'static str,
    pub detail: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant, self.detail)
    }
}

/// A log that was read from its first entry on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRead {
    pub warehouse: String,
    pub replica: ReplicaId,
    pub entries: u64,
    /// The hash of its last entry, as it follows from all of them.
    pub head: Hash,
}

/// What was looked at, and what of it does not hold.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verification {
    pub logs: Vec<LogRead>,
    pub findings: Vec<Finding>,
}

type LogKey = (String, ReplicaId);

#[derive(Default)]
struct Log {
    rows: BTreeMap<Sku, Row>,
    entries: u64,
    clock: u64,
    head: Hash,
}

/// The findings of [`verify_logs`].
pub fn verify_replica(connection: &Connection, step: impl FnMut(u64)) -> Result<Vec<Finding>, StoreError> {
    Ok(verify_logs(connection, step)?.findings)
}

/// Folds every log held here, checks its chain (I-10), holds it against the rows (I-2) and the books, and checks that
/// no replica's rights are negative (I-1). `step` is told how many entries were read.
pub fn verify_logs(connection: &Connection, step: impl FnMut(u64)) -> Result<Verification, StoreError> {
    let mut findings = Vec::new();
    let damage: String = connection.query_row("PRAGMA quick_check(5)", [], |record| record.get(0))?;
    if damage != "ok" {
        findings.push(Finding { invariant: "store", detail: damage });
    }
    let logs = fold_logs(connection, &mut findings, step)?;
    let mut desk = Desk::default();
    load_books(connection, &mut desk)?;
    for book in desk.books() {
        check_book(book, &logs, &mut findings);
    }
    check_strangers(&desk, &logs, &mut findings);
    check_rows(connection, &desk, &logs, &mut findings)?;
    let read = |((warehouse, replica), log): (LogKey, Log)| LogRead {
        warehouse,
        replica,
        entries: log.entries,
        head: log.head,
    };
    Ok(Verification { logs: logs.into_iter().map(read).collect(), findings })
}

fn fold_logs(
    connection: &Connection,
    findings: &mut Vec<Finding>,
    mut step: impl FnMut(u64),
) -> Result<BTreeMap<LogKey, Log>, StoreError> {
    let mut logs: BTreeMap<LogKey, Log> = BTreeMap::new();
    let mut statement = connection.prepare(
        "SELECT warehouse, site, incarnation, seq, at, sku, reference, body, hash FROM movements
         ORDER BY warehouse, site, incarnation, seq",
    )?;
    let mut found = statement.query([])?;
    let mut read = 0;
    while let Some(record) = found.next()? {
        let key = (record.get(0)?, ReplicaId::new(SiteId(record.get(1)?), record.get(2)?));
        let log = logs.entry(key.clone()).or_default();
        log.entries += 1;
        if let Err(detail) = check_entry(record, &key, log)? {
            let seq: i64 = record.get(3)?;
            findings.push(Finding {
                invariant: "I-10",
                detail: format!("log of {} in {}, entry {seq}: {detail}", key.1, key.0),
            });
        }
        read += 1;
        step(read);
    }
    Ok(logs)
}

/// One entry: its columns say what its bytes say, it follows the one before, and its hash covers both.
fn check_entry(record: &rusqlite::Row<'_>, key: &LogKey, log: &mut Log) -> Result<Result<(), String>, StoreError> {
    let (body, hash): (Vec<u8>, Vec<u8>) = (record.get(7)?, record.get(8)?);
    let Some(entry) = Entry::from_bytes(&body) else { return Ok(Err("its bytes are no entry".into())) };
    let columns = (
        record.get::<_, i64>(3)? as u64,
        record.get::<_, i64>(4)? as u64,
        record.get::<_, String>(5)?,
        record.get::<_, Option<String>>(6)?,
    );
    let told = (entry.seq, entry.at.0, entry.sku.to_string(), entry.cause.reference.as_deref().map(str::to_owned));
    if columns != told {
        return Ok(Err("its columns differ from its bytes".into()));
    }
    let Ok(warehouse) = WarehouseId::new(&key.0) else { return Ok(Err("its warehouse is none".into())) };
    log.head = Entry::chain(&log.head, &warehouse, key.1, &body);
    let chained = log.head.as_slice() == hash.as_slice();
    if let Err(error) = fold_entry(&mut log.rows, &mut log.clock, &entry) {
        log.clock = entry.seq;
        return Ok(Err(error.to_string()));
    }
    Ok(if chained { Ok(()) } else { Err("its hash is not that of its content and the entry before".into()) })
}

/// The heads that the books name are the heads of the logs.
fn check_book(book: &Book, logs: &BTreeMap<LogKey, Log>, findings: &mut Vec<Finding>) {
    let warehouse = &book.stream.warehouse;
    let mut check = |replica: ReplicaId, clock: u64, head: Hash, what: &str| {
        let (found, at) = logs.get(&(warehouse.to_string(), replica)).map_or(([0; 32], 0), |log| (log.head, log.clock));
        if (found, at) != (head, clock) {
            let detail = format!(
                "{what} log of {replica} in {warehouse} ends at {at}, the book says {clock}, or its hash differs"
            );
            findings.push(Finding { invariant: "I-10", detail });
        }
    };
    check(book.stream.replica, book.stream.clock, book.stream.head, "own");
    if let Some(peer) = book.heard.replica {
        check(peer, book.heard.entries, book.heard.head, "received");
    }
    for life in book.past.own.iter().chain(&book.past.theirs) {
        check(life.replica, life.entries, life.head, "former");
    }
}

/// Every replica whose rows and log are held here.
fn replicas(book: &Book) -> impl Iterator<Item = ReplicaId> {
    let lives = book.past.own.iter().chain(&book.past.theirs).map(|life| life.replica);
    [Some(book.stream.replica), book.heard.replica].into_iter().flatten().chain(lives)
}

fn check_strangers(desk: &Desk, logs: &BTreeMap<LogKey, Log>, findings: &mut Vec<Finding>) {
    let known: BTreeSet<LogKey> = desk
        .books()
        .flat_map(|book| replicas(book).map(|replica| (book.stream.warehouse.to_string(), replica)))
        .collect();
    for (warehouse, replica) in logs.keys().filter(|key| !known.contains(*key)) {
        findings.push(Finding {
            invariant: "I-6",
            detail: format!("a log of {replica} in {warehouse} that nobody here keeps"),
        });
    }
}

/// Own rows equal the fold of the own log; rows that were received, or are of a former life, are at least what their log
/// folds to. Digests are those of the rows.
fn check_rows(
    connection: &Connection,
    desk: &Desk,
    logs: &BTreeMap<LogKey, Log>,
    findings: &mut Vec<Finding>,
) -> Result<(), StoreError> {
    let kept = Kept::read(connection)?;
    for book in desk.books() {
        let warehouse = &book.stream.warehouse;
        let log_of = |replica: ReplicaId| logs.get(&(warehouse.to_string(), replica));
        let own = log_of(book.stream.replica);
        let mut received: BTreeMap<(ReplicaId, Sku), &Row> = BTreeMap::new();
        for replica in replicas(book).filter(|replica| *replica != book.stream.replica) {
            let folded = log_of(replica).into_iter().flat_map(|log| &log.rows);
            received.extend(folded.map(|(sku, row)| ((replica, sku.clone()), row)));
        }
        let mut digests: BTreeMap<ReplicaId, u64> = BTreeMap::new();
        let cells = CellsOf::all(warehouse);
        cells.each(connection, cells.late(&kept), |sku, cell| {
            for (owner, row) in cell.rows() {
                *digests.entry(owner).or_default() ^= row.digest(sku, owner);
                if received.remove(&(owner, sku.clone())).is_some_and(|folded| !reaches(Some(row), folded)) {
                    findings.push(behind(sku, warehouse));
                }
            }
            if cell.row(book.stream.replica) != own.and_then(|log| log.rows.get(sku)) {
                findings.push(Finding {
                    invariant: "I-2",
                    detail: format!("{sku} in {warehouse}: the log does not fold to the row"),
                });
            }
            // what a former life did with the peer's grants may be known here before the grants are
            if !book.past.provisional && cell.rights_signed(book.stream.replica.site) < 0 {
                findings.push(Finding { invariant: "I-1", detail: format!("{sku} in {warehouse}: rights below zero") });
            }
            Ok(true)
        })?;
        findings.extend(received.into_keys().map(|(_, sku)| behind(&sku, warehouse)));
        check_digests(book, &digests, findings);
    }
    Ok(())
}

fn check_digests(book: &Book, found: &BTreeMap<ReplicaId, u64>, findings: &mut Vec<Finding>) {
    let lives = book.past.own.iter().chain(&book.past.theirs).map(|life| (life.replica, life.digest));
    for (replica, digest) in lives.chain([(book.stream.replica, book.stream.digest)]) {
        if found.get(&replica).copied().unwrap_or(0) != digest {
            let detail = format!("{}: the digest of {replica} is not that of its rows", book.stream.warehouse);
            findings.push(Finding { invariant: "I-2", detail });
        }
    }
}

/// Rows travel ahead of the log: one that the log has caught up with is what the log folds to.
fn reaches(row: Option<&Row>, folded: &Row) -> bool {
    row.is_some_and(|row| row.version > folded.version || row == folded)
}

fn behind(sku: &Sku, warehouse: &WarehouseId) -> Finding {
    Finding { invariant: "I-2", detail: format!("{sku} in {warehouse}: the received row is not what its log folds to") }
}
