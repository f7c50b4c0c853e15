//! How long work is shown: one live line on a terminal, plain lines every few seconds elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

const PLAIN_EVERY: Duration = Duration::from_secs(3);

#[derive(Debug)]
pub enum Board {
    Live(ProgressBar),
    /// The time of the last line. No control codes.
    Plain(Option<Instant>),
}

impl Board {
    /// `total`: steps of the whole work, where they are known.
    pub fn new(plain: bool, total: Option<u64>) -> Self {
        if plain || !std::io::stdout().is_terminal() || !std::io::stderr().is_terminal() {
            return Self::Plain(None);
        }
        let (bar, template) = match total {
            Some(total) => (ProgressBar::new(total), "{bar:30} {pos}/{len} {elapsed} {msg}"),
            None => (ProgressBar::new_spinner(), "{spinner} {msg}"),
        };
        bar.set_style(ProgressStyle::with_template(template).unwrap_or(ProgressStyle::default_bar()));
        Self::Live(bar)
    }

    pub fn status(&mut self, done: u64, text: impl FnOnce() -> String) {
        match self {
            Self::Live(bar) => {
                bar.set_position(done);
                bar.set_message(text());
            }
            Self::Plain(last) if last.is_none_or(|last| last.elapsed() > PLAIN_EVERY) => {
                println!("{}", text());
                *last = Some(Instant::now());
            }
            Self::Plain(_) => {}
        }
    }

    pub fn finish(&mut self) {
        if let Self::Live(bar) = self {
            bar.finish_and_clear();
        }
    }
}
