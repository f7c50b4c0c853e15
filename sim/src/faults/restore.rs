//! Older copies of stores, restored in their place, and what people do then.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;

use holdfast_crdt::ReplicaId;
use holdfast_node::world::{StockOp, mark_restored};
use rusqlite::Connection;

use crate::actors::Copy;
use crate::life::Death;
use crate::workload::clients::{Meaning, Wish};
use crate::world::{Event, HUB, World};

/// Terminals notice a restore after this, and send again one request after the other.
const SENT_AGAIN_AFTER: u64 = 3_000;
const SENT_AGAIN_EVERY: u64 = 50;

impl World {
    /// Keeps a copy of every store, as a backup does.
    pub(crate) fn back_up(&mut self) {
        for machine in HUB..=self.plan.swarm.nodes {
            if self.machines[machine].is_up() {
                let copy = self.copy_of(machine);
                self.machines[machine].copies.push(copy);
            }
        }
    }

    pub(super) fn copy_of(&self, machine: usize) -> Copy {
        Copy { files: self.machines[machine].disk.snapshot(), at: self.now }
    }

    /// An older copy takes the place of the store, marked as `restore` marks it.
    pub(crate) fn restore(&mut self, machine: usize, back: u64) {
        let copies = self.machines[machine].copies.len();
        let Some(at) = copies.checked_sub(1 + back as usize) else { return };
        let copy = self.machines[machine].copies[at].clone();
        self.put_back(machine, Some(copy));
        self.sometimes.reached(if machine == HUB { "hub restored" } else { "node restored" });
    }

    /// A copy, or what a machine has itself, takes the place of its store, marked as `restore` marks it.
    pub(super) fn put_back(&mut self, machine: usize, copy: Option<Copy>) {
        let unheard = copy.as_ref().map(|copy| self.unheard(machine, copy.at)).unwrap_or_default();
        self.die(machine, Death::Process);
        self.restored.insert(machine);
        let found = &mut self.machines[machine];
        if let Some(copy) = copy {
            found.disk.restore(&copy.files);
        }
        let path = found.disk.path(if machine == HUB { "hub.db" } else { "node.db" });
        let marked = Connection::open(Path::new(&path)).map_err(Into::into).and_then(|store| mark_restored(&store));
        if let Err(error) = marked {
            self.trace(format_args!("the copy cannot be marked: {error}"));
        }
        self.send_again(machine, unheard);
    }

    /// Where a machine's store stands in each house that it knows.
    pub(crate) fn stands(&self, machine: usize) -> BTreeMap<usize, (ReplicaId, u64)> {
        let Some(brain) = &self.machines[machine].brain else { return BTreeMap::new() };
        let known = self.nodes().filter(|house| machine == HUB || self.house(machine) == *house);
        known
            .filter_map(|house| {
                let position = brain.standing(&self.warehouse(house)).ok()?.position;
                Some((house, (position.replica, position.clock)))
            })
            .collect()
    }

    /// Work that a machine answered since a moment, and of which the other side holds nothing.
    fn unheard(&self, machine: usize, since: u64) -> Vec<usize> {
        let heard = |house: usize| {
            let peer = if machine == HUB { house } else { HUB };
            let held = self.machines[peer].brain.as_ref()?.standing(&self.warehouse(house)).ok()?.heard;
            Some((held.replica?, held.rows))
        };
        let heard: BTreeMap<usize, (ReplicaId, u64)> =
            self.nodes().filter_map(|house| Some((house, heard(house)?))).collect();
        let is_unheard = |(house, (replica, clock)): (&usize, &(ReplicaId, u64))| {
            heard.get(house).is_some_and(|(known, rows)| known == replica && rows < clock)
        };
        let of_machine = |id: &usize| {
            let request = &self.requests[*id];
            let is_done = matches!(request.outcome, Some(Ok(_))) && !request.is_open;
            request.machine == machine && is_done && request.answered_at > since && request.stood.iter().any(is_unheard)
        };
        (0..self.requests.len()).filter(of_machine).collect()
    }

    /// Clients keep what they sent until both sides have heard of it, and send it again to a machine that lost it. An
    /// order's id is new in the hub's new life: a cancel of the lost one would name nothing.
    fn send_again(&mut self, machine: usize, unheard: Vec<usize>) {
        if unheard.is_empty() {
            return;
        }
        self.sometimes.reached("rewind with unsynced work");
        if unheard.iter().any(|id| self.is_spend(*id)) {
            self.sometimes.reached("rewind with unsynced spends");
        }
        let again = unheard
            .into_iter()
            .filter(|id| machine != HUB || matches!(self.requests[*id].meaning, Meaning::Ordered { .. }));
        let again: Vec<usize> = again.collect();
        let is_idle = self.resends.get(&machine).is_none_or(VecDeque::is_empty);
        for id in &again {
            self.sometimes.reached("work sent again after a restore");
            self.trace(format_args!("request {id} will be sent again"));
            // whoever sent it is busy until it is answered
            self.requests[*id].is_open = true;
        }
        if let (true, Some(first)) = (is_idle, again.first()) {
            self.schedule(self.now + SENT_AGAIN_AFTER, Event::Submit(*first));
        }
        self.resends.entry(machine).or_default().extend(again);
    }

    /// A terminal sends what waits in order: the next once this one was answered.
    pub(crate) fn send_next(&mut self, answered: usize) {
        let machine = self.requests[answered].machine;
        let Some(queue) = self.resends.get_mut(&machine).filter(|queue| queue.front() == Some(&answered)) else {
            return;
        };
        queue.pop_front();
        if let Some(next) = queue.front().copied() {
            self.schedule(self.now + SENT_AGAIN_EVERY, Event::Submit(next));
        }
    }

    fn is_spend(&self, id: usize) -> bool {
        let request = &self.requests[id];
        let is_promise = matches!(request.wish, Wish::Stock(_, StockOp::Reserve { .. }));
        is_promise || matches!(request.meaning, Meaning::Shipped { .. } | Meaning::Ordered { .. } | Meaning::Moved)
    }
}
