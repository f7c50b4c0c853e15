//! Bins: where in the warehouse goods lie. A matter of this floor alone: what is sold and promised is the cell's, wherever it
//! lies, so a bin that is wrong on paper holds up nobody but the one who looks for goods there.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use holdfast_crdt::{Quantity, Sku};
pub use holdfast_shell::document::ZoneKind;
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

/// The longest name of a bin, in characters.
pub const BIN_CHARS_MAX: usize = 64;

/// The name of a bin: 1 to 64 characters, none of them a control character.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Bin(Arc<str>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("must be 1 to {BIN_CHARS_MAX} characters without control characters")]
pub struct BinError;

impl Bin {
    pub fn new(name: &str) -> Result<Self, BinError> {
        let fits = !name.is_empty() && name.chars().count() <= BIN_CHARS_MAX && !name.chars().any(char::is_control);
        if fits { Ok(Self(name.into())) } else { Err(BinError) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Bin {
    type Err = BinError;

    fn from_str(name: &str) -> Result<Self, BinError> {
        Self::new(name)
    }
}

impl<'de> Deserialize<'de> for Bin {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Bin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A bin as the warehouse describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub bin: Bin,
    pub zone: Arc<str>,
    pub kind: ZoneKind,
    /// Its turn on the pick path.
    pub sequence: u64,
    /// Units.
    pub capacity: Option<u64>,
    pub blocked: bool,
}

/// Units of one SKU to move between bins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveLine {
    pub sku: Sku,
    pub quantity: Quantity,
    /// Without one, from what lies in no bin yet.
    pub from: Option<Bin>,
    pub to: Bin,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_bounds() {
        assert!(Bin::new("A-01-3").is_ok() && Bin::new(&"ß".repeat(64)).is_ok());
        for bad in ["", "A\u{7}", &"A".repeat(65)] {
            assert_eq!(Bin::new(bad), Err(BinError), "{bad:?}");
        }
    }
}
