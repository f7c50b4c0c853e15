//! The locks that connections hold on a file, as SQLite's rules for them go (<https://sqlite.org/lockingv3.html>).

use std::collections::BTreeMap;
use std::ffi::c_int;

use rusqlite::ffi::{
    SQLITE_LOCK_EXCLUSIVE, SQLITE_LOCK_NONE, SQLITE_LOCK_PENDING, SQLITE_LOCK_RESERVED, SQLITE_LOCK_SHARED,
};

/// Who holds what; a holder is a connection's handle on the file.
#[derive(Debug, Default)]
pub struct Locks {
    held: BTreeMap<u64, c_int>,
}

impl Locks {
    /// Raises what `who` holds to `wanted`; `false` if others are in the way.
    pub fn lock(&mut self, who: u64, wanted: c_int) -> bool {
        if self.held.get(&who).is_some_and(|own| *own >= wanted) {
            return true;
        }
        let others = self.held.iter().filter(|(other, _)| **other != who).map(|(_, level)| *level);
        let others = others.max().unwrap_or(SQLITE_LOCK_NONE);
        let blocking = if wanted == SQLITE_LOCK_SHARED { SQLITE_LOCK_PENDING } else { SQLITE_LOCK_RESERVED };
        if others >= blocking {
            return false;
        }
        if wanted == SQLITE_LOCK_EXCLUSIVE && others >= SQLITE_LOCK_SHARED {
            // no new readers from here on, so that the writer gets its turn
            self.held.insert(who, SQLITE_LOCK_PENDING);
            return false;
        }
        self.held.insert(who, wanted);
        true
    }

    /// Lowers what `who` holds to `level`.
    pub fn unlock(&mut self, who: u64, level: c_int) {
        if level == SQLITE_LOCK_NONE {
            self.held.remove(&who);
        } else if let Some(own) = self.held.get_mut(&who) {
            *own = level.min(*own);
        }
    }

    /// Whether somebody means to write.
    pub fn is_reserved(&self) -> bool {
        self.held.values().any(|level| *level >= SQLITE_LOCK_RESERVED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writer_waits_for_readers_and_lets_no_new_ones_in() {
        let mut locks = Locks::default();
        assert!(locks.lock(1, SQLITE_LOCK_SHARED) && locks.lock(2, SQLITE_LOCK_SHARED));
        assert!(locks.lock(1, SQLITE_LOCK_RESERVED) && locks.is_reserved());
        assert!(!locks.lock(2, SQLITE_LOCK_RESERVED));
        assert!(locks.lock(3, SQLITE_LOCK_SHARED), "readers may come while a writer prepares");
        locks.unlock(3, SQLITE_LOCK_NONE);
        assert!(!locks.lock(1, SQLITE_LOCK_EXCLUSIVE), "2 reads");
        assert!(!locks.lock(3, SQLITE_LOCK_SHARED), "1 is next");
        locks.unlock(2, SQLITE_LOCK_NONE);
        assert!(locks.lock(1, SQLITE_LOCK_EXCLUSIVE));
        assert!(!locks.lock(2, SQLITE_LOCK_SHARED));
        locks.unlock(1, SQLITE_LOCK_SHARED);
        assert!(locks.lock(2, SQLITE_LOCK_SHARED) && !locks.is_reserved());
    }
}
