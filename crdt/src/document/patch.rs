//! A JSON merge patch as the smallest change of a document.

use automerge::transaction::Transactable;
use automerge::{AutoCommit, ObjId, ObjType, Prop, ROOT, ReadDoc, ScalarValue, Value as Found};
use serde_json::{Map, Value};

use super::DocumentError;
use super::limits::DEPTH_MAX;
use super::list::{self, Step};
use super::read;
use super::shape::Kind;

pub(super) fn apply(doc: &mut AutoCommit, kind: Kind, patch: &Map<String, Value>) -> Result<(), DocumentError> {
    for (field, value) in patch {
        match (kind.shared(field), value) {
            (Some(ObjType::Text), value) => text(doc, field, value.as_str().unwrap_or_default())?,
            (Some(ObjType::List), value) => {
                let wanted = value.as_array().map_or(&[][..], Vec::as_slice);
                let id = shared(doc, field, ObjType::List)?;
                items(doc, &id, wanted)?;
            }
            (Some(_), Value::Object(fields)) => {
                let id = shared(doc, field, ObjType::Map)?;
                merge(doc, &id, fields, 1)?;
            }
            (Some(_), _) => empty(doc, field)?,
            (None, Value::Null) => remove(doc, &ROOT, field)?,
            (None, value) => put(doc, &ROOT, Prop::from(field.as_str()), value, 0)?,
        }
    }
    Ok(())
}

/// The object of a field that is merged within. Another side may have put something else in its place.
fn shared(doc: &mut AutoCommit, field: &str, kind: ObjType) -> Result<ObjId, DocumentError> {
    match doc.get(&ROOT, field)? {
        Some((Found::Object(found), id)) if found == kind && doc.get_all(&ROOT, field)?.len() == 1 => Ok(id),
        _ => Ok(doc.put_object(&ROOT, field, kind)?),
    }
}

fn text(doc: &mut AutoCommit, field: &str, wanted: &str) -> Result<(), DocumentError> {
    let id = shared(doc, field, ObjType::Text)?;
    if doc.text(&id)? != wanted {
        doc.update_text(&id, wanted)?;
    }
    Ok(())
}

/// Takes all fields out of a map and leaves the map: what another side puts in meanwhile stays.
fn empty(doc: &mut AutoCommit, field: &str) -> Result<(), DocumentError> {
    let id = shared(doc, field, ObjType::Map)?;
    let keys: Vec<String> = doc.keys(&id).collect();
    keys.iter().try_for_each(|key| remove(doc, &id, key))
}

fn remove(doc: &mut AutoCommit, map: &ObjId, key: &str) -> Result<(), DocumentError> {
    if doc.get(map, key)?.is_some() {
        doc.delete(map, key)?;
    }
    Ok(())
}

fn merge(doc: &mut AutoCommit, map: &ObjId, patch: &Map<String, Value>, depth: usize) -> Result<(), DocumentError> {
    if depth >= DEPTH_MAX {
        return Err(DocumentError::TooDeep);
    }
    for (key, value) in patch {
        let found = doc.get(map, key.as_str())?.map(|(found, id)| (found.into_owned(), id));
        let settled = doc.get_all(map, key.as_str())?.len() <= 1;
        match (value, found) {
            (Value::Null, _) => remove(doc, map, key)?,
            (Value::Object(fields), Some((Found::Object(ObjType::Map), id))) if settled => {
                merge(doc, &id, fields, depth + 1)?;
            }
            (Value::Object(fields), found) => {
                // a map that two sides made apart is made anew, of the one that is shown
                let mut whole = match found {
                    Some((found, id)) => read::value(doc, &found, &id, depth),
                    None => Value::Null,
                };
                overlay(&mut whole, fields);
                put(doc, map, Prop::from(key.as_str()), &whole, depth)?;
            }
            (Value::Array(wanted), Some((Found::Object(ObjType::List), id))) if settled && all_scalar(wanted) => {
                items(doc, &id, wanted)?;
            }
            (value, _) => put(doc, map, Prop::from(key.as_str()), value, depth)?,
        }
    }
    Ok(())
}

/// RFC 7396 on plain values; members that are null are left out.
fn overlay(target: &mut Value, patch: &Map<String, Value>) {
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(fields) = target else { return };
    for (key, value) in patch {
        match value {
            Value::Null => drop(fields.remove(key)),
            Value::Object(inner) => overlay(fields.entry(key.as_str()).or_insert(Value::Null), inner),
            value => drop(fields.insert(key.clone(), value.clone())),
        }
    }
}

fn all_scalar(items: &[Value]) -> bool {
    items.iter().all(|item| !item.is_object() && !item.is_array())
}

/// Brings a list to what is wanted, element by element: what two sides add apart is both there afterwards.
fn items(doc: &mut AutoCommit, id: &ObjId, wanted: &[Value]) -> Result<(), DocumentError> {
    let held = read::list(doc, id, 0);
    for step in list::steps(&held, wanted) {
        match step {
            Step::Remove { at } => doc.delete(id, at)?,
            Step::Insert { at, item } => insert(doc, id, at, &wanted[item], 1)?,
        }
    }
    Ok(())
}

fn insert(doc: &mut AutoCommit, list: &ObjId, at: usize, value: &Value, depth: usize) -> Result<(), DocumentError> {
    match container(value) {
        Some(kind) => {
            let id = doc.insert_object(list, at, kind)?;
            fill(doc, &id, value, depth + 1)
        }
        None => Ok(doc.insert(list, at, scalar(value))?),
    }
}

fn put(doc: &mut AutoCommit, obj: &ObjId, at: Prop, value: &Value, depth: usize) -> Result<(), DocumentError> {
    match container(value) {
        Some(kind) => {
            let id = doc.put_object(obj, at, kind)?;
            fill(doc, &id, value, depth + 1)
        }
        None => Ok(doc.put(obj, at, scalar(value))?),
    }
}

fn fill(doc: &mut AutoCommit, id: &ObjId, value: &Value, depth: usize) -> Result<(), DocumentError> {
    if depth >= DEPTH_MAX {
        return Err(DocumentError::TooDeep);
    }
    match value {
        // a patch of what was not there yet: null removes nothing
        Value::Object(fields) => fields
            .iter()
            .filter(|(_, value)| !value.is_null())
            .try_for_each(|(key, value)| put(doc, id, Prop::from(key.as_str()), value, depth)),
        Value::Array(items) => items.iter().enumerate().try_for_each(|(at, item)| insert(doc, id, at, item, depth)),
        _ => Ok(()),
    }
}

fn container(value: &Value) -> Option<ObjType> {
    match value {
        Value::Object(_) => Some(ObjType::Map),
        Value::Array(_) => Some(ObjType::List),
        _ => None,
    }
}

fn scalar(value: &Value) -> ScalarValue {
    match value {
        Value::String(text) => ScalarValue::Str(text.as_str().into()),
        Value::Bool(flag) => ScalarValue::Boolean(*flag),
        Value::Number(number) => number
            .as_i64()
            .map(ScalarValue::Int)
            .or_else(|| number.as_u64().map(ScalarValue::Uint))
            .unwrap_or_else(|| ScalarValue::F64(number.as_f64().unwrap_or_default())),
        _ => ScalarValue::Null,
    }
}
