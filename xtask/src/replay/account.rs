//! What became of every line read: used or not, and how or why.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

#[derive(Debug, Default)]
pub struct Account {
    pub read: u64,
    used: BTreeMap<String, u64>,
    unused: BTreeMap<String, u64>,
}

impl Account {
    pub fn new(read: usize) -> Self {
        Self { read: read as u64, ..Self::default() }
    }

    pub fn used(&mut self, how: &str, lines: usize) {
        *self.used.entry(how.to_owned()).or_default() += lines as u64;
    }

    pub fn unused(&mut self, why: &str, lines: usize) {
        *self.unused.entry(why.to_owned()).or_default() += lines as u64;
    }

    /// Every line read has exactly one fate.
    pub fn balance(&self) -> Result<()> {
        let fates: u64 = self.used.values().chain(self.unused.values()).sum();
        if fates != self.read {
            bail!("{} lines read, {fates} accounted for", self.read);
        }
        Ok(())
    }

    /// For people.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("lines read{:>19}", self.read)];
        for (kind, counts) in [("used", &self.used), ("unused", &self.unused)] {
            lines.extend(counts.iter().map(|(name, n)| format!("{n:>9} {kind}: {name}")));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_one_fate() {
        let mut account = Account::new(3);
        account.used("ordered", 2);
        assert!(account.balance().is_err());
        account.unused("no goods", 1);
        account.balance().unwrap();
        account.used("ordered", 1);
        assert!(account.balance().is_err());
    }
}
