//! An index that is written late and in bulk. Entries whose keys are spread at random dirty a page each when they are
//! written one by one; kept back in memory and written in key order, many share a page. What is not written yet is found
//! again from the records themselves when the store is opened.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use super::StoreError;

/// Entries kept back before any are written.
const TAIL_MAX: usize = 64 << 10;
/// Entries written for each that was added, once enough are kept back: the tail shrinks again.
const CATCH_UP: usize = 2;
/// Entries in one statement: starting one costs as much as what it writes.
const AT_ONCE: usize = 64;

pub type Entry = (i64, i64);

/// What is not in the table yet, shared with readers. A reader looks here first and into the table after: an entry leaves
/// this set only once the table has it.
#[derive(Debug, Clone, Default)]
pub struct Tail(Arc<RwLock<BTreeSet<Entry>>>);

impl Tail {
    /// Rows of a key, oldest first.
    pub fn rows(&self, key: i64) -> Vec<i64> {
        let tail = self.0.read().unwrap_or_else(PoisonError::into_inner);
        tail.range((key, i64::MIN)..=(key, i64::MAX)).map(|(_, row)| *row).collect()
    }
}

/// Rows of records by a 64-bit key, several a key. The table `name` has the columns `key` and `row`, both its key.
pub struct LateIndex {
    name: &'static str,
    tail: Tail,
    /// Added in this transaction.
    added: Vec<Entry>,
    /// Written in this transaction.
    written: Vec<Entry>,
    /// Writing goes round through the keys: the last one written.
    at: Entry,
    /// Every record up to here is in the table.
    through: i64,
    /// The newest record when the present round began.
    round: i64,
    newest: i64,
    round_ended: bool,
    tail_max: usize,
}

impl LateIndex {
    /// `entries_after` reads the entries of all records behind a row.
    pub fn open(
        connection: &Connection,
        name: &'static str,
        entries_after: impl FnOnce(i64) -> Result<Vec<Entry>, StoreError>,
    ) -> Result<Self, StoreError> {
        let mut statement = connection.prepare_cached("SELECT through FROM late_indexes WHERE name = ?1")?;
        let through = statement.query_row([name], |record| record.get(0)).optional()?.unwrap_or(0);
        let entries: BTreeSet<Entry> = entries_after(through)?.into_iter().collect();
        let newest = entries.iter().map(|(_, row)| *row).max().unwrap_or(through);
        Ok(Self {
            name,
            tail: Tail(Arc::new(RwLock::new(entries))),
            added: Vec::new(),
            written: Vec::new(),
            at: (i64::MIN, i64::MIN),
            through,
            round: newest,
            newest,
            round_ended: false,
            tail_max: TAIL_MAX,
        })
    }

    pub fn tail(&self) -> Tail {
        self.tail.clone()
    }

    /// Has readers see what this index holds back, where they saw what another one did.
    pub fn share(&mut self, tail: &Tail) {
        let mut shown = tail.0.write().unwrap_or_else(PoisonError::into_inner);
        *shown = std::mem::take(&mut *self.tail.0.write().unwrap_or_else(PoisonError::into_inner));
        drop(shown);
        self.tail = tail.clone();
    }

    pub fn add(&mut self, key: i64, row: i64) {
        self.added.push((key, row));
        self.newest = self.newest.max(row);
    }

    /// Writes an entry of an old record at once: when the store is opened again nobody would look for it there.
    pub fn add_now(&self, connection: &Connection, key: i64, row: i64) -> Result<(), StoreError> {
        let insert = format!("INSERT OR IGNORE INTO {} (key, row) VALUES (?1, ?2)", self.name);
        connection.prepare_cached(&insert)?.execute([key, row])?;
        Ok(())
    }

    /// Rows of a key, this transaction's own among them, each at least once.
    pub fn rows(&self, connection: &Connection, key: i64) -> Result<Vec<i64>, StoreError> {
        let mut rows = self.tail.rows(key);
        rows.extend(self.added.iter().filter(|(added, _)| *added == key).map(|(_, row)| *row));
        let mut statement = connection.prepare_cached(&format!("SELECT row FROM {} WHERE key = ?1", self.name))?;
        let mut found = statement.query([key])?;
        while let Some(record) = found.next()? {
            rows.push(record.get(0)?);
        }
        Ok(rows)
    }

    /// Writes the next entries in key order when many are kept back. Within the caller's transaction.
    pub fn save(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let due = {
            let tail = self.tail.0.read().unwrap_or_else(PoisonError::into_inner);
            if tail.len() < self.tail_max {
                return Ok(());
            }
            let behind = (std::ops::Bound::Excluded(self.at), std::ops::Bound::Unbounded);
            tail.range(behind).take(self.added.len() * CATCH_UP).copied().collect::<Vec<_>>()
        };
        let wanted = self.added.len() * CATCH_UP;
        for entries in due.chunks(AT_ONCE) {
            self.write(connection, entries)?;
        }
        if due.len() < wanted {
            // all that was there when this round began has been written
            connection
                .prepare_cached(
                    "INSERT INTO late_indexes (name, through) VALUES (?1, ?2)
                     ON CONFLICT DO UPDATE SET through = excluded.through",
                )?
                .execute(params![self.name, self.round])?;
            self.round_ended = true;
        }
        self.written = due;
        Ok(())
    }

    fn write(&self, connection: &Connection, entries: &[Entry]) -> Result<(), StoreError> {
        let places = vec!["(?, ?)"; entries.len()].join(", ");
        let insert = format!("INSERT OR IGNORE INTO {} (key, row) VALUES {places}", self.name);
        let values = params_from_iter(entries.iter().flat_map(|(key, row)| [*key, *row]));
        connection.prepare_cached(&insert)?.execute(values)?;
        Ok(())
    }

    /// The transaction was committed: readers see what it added.
    pub fn committed(&mut self) {
        if self.added.is_empty() && self.written.is_empty() {
            return;
        }
        let mut tail = self.tail.0.write().unwrap_or_else(PoisonError::into_inner);
        for entry in self.written.drain(..) {
            tail.remove(&entry);
            self.at = entry;
        }
        tail.extend(self.added.drain(..));
        if std::mem::take(&mut self.round_ended) {
            (self.through, self.round, self.at) = (self.round, self.newest, (i64::MIN, i64::MIN));
        }
    }

    /// Forgets entries of records that are gone.
    pub fn forget(&mut self, connection: &Connection, entries: &[Entry]) -> Result<(), StoreError> {
        let delete = format!("DELETE FROM {} WHERE key = ?1 AND row = ?2", self.name);
        let mut statement = connection.prepare_cached(&delete)?;
        for (key, row) in entries {
            statement.execute(params![key, row])?;
        }
        let mut tail = self.tail.0.write().unwrap_or_else(PoisonError::into_inner);
        for entry in entries {
            tail.remove(entry);
        }
        Ok(())
    }
}

/// A key for text: 64 bits of BLAKE3, whatever it is that people or clients choose as names.
pub fn text_key(kind: &[u8], text: &[u8]) -> i64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(kind.len() as u64).to_le_bytes());
    hasher.update(kind);
    hasher.update(text);
    i64::from_le_bytes(hasher.finalize().as_bytes()[..8].try_into().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    const TAIL_IN_TESTS: usize = 20;

    fn store() -> Connection {
        let store = Connection::open_in_memory().unwrap();
        let tables = "CREATE TABLE late_indexes (name TEXT PRIMARY KEY, through INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE records (row INTEGER NOT NULL, key INTEGER NOT NULL);
            CREATE TABLE slots (key INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (key, row)) WITHOUT ROWID;";
        store.execute_batch(tables).unwrap();
        store
    }

    fn index(store: &Connection) -> LateIndex {
        let behind = |through| {
            let mut statement = store.prepare("SELECT key, row FROM records WHERE row > ?1").unwrap();
            let found = statement.query_map([through], |record| Ok((record.get(0)?, record.get(1)?))).unwrap();
            Ok(found.map(Result::unwrap).collect())
        };
        LateIndex { tail_max: TAIL_IN_TESTS, ..LateIndex::open(store, "slots", behind).unwrap() }
    }

    #[test]
    fn what_is_kept_back_is_bounded_and_written_records_are_not_looked_for_again() {
        let store = store();
        let mut index = index(&store);
        for row in 1..500 {
            store.execute("INSERT INTO records (row, key) VALUES (?1, ?2)", [row, row * 7919 % 1000]).unwrap();
            index.add(row * 7919 % 1000, row);
            index.save(&store).unwrap();
            index.committed();
            assert!(index.tail.0.read().unwrap().len() <= TAIL_IN_TESTS + 1, "I-9");
        }
        let through: i64 = store.query_row("SELECT through FROM late_indexes", [], |record| record.get(0)).unwrap();
        assert!(through > 400, "{through}");
    }

    #[derive(Debug, Clone)]
    enum Step {
        /// Records of these keys, in one transaction that is kept or not.
        Add(Vec<i64>, bool),
        Reopen,
    }

    fn step() -> impl Strategy<Value = Step> {
        let add = (prop::collection::vec(0..40i64, 1..12), prop::bool::weighted(0.9));
        prop_oneof![9 => add.prop_map(|(keys, kept)| Step::Add(keys, kept)), 1 => Just(Step::Reopen)]
    }

    proptest! {
        #[test]
        fn every_record_is_found_however_late_it_was_written(steps in prop::collection::vec(step(), 1..120)) {
            let store = store();
            let mut index = index(&store);
            let mut known: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
            for (row, step) in (1..).zip(steps) {
                match step {
                    Step::Add(keys, kept) => {
                        let transaction = store.unchecked_transaction().unwrap();
                        for key in &keys {
                            transaction.execute("INSERT INTO records (row, key) VALUES (?1, ?2)", [row, *key]).unwrap();
                            index.add(*key, row);
                        }
                        index.save(&transaction).unwrap();
                        if kept {
                            transaction.commit().unwrap();
                            index.committed();
                            for key in &keys {
                                known.entry(*key).or_default().insert(row);
                            }
                        } else {
                            transaction.rollback().unwrap();
                            index = self::index(&store);
                        }
                    }
                    Step::Reopen => index = self::index(&store),
                }
                for key in 0..40 {
                    let found: BTreeSet<i64> = index.rows(&store, key).unwrap().into_iter().collect();
                    prop_assert_eq!(found, known.get(&key).cloned().unwrap_or_default());
                }
            }
        }
    }
}
