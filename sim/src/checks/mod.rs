//! What must hold, as named functions. Those about one store are the ones that `verify` runs.

mod across;
mod available;
pub(crate) mod grants;
mod holds;
mod repeats;
mod stores;

pub use across::tell_log;
pub use available::availability;

use crate::world::{HUB, World};

impl World {
    /// In the middle of things: what one store by itself must be at any time.
    pub(crate) fn survey(&mut self) {
        for machine in 0..self.machines.len() {
            if self.machines[machine].is_up() && self.machines[machine].paused_until <= self.now {
                stores::verify(self, machine);
            }
        }
        if self.has_restores() {
            self.back_up();
        }
    }

    /// All is quiet: everything must hold.
    pub fn judge(&mut self) {
        for machine in 0..self.machines.len() {
            stores::verify(self, machine);
        }
        for node in self.nodes() {
            stores::isolation(self, node);
            across::convergence(self, node);
            across::no_oversell(self, node);
            across::conservation(self, node);
            across::no_rights_leak(self, node);
            holds::committed(self, node);
        }
        across::order_truth(self);
        across::one_writer(self);
        self.judge_clones();
        for machine in HUB..self.machines.len() {
            repeats::exactly_once(self, machine);
        }
    }
}
