//! Codes as scanners send them: whatever a code is taken for keeps the rules of its kind, and a symbol that was read is
//! read the same when it is printed.

use arbitrary::{Result, Unstructured};
use holdfast_node::core::gs1::{self, Element};
use holdfast_node::core::scan::Shape;

const FNC1: &str = "\u{1d}";
/// What codes are made of.
const PARTS: [&str; 20] = [
    "00",
    "01",
    "02",
    "10",
    "11",
    "17",
    "21",
    "3103",
    "37",
    "414",
    "8020",
    "91",
    "]C1",
    "]d2",
    FNC1,
    "(",
    ")",
    "BIN:",
    "05012345678900",
    "261231",
];

/// The first byte says whether the rest is a code, or how to put one together.
pub fn run(input: &[u8]) {
    match crate::choice(input, 2) {
        Some((0, bytes)) => judge(&String::from_utf8_lossy(bytes)),
        // bytes that run out end the code
        Some((_, bytes)) => judge(&built(&mut Unstructured::new(bytes)).unwrap_or_default()),
        None => {}
    }
}

fn built(bytes: &mut Unstructured<'_>) -> Result<String> {
    let mut code = String::new();
    while !bytes.is_empty() {
        match bytes.arbitrary::<u8>()? % 8 {
            0..4 => code.push_str(bytes.choose(&PARTS)?),
            4 => code.extend(["(", bytes.choose(&PARTS)?, ")"]),
            5 => code.push_str(&digits(bytes, true)?),
            6 => code.push_str(&digits(bytes, false)?),
            _ => code.push(bytes.arbitrary()?),
        }
    }
    Ok(code)
}

/// Digits, with the check digit that holds where asked for.
fn digits(bytes: &mut Unstructured<'_>, checked: bool) -> Result<String> {
    let many = bytes.int_in_range(1..=18)?;
    let mut text = String::new();
    for _ in 0..many {
        text.push(char::from(bytes.int_in_range(b'0'..=b'9')?));
    }
    if checked {
        let holding = ('0'..='9').find(|digit| gs1::check_digit_holds(&format!("{text}{digit}")));
        text.push(holding.expect("one of ten digits completes any number"));
    }
    Ok(text)
}

fn judge(code: &str) {
    let shape = Shape::of(code);
    let code = gs1::plain(code);
    match shape {
        Shape::Gtin { gtin14, holds } => {
            assert!(gtin14.len() == 14 && gtin14.ends_with(code));
            assert_eq!(gs1::check_digit_holds(&gtin14), holds, "zeros in front change no check digit");
        }
        Shape::Sscc { holds } => assert_eq!(gs1::check_digit_holds(code), holds),
        Shape::Bin { place } => assert!(!place.is_empty() && place.trim() == place && code.contains(&place)),
        Shape::Ulid(id) => assert_eq!(Shape::of(&id.to_string()), Shape::Ulid(id)),
        Shape::Gs1(elements) => reread(&elements),
        Shape::Broken(why) => assert!(!why.is_empty()),
        Shape::Other => {}
    }
}

/// Printed in brackets, and as one string with a separator after each value.
fn reread(elements: &[Element]) {
    for element in elements {
        assert!((2..=4).contains(&element.ai.len()) && element.ai.bytes().all(|byte| byte.is_ascii_digit()));
        assert!((1..=90).contains(&element.value.chars().count()));
    }
    let plain = |mark: &[char]| elements.iter().all(|element| !element.value.contains(mark));
    if plain(&['(']) && !elements.is_empty() {
        let printed: String = elements.iter().map(|element| format!("({}){}", element.ai, element.value)).collect();
        assert_eq!(gs1::read(&printed), Some(Ok(elements.to_vec())), "{printed}");
    }
    if plain(&['\u{1d}']) {
        let scanned: String = elements.iter().map(|element| format!("{}{}{FNC1}", element.ai, element.value)).collect();
        assert_eq!(gs1::read(&format!("]d2{scanned}")), Some(Ok(elements.to_vec())), "{scanned:?}");
    }
}
