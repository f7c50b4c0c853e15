//! Rows written late: whatever is kept back, written, lost with a batch or found again at the next start, every reader sees
//! each row as it was last committed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use holdfast_crdt::{Cell, ReplicaId, Row, SiteId, Sku, WarehouseId};
use holdfast_shell::sqlite::{
    CellsOf, KeptRows, LateRows, PAST_SCHEMA, REPLICA_SCHEMA, Reader, changed_rows, load_cell, open,
};
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use super::replica::{OPENING, sku};

const BEHIND_MAX: usize = 12;

fn place(warehouse: u8) -> WarehouseId {
    WarehouseId::new(&format!("W{warehouse}")).unwrap()
}

fn owner(site: u8) -> ReplicaId {
    ReplicaId::new(SiteId(u32::from(site)), 1)
}

fn row(version: u64) -> Row {
    Row { version, minted: version * 2, ..Row::default() }
}

struct Store {
    dir: tempfile::TempDir,
    connection: Connection,
    late: LateRows,
}

impl Store {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let connection =
            open(&dir.path().join("s.db"), &Migrations::new(vec![M::up(REPLICA_SCHEMA), M::up(PAST_SCHEMA)]), OPENING)
                .unwrap();
        let late = LateRows::open(&connection, BEHIND_MAX).unwrap();
        Self { dir, connection, late }
    }

    fn reader(&self, kept: Option<KeptRows>) -> Reader {
        Reader::open(&self.dir.path().join("s.db"), 64, kept).unwrap()
    }

    fn batch(&mut self, rows: &BTreeMap<(WarehouseId, Sku, ReplicaId), Row>, kept: bool) {
        self.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        let rows = rows.iter().map(|(place, row)| (place.clone(), row.clone())).collect();
        self.late.save(&self.connection, rows).unwrap();
        if kept {
            self.connection.execute_batch("COMMIT").unwrap();
            self.late.committed();
        } else {
            self.connection.execute_batch("ROLLBACK").unwrap();
            self.late.reopen(&self.connection).unwrap();
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    /// (warehouse, SKU, site) of rows that change in one transaction, which is kept or not.
    Change(Vec<(u8, u8, u8)>, bool),
    Restart,
    Rest,
}

fn step() -> impl Strategy<Value = Step> {
    let change = (prop::collection::vec((0..2u8, 0..12u8, 0..2u8), 1..10), prop::bool::weighted(0.9));
    prop_oneof![
        16 => change.prop_map(|(rows, kept)| Step::Change(rows, kept)),
        1 => Just(Step::Restart),
        1 => Just(Step::Rest),
    ]
}

type Model = BTreeMap<(WarehouseId, Sku, ReplicaId), Row>;

fn check(store: &Store, model: &Model) {
    let (beside, alone) = (store.reader(Some(store.late.kept())), store.reader(None));
    for warehouse in [place(0), place(1)] {
        let mut expected: BTreeMap<Sku, Cell> = BTreeMap::new();
        for ((_, sku, owner), row) in model.iter().filter(|((at, ..), _)| *at == warehouse) {
            expected.entry(sku.clone()).or_default().replace(*owner, row.clone());
        }
        for reader in [&beside, &alone] {
            let mut found = BTreeMap::new();
            let cells = CellsOf::all(&warehouse);
            let (late, _pin) = reader.pin(|kept| cells.late(kept)).unwrap();
            cells.each(reader, late, |sku, cell| Ok(found.insert(sku.clone(), cell).is_none())).unwrap();
            assert_eq!(found, expected);
        }
        for (sku, cell) in &expected {
            assert_eq!(&load_cell(&beside, warehouse.as_str(), sku.as_str()).unwrap(), cell);
            assert_eq!(&load_cell(&alone, warehouse.as_str(), sku.as_str()).unwrap(), cell);
            assert_eq!(&store.late.cell(&store.connection, &warehouse, sku).unwrap(), cell);
        }
        let digest = expected
            .iter()
            .fold(0, |all, (sku, cell)| all ^ cell.row(owner(1)).map_or(0, |row| row.digest(sku, owner(1))));
        assert_eq!(store.late.digest(&store.connection, &warehouse, owner(1)).unwrap(), digest);
        let newer = expected.values().filter(|cell| cell.row(owner(0)).is_some_and(|row| row.version > 9)).count();
        assert_eq!(changed_rows(&beside, &warehouse, owner(0), 9).unwrap(), newer as u64);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_reader_sees_what_was_last_committed(steps in prop::collection::vec(step(), 1..50)) {
        let (mut store, mut model) = (Store::new(), Model::new());
        for (version, step) in (1..).zip(steps) {
            match step {
                Step::Change(rows, kept) => {
                    let named = rows.into_iter().map(|(at, n, by)| (place(at), sku(&format!("S-{n:02}")), owner(by)));
                    let rows: Model = named.map(|place| (place, row(version))).collect();
                    store.batch(&rows, kept);
                    if kept {
                        model.extend(rows);
                    }
                }
                Step::Restart => store.late = LateRows::open(&store.connection, BEHIND_MAX).unwrap(),
                Step::Rest => store.late.settle(&store.connection).unwrap(),
            }
            check(&store, &model);
        }
    }
}

#[test]
fn what_is_kept_back_is_bounded_also_where_one_row_changes_for_ever() {
    for skus in [1, 3, 200] {
        let mut store = Store::new();
        for version in 1..600u64 {
            let rows = BTreeMap::from([((place(0), sku(&format!("S-{:03}", version % skus)), owner(0)), row(version))]);
            store.batch(&rows, true);
        }
        let count = |table: &str| -> i64 {
            let sql = format!("SELECT count(*) FROM {table}");
            store.connection.query_row(&sql, [], |record| record.get(0)).unwrap()
        };
        assert!(count("row_batches") < 60, "I-9: {} records of {skus} SKUs", count("row_batches"));
        assert!(count("cell_rows") + 60 > skus as i64);
    }
}

/// Two rows always change together: a snapshot that shows one and not the other is of no commit.
#[test]
fn a_snapshot_is_of_one_commit_while_the_writer_works() {
    let mut store = Store::new();
    let both = |version| [0, 1].map(|n| ((place(0), sku(&format!("S-{n:02}")), owner(0)), row(version))).into();
    store.batch(&both(1), true);
    let (over, looked) = (AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let reader = store.reader(Some(store.late.kept()));
        let (over, seen) = (&over, &looked);
        scope.spawn(move || {
            let mut last = 0;
            while !over.load(Ordering::Relaxed) {
                let warehouse = place(0);
                let (cells, mut versions) = (CellsOf::all(&warehouse), Vec::new());
                let (late, _pin) = reader.pin(|kept| cells.late(kept)).unwrap();
                let mut take = |cell: Cell| versions.push(cell.version());
                cells
                    .each(&reader, late, |_, cell| {
                        take(cell);
                        Ok(true)
                    })
                    .unwrap();
                assert!(
                    versions.len() == 2 && versions[0] == versions[1] && versions[0] >= last,
                    "{versions:?} after {last}"
                );
                last = versions[0];
                seen.store(true, Ordering::Relaxed);
            }
        });
        for version in 2..2_000 {
            store.batch(&both(version), true);
        }
        while !looked.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        over.store(true, Ordering::Relaxed);
    });
}

#[test]
fn records_that_do_not_decode_are_told() {
    let mut store = Store::new();
    store.batch(&BTreeMap::from([((place(0), sku("CUP"), owner(0)), row(1))]), true);
    store.connection.execute("UPDATE row_batches SET body = x'ff'", []).unwrap();
    let error = LateRows::open(&store.connection, 1).unwrap_err().to_string();
    assert!(error.contains("record of rows does not decode"), "{error}");
}
