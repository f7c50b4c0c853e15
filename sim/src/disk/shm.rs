//! The memory that the connections of one file share in WAL mode, and the locks on it
//! (<https://sqlite.org/walformat.html#the_wal_index_file_format>).

use std::ffi::{c_int, c_void};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use rusqlite::ffi::{SQLITE_SHM_NLOCK, SQLITE_SHM_SHARED, SQLITE_SHM_UNLOCK};

/// Of one file, for as long as a connection has it mapped.
#[derive(Debug, Default)]
pub struct Shm {
    regions: Vec<Arc<Region>>,
    /// Per lock: how many share it, or -1 where one has it for itself.
    locks: [i32; SQLITE_SHM_NLOCK as usize],
    users: u32,
}

/// SQLite writes through a pointer into it. Whoever has that pointer holds the region, so that it outlives a crash of
/// the machine until the last connection from before it is dropped.
#[derive(Debug)]
pub struct Region(Box<[AtomicU64]>);

/// What one connection has of it.
#[derive(Debug, Default)]
pub struct Mapping {
    regions: Vec<Arc<Region>>,
    shared: u8,
    exclusive: u8,
}

impl Region {
    fn new(bytes: usize) -> Self {
        Self((0..bytes.div_ceil(size_of::<u64>())).map(|_| AtomicU64::new(0)).collect())
    }

    fn pointer(&self) -> *mut c_void {
        self.0.as_ptr().cast_mut().cast()
    }
}

impl Shm {
    pub fn enter(&mut self) -> Mapping {
        self.users += 1;
        Mapping::default()
    }

    /// Gives back what `mapping` holds; whether it was the last.
    pub fn leave(&mut self, mapping: &Mapping) -> bool {
        for (at, lock) in self.locks.iter_mut().enumerate() {
            if mapping.exclusive & (1 << at) != 0 {
                *lock = 0;
            } else if mapping.shared & (1 << at) != 0 {
                *lock -= 1;
            }
        }
        self.users -= 1;
        self.users == 0
    }

    /// The memory of region `index`; `None` if there is none yet and it is not to be made.
    pub fn map(&mut self, mapping: &mut Mapping, index: usize, bytes: usize, may_make: bool) -> Option<*mut c_void> {
        while may_make && self.regions.len() <= index {
            self.regions.push(Arc::new(Region::new(bytes)));
        }
        let region = self.regions.get(index)?;
        let known = mapping.regions.len();
        mapping.regions.extend(self.regions.iter().take(index + 1).skip(known).cloned());
        Some(region.pointer())
    }

    /// Takes or gives back `count` locks from `first` on; `false` if others are in the way.
    pub fn lock(&mut self, mapping: &mut Mapping, first: usize, count: usize, flags: c_int) -> bool {
        let Some(locks) = self.locks.get_mut(first..first + count) else { return false };
        let mask = (((1u16 << count) - 1) << first) as u8;
        if flags & SQLITE_SHM_UNLOCK != 0 {
            mapping.unlock(locks, first);
            return true;
        }
        if flags & SQLITE_SHM_SHARED != 0 {
            if mapping.shared & mask == mask {
                return true;
            }
            if locks.iter().any(|lock| *lock < 0) {
                return false;
            }
            locks.iter_mut().for_each(|lock| *lock += 1);
            mapping.shared |= mask;
            return true;
        }
        if locks.iter().any(|lock| *lock != 0) {
            return false;
        }
        locks.fill(-1);
        mapping.exclusive |= mask;
        true
    }
}

impl Mapping {
    fn unlock(&mut self, locks: &mut [i32], first: usize) {
        for (at, lock) in locks.iter_mut().enumerate() {
            let bit = 1 << (first + at);
            if self.exclusive & bit != 0 {
                *lock = 0;
            } else if self.shared & bit != 0 {
                *lock -= 1;
            }
            self.exclusive &= !bit;
            self.shared &= !bit;
        }
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi::{SQLITE_SHM_EXCLUSIVE, SQLITE_SHM_LOCK};

    use super::*;

    const SHARE: c_int = SQLITE_SHM_LOCK | SQLITE_SHM_SHARED;
    const TAKE: c_int = SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE;
    const GIVE: c_int = SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE;

    #[test]
    fn locks_are_shared_or_held_alone() {
        let mut shm = Shm::default();
        let (mut a, mut b) = (shm.enter(), shm.enter());
        assert!(shm.lock(&mut a, 3, 1, SHARE) && shm.lock(&mut b, 3, 1, SHARE));
        assert!(!shm.lock(&mut a, 2, 6, TAKE), "3 is shared");
        assert!(shm.lock(&mut a, 0, 2, TAKE) && !shm.lock(&mut b, 1, 1, SHARE));
        assert!(shm.lock(&mut a, 0, 2, GIVE) && shm.lock(&mut b, 1, 1, TAKE));
        assert!(!shm.leave(&b), "a is still there");
        assert!(shm.lock(&mut a, 1, 1, TAKE), "what b held is free");
        assert!(shm.leave(&a));
    }

    #[test]
    fn both_see_one_memory() {
        let mut shm = Shm::default();
        let (mut a, mut b) = (shm.enter(), shm.enter());
        assert_eq!(shm.map(&mut a, 0, 64, false), None);
        let made = shm.map(&mut a, 1, 64, true).unwrap();
        assert_eq!(shm.map(&mut b, 1, 64, false), Some(made));
        assert_eq!((a.regions.len(), b.regions.len()), (2, 2));
    }
}
