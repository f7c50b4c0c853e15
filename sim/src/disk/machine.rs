//! A machine as its tests see it: what can be done to it, and what it has done.

use rand::Rng;

use super::cut::{Fate, Loss};
use super::faults::Fault;
use super::statistics::Statistics;
use super::volume::{Snapshot, Volume};
use super::volumes::with;

/// A machine of the installed disk. A name for it, not the thing: it can be copied freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Machine {
    disk: u64,
    volume: usize,
}

/// The machine of this name, made with an empty disk if there is none. Paths on machines that were never made cannot be
/// opened.
///
/// # Panics
///
/// If no disk is installed on this thread, or `name` is empty or holds a slash. The methods of [`Machine`] panic where
/// its disk is gone.
pub fn machine(name: &str) -> Machine {
    assert!(!name.is_empty() && !name.contains('/'), "{name:?} is no first component of a path");
    with(|volumes| {
        let next = volumes.volumes.len();
        let volume = *volumes.names.entry(name.to_owned()).or_insert(next);
        if volume == next {
            volumes.volumes.push(Volume::new(name));
        }
        Machine { disk: volumes.disk, volume }
    })
}

impl Machine {
    /// Where `file` is found on it: `/leeds/node.db`.
    pub fn path(self, file: &str) -> String {
        self.on(|volume| format!("/{}/{file}", volume.name))
    }

    /// The power goes and comes back. Connections of before are void.
    pub fn power_cut(self, rng: &mut impl Rng) -> Loss {
        self.power_cut_to(Fate::Drawn, rng)
    }

    /// The same, where what becomes of all that was not durable is not left to chance alone.
    pub fn power_cut_to(self, fate: Fate, rng: &mut impl Rng) -> Loss {
        self.on(|volume| volume.cut(fate, rng))
    }

    /// What runs on it dies. Connections of before are void; all they wrote is there.
    pub fn kill(self) {
        self.on(Volume::kill);
    }

    /// What its programs see right now, synced or not.
    pub fn snapshot(self) -> Snapshot {
        self.on(|volume| volume.snapshot())
    }

    /// Gives it the files of `snapshot` and no others, all durable. `Snapshot::default()` empties it. Connections of
    /// before are void.
    pub fn restore(self, snapshot: &Snapshot) {
        self.on(|volume| volume.restore(snapshot));
    }

    /// Makes `other` a clone of this machine.
    pub fn copy_to(self, other: Self) {
        other.restore(&self.snapshot());
    }

    /// Lets `fault` happen after `operations` more of the kind that [`operations`](Self::operations) counts: with 0, the
    /// next access of its kind fails; with 1, the next after one more operation. Faults add up.
    pub fn fail_after(self, operations: u64, fault: Fault) {
        self.on(|volume| volume.faults.arm(volume.statistics.operations() + operations, fault));
    }

    /// No fault is to come any more, and the disk is not full. Power that is gone stays gone.
    pub fn heal(self) {
        self.on(|volume| volume.faults.heal());
    }

    /// How many faults have happened so far.
    pub fn faults(self) -> u64 {
        self.on(|volume| volume.faults.struck())
    }

    /// Whether syncs answer well and do nothing, as on a disk that lies.
    pub fn ignore_syncs(self, is_deaf: bool) {
        self.on(|volume| volume.is_deaf = is_deaf);
    }

    /// How many writes, truncations, syncs, creations and deletions it has done.
    pub fn operations(self) -> u64 {
        self.statistics().operations()
    }

    pub fn statistics(self) -> Statistics {
        self.on(|volume| volume.statistics)
    }

    /// The same for the same files in the same state of durability.
    pub fn content_hash(self) -> blake3::Hash {
        self.on(|volume| volume.content_hash())
    }

    pub fn files(self) -> Vec<String> {
        self.on(|volume| volume.names().map(str::to_owned).collect())
    }

    /// What programs read in `file`; `None` if there is none.
    pub fn read(self, file: &str) -> Option<Vec<u8>> {
        self.on(|volume| volume.file(file).map(|file| file.content.clone()))
    }

    fn on<T>(self, act: impl FnOnce(&mut Volume) -> T) -> T {
        with(|volumes| {
            assert_eq!(volumes.disk, self.disk, "the disk of this machine is gone");
            act(&mut volumes.volumes[self.volume])
        })
    }
}
