//! Which crate may depend on which: `crdt ◄─ sync ◄─ shell ◄─ node, hub`, and what pure crates may never name.

use anyhow::Result;
use serde_json::Value;

use super::Tree;
use crate::api::{list, text};

/// A crate of ours, and those of ours it may depend on.
const ALLOWED: &[(&str, &[&str])] = &[
    ("holdfast-crdt", &[]),
    ("holdfast-sync", &["holdfast-crdt"]),
    ("holdfast-shell", &["holdfast-crdt", "holdfast-sync"]),
    ("holdfast-node", &["holdfast-crdt", "holdfast-sync", "holdfast-shell"]),
    ("holdfast-hub", &["holdfast-crdt", "holdfast-sync", "holdfast-shell"]),
    ("holdfast-sim", &["holdfast-crdt", "holdfast-sync", "holdfast-node", "holdfast-hub"]),
    ("holdfast-model", &["holdfast-crdt"]),
    ("holdfast-fuzz-targets", &["holdfast-crdt", "holdfast-sync", "holdfast-shell", "holdfast-node", "holdfast-hub"]),
    ("xtask", &[]),
    ("slow-sync", &[]),
];

/// Pure crates, and the doors to the outside that they may not open.
const PURE: &[&str] = &["holdfast-crdt", "holdfast-sync"];
const DOORS: &[&str] = &["tokio", "quinn", "axum", "rusqlite", "rand"];

pub fn check(_: &Tree) -> Result<Vec<String>> {
    Ok(judge(&crate::workspace::metadata()?))
}

fn judge(metadata: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    for package in list(metadata, "packages") {
        let name = text(package, "name");
        let Some((_, allowed)) = ALLOWED.iter().find(|(known, _)| *known == name) else {
            findings.push(format!("{name}: the arrows say nothing about it"));
            continue;
        };
        for dependency in list(package, "dependencies") {
            // A test may use what it likes: only what ships has arrows.
            let (to, shipped) = (text(dependency, "name"), text(dependency, "kind") != "dev");
            let ours = to.starts_with("holdfast-");
            if ours && shipped && !allowed.contains(&to) {
                findings.push(format!("{name} depends on {to}, against the arrows"));
            }
            if shipped && DOORS.contains(&to) && PURE.contains(&name) {
                findings.push(format!("{name} is pure and depends on {to}"));
            }
        }
        let sim_is_real =
            name != "holdfast-sim" || !list(package, "dependencies").iter().any(|d| text(d, "name") == "tokio");
        if !sim_is_real {
            findings.push(format!("{name} runs under virtual time and depends on tokio"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn package(name: &str, to: &str, kind: Value) -> Value {
        json!({ "packages": [{ "name": name, "dependencies": [{ "name": to, "kind": kind }] }] })
    }

    #[test]
    fn arrows_point_one_way() {
        assert!(judge(&package("holdfast-sync", "holdfast-crdt", Value::Null)).is_empty());
        assert_eq!(judge(&package("holdfast-crdt", "holdfast-sync", Value::Null)).len(), 1);
        assert_eq!(judge(&package("holdfast-node", "holdfast-hub", Value::Null)).len(), 1);
        assert_eq!(judge(&package("holdfast-extra", "serde", Value::Null)).len(), 1);
    }

    #[test]
    fn pure_crates_open_no_door_but_in_tests() {
        assert_eq!(judge(&package("holdfast-sync", "tokio", Value::Null)).len(), 1);
        assert!(judge(&package("holdfast-sync", "rand", json!("dev"))).is_empty());
        assert_eq!(judge(&package("holdfast-sim", "tokio", Value::Null)).len(), 1);
    }
}
