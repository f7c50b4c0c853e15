//! `sim/mutants.md`: a document to read, and the list that `cargo xtask mutants` works through.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};

use crate::search::Span;

/// Where it stands, from the root of the checkout.
pub const PATH: &str = "sim/mutants.md";

/// One fault to put into the code.
#[derive(Debug, PartialEq, Eq)]
pub struct Mutant {
    pub name: String,
    pub edits: Vec<Edit>,
    /// Where it is looked for other than in all seeds without restores.
    options: Vec<String>,
}

/// One text of one file, and what stands there instead.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Edit {
    pub file: String,
    pub before: String,
    pub after: String,
}

impl Edit {
    /// The file's text with the fault in it. The text to replace must be there once.
    pub fn apply(&self, text: &str) -> Result<String> {
        match text.matches(&self.before).count() {
            1 => Ok(text.replacen(&self.before, &self.after, 1)),
            found => bail!("{}: this is there {found} times, not once:\n{}", self.file, self.before),
        }
    }
}

impl Mutant {
    /// The seeds it is looked for in, at most `seeds`.
    pub fn span(&self, seeds: u64) -> Result<Span> {
        let mut span = Span { from: 1, seeds, restores: false };
        let mut words = self.options.iter();
        while let Some(word) = words.next() {
            let mut number = || -> Result<u64> { Ok(words.next().context("a number is missing")?.parse()?) };
            match word.as_str() {
                "--restores" => span.restores = true,
                "--from" => span.from = number()?,
                "--seeds" => span.seeds = seeds.min(number()?),
                other => bail!("{}: no option {other}", self.name),
            }
        }
        Ok(span)
    }
}

/// Reads the mutants: each is a section of the third level with a `diff` block, whose parts begin with `--- file`.
pub fn read(text: &str) -> Result<Vec<Mutant>> {
    let mut mutants = Vec::new();
    for section in text.split("\n### ").skip(1) {
        let section = section.split("\n## ").next().unwrap_or_default();
        let (name, body) = section.split_once('\n').context("a heading alone")?;
        let (about, diff) = body.split_once("```diff\n").with_context(|| format!("{name}: no diff"))?;
        let diff = diff.split_once("```").with_context(|| format!("{name}: its diff does not end"))?.0;
        let options = about.lines().find_map(|line| line.strip_prefix("Searched with `")?.split_once('`'));
        let options = options.map_or("", |(options, _)| options).split_whitespace().map(str::to_owned).collect();
        let edits = edits(diff).with_context(|| name.to_owned())?;
        mutants.push(Mutant { name: name.trim().to_owned(), edits, options });
    }
    let names: BTreeSet<&str> = mutants.iter().map(|mutant| mutant.name.as_str()).collect();
    ensure!(names.len() == mutants.len(), "two mutants bear one name");
    Ok(mutants)
}

/// Parts begin with `--- file`, or with `@@` for another place of the same file.
fn edits(diff: &str) -> Result<Vec<Edit>> {
    let mut edits: Vec<Edit> = Vec::new();
    for line in diff.lines() {
        if let Some(file) = line.strip_prefix("--- ") {
            edits.push(Edit { file: file.trim().to_owned(), ..Edit::default() });
            continue;
        }
        let last = edits.last_mut().context("a line before `--- file`")?;
        if line == "@@" {
            let file = last.file.clone();
            edits.push(Edit { file, ..Edit::default() });
            continue;
        }
        let (before, after) = match line.split_at_checked(1).unwrap_or((" ", "")) {
            ("-", _) => (true, false),
            ("+", _) => (false, true),
            (" ", _) => (true, true),
            _ => bail!("a line that is neither taken out, put in nor left: {line}"),
        };
        let content = line.get(1..).unwrap_or_default();
        for (_, text) in [(before, &mut last.before), (after, &mut last.after)].into_iter().filter(|(is, _)| *is) {
            text.push_str(content);
            text.push('\n');
        }
    }
    ensure!(
        !edits.is_empty() && edits.iter().all(|edit| edit.before != edit.after && !edit.before.is_empty()),
        "no edit"
    );
    Ok(edits)
}

/// Names in the first column of the table of results.
pub fn told_of(text: &str) -> Vec<&str> {
    let rows = text.split("\n## Results\n").nth(1).unwrap_or_default().lines();
    let rows = rows.filter_map(|line| line.strip_prefix("| ")?.split_once(" |"));
    rows.map(|(name, _)| name).filter(|name| *name != "mutant").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# T\n\n## All\n\n### one\n\nI-1.\nSearched with `--restores --from 7 --seeds 9`.\n\n```diff\n--- a.rs\n let a;\n-a();\n+b();\n@@\n-c();\n```\n\n### two\n\nI-2.\n\n```diff\n--- b.rs\n-x\n```\n\n## Results\n\n| mutant | check |\n|---|---|\n| one | audit |\n";

    #[test]
    fn sections_are_read() {
        let found = read(TEXT).unwrap();
        assert_eq!(found.iter().map(|mutant| &*mutant.name).collect::<Vec<_>>(), ["one", "two"]);
        assert_eq!(found[0].edits.len(), 2);
        assert_eq!(found[0].edits[0].apply("x\nlet a;\na();\n").unwrap(), "x\nlet a;\nb();\n");
        assert!(found[0].edits[1].apply("c();\nc();\n").is_err());
        assert_eq!(found[0].span(300).unwrap(), Span { from: 7, seeds: 9, restores: true });
        assert_eq!(found[1].span(300).unwrap(), Span { from: 1, seeds: 300, restores: false });
        assert_eq!(told_of(TEXT), ["one"]);
    }

    #[test]
    fn what_is_no_mutant_is_refused() {
        assert!(read("\n### one\n\nno diff\n").is_err());
        assert!(read("\n### one\n```diff\n-a\n```\n").is_err());
        assert!(read("\n### one\n```diff\n--- a\n-a\n+a\n```\n").is_err());
    }
}
