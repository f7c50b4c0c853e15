//! What a scanned code is, by its shape alone; whether anything here bears it is looked up by the caller. Scanning moves
//! no stock.

use std::str::FromStr;

use holdfast_crdt::TaskId;

use super::gs1::{self, Element};

/// The longest code, in characters.
pub const CODE_CHARS_MAX: usize = 512;

/// What the shape of a code allows it to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// 8, 12, 13 or 14 digits; `holds` when the check digit does.
    Gtin {
        gtin14: String,
        holds: bool,
    },
    /// 18 digits; `holds` when the check digit does.
    Sscc {
        holds: bool,
    },
    /// `BIN:` and a place.
    Bin {
        place: String,
    },
    /// A ULID: a task's or an order's.
    Ulid(TaskId),
    Gs1(Vec<Element>),
    /// A GS1 symbol that breaks its own rules.
    Broken(String),
    Other,
}

impl Shape {
    pub fn of(code: &str) -> Self {
        let code = gs1::plain(code);
        if let Some(read) = gs1::read(code) {
            return read.map_or_else(Self::Broken, Self::Gs1);
        }
        if let Some(place) = code.strip_prefix("BIN:") {
            let named = !place.trim().is_empty();
            return if named {
                Self::Bin { place: place.trim().to_owned() }
            } else {
                Self::Broken("a bin label without a bin".into())
            };
        }
        let digits = code.bytes().all(|b| b.is_ascii_digit());
        match code.len() {
            8 | 12 | 13 | 14 if digits => Self::Gtin { gtin14: gs1::gtin14(code), holds: gs1::check_digit_holds(code) },
            18 if digits => Self::Sscc { holds: gs1::check_digit_holds(code) },
            _ => TaskId::from_str(code).map_or(Self::Other, Self::Ulid),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        assert_eq!(Shape::of("5012345678900"), Shape::Gtin { gtin14: "05012345678900".into(), holds: true });
        assert!(matches!(Shape::of("5012345678901"), Shape::Gtin { holds: false, .. }));
        assert_eq!(Shape::of("106141412345678908"), Shape::Sscc { holds: true });
        assert_eq!(Shape::of("BIN:A-01-3"), Shape::Bin { place: "A-01-3".into() });
        assert!(matches!(Shape::of("01ARZ3NDEKTSV4RRFFQ69G5FAV"), Shape::Ulid(_)));
        assert_eq!(Shape::of("HOUSE-ITEM-001"), Shape::Other);
        assert!(matches!(Shape::of("(01)05012345678901"), Shape::Broken(_)));
    }
}
