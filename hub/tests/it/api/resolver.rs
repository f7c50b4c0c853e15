//! Holds a value against a schema of the OpenAPI document, as far as that uses JSON Schema.

use serde_json::Value;

/// Where a value does not fit a schema of the document, told by type, fields and nesting; empty when it does.
pub fn misfits(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    misfit(document, schema, value, "", &mut found);
    found
}

fn misfit(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(place) = schema["$ref"].as_str() {
        let target = document.pointer(place.trim_start_matches('#')).unwrap_or_else(|| panic!("{place}"));
        return misfit(document, target, value, at, found);
    }
    if !of_type(&schema["type"], value) {
        found.push(format!("{at} is no {}", schema["type"]));
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        misfit(document, part, value, at, found);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = choices.iter().filter(|choice| misfits(document, choice, value).is_empty()).count();
        if fits != 1 {
            found.push(format!("{at} fits {fits} of {} choices", choices.len()));
        }
    }
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        misfit(document, &schema["items"], item, &format!("{at}/{index}"), found);
    }
    if let Some(fields) = value.as_object() {
        misfit_fields(document, schema, fields, at, found);
    }
}

fn misfit_fields(
    document: &Value,
    schema: &Value,
    fields: &serde_json::Map<String, Value>,
    at: &str,
    found: &mut Vec<String>,
) {
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            found.push(format!("{at}/{name} is missing"));
        }
    }
    for (name, value) in fields {
        match (&schema["properties"][name], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => found.push(format!("{at}/{name} is not allowed")),
            (Value::Null, Value::Null) if schema["properties"].is_object() => {
                found.push(format!("{at}/{name} is not in the schema"));
            }
            (Value::Null, _) => {}
            (known, _) => misfit(document, known, value, &format!("{at}/{name}"), found),
        }
    }
}

fn of_type(wanted: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap_or_default() {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    };
    match wanted {
        Value::Array(names) => names.iter().any(is),
        name => is(name),
    }
}
