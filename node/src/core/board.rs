//! A board: what a batch works on besides cells (tasks, claims), with what changed and the way back to a command's start.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug)]
pub struct Board<K, V> {
    held: BTreeMap<K, V>,
    changed: BTreeSet<K>,
    undo: Vec<(K, Option<V>)>,
}

impl<K: Ord + Clone, V: Clone> Default for Board<K, V> {
    fn default() -> Self {
        Self { held: BTreeMap::new(), changed: BTreeSet::new(), undo: Vec::new() }
    }
}

impl<K: Ord + Clone, V: Clone> Board<K, V> {
    /// Puts up what the store holds; what is up already is newer and stays.
    pub fn load(&mut self, key: K, value: V) {
        self.held.entry(key).or_insert(value);
    }

    pub fn get(&self, key: &K) -> Option<&V> {
        self.held.get(key)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.held.iter()
    }

    /// Entries from `low` on, in order.
    pub fn from(&self, low: K) -> impl Iterator<Item = (&K, &V)> {
        self.held.range(low..)
    }

    /// Writes one, to be saved with the batch.
    pub fn put(&mut self, key: K, value: V) {
        let before = self.held.insert(key.clone(), value);
        self.undo.push((key.clone(), before));
        self.changed.insert(key);
    }

    /// A command begins: what is put from here on can be taken back.
    pub fn mark(&mut self) {
        self.undo.clear();
    }

    /// Takes back everything since the mark. Keys stay listed as changed: saving one as it was does no harm.
    pub fn undo(&mut self) {
        for (key, before) in self.undo.drain(..).rev() {
            match before {
                Some(value) => drop(self.held.insert(key, value)),
                None => drop(self.held.remove(&key)),
            }
        }
    }

    /// What is to be saved, leaving none.
    pub fn take_changed(&mut self) -> Vec<(K, V)> {
        self.undo.clear();
        let keys = std::mem::take(&mut self.changed);
        keys.into_iter().filter_map(|key| self.held.get(&key).cloned().map(|value| (key, value))).collect()
    }

    /// Takes down what `keep` does not want kept. Only between batches, when nothing waits to be saved.
    pub fn retain(&mut self, keep: impl Fn(&V) -> bool) {
        self.held.retain(|_, value| keep(value));
    }

    pub fn len(&self) -> usize {
        self.held.len()
    }

    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_taken_back_leaves_its_neighbours() {
        let mut board: Board<u8, &str> = Board::default();
        board.load(1, "stored");
        board.mark();
        board.put(1, "kept");
        board.mark();
        board.put(1, "refused");
        board.put(2, "refused");
        board.undo();
        assert_eq!(board.take_changed(), [(1, "kept")]);
        assert!(board.take_changed().is_empty());
    }
}
