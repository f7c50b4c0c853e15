//! GS1 symbols: check digits (GS1 General Specifications, section 7.9) and element strings of application identifiers,
//! as scanners send them (FNC1 as the group separator, a symbology prefix) or as labels print them (in brackets).

use serde::{Deserialize, Serialize};

/// One element of a GS1 symbol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    pub ai: String,
    pub value: String,
}

/// The longest value an application identifier has.
const VALUE_CHARS_MAX: usize = 90;
const FNC1: char = '\u{1d}';

/// Whether the last digit is the check digit of those before it. The text must be digits.
pub fn check_digit_holds(digits: &str) -> bool {
    let weighted = digits.bytes().rev().enumerate().map(|(place, digit)| {
        let weight = if place % 2 == 1 { 3 } else { 1 };
        u32::from(digit.wrapping_sub(b'0')) * weight
    });
    weighted.sum::<u32>() % 10 == 0
}

/// A GTIN-8, -12 or -13 as the GTIN-14 that is the same number.
pub fn gtin14(digits: &str) -> String {
    format!("{digits:0>14}")
}

/// Reads an element string. `None`: the code is not in GS1's shape at all; an error says which of its own rules it breaks.
pub fn read(code: &str) -> Option<Result<Vec<Element>, String>> {
    if code.starts_with('(') {
        return Some(bracketed(code));
    }
    let body = ["]C1", "]d2", "]Q3", "]e0"].iter().find_map(|prefix| code.strip_prefix(prefix));
    let body = body.or_else(|| code.strip_prefix(FNC1)).or_else(|| code.contains(FNC1).then_some(code))?;
    Some(concatenated(body.trim_start_matches(FNC1)))
}

fn bracketed(code: &str) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    for part in code.split('(').skip(1) {
        let (ai, value) = part.split_once(')').ok_or("a bracket is not closed")?;
        elements.push(element(ai, value)?);
    }
    Ok(elements)
}

fn concatenated(code: &str) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    let mut rest = code;
    while !rest.is_empty() {
        let ai = identifier(rest)?;
        let body = &rest[ai.len()..];
        let end = match fixed_length(ai) {
            Some(length) => body.char_indices().nth(length).map_or(body.len(), |(at, _)| at),
            None => body.find(FNC1).unwrap_or(body.len()),
        };
        elements.push(element(ai, &body[..end])?);
        rest = body[end..].trim_start_matches(FNC1);
    }
    Ok(elements)
}

/// The application identifier at the start: its length follows from its first two digits.
fn identifier(text: &str) -> Result<&str, String> {
    let length = match text.get(..2) {
        Some(
            "00" | "01" | "02" | "10" | "11" | "12" | "13" | "15" | "16" | "17" | "20" | "21" | "22" | "30" | "37",
        ) => 2,
        Some("23" | "24" | "25" | "40" | "41" | "42" | "71") => 3,
        Some("31" | "32" | "33" | "34" | "35" | "36" | "39" | "43" | "70" | "72" | "80" | "81" | "82") => 4,
        Some(pair @ ("90" | "91" | "92" | "93" | "94" | "95" | "96" | "97" | "98" | "99")) => pair.len(),
        _ => return Err("holds no application identifier where one is due".into()),
    };
    text.get(..length)
        .filter(|ai| ai.bytes().all(|b| b.is_ascii_digit()))
        .ok_or_else(|| "ends within an application identifier".into())
}

/// Characters of the value, for identifiers whose length is set in advance.
fn fixed_length(ai: &str) -> Option<usize> {
    match ai {
        "00" => Some(18),
        "01" | "02" => Some(14),
        "11" | "12" | "13" | "15" | "16" | "17" => Some(6),
        "20" => Some(2),
        _ if ai.starts_with("41") => Some(13),
        _ if ai.len() == 4 && ("31"..="36").contains(&&ai[..2]) => Some(6),
        _ => None,
    }
}

fn element(ai: &str, value: &str) -> Result<Element, String> {
    if identifier(ai)? != ai {
        return Err(format!("({ai}) is no application identifier"));
    }
    if value.is_empty() || value.chars().count() > VALUE_CHARS_MAX {
        return Err(format!("({ai}) needs a value of 1 to {VALUE_CHARS_MAX} characters"));
    }
    if let Some(length) = fixed_length(ai) {
        if value.len() != length || !value.bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!("({ai}) needs {length} digits"));
        }
        let numbered = matches!(ai, "00" | "01" | "02") || ai.starts_with("41");
        if numbered && !check_digit_holds(value) {
            return Err(format!("({ai}) has a check digit that does not hold"));
        }
        let dated = matches!(ai, "11" | "12" | "13" | "15" | "16" | "17");
        if dated && !is_date(value) {
            return Err(format!("({ai}) is no date"));
        }
    }
    Ok(Element { ai: ai.to_owned(), value: value.to_owned() })
}

/// YYMMDD; day 00 means the end of the month.
fn is_date(digits: &str) -> bool {
    let pair = |at: usize| digits.get(at..at + 2).and_then(|text| text.parse::<u8>().ok());
    matches!((pair(2), pair(4)), (Some(1..=12), Some(0..=31)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: &str) -> Vec<(String, String)> {
        read(code).unwrap().unwrap().into_iter().map(|e| (e.ai, e.value)).collect()
    }

    #[test]
    fn check_digits() {
        for good in ["5012345678900", "96385074", "036000291452", "00012345600012", "106141412345678908"] {
            assert!(check_digit_holds(good), "{good}");
        }
        assert!(!check_digit_holds("5012345678901"));
    }

    #[test]
    fn the_same_symbol_printed_and_scanned() {
        let wanted = [("01", "05012345678900"), ("17", "261231"), ("10", "LOT7"), ("37", "24")];
        let wanted: Vec<_> = wanted.map(|(ai, value)| (ai.to_owned(), value.to_owned())).into();
        assert_eq!(told("(01)05012345678900(17)261231(10)LOT7(37)24"), wanted);
        assert_eq!(told("]C1010501234567890017261231")[..2], wanted[..2]);
        assert_eq!(told("]d201050123456789001726123110LOT7\u{1d}3724"), wanted);
    }

    #[test]
    fn symbols_that_break_their_own_rules() {
        for bad in ["(01)05012345678901", "(01)123", "(17)261331", "(xx)1", "(01", "]C1019", "(10)"] {
            assert!(matches!(read(bad), Some(Err(_))), "{bad}");
        }
        assert_eq!(read("HOUSE-ITEM-001"), None);
    }
}
