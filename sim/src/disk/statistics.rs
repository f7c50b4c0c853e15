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

    /// What was done since there had been `before`.
    pub fn since(self, before: Self) -> Self {
        Self {
            reads: self.reads - before.reads,
            writes: self.writes - before.writes,
            truncations: self.truncations - before.truncations,
            syncs: self.syncs - before.syncs,
            creations: self.creations - before.creations,
            deletions: self.deletions - before.deletions,
            bytes_read: self.bytes_read - before.bytes_read,
            bytes_written: self.bytes_written - before.bytes_written,
        }
    }
}
