//! Pure code names no clock, no chance, no socket, no file and no unordered map, outside comments and tests.

use anyhow::Result;

use super::Tree;

const PURE: &[&str] = &["crdt/src/", "sync/src/", "hub/src/core/", "node/src/core/", "sim/src/"];
const IMPURE: &[&str] = &[
    "tokio",
    "SystemTime",
    "Instant::now",
    "time::Instant",
    "rand::rng",
    "thread_rng",
    "HashMap",
    "HashSet",
    "std::net",
    "std::fs",
    "axum",
    "quinn",
    "rusqlite",
];

/// What one pure folder may name after all: the simulator's disk is in memory, and lies under SQLite.
const EXCEPTED: &[(&str, &str)] = &[("sim/src/", "rusqlite")];

pub fn check(tree: &Tree) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for source in tree.rust().filter(|source| PURE.iter().any(|folder| source.path.starts_with(folder))) {
        for (number, line) in source.shipped_code().lines().enumerate() {
            for name in IMPURE.iter().filter(|name| names(line, name) && !excepted(&source.path, name)) {
                findings.push(format!("{}:{}: pure code names {name}", source.path, number + 1));
            }
        }
    }
    Ok(findings)
}

fn excepted(path: &str, name: &str) -> bool {
    EXCEPTED.iter().any(|(folder, allowed)| path.starts_with(folder) && *allowed == name)
}

/// Whether `line` holds `name` as whole words.
fn names(line: &str, name: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(name)
        .any(|(at, _)| !is_word(line[..at].chars().next_back()) && !is_word(line[at + name.len()..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impure_names_are_found_in_pure_folders_only() {
        let tree = Tree::of(&[
            ("crdt/src/a.rs", "use std::collections::HashMap;\n// a HashMap would do\n"),
            ("hub/src/core/b.rs", "fn f() { std::time::Instant::now(); }\n#[cfg(test)]\nmod tests { use tokio::x; }\n"),
            ("hub/src/http.rs", "use tokio::net;\n"),
            ("sync/src/c.rs", "let quinnish = \"tokio\";\n"),
        ]);
        let found = check(&tree).unwrap();
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].starts_with("crdt/src/a.rs:1"));
    }

    #[test]
    fn the_simulator_may_name_sqlite_and_nothing_else() {
        let tree = Tree::of(&[
            ("sim/src/disk/a.rs", "use rusqlite::ffi;\nuse std::fs;\n"),
            ("sync/src/b.rs", "use rusqlite::Connection;\n"),
        ]);
        let found = check(&tree).unwrap();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("std::fs") && found[1].contains("rusqlite"), "{found:?}");
    }
}
