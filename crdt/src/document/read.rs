//! A document as JSON.

use automerge::{AutoCommit, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, Value as Found};
use serde_json::{Map, Number, Value};

use super::limits::DEPTH_MAX;

/// The root, without what is empty: what is merged within is there from the first change on, filled in or not.
pub(super) fn root(doc: &AutoCommit) -> Map<String, Value> {
    let mut whole = map(doc, &ROOT, 0);
    whole.retain(|_, value| match value {
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        _ => true,
    });
    whole
}

pub(super) fn value(doc: &AutoCommit, found: &Found<'_>, id: &ObjId, depth: usize) -> Value {
    match found {
        // nothing here is ever written so deep
        Found::Object(_) if depth >= DEPTH_MAX => Value::Null,
        Found::Object(ObjType::Map | ObjType::Table) => Value::Object(map(doc, id, depth + 1)),
        Found::Object(ObjType::List) => Value::Array(list(doc, id, depth + 1)),
        Found::Object(ObjType::Text) => Value::String(doc.text(id).unwrap_or_default()),
        Found::Scalar(scalar) => self::scalar(scalar),
    }
}

fn map(doc: &AutoCommit, id: &ObjId, depth: usize) -> Map<String, Value> {
    let entry = |key: String| {
        let (found, child) = doc.get(id, key.as_str()).ok()??;
        let value = value(doc, &found, &child, depth);
        Some((key, value))
    };
    doc.keys(id).filter_map(entry).collect()
}

pub(super) fn list(doc: &AutoCommit, id: &ObjId, depth: usize) -> Vec<Value> {
    let item = |at| {
        let (found, child) = doc.get(id, at).ok()??;
        Some(value(doc, &found, &child, depth))
    };
    (0..doc.length(id)).filter_map(item).collect()
}

fn scalar(scalar: &ScalarValue) -> Value {
    match scalar {
        ScalarValue::Str(text) => Value::String(text.to_string()),
        ScalarValue::Int(number) | ScalarValue::Timestamp(number) => (*number).into(),
        ScalarValue::Uint(number) => (*number).into(),
        ScalarValue::F64(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
        ScalarValue::Boolean(flag) => (*flag).into(),
        // kinds that nobody here writes
        ScalarValue::Counter(_) | ScalarValue::Bytes(_) | ScalarValue::Unknown { .. } | ScalarValue::Null => {
            Value::Null
        }
    }
}
