//! GS1 symbols: element strings of application identifiers, as scanners send them (FNC1 as the group separator, a symbology
//! identifier) or as labels print them (in brackets), and Digital Links. What identifiers there are and what each must keep
//! stands in `table.rs`.

mod dictionary;
mod link;
mod lint;
mod table;

use serde::{Deserialize, Serialize};

pub use lint::check_digit_holds;
use table::{Part, Rule, matches};

/// One element of a GS1 symbol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    pub ai: String,
    pub value: String,
}

const FNC1: char = '\u{1d}';
/// Symbology identifiers (ISO/IEC 15424) of symbols that hold element strings.
const GS1_SYMBOLOGIES: [&str; 5] = ["]C1", "]d2", "]Q3", "]e0", "]J1"];

/// A GTIN-8, -12 or -13 as the GTIN-14 that is the same number.
pub fn gtin14(digits: &str) -> String {
    format!("{digits:0>14}")
}

/// A code without the symbology identifier that says it is a plain one, such as `]E0` before a GTIN-13.
pub fn plain(code: &str) -> &str {
    let is_identifier = matches!(code.as_bytes(), [b']', kind, modifier, _, ..]
        if kind.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric());
    if is_identifier && !GS1_SYMBOLOGIES.contains(&&code[..3]) { &code[3..] } else { code }
}

/// Reads an element string or a Digital Link. `None`: the code is not in GS1's shape at all; an error says which of its own
/// rules it breaks.
pub fn read(code: &str) -> Option<Result<Vec<Element>, String>> {
    let read = if code.starts_with('(') {
        bracketed(code)
    } else if let Some(read) = link::read(code) {
        read
    } else {
        let body = GS1_SYMBOLOGIES.iter().find_map(|prefix| code.strip_prefix(prefix));
        let body = body.or_else(|| code.strip_prefix(FNC1)).or_else(|| code.contains(FNC1).then_some(code))?;
        concatenated(body.trim_start_matches(FNC1))
    };
    Some(read.and_then(|elements| agree(&elements).map(|()| elements)))
}

/// Identifiers that must be found on the item beside those of this symbol; a label may carry them in another symbol.
pub fn missing(elements: &[Element]) -> Vec<String> {
    let holds = |pattern: &&str| elements.iter().any(|element| matches(pattern, &element.ai));
    let mut missing = Vec::new();
    for rule in elements.iter().filter_map(|element| table::rule(&element.ai)) {
        for needs in rule.needs.iter().filter(|needs| !needs.iter().any(|group| group.iter().all(holds))) {
            let needed = needs.iter().map(|group| group.join("+")).collect::<Vec<_>>().join("|");
            if !missing.contains(&needed) {
                missing.push(needed);
            }
        }
    }
    missing
}

/// Values in brackets; a bracket within a value stands behind a backslash.
fn bracketed(code: &str) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    let mut rest = code;
    while let Some(opened) = rest.strip_prefix('(') {
        let (ai, body) = opened.split_once(')').ok_or("a bracket is not closed")?;
        let (value, after) = bracketed_value(body);
        elements.push(element(ai, &value)?);
        rest = after;
    }
    Ok(elements)
}

/// The value up to the next bracket, and what is left from there.
fn bracketed_value(body: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = body.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        match char {
            '(' => return (value, &body[at..]),
            '\\' if matches!(chars.peek(), Some((_, '(' | ')' | '\\'))) => value.extend(chars.next().map(|(_, c)| c)),
            char => value.push(char),
        }
    }
    (value, "")
}

fn concatenated(code: &str) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    let mut rest = code;
    while !rest.is_empty() {
        let (ai, rule) = identifier(rest)?;
        let body = &rest[ai.len()..];
        let end = match rule.fixed() {
            Some(length) => body.char_indices().nth(length).map_or(body.len(), |(at, _)| at),
            None => body.find(FNC1).unwrap_or(body.len()),
        };
        elements.push(element(ai, &body[..end])?);
        rest = body[end..].trim_start_matches(FNC1);
    }
    Ok(elements)
}

/// The application identifier at the start. None is the beginning of another.
fn identifier(text: &str) -> Result<(&str, &'static Rule), String> {
    let found = (2..=4).find_map(|length| text.get(..length).and_then(|ai| Some((ai, table::rule(ai)?))));
    found.ok_or_else(|| "holds no application identifier where one is due".into())
}

fn element(ai: &str, value: &str) -> Result<Element, String> {
    let rule = table::rule(ai).ok_or_else(|| format!("({ai}) is no application identifier"))?;
    let mut rest = value;
    for part in &rule.parts {
        rest = after_part(part, rest).map_err(|why| format!("({ai}) {why}"))?;
    }
    if !rest.is_empty() {
        return Err(format!("({ai}) is too long"));
    }
    Ok(Element { ai: ai.to_owned(), value: value.to_owned() })
}

/// Takes one part off the front of a value.
fn after_part<'a>(part: &Part, rest: &'a str) -> Result<&'a str, String> {
    if part.optional && rest.is_empty() {
        return Ok(rest);
    }
    let end = rest.char_indices().nth(part.most).map_or(rest.len(), |(at, _)| at);
    let (text, after) = rest.split_at(end);
    if text.chars().count() < part.least {
        return Err("is too short".into());
    }
    if !text.bytes().all(|byte| part.chars.hold(byte)) {
        return Err(format!("may hold {} only", part.chars.name()));
    }
    part.rules.iter().try_for_each(|rule| lint::keeps(rule, text).map_err(str::to_owned))?;
    Ok(after)
}

/// Whether the elements of one symbol can stand together.
fn agree(elements: &[Element]) -> Result<(), String> {
    for element in elements {
        let Some(rule) = table::rule(&element.ai) else { continue };
        for other in elements {
            if other.ai == element.ai && other.value != element.value {
                return Err(format!("({}) stands here twice", element.ai));
            }
            if other.ai != element.ai && rule.bars.iter().any(|pattern| matches(pattern, &other.ai)) {
                return Err(format!("({}) and ({}) contradict each other", element.ai, other.ai));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: &str) -> Vec<(String, String)> {
        read(code).unwrap().unwrap().into_iter().map(|e| (e.ai, e.value)).collect()
    }

    #[test]
    fn the_same_symbol_printed_and_scanned() {
        let wanted = [("01", "05012345678900"), ("17", "261231"), ("10", "LOT7"), ("30", "24")];
        let wanted: Vec<_> = wanted.map(|(ai, value)| (ai.to_owned(), value.to_owned())).into();
        assert_eq!(told("(01)05012345678900(17)261231(10)LOT7(30)24"), wanted);
        assert_eq!(told("]C1010501234567890017261231")[..2], wanted[..2]);
        assert_eq!(told("]d201050123456789001726123110LOT7\u{1d}3024"), wanted);
        assert_eq!(told("]J101050123456789001726123110LOT7\u{1d}3024\u{1d}"), wanted);
    }

    #[test]
    fn brackets_within_a_value_stand_behind_a_backslash() {
        assert_eq!(told(r"(10)A\(1\)B(21)S")[0], ("10".to_owned(), "A(1)B".to_owned()));
        assert_eq!(told("]C110A(1)B")[0].1, "A(1)B");
    }

    #[test]
    fn symbols_that_break_their_own_rules() {
        for bad in [
            "(01)05012345678901",
            "(01)123",
            "(17)261331",
            "(17)260230",
            "(xx)1",
            "(01",
            "]C1019",
            "(10)",
            "(10)LOT~7",
            "(10)123456789012345678901",
            "(89)1",
            "(3910)00012",
            "(422)000",
            "(02)05012345678900(01)05012345678900",
            "(01)05012345678900(37)24",
            "(10)A(10)B",
            "]d20105012345678900\u{1d}\u{1d}9",
        ] {
            assert!(matches!(read(bad), Some(Err(_))), "{bad}");
        }
        assert_eq!(read("HOUSE-ITEM-001"), None);
    }

    #[test]
    fn what_must_be_found_beside_a_symbol_is_named() {
        let read = |code: &str| missing(&super::read(code).unwrap().unwrap());
        assert_eq!(read("(02)05012345678900(37)24"), ["00"]);
        assert_eq!(read("(10)LOT7"), ["01|02|03|8006|8026"]);
        assert!(read("(01)05012345678900(10)LOT7(3103)000750").is_empty());
    }

    #[test]
    fn plain_codes_lose_the_name_of_their_symbology() {
        assert_eq!(plain("]E05012345678900"), "5012345678900");
        assert_eq!(plain("]C1010501"), "]C1010501");
        assert_eq!(plain("]E0"), "]E0");
    }
}
