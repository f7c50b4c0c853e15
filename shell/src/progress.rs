//! Progress of long work: a bar on a terminal, plain lines elsewhere. On stderr, since stdout is for results.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressStyle};

/// Off a terminal, work of unknown size makes a line so often.
const COUNTED: u64 = 10_000;

/// Work under way.
#[derive(Debug)]
pub struct Progress {
    label: String,
    done: u64,
    /// `None` where nobody knows.
    total: Option<u64>,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Begins; `total` is in whatever unit [`Progress::set`] counts.
    pub fn start(label: &str, total: u64) -> Self {
        let bar =
            stderr().is_terminal().then(|| ProgressBar::new(total).with_style(style()).with_message(label.to_owned()));
        Self { label: label.to_owned(), done: 0, total: Some(total), bar }
    }

    /// Begins work of which nobody knows how much it is.
    pub fn counting(label: &str) -> Self {
        let bar = stderr().is_terminal().then(|| ProgressBar::no_length().with_message(label.to_owned()));
        Self { label: label.to_owned(), done: 0, total: None, bar }
    }

    /// How much is done by now; off a terminal each further tenth makes a line, or each ten thousand.
    pub fn set(&mut self, done: u64) {
        let before = std::mem::replace(&mut self.done, done);
        match &self.bar {
            Some(bar) => bar.set_position(done),
            None => match self.total {
                Some(total) if tenths(done, total) > tenths(before, total) => {
                    eprintln!("{}: {done} of {total}", self.label);
                }
                None if done / COUNTED > before / COUNTED => eprintln!("{}: {done}", self.label),
                _ => {}
            },
        }
    }

    pub fn advance(&mut self, by: u64) {
        self.set(self.done.saturating_add(by));
    }

    /// Ends, and says in a word what came of it.
    pub fn finish(self, outcome: &str) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        eprintln!("{}: {outcome}", self.label);
    }
}

fn style() -> ProgressStyle {
    let template = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
    template.unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn tenths(done: u64, total: u64) -> u64 {
    done.saturating_mul(10).checked_div(total).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_work_has_no_tenths() {
        assert_eq!(tenths(5, 0), 0);
        assert_eq!(tenths(50, 100), 5);
        assert_eq!(tenths(u64::MAX, u64::MAX), 1);
    }
}
