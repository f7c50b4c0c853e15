//! What a machine has done with its disk.

/// What a machine has done with its disk so far, failures included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    pub reads: u64,
    pub writes: u64,
    pub truncations: u64,
    pub syncs: u64,
    pub creations: u64,
    pub deletions: u64,
    pub bytes_read: u64,
    pub bytes_written: u64,
}

impl Statistics {
    /// What changes the disk or its durability. A script that is cut at each of them is cut everywhere.
    pub fn operations(&self) -> u64 {
        self.writes + self.truncations + self.syncs + self.creations + self.deletions
    }
}
