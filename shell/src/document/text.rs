//! Texts of documents, as types that cannot be wrong.

use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::ObjectBuilder;

use crate::http::shapes;
use crate::shape;

/// Free text a person typed: 1 to 300 characters, no control characters but line breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(Arc<str>);

shape!(
    impl Text as "Text",
    shapes::text(TEXT_CHARS_MAX).pattern(Some(r"^[^\u0000-\u0009\u000B-\u001F\u007F-\u009F]+$"))
);

const TEXT_CHARS_MAX: usize = 300;

impl Text {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// For what no side has ever given a name that holds.
    pub fn unknown() -> Self {
        Self("?".into())
    }

    pub fn shared(&self) -> Arc<str> {
        self.0.clone()
    }
}

impl FromStr for Text {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() || text.chars().count() > TEXT_CHARS_MAX {
            return Err("must be 1 to 300 characters");
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            return Err("must not hold control characters");
        }
        Ok(Self(text.into()))
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        holdfast_crdt::parse_text(from)
    }
}

const PROSE_CHARS_MAX: usize = 4_000;

/// Text of up to 4,000 characters.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prose(String);

shape!(
    impl Prose as "Prose",
    shapes::string().max_length(Some(PROSE_CHARS_MAX)).pattern(Some(r"^[^\u0000]*$"))
);

impl Prose {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What two sides wrote apart may come to more than either could: its beginning, the same on all sides.
    pub fn fitted(text: &str) -> Self {
        Self(text.chars().filter(|c| *c != '\0').take(PROSE_CHARS_MAX).collect())
    }
}

impl TryFrom<String> for Prose {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.chars().count() <= PROSE_CHARS_MAX && !text.contains('\0') {
            Ok(Self(text))
        } else {
            Err("must be at most 4000 characters")
        }
    }
}

impl From<Prose> for String {
    fn from(text: Prose) -> Self {
        text.0
    }
}

const PLACE_CHARS_MAX: usize = 64;

/// The name of a bin or a zone, as its label says it: 1 to 64 characters, no control characters, no blanks at either end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlaceName(Arc<str>);

shape!(impl PlaceName as "PlaceName", PlaceName::pattern());

impl PlaceName {
    pub(super) fn pattern() -> ObjectBuilder {
        const TRIMMED: &str =
            r"^[^\s\u0000-\u001F\u007F-\u009F]([^\u0000-\u001F\u007F-\u009F]*[^\s\u0000-\u001F\u007F-\u009F])?$";
        shapes::text(PLACE_CHARS_MAX).pattern(Some(TRIMMED))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PlaceName {
    type Err = &'static str;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let fits = (1..=PLACE_CHARS_MAX).contains(&name.chars().count());
        if fits && name.trim() == name && !name.chars().any(char::is_control) {
            Ok(Self(name.into()))
        } else {
            Err("must be 1 to 64 characters, without control characters and blanks at either end")
        }
    }
}

impl Serialize for PlaceName {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PlaceName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        holdfast_crdt::parse_text(from)
    }
}
