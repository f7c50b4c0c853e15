//! Every mutant of `sim/mutants.md` fits today's code, and the table of results tells of each.

use anyhow::Result;

use super::Tree;
use crate::mutants::list;

/// Fewer would not show that the simulator bites.
const MUTANTS_MIN: usize = 15;

pub fn check(tree: &Tree) -> Result<Vec<String>> {
    let find = |path: &str| tree.sources.iter().find(|source| source.path == path);
    let Some(document) = find(list::PATH) else { return Ok(vec![format!("there is no {}", list::PATH)]) };
    let mutants = match list::read(&document.text) {
        Ok(mutants) => mutants,
        Err(why) => return Ok(vec![format!("{}: {why:#}", list::PATH)]),
    };
    let mut findings = Vec::new();
    if mutants.len() < MUTANTS_MIN {
        findings.push(format!("{}: {} mutants, at least {MUTANTS_MIN}", list::PATH, mutants.len()));
    }
    let told_of = list::told_of(&document.text);
    for mutant in &mutants {
        if let Err(why) = mutant.span(1) {
            findings.push(format!("{}: {why:#}", list::PATH));
        }
        for edit in &mutant.edits {
            let fits = find(&edit.file).map(|source| edit.apply(&source.text));
            match fits {
                None => findings.push(format!("{}: {}: there is no {}", list::PATH, mutant.name, edit.file)),
                Some(Err(why)) => findings.push(format!("{}: {}: {why:#}", list::PATH, mutant.name)),
                Some(Ok(_)) => {}
            }
        }
        if !told_of.contains(&mutant.name.as_str()) {
            findings.push(format!("{}: no result of {}", list::PATH, mutant.name));
        }
    }
    let strangers = told_of.iter().filter(|name| !mutants.iter().any(|mutant| mutant.name == **name));
    findings.extend(strangers.map(|name| format!("{}: a result of {name}, which is no mutant", list::PATH)));
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(before: &str, results: &str) -> String {
        let one = |n: usize| format!("### m{n}\n\n```diff\n--- a.rs\n-{before}\n+b\n```\n\n");
        let rows = |n: usize| format!("| m{n} |\n");
        let all: String = (0..MUTANTS_MIN).map(one).collect();
        format!("# M\n\n{all}## Results\n\n{}{results}", (1..MUTANTS_MIN).map(rows).collect::<String>())
    }

    fn found(before: &str, results: &str) -> Vec<String> {
        check(&Tree::of(&[(list::PATH, &document(before, results)), ("a.rs", "a\nc\nc\n")])).unwrap()
    }

    #[test]
    fn a_list_that_rots_is_found() {
        assert!(found("a", "| m0 |\n").is_empty());
        assert_eq!(found("a", "").len(), 1);
        assert_eq!(found("a", "| m0 |\n| other |\n").len(), 1);
        assert_eq!(found("c", "| m0 |\n").len(), MUTANTS_MIN);
        assert_eq!(check(&Tree::of(&[])).unwrap().len(), 1);
    }
}
