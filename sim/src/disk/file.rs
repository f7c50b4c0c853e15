//! One file: what its machine sees of it, and what a power cut could still take back.

use std::collections::BTreeMap;
use std::ops::Range;

pub const SECTOR: usize = 512;
/// What is remembered at once when a sector changes: a page of SQLite, and of most systems.
pub const BLOCK: usize = 4096;
pub const SECTORS: usize = BLOCK / SECTOR;
const _: () = assert!(SECTORS == u8::BITS as usize, "a block's sectors are the bits of a byte");

#[derive(Debug, Clone, Default)]
pub struct File {
    pub content: Vec<u8>,
    /// Blocks that the medium may hold differently. A block that is not here is on the medium as it is in `content`.
    pub unsynced: BTreeMap<usize, Block>,
    pub durable_len: usize,
    /// The shortest and the longest the file has been since its last sync.
    pub shortest: usize,
    pub longest: usize,
    /// Whether the file is found under its name after a power cut.
    pub named: bool,
}

#[derive(Debug, Clone)]
pub struct Block {
    /// What the medium holds for certain; `None` for a block beyond the durable end, which reads as zeros.
    pub durable: Option<Box<[u8; BLOCK]>>,
    /// Sectors written since the last sync.
    pub dirty: u8,
    /// Sectors that a failed sync gave up: no later sync writes them.
    pub lost: u8,
}

impl File {
    /// A file that has been on the medium for long.
    pub fn settled(content: Vec<u8>) -> Self {
        let len = content.len();
        Self { content, unsynced: BTreeMap::new(), durable_len: len, shortest: len, longest: len, named: true }
    }

    pub fn len(&self) -> usize {
        self.content.len()
    }

    /// `count` bytes from `offset`, or as many as there are.
    pub fn read(&self, offset: usize, count: usize) -> &[u8] {
        let found = self.content.get(offset..).unwrap_or_default();
        &found[..found.len().min(count)]
    }

    pub fn write(&mut self, offset: usize, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let end = offset + bytes.len();
        self.touch(offset..end);
        if offset == self.content.len() {
            self.content.extend_from_slice(bytes);
        } else {
            if end > self.content.len() {
                self.content.resize(end, 0);
            }
            self.content[offset..end].copy_from_slice(bytes);
        }
        self.longest = self.longest.max(self.content.len());
    }

    pub fn set_len(&mut self, len: usize) {
        if len < self.content.len() {
            self.touch(len..self.content.len());
            // beyond both ends nothing can come back
            drop(self.unsynced.split_off(&len.max(self.durable_len).div_ceil(BLOCK)));
        }
        self.content.resize(len, 0);
        self.shortest = self.shortest.min(len);
        self.longest = self.longest.max(len);
    }

    pub fn sync(&mut self) {
        self.unsynced.retain(|_, block| block.lost != 0);
        for (index, block) in &mut self.unsynced {
            block.settle(self.content.get(index * BLOCK..).unwrap_or_default());
        }
        self.durable_len = self.content.len();
        self.shortest = self.durable_len;
        self.longest = self.durable_len;
        self.named = true;
    }

    /// A sync that failed: what it should have written is taken for clean, and is not.
    pub fn fail_sync(&mut self) {
        for block in self.unsynced.values_mut() {
            block.lost |= std::mem::take(&mut block.dirty);
        }
    }

    pub fn hash(&self, name: &str, hasher: &mut blake3::Hasher) {
        for part in [name.as_bytes(), &self.content] {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        for len in [self.durable_len, self.shortest, self.longest, usize::from(self.named), self.unsynced.len()] {
            hasher.update(&(len as u64).to_le_bytes());
        }
        for (index, block) in &self.unsynced {
            let durable = block.durable.as_ref().map_or([].as_slice(), |image| image.as_slice());
            hasher.update(&(*index as u64).to_le_bytes()).update(&[block.dirty, block.lost]).update(durable);
        }
    }

    /// Remembers what the medium holds of `range`, before it changes.
    fn touch(&mut self, range: Range<usize>) {
        for index in range.start / BLOCK..range.end.div_ceil(BLOCK) {
            let start = index * BLOCK;
            let (content, durable_len) = (&self.content, self.durable_len);
            let block = self.unsynced.entry(index).or_insert_with(|| Block::clean(content, durable_len, start));
            let sectors = sectors(range.start.saturating_sub(start), (range.end - start).min(BLOCK));
            block.dirty |= sectors;
            block.lost &= !sectors;
        }
    }
}

impl Block {
    fn clean(content: &[u8], durable_len: usize, start: usize) -> Self {
        let durable = (start < durable_len).then(|| {
            let mut image = Box::new([0; BLOCK]);
            let found = content.get(start..).unwrap_or_default();
            let found = &found[..found.len().min(BLOCK)];
            image[..found.len()].copy_from_slice(found);
            image
        });
        Self { durable, dirty: 0, lost: 0 }
    }

    /// All but the lost sectors are on the medium now, as they are in `content`, which begins at this block.
    fn settle(&mut self, content: &[u8]) {
        self.dirty = 0;
        let image = self.durable.get_or_insert_with(|| Box::new([0; BLOCK]));
        for sector in (0..SECTORS).filter(|sector| self.lost & (1 << sector) == 0) {
            let at = sector * SECTOR;
            image[at..at + SECTOR].fill(0);
            let found = content.get(at..).unwrap_or_default();
            let found = &found[..found.len().min(SECTOR)];
            image[at..at + found.len()].copy_from_slice(found);
        }
    }
}

/// The sectors of a block that `from..to`, counted from its start, touches.
fn sectors(from: usize, to: usize) -> u8 {
    let (first, end) = (from / SECTOR, to.div_ceil(SECTOR));
    (((1u16 << end) - 1) & !((1u16 << first) - 1)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_touches_the_sectors_it_lies_in() {
        assert_eq!(sectors(0, BLOCK), 0xff);
        assert_eq!(sectors(0, 1), 0b1);
        assert_eq!(sectors(511, 513), 0b11);
        assert_eq!(sectors(512, 1024), 0b10);
        assert_eq!(sectors(BLOCK - 1, BLOCK), 0b1000_0000);
    }

    #[test]
    fn only_what_is_unsynced_is_remembered() {
        let mut file = File::settled(vec![1; 3 * BLOCK]);
        file.write(BLOCK + 600, &[2; 10]);
        file.write(BLOCK + 610, &[3; 10]);
        assert_eq!(file.unsynced.keys().copied().collect::<Vec<_>>(), [1]);
        assert_eq!(file.unsynced[&1].dirty, 0b10);
        assert_eq!(file.unsynced[&1].durable.as_ref().unwrap()[..], [1; BLOCK]);
        file.sync();
        assert!(file.unsynced.is_empty());
    }

    #[test]
    fn a_gap_reads_as_zeros_and_nothing_is_beyond_the_end() {
        let mut file = File::default();
        file.write(2, b"ab");
        assert_eq!(file.read(0, 4), [0, 0, b'a', b'b']);
        assert_eq!(file.read(3, 4), b"b");
        assert!(file.read(30, 4).is_empty());
    }

    #[test]
    fn what_was_cut_off_beyond_the_durable_end_is_forgotten() {
        let mut file = File::settled(vec![1; BLOCK]);
        file.write(BLOCK, &[2; 2 * BLOCK]);
        file.set_len(10);
        assert_eq!(file.unsynced.keys().copied().collect::<Vec<_>>(), [0], "the durable block may come back");
        assert_eq!((file.shortest, file.longest), (10, 3 * BLOCK));
    }
}
