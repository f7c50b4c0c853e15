//! The disk of one machine: its files by name, what is open, what is to go wrong. Errors are SQLite's codes.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::c_int;

use rand::{Rng, RngExt};
use rusqlite::ffi::{
    SQLITE_CANTOPEN, SQLITE_FULL, SQLITE_IOERR_DELETE, SQLITE_IOERR_DELETE_NOENT, SQLITE_IOERR_FSYNC,
    SQLITE_IOERR_READ, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE, SQLITE_LOCK_NONE, SQLITE_OPEN_CREATE,
    SQLITE_OPEN_DELETEONCLOSE, SQLITE_OPEN_EXCLUSIVE,
};

use super::cut::{Fate, Loss};
use super::faults::{Access, Faults};
use super::file::File;
use super::locks::Locks;
use super::shm::Shm;
use super::statistics::Statistics;

pub type Answer<T> = Result<T, c_int>;

#[derive(Debug, Default)]
pub struct Volume {
    pub name: String,
    /// Grows at every crash, cut and restore: what was opened before is closed.
    pub generation: u64,
    pub faults: Faults,
    pub statistics: Statistics,
    /// Whether syncs answer well and do nothing.
    pub is_deaf: bool,
    nodes: Vec<Option<Node>>,
    names: BTreeMap<String, usize>,
    /// What the medium has under names whose deletion is not durable.
    deleted: BTreeMap<String, File>,
}

/// A file that has a name, or is open, or both.
#[derive(Debug, Default)]
pub struct Node {
    pub file: File,
    pub locks: Locks,
    pub shm: Option<Shm>,
    handles: u32,
    is_named: bool,
}

/// The files of a machine at one moment, as its programs saw them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    files: BTreeMap<String, Vec<u8>>,
}

impl Volume {
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub fn has_power(&mut self) -> bool {
        self.faults.has_power(self.statistics.operations())
    }

    /// Opens, or makes, the file `name`, or one without a name.
    pub fn open(&mut self, name: Option<&str>, flags: c_int) -> Answer<usize> {
        if self.faults.strikes(self.statistics.operations(), Access::Open) {
            return Err(SQLITE_CANTOPEN);
        }
        let found = name.and_then(|name| self.names.get(name)).copied();
        let at = match found {
            Some(_) if flags & SQLITE_OPEN_EXCLUSIVE != 0 => return Err(SQLITE_CANTOPEN),
            Some(at) => at,
            None if flags & SQLITE_OPEN_CREATE == 0 => return Err(SQLITE_CANTOPEN),
            None => self.create(name),
        };
        self.node(at).handles += 1;
        if let Some(name) = name
            && flags & SQLITE_OPEN_DELETEONCLOSE != 0
        {
            self.unlink(name);
        }
        Ok(at)
    }

    fn create(&mut self, name: Option<&str>) -> usize {
        self.statistics.creations += 1;
        let at = self.nodes.iter().position(Option::is_none).unwrap_or_else(|| {
            self.nodes.push(None);
            self.nodes.len() - 1
        });
        self.nodes[at] = Some(Node { is_named: name.is_some(), ..Node::default() });
        if let Some(name) = name {
            self.names.insert(name.to_owned(), at);
        }
        at
    }

    pub fn close(&mut self, at: usize, handle: u64) {
        let node = self.node(at);
        node.locks.unlock(handle, SQLITE_LOCK_NONE);
        node.handles -= 1;
        self.forget_unused(at);
    }

    /// `count` bytes from `offset`, or as many as there are.
    pub fn read(&mut self, at: usize, offset: usize, count: usize) -> Answer<&[u8]> {
        if self.faults.strikes(self.statistics.operations(), Access::Read) {
            return Err(SQLITE_IOERR_READ);
        }
        self.statistics.reads += 1;
        self.statistics.bytes_read += count as u64;
        Ok(self.node(at).file.read(offset, count))
    }

    pub fn write(&mut self, at: usize, offset: usize, bytes: &[u8]) -> Answer<()> {
        let done = self.statistics.operations();
        self.statistics.writes += 1;
        if self.faults.strikes(done, Access::Write) {
            return Err(SQLITE_IOERR_WRITE);
        }
        let grown = (offset + bytes.len()).saturating_sub(self.node(at).file.len());
        let missing = grown - self.faults.take_room(done, grown as u64) as usize;
        let fits = &bytes[..bytes.len().saturating_sub(missing)];
        self.statistics.bytes_written += fits.len() as u64;
        self.node(at).file.write(offset, fits);
        if missing == 0 { Ok(()) } else { Err(SQLITE_FULL) }
    }

    pub fn truncate(&mut self, at: usize, len: usize) -> Answer<()> {
        let done = self.statistics.operations();
        self.statistics.truncations += 1;
        if self.faults.strikes(done, Access::Write) {
            return Err(SQLITE_IOERR_TRUNCATE);
        }
        let file = &mut self.node(at).file;
        let freed = file.len().saturating_sub(len);
        file.set_len(len);
        self.faults.give_room(freed as u64);
        Ok(())
    }

    pub fn sync(&mut self, at: usize) -> Answer<()> {
        let done = self.statistics.operations();
        self.statistics.syncs += 1;
        if self.is_deaf {
            return Ok(());
        }
        if self.faults.strikes_sync(done) {
            self.node(at).file.fail_sync();
            return Err(SQLITE_IOERR_FSYNC);
        }
        let file = &mut self.node(at).file;
        let had_name = file.named;
        file.sync();
        let name = self.names.iter().find(|(_, named)| !had_name && **named == at).map(|(name, _)| name.clone());
        if let Some(name) = name {
            self.sync_directory(&name);
        }
        Ok(())
    }

    /// Makes durable what was made and deleted in the directory of `name`. SQLite counts on it that the first sync of a
    /// write-ahead log does so for the rollback journal that was deleted before: if that came back, it would undo all.
    fn sync_directory(&mut self, name: &str) {
        let is_beside = |other: &str| directory(other) == directory(name);
        self.deleted.retain(|other, _| !is_beside(other));
        for (_, at) in self.names.iter().filter(|(other, _)| is_beside(other)) {
            if let Some(node) = &mut self.nodes[*at] {
                node.file.named = true;
            }
        }
    }

    pub fn delete(&mut self, name: &str, is_durable: bool) -> Answer<()> {
        if !self.names.contains_key(name) {
            return Err(SQLITE_IOERR_DELETE_NOENT);
        }
        let done = self.statistics.operations();
        self.statistics.deletions += 1;
        if self.faults.strikes(done, Access::Write) {
            return Err(SQLITE_IOERR_DELETE);
        }
        self.unlink(name);
        if is_durable && !self.is_deaf {
            self.sync_directory(name);
        }
        Ok(())
    }

    fn unlink(&mut self, name: &str) {
        let Some(at) = self.names.remove(name) else { return };
        let node = self.node(at);
        node.is_named = false;
        let freed = node.file.len();
        if node.file.named {
            let file = if node.handles == 0 { std::mem::take(&mut node.file) } else { node.file.clone() };
            self.deleted.insert(name.to_owned(), file);
        }
        self.faults.give_room(freed as u64);
        self.forget_unused(at);
    }

    fn forget_unused(&mut self, at: usize) {
        let node = self.node(at);
        if node.handles == 0 && !node.is_named {
            self.nodes[at] = None;
        }
    }

    /// An open or named file; handles of this generation only know such.
    pub fn node(&mut self, at: usize) -> &mut Node {
        self.nodes[at].as_mut().expect("an open file is kept")
    }

    pub fn file(&self, name: &str) -> Option<&File> {
        let at = *self.names.get(name)?;
        self.nodes[at].as_ref().map(|node| &node.file)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// A crash of what runs on the machine: nothing that was written is lost.
    pub fn kill(&mut self) {
        let files = self.take_files();
        self.begin(files);
    }

    /// Leaves what a power cut leaves.
    pub fn cut(&mut self, fate: Fate, rng: &mut impl Rng) -> Loss {
        let (mut seen, mut deleted) = (self.take_files(), std::mem::take(&mut self.deleted));
        let names: BTreeSet<String> = seen.keys().chain(deleted.keys()).cloned().collect();
        let (mut left, mut loss) = (BTreeMap::new(), Loss::default());
        for name in names {
            let (new, old) = (seen.remove(&name), deleted.remove(&name));
            let is_seen = new.is_some();
            let (found, is_new) = survivor(new, old, fate, rng);
            loss.files_lost += u64::from(is_seen && !is_new);
            loss.files_back += u64::from(found.is_some() && !is_new);
            if let Some(file) = found {
                let (file, lost) = file.cut(fate, rng);
                loss += lost;
                left.insert(name, file);
            }
        }
        self.begin(left);
        self.faults.restore_power();
        loss
    }

    pub fn snapshot(&self) -> Snapshot {
        let content = |at: &usize| self.nodes[*at].as_ref().map_or_else(Vec::new, |node| node.file.content.clone());
        Snapshot { files: self.names.iter().map(|(name, at)| (name.clone(), content(at))).collect() }
    }

    /// Takes the place of everything the machine has.
    pub fn restore(&mut self, snapshot: &Snapshot) {
        self.deleted.clear();
        let settled = |(name, content): (&String, &Vec<u8>)| (name.clone(), File::settled(content.clone()));
        self.begin(snapshot.files.iter().map(settled).collect());
    }

    fn take_files(&mut self) -> BTreeMap<String, File> {
        let mut nodes = std::mem::take(&mut self.nodes);
        let names = std::mem::take(&mut self.names).into_iter();
        names.filter_map(|(name, at)| nodes[at].take().map(|node| (name, node.file))).collect()
    }

    /// The next generation, with `files` and nothing open.
    fn begin(&mut self, files: BTreeMap<String, File>) {
        self.generation += 1;
        self.names = files.keys().cloned().zip(0..).collect();
        self.nodes = files.into_values().map(|file| Some(Node { file, is_named: true, ..Node::default() })).collect();
    }

    /// Of every file's name and content, and of what a power cut may do to them.
    pub fn content_hash(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        for (name, at) in &self.names {
            if let Some(node) = &self.nodes[*at] {
                node.file.hash(name, &mut hasher);
            }
        }
        for (name, file) in &self.deleted {
            file.hash(name, &mut hasher);
        }
        hasher.finalize()
    }
}

fn directory(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(directory, _)| directory)
}

/// What a power cut leaves under a name where programs saw `new`, and `old` was deleted before; and whether it is `new`.
fn survivor(new: Option<File>, old: Option<File>, fate: Fate, rng: &mut impl Rng) -> (Option<File>, bool) {
    if new.as_ref().is_some_and(|file| file.named) {
        return (new, true);
    }
    if fate == Fate::Dropped {
        return (old, false);
    }
    // nothing at all is left where the deletion happened, and the making of what came after it did not
    match rng.random_range(0..3) {
        0 if new.is_some() => (new, true),
        1 if old.is_some() => (old, false),
        _ => (None, false),
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::super::faults::Fault;
    use super::*;

    fn written(volume: &mut Volume, name: &str) -> usize {
        let at = volume.open(Some(name), SQLITE_OPEN_CREATE).unwrap();
        volume.write(at, 0, name.as_bytes()).unwrap();
        at
    }

    /// The names left by cuts of what `script` does, each seen at least once in many seeds.
    fn left(script: impl Fn(&mut Volume)) -> BTreeSet<Vec<String>> {
        let cut = |seed| {
            let mut volume = Volume::new("leeds");
            script(&mut volume);
            volume.cut(Fate::Drawn, &mut ChaCha8Rng::seed_from_u64(seed));
            volume.names().map(str::to_owned).collect()
        };
        (0..50).map(cut).collect()
    }

    fn sets(names: &[&[&str]]) -> BTreeSet<Vec<String>> {
        names.iter().map(|names| names.iter().map(|name| (*name).to_owned()).collect()).collect()
    }

    #[test]
    fn a_file_that_was_never_synced_may_be_absent() {
        let made = left(|volume| _ = written(volume, "a"));
        assert_eq!(made, sets(&[&[], &["a"]]));
    }

    #[test]
    fn a_deleted_file_may_be_back_until_its_directory_is_synced() {
        let delete = |volume: &mut Volume, is_durable| {
            let at = written(volume, "d/a");
            volume.sync(at).unwrap();
            volume.close(at, 1);
            volume.delete("d/a", is_durable).unwrap();
        };
        assert_eq!(left(|volume| delete(volume, false)), sets(&[&[], &["d/a"]]));
        assert_eq!(left(|volume| delete(volume, true)), sets(&[&[]]));
        let synced_beside = left(|volume| {
            delete(volume, false);
            let at = written(volume, "d/b");
            volume.sync(at).unwrap();
        });
        assert_eq!(synced_beside, sets(&[&["d/b"]]));
        let synced_elsewhere = left(|volume| {
            delete(volume, false);
            let at = written(volume, "b");
            volume.sync(at).unwrap();
        });
        assert_eq!(synced_elsewhere, sets(&[&["b"], &["b", "d/a"]]));
    }

    #[test]
    fn a_deleted_file_lives_on_for_whoever_has_it_open() {
        let mut volume = Volume::new("leeds");
        let at = written(&mut volume, "a");
        volume.delete("a", false).unwrap();
        assert_eq!(volume.read(at, 0, 9).unwrap(), b"a");
        let other = written(&mut volume, "a");
        assert_ne!(at, other);
        volume.close(at, 1);
        assert_eq!(written(&mut volume, "b"), at, "its place is free again");
    }

    #[test]
    fn what_fits_is_written_on_a_full_disk() {
        let mut volume = Volume::new("leeds");
        let at = written(&mut volume, "a");
        volume.faults.arm(0, Fault::Full { bytes: 2 });
        assert_eq!(volume.write(at, 0, b"abcd"), Err(SQLITE_FULL));
        assert_eq!(volume.read(at, 0, 9).unwrap(), b"abc");
        volume.write(at, 0, b"xyz").unwrap();
        volume.truncate(at, 1).unwrap();
        volume.write(at, 1, b"12").unwrap();
        assert_eq!(volume.write(at, 3, b"3"), Err(SQLITE_FULL));
    }
}
