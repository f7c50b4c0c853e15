//! What a power cut leaves of a file.

use std::ops::AddAssign;

use rand::{Rng, RngExt};

use super::file::{BLOCK, Block, File, SECTOR, SECTORS};

/// What became of everything that was not durable when the power went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loss {
    pub sectors_kept: u64,
    pub sectors_dropped: u64,
    pub sectors_torn: u64,
    /// Files whose length is not what it was.
    pub lengths_changed: u64,
    /// Files that were made and are not there.
    pub files_lost: u64,
    /// Files that were deleted and are there.
    pub files_back: u64,
}

impl AddAssign for Loss {
    fn add_assign(&mut self, other: Self) {
        self.sectors_kept += other.sectors_kept;
        self.sectors_dropped += other.sectors_dropped;
        self.sectors_torn += other.sectors_torn;
        self.lengths_changed += other.lengths_changed;
        self.files_lost += other.files_lost;
        self.files_back += other.files_back;
    }
}

/// What becomes of everything that is not durable when the power goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fate {
    /// Each sector, length and name has a fate of its own.
    #[default]
    Drawn,
    /// None of it is on the medium.
    Dropped,
}

/// How likely each fate of a sector is. Drawn once a file, extremes included: among a hundred sectors, each drawn by
/// itself from even odds, hardly ever all are kept or all but one dropped.
#[derive(Debug, Clone, Copy)]
struct Odds {
    kept: u32,
    dropped: u32,
    torn: u32,
}

impl File {
    /// Leaves what the medium holds, all of it durable.
    pub fn cut(self, fate: Fate, rng: &mut impl Rng) -> (Self, Loss) {
        let mut loss = Loss::default();
        let (odds, written) = (Odds::of(fate, rng), self.content.len());
        let len = self.length_after(fate, rng);
        let mut content = self.content;
        content.resize(len.max(written), 0);
        for (index, block) in self.unsynced {
            for sector in 0..SECTORS {
                let start = index * BLOCK + sector * SECTOR;
                if start < content.len() {
                    let end = content.len().min(start + SECTOR);
                    let is_cut_off = start >= written;
                    block.cut(sector, &mut content[start..end], is_cut_off, odds, rng, &mut loss);
                }
            }
        }
        content.truncate(len);
        loss.lengths_changed = u64::from(len != written);
        (Self::settled(content), loss)
    }

    fn length_after(&self, fate: Fate, rng: &mut impl Rng) -> usize {
        if fate == Fate::Dropped {
            return self.durable_len;
        }
        match rng.random_range(0..4) {
            0 => self.durable_len,
            1 => self.content.len(),
            _ => rng.random_range(self.shortest..=self.longest),
        }
    }
}

impl Block {
    /// Makes of one sector, `now`, what the medium holds of it.
    fn cut(&self, sector: usize, now: &mut [u8], is_cut_off: bool, odds: Odds, rng: &mut impl Rng, loss: &mut Loss) {
        let (bit, at) = (1 << sector, sector * SECTOR);
        if (self.dirty | self.lost) & bit == 0 {
            return;
        }
        let before = self.durable.as_ref().map_or([0; SECTOR].as_slice(), |image| &image[at..at + SECTOR]);
        let before = &before[..now.len()];
        let drawn = rng.random_range(0..odds.kept + odds.dropped + odds.torn);
        // a file that was shortened, and on the medium was not, has its old end still
        if is_cut_off || self.lost & bit != 0 || drawn < odds.dropped {
            now.copy_from_slice(before);
            loss.sectors_dropped += 1;
        } else if drawn < odds.dropped + odds.kept {
            loss.sectors_kept += 1;
        } else {
            let torn = &mut now[rng.random_range(0..SECTOR).min(before.len())..];
            if rng.random() {
                rng.fill_bytes(torn);
            } else {
                torn.copy_from_slice(&before[before.len() - torn.len()..]);
            }
            loss.sectors_torn += 1;
        }
    }
}

impl Odds {
    fn of(fate: Fate, rng: &mut impl Rng) -> Self {
        if fate == Fate::Dropped {
            return Self { kept: 0, dropped: 1, torn: 0 };
        }
        let (kept, dropped, torn) = (rng.random_range(0..4), rng.random_range(0..4), rng.random_range(0..2));
        if kept + dropped + torn == 0 {
            return Self { kept: 0, dropped: 1, torn: 0 };
        }
        Self { kept, dropped, torn }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// What hundred cuts of one file leave.
    fn cuts(file: &File) -> Vec<(Vec<u8>, Loss)> {
        (0..100)
            .map(|seed| {
                let (left, loss) = file.clone().cut(Fate::Drawn, &mut ChaCha8Rng::seed_from_u64(seed));
                assert!(left.unsynced.is_empty());
                (left.content, loss)
            })
            .collect()
    }

    #[test]
    fn what_was_synced_is_never_changed() {
        let mut file = File::default();
        file.write(0, &[1; 3000]);
        file.sync();
        file.write(1024, &[2; 512]);
        for (content, _) in cuts(&file) {
            assert_eq!(content.len(), 3000);
            assert!(content[..1024].iter().chain(&content[1536..]).all(|byte| *byte == 1));
        }
    }

    #[test]
    fn a_sector_is_kept_dropped_or_torn() {
        let mut file = File::settled(vec![1; 512]);
        file.write(0, &[2; 512]);
        let left = cuts(&file);
        let count = |which: fn(&Loss) -> u64| left.iter().map(|(_, loss)| which(loss)).sum::<u64>();
        assert!(left.iter().any(|(content, _)| *content == [1; 512]));
        assert!(left.iter().any(|(content, _)| *content == [2; 512]));
        assert!(left.iter().any(|(content, _)| content.starts_with(&[2]) && content.ends_with(&[1])), "no torn one");
        assert!(left.iter().any(|(content, _)| content.iter().any(|byte| *byte > 2)), "no garbage");
        assert!(count(|loss| loss.sectors_torn) > 5 && count(|loss| loss.sectors_kept) > 5);
    }

    #[test]
    fn dropped_means_all_that_was_not_synced() {
        let mut file = File::settled(vec![1; 1000]);
        file.write(500, &[2; 900]);
        let (left, loss) = file.cut(Fate::Dropped, &mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!(left.content, [1; 1000]);
        assert_eq!((loss.sectors_kept, loss.sectors_torn, loss.lengths_changed), (0, 0, 1));
    }

    #[test]
    fn a_length_may_be_any_that_the_file_had() {
        let mut file = File::settled(vec![1; 2000]);
        file.set_len(700);
        file.write(700, &[2; 3000]);
        let lengths: Vec<usize> = cuts(&file).into_iter().map(|(content, _)| content.len()).collect();
        assert!(lengths.iter().all(|len| (700..=3700).contains(len)));
        assert!(lengths.contains(&2000) && lengths.contains(&3700));
        assert!(lengths.iter().any(|len| *len < 2000), "shortened");
    }

    #[test]
    fn a_shortening_that_did_not_happen_leaves_the_old_end() {
        let mut file = File::settled(vec![1; 2000]);
        file.set_len(512);
        for (content, _) in cuts(&file) {
            assert!(content.iter().all(|byte| *byte == 1), "{} bytes", content.len());
        }
    }

    #[test]
    fn a_failed_sync_loses_what_it_should_have_written_unless_it_is_written_anew() {
        let mut file = File::settled(vec![1; 1024]);
        file.write(0, &[2; 1024]);
        file.fail_sync();
        file.write(512, &[3; 512]);
        file.sync();
        for (content, _) in cuts(&file) {
            assert_eq!((content[0], content[511]), (1, 1), "the first sector was given up");
            assert_eq!((content[512], content[1023]), (3, 3), "the second was written again, and synced");
        }
    }
}
