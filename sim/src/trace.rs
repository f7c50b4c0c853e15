//! What happened, line by line: the same text for one seed on every machine, and its hash.

use std::fmt::Write;

/// Lines that a run may keep; the hash covers all.
const KEPT_MAX: usize = 200_000;

#[derive(Debug)]
pub struct Trace {
    hasher: blake3::Hasher,
    kept: Option<Vec<String>>,
    line: String,
    lines: u64,
    echo: bool,
}

impl Trace {
    /// `keep`: the lines stay in memory. `echo`: they are printed as they come.
    pub fn new(keep: bool, echo: bool) -> Self {
        Self { hasher: blake3::Hasher::new(), kept: keep.then(Vec::new), line: String::new(), lines: 0, echo }
    }

    pub fn tell(&mut self, millis: u64, what: std::fmt::Arguments<'_>) {
        self.line.clear();
        // writing to a string does not fail
        let _ = write!(self.line, "{:>7}.{:03} {what}", millis / 1_000, millis % 1_000);
        self.hasher.update(self.line.as_bytes());
        self.hasher.update(b"\n");
        self.lines += 1;
        if self.echo {
            println!("{}", self.line);
        }
        if let Some(kept) = self.kept.as_mut().filter(|kept| kept.len() < KEPT_MAX) {
            kept.push(self.line.clone());
        }
    }

    /// A line for whoever replays a seed: shown, and no part of the hash.
    pub fn aside(&self, millis: u64, what: std::fmt::Arguments<'_>) {
        if self.echo {
            println!("{:>7}.{:03}   {what}", millis / 1_000, millis % 1_000);
        }
    }

    /// Bytes that belong to what happened and make no line: the stores at the end.
    pub fn absorb(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    pub fn hash(&self) -> blake3::Hash {
        self.hasher.finalize()
    }

    pub fn lines(&self) -> u64 {
        self.lines
    }

    pub fn into_kept(self) -> Vec<String> {
        self.kept.unwrap_or_default()
    }
}
