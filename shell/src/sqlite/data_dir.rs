//! A data directory: made on first start, served by one process at a time.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::StoreError;

#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    lock: Option<File>,
}

impl DataDir {
    /// Makes the directory (mode 0700) where there is none.
    pub fn create(path: &Path) -> Result<Self, StoreError> {
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|source| StoreError::io(path, source))?;
        Ok(Self { path: path.to_owned(), lock: None })
    }

    /// One that must be there already.
    pub fn existing(path: &Path) -> Result<Self, StoreError> {
        fs::read_dir(path).map_err(|source| StoreError::io(path, source))?;
        Ok(Self { path: path.to_owned(), lock: None })
    }

    /// Keeps other serving processes out for as long as this value lives.
    pub fn lock(mut self) -> Result<Self, StoreError> {
        let path = self.file("lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|source| StoreError::io(&path, source))?;
        match file.try_lock() {
            Ok(()) => self.lock = Some(file),
            Err(TryLockError::WouldBlock) => return Err(StoreError::InUse { path: self.path.clone() }),
            Err(TryLockError::Error(source)) => return Err(StoreError::io(&path, source)),
        }
        Ok(self)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Writes a file only its owner may read (mode 0600), whole or not at all.
    pub fn write_secret(&self, name: &str, content: &str) -> Result<(), StoreError> {
        let (path, draft) = (self.file(name), self.file(&format!("{name}.new")));
        let write = || {
            let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&draft)?;
            file.write_all(content.as_bytes())?;
            file.sync_all()?;
            fs::rename(&draft, &path)
        };
        write().map_err(|source| StoreError::io(&path, source))
    }

    /// `None` when there is no such file.
    pub fn read(&self, name: &str) -> Result<Option<String>, StoreError> {
        let path = self.file(name);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(StoreError::io(&path, source)),
        }
    }
}
