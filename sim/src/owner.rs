//! The owner threads: what waits is taken, decided and committed as one batch, and only then answered.

use holdfast_hub::world::{BATCH_MAX, QUEUE_MAX};
use holdfast_node::world::Unanswered;
use rand::RngExt;

use crate::actors::{For, Said, Work};
use crate::checks::grants;
use crate::life::Death;
use crate::world::{Event, HUB, World};

/// A change of a link that could not be kept is told again after this.
const TELL_AGAIN: u64 = 250;

impl World {
    /// Queues work; the owner thread takes it a moment later, with whatever else has come until then.
    pub fn enqueue(&mut self, machine: usize, work: Work, whom: For) {
        let now = self.now;
        let found = &mut self.machines[machine];
        if !found.is_up() {
            return;
        }
        found.queue.push_back((work, whom));
        if found.queue.len() > QUEUE_MAX {
            return self
                .fail("bounded", format!("{QUEUE_MAX} commands wait for the owner thread of machine {machine}"));
        }
        let found = &mut self.machines[machine];
        if !found.is_owner_due {
            found.is_owner_due = true;
            let (life, paused) = (found.life, found.paused_until);
            let at = (now + self.disk.random_range(0..=self.plan.swarm.commit_millis)).max(paused);
            self.schedule(at, Event::Owner(machine, life));
        }
    }

    pub(crate) fn own(&mut self, machine: usize, life: u64) {
        let now = self.wall(machine);
        let found = &mut self.machines[machine];
        if found.life != life {
            return;
        }
        if found.paused_until > self.now {
            let resumed = found.paused_until;
            return self.schedule(resumed, Event::Owner(machine, life));
        }
        found.is_owner_due = false;
        let taken = found.queue.len().min(BATCH_MAX);
        let (work, whom): (Vec<Work>, Vec<For>) = found.queue.drain(..taken).unzip();
        if !found.queue.is_empty() {
            found.is_owner_due = true;
            self.schedule(self.now + 1, Event::Owner(machine, life));
        }
        if work.is_empty() {
            return;
        }
        if work.len() > 1 {
            self.sometimes.reached("batch of several commands");
        }
        let bounds = grants::bounds(self, machine, &work);
        let found = &mut self.machines[machine];
        let struck = found.disk.faults();
        let Some(brain) = &mut found.brain else { return };
        let done = brain.batch(work, now);
        self.note_struck(machine, struck, done.is_err());
        if self.dies_of_batch(machine, done.is_ok()) {
            return;
        }
        match done {
            Ok(said) => {
                self.committed(machine);
                grants::judge(self, machine, &bounds);
                whom.into_iter().zip(said).for_each(|(whom, said)| self.answer(machine, whom, said));
            }
            Err(error) => {
                self.note(machine, format_args!("a batch was not kept: {error}"));
                if error.to_string().contains("disk is full") {
                    self.sometimes.reached("disk full inside a batch");
                }
                whom.into_iter().for_each(|whom| self.refuse(machine, whom, &error));
            }
        }
    }

    /// Whether the process is gone with this batch: its power, or its life right after the commit.
    fn dies_of_batch(&mut self, machine: usize, is_kept: bool) -> bool {
        let dies_alone = self.machines[machine].power.is_some_and(|(_, dies_alone)| dies_alone);
        if self.dies_in_the_dark(machine) {
            self.sometimes.reached(match dies_alone {
                true => "process killed during a disk operation",
                false => "power cut during a disk operation",
            });
            return true;
        }
        let found = &mut self.machines[machine];
        if found.dies_after_commit && is_kept {
            self.sometimes.reached("process killed between commit and reply");
            self.die(machine, Death::Process);
            return true;
        }
        false
    }

    fn answer(&mut self, machine: usize, whom: For, said: Said) {
        match (whom, said) {
            (For::Client(request), said) => self.heard(request, said),
            (For::Apply(connection, side), Said::Applied(applied)) => self.applied(connection, side, applied),
            (For::Grant(connection, side), Said::Granted(granted)) => self.granted(connection, side, granted),
            (For::Link, _) => self.change_kept(machine),
            (For::Tick, Said::NeedsRights(wanted)) => {
                self.heeds(machine);
                let now = self.wall(machine);
                if let Some(brain) = &mut self.machines[machine].brain {
                    let asked = brain.ask(&wanted, now);
                    self.note_asked(machine, &asked);
                }
            }
            (For::Tick, _) => self.heeds(machine),
            (whom, said) => self.fail("protocol", format!("{whom:?} was answered with {said:?}")),
        }
    }

    fn change_kept(&mut self, machine: usize) {
        let found = &mut self.machines[machine];
        let kept = found.changes.pop_front();
        found.is_change_told = false;
        let life = found.life;
        if let Some((warehouse, change)) = kept {
            self.note_kept(&warehouse, &change);
        }
        self.schedule(self.now, Event::Change(machine, life));
    }

    fn refuse(&mut self, machine: usize, whom: For, error: &Unanswered) {
        match whom {
            For::Client(request) => self.unanswered(request),
            For::Apply(connection, side) => self.applied(connection, side, Err(error.to_string())),
            For::Grant(connection, side) => self.granted(connection, side, Err(error.to_string())),
            For::Link => {
                let found = &mut self.machines[machine];
                found.is_change_told = false;
                let life = found.life;
                self.schedule(self.now + TELL_AGAIN, Event::Change(machine, life));
            }
            For::Tick => {}
        }
    }

    /// Sessions send what was asked for as soon as they are carried on.
    pub(crate) fn note_asked(&mut self, machine: usize, asked: &[holdfast_crdt::WarehouseId]) {
        if asked.is_empty() {
            return;
        }
        self.sometimes.reached(if machine == HUB { "rights asked by the hub" } else { "rights asked by a node" });
        let due: Vec<Event> = self
            .connections
            .iter()
            .filter(|(_, found)| asked.contains(&found.warehouse))
            .flat_map(|(id, found)| {
                let sides = crate::actors::Side::BOTH.into_iter().filter(|side| found.machine(*side) == machine);
                sides.map(|side| Event::Pump(*id, side)).collect::<Vec<_>>()
            })
            .collect();
        due.into_iter().for_each(|event| self.schedule(self.now, event));
    }
}
