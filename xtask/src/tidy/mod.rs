//! `cargo xtask tidy`: the rules of how the code must stand, one a file. A rule is a function from the tree to findings.

mod arrows;
mod commands;
mod format;
mod lengths;
mod marks;
mod mutants;
mod purity;
mod source;

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, bail};

pub use source::Source;

/// The tree as the rules see it.
#[derive(Debug)]
pub struct Tree {
    pub sources: Vec<Source>,
}

impl Tree {
    fn read(root: &Path) -> Result<Self> {
        let mut sources = Vec::new();
        source::walk(root, root, &mut sources)?;
        Ok(Self { sources })
    }

    #[cfg(test)]
    fn of(files: &[(&str, &str)]) -> Self {
        Self { sources: files.iter().map(|(path, text)| Source::new(path, text)).collect() }
    }

    pub fn rust(&self) -> impl Iterator<Item = &Source> {
        self.sources.iter().filter(|source| source.path.ends_with(".rs"))
    }
}

const FINDINGS_SHOWN: usize = 60;

type Rule = fn(&Tree) -> Result<Vec<String>>;

const RULES: &[(&str, Rule)] = &[
    ("dependency arrows", arrows::check),
    ("purity", purity::check),
    ("lengths", lengths::check),
    ("forbidden marks", marks::check),
    ("mutants fit the code", mutants::check),
    ("commands in README", commands::check),
    ("cargo fmt", format::fmt),
    ("cargo clippy", format::clippy),
];

/// Checks every rule; errors where one found something.
pub fn tidy() -> Result<()> {
    let tree = Tree::read(crate::workspace::root())?;
    let mut found = 0;
    for (name, rule) in RULES {
        let started = Instant::now();
        let findings = rule(&tree)?;
        println!(
            "{} {name} ({:.1} s)",
            if findings.is_empty() { "ok  " } else { "FAIL" },
            started.elapsed().as_secs_f64()
        );
        findings.iter().take(FINDINGS_SHOWN).for_each(|finding| println!("     {finding}"));
        found += findings.len();
    }
    if found > 0 {
        bail!("tidy: {found} findings");
    }
    Ok(())
}
