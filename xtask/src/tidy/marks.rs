//! Marks of unfinished work, and paths of one machine, stand nowhere.

use anyhow::Result;

use super::Tree;

/// Each in two halves, so that this file does not hold them.
const UNFINISHED: &[(&str, &str)] = &[
    ("to", "do!("),
    ("unimpl", "emented!("),
    ("#[ig", "nore"),
    ("TO", "DO"),
    ("FIX", "ME"),
    ("XX", "X"),
    ("dbg", "!("),
];
const MACHINE: &[&str] = &["work", "root"];

pub fn check(tree: &Tree) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for source in &tree.sources {
        let is_code = [".rs", ".ts", ".tsx"].iter().any(|ending| source.path.ends_with(ending));
        for (number, line) in source.text.lines().enumerate() {
            let place = || format!("{}:{}", source.path, number + 1);
            if is_code && let Some(mark) = UNFINISHED.iter().find(|(a, b)| line.contains(&format!("{a}{b}"))) {
                findings.push(format!("{}: the mark {}{}", place(), mark.0, mark.1));
            }
            if MACHINE.iter().any(|folder| names_machine(line, folder)) {
                findings.push(format!("{}: a path of one machine", place()));
            }
        }
    }
    Ok(findings)
}

/// Whether `line` holds an absolute path into `folder`, and not a longer or relative one.
fn names_machine(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + path.len()..].chars().next();
        !before.is_some_and(|c| c == '.' || c.is_ascii_alphabetic())
            && after.is_some_and(|c| c == '.' || c.is_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_machine_paths_are_found() {
        let mark = format!("// {}{}: later", "TO", "DO");
        let path = format!("see /{}/main", "work");
        let tree =
            Tree::of(&[("a.rs", &mark), ("b.md", &path), ("c.md", &mark), ("d.md", "../work/x and a/root/b, /work/")]);
        let found = check(&tree).unwrap();
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
