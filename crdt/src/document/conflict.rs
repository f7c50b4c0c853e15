//! Fields that several sides wrote without knowing of each other.

use automerge::{AutoCommit, ObjId, ObjType, ROOT, ReadDoc, Value as Found};
use serde::Serialize;
use serde_json::Value;

use super::limits::DEPTH_MAX;
use super::read;

/// One field, by its JSON pointer (RFC 6901), and what was written there: the value that is shown first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conflict {
    pub pointer: String,
    pub values: Vec<Contender>,
}

/// One of the values. Which one is shown is the same in every copy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contender {
    pub value: Value,
    pub winning: bool,
}

pub(super) fn all(doc: &AutoCommit) -> Vec<Conflict> {
    let mut found = Vec::new();
    within(doc, &ROOT, "", 0, &mut found);
    found
}

fn within(doc: &AutoCommit, map: &ObjId, pointer: &str, depth: usize, found: &mut Vec<Conflict>) {
    if depth >= DEPTH_MAX {
        return;
    }
    for key in doc.keys(map) {
        let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        let Ok(Some((shown, winner))) = doc.get(map, key.as_str()) else { continue };
        let written = doc.get_all(map, key.as_str()).unwrap_or_default();
        if written.len() > 1 {
            found.extend(contended(doc, &pointer, &winner, &written, depth));
        }
        if let Found::Object(ObjType::Map) = shown {
            within(doc, &winner, &pointer, depth + 1, found);
        }
    }
}

/// `None` where all wrote the same.
fn contended(
    doc: &AutoCommit,
    pointer: &str,
    winner: &ObjId,
    written: &[(Found<'_>, ObjId)],
    depth: usize,
) -> Option<Conflict> {
    let contender = |(found, id): &(Found<'_>, ObjId)| Contender {
        value: read::value(doc, found, id, depth),
        winning: id == winner,
    };
    let mut values: Vec<Contender> = written.iter().map(contender).collect();
    values.sort_by_key(|contender| !contender.winning);
    let first = values.first()?.value.clone();
    values.iter().any(|contender| contender.value != first).then(|| Conflict { pointer: pointer.to_owned(), values })
}
