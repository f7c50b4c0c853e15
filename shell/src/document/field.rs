//! Fields of merge patches (RFC 7396), and of documents that others have edited as well.

use holdfast_crdt::DocumentError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::http::json;
use crate::http::problem::{Problem, Slug};

/// Tells `null` (`Some(None)`) from a field that is not there (`None`).
pub fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// For fields that a record cannot be without: `null` is refused.
pub fn required<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// Takes a patched value over, where the patch names it.
pub fn merge_into<T>(field: &mut Option<T>, patched: Option<Option<T>>) {
    if let Some(value) = patched {
        *field = value;
    }
}

/// RFC 7396 on values of any shape.
pub fn merge_value(target: &mut Value, patch: Value) {
    let Value::Object(changes) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    if let Value::Object(map) = target {
        for (name, value) in changes {
            merge_value(map.entry(name).or_insert(Value::Null), value);
        }
        map.retain(|_, value| !value.is_null());
    }
}

/// Reads what a merge patch made of a field; its faults are pointed at from the field on.
pub fn reread<T: DeserializeOwned>(pointer: &str, value: Value) -> Result<T, Problem> {
    json::from_value(value).map_err(|problem| problem.within(pointer))
}

/// A record as JSON; nothing here fails to have that form.
pub fn object(record: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// A field of a merged document: as it reads, else as it was the last time that it could be read. What two sides wrote apart
/// need not be valid together.
pub fn merged<T: DeserializeOwned>(read: &Map<String, Value>, name: &str, before: Option<T>) -> Option<T> {
    match read.get(name) {
        None | Some(Value::Null) => None,
        Some(value) => serde_json::from_value(value.clone()).ok().or(before),
    }
}

/// The merge patch that makes `held` read as `wanted`.
pub fn difference(held: &Map<String, Value>, wanted: &Map<String, Value>) -> Map<String, Value> {
    let mut patch = Map::new();
    for (name, _) in held.iter().filter(|(name, _)| !wanted.contains_key(*name)) {
        patch.insert(name.clone(), Value::Null);
    }
    for (name, value) in wanted {
        match (held.get(name), value) {
            (Some(held), wanted) if held == wanted => {}
            (Some(Value::Object(held)), Value::Object(wanted)) => {
                patch.insert(name.clone(), Value::Object(difference(held, wanted)));
            }
            _ => drop(patch.insert(name.clone(), value.clone())),
        }
    }
    patch
}

/// An edit that the document cannot take.
pub fn refused(error: &DocumentError) -> Problem {
    match error {
        DocumentError::TooDeep => Problem::invalid("", error.to_string()),
        _ => Problem::new(Slug::Conflict, format!("the document cannot take the edit: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_difference_is_the_patch_that_makes_it() {
        let held = json!({ "a": 1, "b": { "c": 1, "d": 2 }, "e": [1] });
        let wanted = json!({ "b": { "d": 3 }, "e": [1], "f": { "g": 1 } });
        let patch = difference(held.as_object().unwrap(), wanted.as_object().unwrap());
        assert_eq!(Value::Object(patch.clone()), json!({ "a": null, "b": { "c": null, "d": 3 }, "f": { "g": 1 } }));
        let mut made = held;
        merge_value(&mut made, Value::Object(patch));
        assert_eq!(made, wanted);
    }
}
