//! The disk that is installed on this thread: its machines, its clock, its chance.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::c_int;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::vfs;
use super::volume::{Answer, Volume};

/// SQLite draws from one generator a process; two disks at once would take each other's numbers.
static TURN: Mutex<()> = Mutex::new(());
static DISKS: AtomicU64 = AtomicU64::new(1);

thread_local! {
    static INSTALLED: RefCell<Option<Volumes>> = const { RefCell::new(None) };
}

/// An installed disk. Dropping it takes every machine away; connections that are still open get errors from then on.
#[derive(Debug)]
#[must_use = "dropping it takes the disk away"]
pub struct Disk {
    _turn: MutexGuard<'static, ()>,
}

#[derive(Debug)]
pub struct Volumes {
    /// Tells handles of this disk from those of one before.
    pub disk: u64,
    pub volumes: Vec<Volume>,
    pub names: BTreeMap<String, usize>,
    pub handles: u64,
    chance: ChaCha8Rng,
    now_millis: i64,
}

/// Gives this thread an empty disk, as SQLite's default, with [`seed`] `seed` and the clock at 0. Waits while another
/// thread has one.
///
/// # Panics
///
/// If this thread has one already: it would wait for itself.
pub fn install(seed: u64) -> Disk {
    let is_free = INSTALLED.with_borrow(Option::is_none);
    assert!(is_free, "this thread has a disk already");
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let disk = DISKS.fetch_add(1, Ordering::Relaxed);
    INSTALLED.set(Some(Volumes {
        disk,
        // what has no name belongs to no machine: SQLite's own temporary files
        volumes: vec![Volume::default()],
        names: BTreeMap::new(),
        handles: 0,
        chance: ChaCha8Rng::seed_from_u64(seed),
        now_millis: 0,
    }));
    vfs::register();
    vfs::forget_randomness();
    Disk { _turn: turn }
}

impl Drop for Disk {
    fn drop(&mut self) {
        INSTALLED.set(None);
    }
}

/// Seeds what SQLite calls random from here on: salts of write-ahead logs, names of temporary files, `random()`.
pub fn seed(seed: u64) {
    with(|volumes| volumes.chance = ChaCha8Rng::seed_from_u64(seed));
    vfs::forget_randomness();
}

/// Sets what SQLite takes for the time, in milliseconds since 1970.
pub fn set_now(millis: i64) {
    with(|volumes| volumes.now_millis = millis);
}

/// 0 where no disk is installed.
pub fn now_millis() -> i64 {
    look(|volumes| volumes.now_millis).unwrap_or_default()
}

/// Zeros where no disk is installed.
pub fn fill_randomly(into: &mut [u8]) {
    into.fill(0);
    look(|volumes| volumes.chance.fill_bytes(into));
}

/// # Panics
///
/// If this thread has no disk.
pub fn with<T>(act: impl FnOnce(&mut Volumes) -> T) -> T {
    look(act).expect("a disk is installed on this thread")
}

/// `None` where no disk is installed, or none any more.
pub fn look<T>(act: impl FnOnce(&mut Volumes) -> T) -> Option<T> {
    INSTALLED.try_with(|installed| installed.try_borrow_mut().ok()?.as_mut().map(act)).ok()?
}

/// Where a handle belongs.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub disk: u64,
    pub volume: usize,
    pub generation: u64,
    pub node: usize,
    /// Of the handle itself: the holder of its locks.
    pub handle: u64,
}

impl Place {
    /// What `act` answers; `gone` if this disk, or this generation of its machine, is no more, or has no power.
    pub fn visit<T>(&self, gone: c_int, act: impl FnOnce(&mut Volume) -> Answer<T>) -> Answer<T> {
        let found = look(|volumes| {
            let volume = volumes.volumes.get_mut(self.volume).filter(|_| volumes.disk == self.disk)?;
            (volume.generation == self.generation && volume.has_power()).then(|| act(volume))
        });
        found.flatten().unwrap_or(Err(gone))
    }
}
