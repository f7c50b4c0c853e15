//! What is to go wrong on a machine, and when.

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// One access of this kind fails and changes nothing.
    IoError(Access),
    /// One sync fails, and what it should have written counts as clean without being durable.
    FsyncError,
    /// From then on files may grow by this many bytes in all, until [`Machine::heal`](super::Machine::heal).
    Full { bytes: u64 },
    /// The power is gone: everything fails until [`Machine::power_cut`](super::Machine::power_cut).
    PowerCut,
}

/// What a machine does with its disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Opening a file, or making one.
    Open,
    Read,
    /// Writing to a file, shortening or deleting it.
    Write,
}

/// The faults of one machine. `done` is how many operations it has done.
#[derive(Debug, Default)]
pub struct Faults {
    armed: Vec<(u64, Fault)>,
    is_off: bool,
    /// Bytes by which files may still grow.
    room: Option<u64>,
    struck: u64,
}

impl Faults {
    /// Lets `fault` happen once `at` operations are done.
    pub fn arm(&mut self, at: u64, fault: Fault) {
        self.armed.push((at, fault));
    }

    pub fn heal(&mut self) {
        self.armed.clear();
        self.room = None;
    }

    /// How many faults have happened.
    pub fn struck(&self) -> u64 {
        self.struck
    }

    pub fn has_power(&mut self, done: u64) -> bool {
        if !self.armed.is_empty() && !self.is_off && self.take(done, Fault::PowerCut) {
            self.is_off = true;
        }
        !self.is_off
    }

    pub fn restore_power(&mut self) {
        self.is_off = false;
    }

    /// Whether an access that comes after `done` operations fails.
    pub fn strikes(&mut self, done: u64, access: Access) -> bool {
        !self.armed.is_empty() && self.take(done, Fault::IoError(access))
    }

    /// The same, of a sync.
    pub fn strikes_sync(&mut self, done: u64) -> bool {
        !self.armed.is_empty() && self.take(done, Fault::FsyncError)
    }

    /// How many of `bytes` more there is room for.
    pub fn take_room(&mut self, done: u64, bytes: u64) -> u64 {
        let due = |(at, fault): &(u64, Fault)| *at <= done && matches!(fault, Fault::Full { .. });
        if let Some(found) = self.armed.iter().position(due)
            && let (_, Fault::Full { bytes }) = self.armed.remove(found)
        {
            self.room = Some(bytes);
        }
        let Some(room) = &mut self.room else { return bytes };
        let granted = bytes.min(*room);
        *room -= granted;
        self.struck += u64::from(granted < bytes);
        granted
    }

    /// A file has become shorter, or is gone.
    pub fn give_room(&mut self, bytes: u64) {
        if let Some(room) = &mut self.room {
            *room += bytes;
        }
    }

    /// Takes `fault` if it is due.
    fn take(&mut self, done: u64, fault: Fault) -> bool {
        let found = self.armed.iter().position(|(at, armed)| *at <= done && *armed == fault);
        if let Some(found) = found {
            self.armed.remove(found);
            self.struck += 1;
        }
        found.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_waits_for_its_operation_and_happens_once() {
        let mut faults = Faults::default();
        faults.arm(2, Fault::IoError(Access::Write));
        assert!(!faults.strikes(1, Access::Write));
        assert!(!faults.strikes(2, Access::Read));
        assert!(faults.strikes(3, Access::Write));
        assert!(!faults.strikes(3, Access::Write));
        assert_eq!(faults.struck(), 1);
    }

    #[test]
    fn power_is_gone_until_it_is_restored() {
        let mut faults = Faults::default();
        faults.arm(1, Fault::PowerCut);
        assert!(faults.has_power(0));
        assert!(!faults.has_power(1));
        faults.heal();
        assert!(!faults.has_power(5));
        faults.restore_power();
        assert!(faults.has_power(5));
    }

    #[test]
    fn room_is_used_up_and_comes_back() {
        let mut faults = Faults::default();
        faults.arm(0, Fault::Full { bytes: 10 });
        assert_eq!(faults.take_room(0, 8), 8);
        assert_eq!(faults.take_room(0, 8), 2);
        assert_eq!(faults.take_room(0, 8), 0);
        faults.give_room(3);
        assert_eq!(faults.take_room(0, 8), 3);
        faults.heal();
        assert_eq!(faults.take_room(0, 8), 8);
    }
}
