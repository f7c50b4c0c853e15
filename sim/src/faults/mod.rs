//! What goes wrong, as it goes wrong.

mod clone;
mod restore;

use holdfast_node::world::LinkDown;
use rand::RngExt;

use crate::actors::Side;
use crate::disk;
use crate::life::Death;
use crate::plan::FaultKind;
use crate::world::{Event, HUB, World};

pub use clone::Twin;

impl World {
    pub(crate) fn strike(&mut self, number: usize) {
        if self.is_closing {
            return;
        }
        let fault = self.plan.faults[number];
        self.note(fault.machine, format_args!("fault {:?}", fault.kind));
        let node = if fault.machine == HUB { 1 } else { fault.machine };
        match fault.kind {
            FaultKind::Cut { .. } | FaultKind::DeadOneWay { .. } | FaultKind::Clog { .. } | FaultKind::Slow { .. } => {
                self.strike_path(node, fault.kind);
            }
            FaultKind::Drop { at_hub } => self.drop_connection(node, if at_hub { Side::Hub } else { Side::Node }),
            FaultKind::Jump { by } => self.jump(fault.machine, by),
            FaultKind::Pause { millis } => self.pause(fault.machine, millis),
            FaultKind::Restore { back } => self.restore(fault.machine, back),
            FaultKind::Clone { millis } => self.clone_machine(node, millis),
            _ => self.strike_machine(fault.machine, fault.kind),
        }
    }

    fn strike_path(&mut self, node: usize, kind: FaultKind) {
        let now = self.now;
        let path = &mut self.paths[node];
        let (until, name) = match kind {
            FaultKind::Cut { millis } => {
                path.cut_until = path.cut_until.max(now + millis);
                (path.cut_until, "link cut")
            }
            FaultKind::DeadOneWay { from_node, millis } => {
                let dead = &mut path.dead_until[usize::from(!from_node)];
                *dead = (*dead).max(now + millis);
                (*dead, "link dead one way")
            }
            FaultKind::Clog { from_node, lane, millis } => {
                let stalled = &mut path.stalled_until[usize::from(!from_node)][lane as usize];
                *stalled = (*stalled).max(now + millis);
                (*stalled, "lanes stalled")
            }
            FaultKind::Slow { delay, bytes_per_ms, millis } => {
                (path.delay, path.bytes_per_ms) = (delay, bytes_per_ms);
                path.slow_until = path.slow_until.max(now + millis);
                (path.slow_until, "slow link")
            }
            _ => return,
        };
        self.sometimes.reached(name);
        self.schedule(until, Event::Release(node));
    }

    /// One end of a connection is gone without a word, its process lives on.
    fn drop_connection(&mut self, node: usize, side: Side) {
        let found =
            self.connections.iter().find(|(_, found)| found.node == node && found.ends[side as usize].is_some());
        let Some((id, in_flight)) = found.map(|(id, found)| (*id, found.in_flight())) else { return };
        if in_flight > 0 {
            self.sometimes.reached("connection lost with frames in flight");
        }
        self.end_with(id, side, LinkDown::Lost("the address changed".to_owned()));
    }

    fn jump(&mut self, machine: usize, by: i64) {
        self.machines[machine].clock.jump(by);
        self.sometimes.reached(if by > 0 { "clock jumped ahead" } else { "clock jumped back" });
    }

    fn pause(&mut self, machine: usize, millis: u64) {
        if self.machines[machine].is_up() {
            self.machines[machine].paused_until = self.now + millis;
            self.sometimes.reached("machine paused");
        }
    }

    fn strike_machine(&mut self, machine: usize, kind: FaultKind) {
        if !self.machines[machine].is_up() {
            return;
        }
        let found = &mut self.machines[machine];
        let (disk, struck) = (found.disk, found.disk.faults());
        match kind {
            FaultKind::Kill => self.die(machine, Death::Process),
            FaultKind::PowerCut => self.die(machine, Death::Power),
            FaultKind::Restart => self.restart(machine),
            FaultKind::KillAfterCommit => found.dies_after_commit = true,
            FaultKind::KillAtOperation { after } | FaultKind::PowerCutAtOperation { after } => {
                found.power = Some((struck, matches!(kind, FaultKind::KillAtOperation { .. })));
                disk.fail_after(after, disk::Fault::PowerCut);
            }
            FaultKind::IoError { kind, after } => {
                let access = [disk::Access::Open, disk::Access::Read, disk::Access::Write][usize::from(kind % 3)];
                disk.fail_after(after, disk::Fault::IoError(access));
            }
            FaultKind::FsyncError { after } => disk.fail_after(after, disk::Fault::FsyncError),
            FaultKind::DiskFull { bytes, millis } => {
                disk.fail_after(0, disk::Fault::Full { bytes });
                self.schedule(self.now + millis, Event::Mend(machine));
            }
            FaultKind::Checkpoint if found.brain.as_ref().is_some_and(crate::actors::Brain::checkpoint) => {
                self.sometimes.reached("checkpoint moved pages");
            }
            _ => {}
        }
    }

    /// Room is made on a full disk.
    pub(crate) fn mend(&mut self, machine: usize) {
        let found = &mut self.machines[machine];
        // power that is to go still goes
        if found.power.is_none() {
            found.disk.heal();
        }
    }

    /// A fault of the disk was met since there had been `before` of them.
    pub(crate) fn note_struck(&mut self, machine: usize, before: u64, has_failed: bool) {
        let found = &self.machines[machine];
        if found.disk.faults() == before || found.power.is_some() {
            return;
        }
        let recent = |kind: fn(&FaultKind) -> bool| {
            self.plan.faults.iter().any(|fault| fault.machine == machine && fault.at <= self.now && kind(&fault.kind))
        };
        let is_io = recent(|kind| matches!(kind, FaultKind::IoError { .. }));
        let is_sync = recent(|kind| matches!(kind, FaultKind::FsyncError { .. }));
        let is_full = recent(|kind| matches!(kind, FaultKind::DiskFull { .. }));
        for (is, name) in [(is_io, "I/O error struck"), (is_sync, "fsync error struck"), (is_full, "disk full struck")]
        {
            if is {
                self.sometimes.reached(name);
            }
        }
        if has_failed {
            self.sometimes.reached("batch failed and its requests were repeated");
        }
    }

    /// Everything works again, and nothing else goes wrong.
    pub fn heal(&mut self) {
        self.is_closing = true;
        for machine in 0..self.machines.len() {
            self.paths[machine].heal();
            let found = &mut self.machines[machine];
            (found.paused_until, found.dies_after_commit) = (0, false);
            if found.power.take().is_some_and(|(before, _)| found.disk.faults() > before) {
                self.die(machine, Death::ProcessInOperation);
            }
            self.machines[machine].disk.heal();
            self.schedule(self.now, Event::Release(machine));
        }
        self.switch_off_clones();
        self.trace(format_args!("all is healed"));
        let first = self.now + self.crash.random_range(0..10);
        for machine in 0..self.machines.len() {
            if !self.machines[machine].is_up() && !self.is_twin(machine) {
                self.schedule(first, Event::Start(machine));
            }
        }
    }
}
