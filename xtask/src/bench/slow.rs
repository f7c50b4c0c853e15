//! Syncs that are slowed and counted: a library of our own in the place of `fsync` and `fdatasync` (xtask/slow-sync).

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::workspace::{cargo, run, target};

const LIBRARY: &str = "libslow_sync.so";

/// The syncs of one server and all its processes.
#[derive(Debug)]
pub struct SlowSync {
    file: File,
    dir: TempDir,
}

impl SlowSync {
    /// Builds the library where it is stale, and puts it where any user can read it: PostgreSQL does not run as root.
    pub fn new() -> Result<Self> {
        run(cargo().args(["build", "--quiet", "--release", "--package", "slow-sync"]))?;
        Self::of(&target()?.join("release").join(LIBRARY))
    }

    fn of(library: &Path) -> Result<Self> {
        let dir = tempfile::Builder::new().prefix("holdfast-slow-").tempdir()?;
        fs::set_permissions(dir.path(), Permissions::from_mode(0o755))?;
        fs::copy(library, dir.path().join(LIBRARY)).with_context(|| library.display().to_string())?;
        let path = dir.path().join("syncs");
        let file = File::options().read(true).write(true).create_new(true).open(&path)?;
        file.write_all_at(&[0; 16], 0)?;
        fs::set_permissions(&path, Permissions::from_mode(0o666))?;
        Ok(Self { file, dir })
    }

    /// What the server must find in its environment.
    pub fn variables(&self) -> Vec<(&'static str, PathBuf)> {
        vec![("LD_PRELOAD", self.dir.path().join(LIBRARY)), ("SLOW_SYNC_FILE", self.dir.path().join("syncs"))]
    }

    /// From now on every sync takes so much longer.
    pub fn slow_by(&self, time: Duration) -> Result<()> {
        Ok(self.file.write_all_at(&(time.as_nanos() as u64).to_le_bytes(), 8)?)
    }

    /// Syncs until now.
    pub fn count(&self) -> Result<u64> {
        let mut bytes = [0; 8];
        self.file.read_exact_at(&mut bytes, 0)?;
        Ok(u64::from_le_bytes(bytes))
    }
}
