//! Older copies of stores: restored in their place, or run beside it.

use std::path::Path;

use holdfast_node::world::mark_restored;
use rusqlite::Connection;

use crate::life::Death;
use crate::world::{HUB, World};

impl World {
    /// Keeps a copy of every store, as a backup does.
    pub(crate) fn back_up(&mut self) {
        for machine in 0..self.machines.len() {
            if self.machines[machine].is_up() {
                let copy = self.machines[machine].disk.snapshot();
                self.machines[machine].copies.push(copy);
            }
        }
    }

    /// An older copy takes the place of the store, marked as `restore` marks it.
    pub(crate) fn restore(&mut self, machine: usize, back: u64) {
        let copies = self.machines[machine].copies.len();
        let Some(at) = copies.checked_sub(1 + back as usize) else { return };
        self.die(machine, Death::Process);
        self.restored.insert(machine);
        let found = &mut self.machines[machine];
        found.disk.restore(&found.copies[at]);
        let path = found.disk.path(if machine == HUB { "hub.db" } else { "node.db" });
        let marked = Connection::open(Path::new(&path)).map_err(Into::into).and_then(|store| mark_restored(&store));
        if let Err(error) = marked {
            self.trace(format_args!("the copy cannot be marked: {error}"));
        }
        self.sometimes.reached(if machine == HUB { "hub restored" } else { "node restored" });
    }

    /// A second machine runs with what the first one has.
    pub(crate) fn clone_machine(&mut self, node: usize, millis: u64) {
        self.note(node, format_args!("a clone would run for {millis} ms"));
    }
}
