//! Strict JSON: the fast parse first, and only for a refused body a second one that finds the place of the fault.

use serde::de::value::UnitDeserializer;
use serde::de::{DeserializeOwned, IgnoredAny, IntoDeserializer};
use serde_json::Value;
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

use super::problem::Problem;
use super::strict::Strict;

/// Reads and judges the body of one operation and drops it: all bodies there are, for whoever tries them out.
pub type Reader = fn(&[u8]) -> Result<(), Problem>;

/// Reads one JSON object, or nothing where `T` takes nothing. 400 when it is no JSON, 422 with a pointer when it is the wrong JSON.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::malformed("", "the body is not UTF-8"))?;
    match text.trim_ascii_start().as_bytes().first() {
        None => return nothing(),
        Some(first) if *first != b'{' => return Err(no_object(text)),
        Some(_) => {}
    }
    match read(text) {
        Ok(body) => Ok(body),
        Err(error) if error.classify() == Category::Data => Err(located::<T>(text)),
        Err(error) => Err(Problem::malformed("", format!("the body is not JSON: {error}"))),
    }
}

/// Reads one object that was read as a value before; its faults are pointed at from there.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(Strict(value)).map_err(pointed)
}

fn read<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let body = T::deserialize(Strict(&mut reader))?;
    reader.end().map(|()| body)
}

fn nothing<T: DeserializeOwned>() -> Result<T, Problem> {
    let unit: UnitDeserializer<serde::de::value::Error> = ().into_deserializer();
    T::deserialize(unit).map_err(|_| Problem::malformed("", "the body is empty"))
}

fn no_object(text: &str) -> Problem {
    match serde_json::from_str::<IgnoredAny>(text) {
        Ok(_) => Problem::invalid("", "must be an object"),
        Err(error) => Problem::malformed("", format!("the body is not JSON: {error}")),
    }
}

fn located<T: DeserializeOwned>(text: &str) -> Problem {
    let mut reader = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, T>(Strict(&mut reader)) {
        Ok(_) => Problem::invalid("", "has the wrong shape"),
        Err(error) => pointed(error),
    }
}

fn pointed(error: serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let message = plain(&error.inner().to_string());
    let pointer: String = place(error.path(), &message).iter().map(|name| format!("/{}", escaped(name))).collect();
    Problem::invalid(pointer, message)
}

/// The names that lead to a fault. serde counts a field that is missing or given twice as the fault of its object;
/// whoever fills in a form wants the field.
pub fn place(path: &Path, message: &str) -> Vec<String> {
    let name = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key: name } | Segment::Enum { variant: name } => Some(name.clone()),
        Segment::Unknown => None,
    };
    let mut names: Vec<String> = path.iter().filter_map(name).collect();
    let field = ["missing field `", "duplicate field `", "unknown field `"]
        .iter()
        .find_map(|words| message.strip_prefix(words)?.split('`').next());
    if let Some(field) = field
        && names.last().is_none_or(|last| last != field)
    {
        names.push(field.to_owned());
    }
    names
}

/// RFC 6901, section 3.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// serde's words without what only its author can use: the place in the text and the names of Rust types.
fn plain(message: &str) -> String {
    let message = message.rfind(" at line ").map_or(message, |at| &message[..at]);
    match message.find("expected struct ") {
        Some(at) => format!("{}expected an object", &message[..at]),
        None => message.to_owned(),
    }
}
