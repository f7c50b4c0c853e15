//! What the text of a part must keep beside its length and characters. The names are those of the GS1 dictionary.
//!
//! Not checked: the package types of (7041), a list of the United Nations that changes twice a year, and the inner form of
//! North American coupons, (8110) and (8112).

use celes::Country;
use iso_currency::Currency;

use super::table::Chars;

/// GS1's set of 82, in the order that its check characters count in (GS1 General Specifications, 7.11).
const PRINTABLE: &[u8] = b"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
/// Characters that no check character is mistaken for.
const CHECK_CHARACTERS: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Weights of check characters.
const PRIMES: [u32; 23] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];
/// The shortest company prefix.
const PREFIX_DIGITS: usize = 4;

impl Chars {
    pub fn hold(self, byte: u8) -> bool {
        match self {
            Self::Digits => byte.is_ascii_digit(),
            Self::Printable => PRINTABLE.contains(&byte),
            Self::Narrow => byte.is_ascii_digit() || byte.is_ascii_uppercase() || b"#-/".contains(&byte),
            Self::Base64 => byte.is_ascii_alphanumeric() || b"-_=".contains(&byte),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Digits => "digits",
            Self::Printable => "characters of GS1's set of 82",
            Self::Narrow => "characters of GS1's set of 39",
            Self::Base64 => "characters of base 64",
        }
    }
}

/// Whether the last digit is the check digit of those before it. The text must be digits.
pub fn check_digit_holds(digits: &str) -> bool {
    let weighted = digits.bytes().rev().enumerate().map(|(place, digit)| {
        let weight = if place % 2 == 1 { 3 } else { 1 };
        u32::from(digit.wrapping_sub(b'0')) * weight
    });
    weighted.sum::<u32>() % 10 == 0
}

/// Whether a text keeps the rule of that name; what is wrong with it otherwise. Its characters were checked before.
pub fn keeps(rule: &str, text: &str) -> Result<(), &'static str> {
    let (held, why) = match rule {
        "csum" => (check_digit_holds(text), "has a check digit that does not hold"),
        "csumalpha" => (check_characters_hold(text), "has check characters that do not hold"),
        "gcppos1" => (begins_with_prefix(text, 0), "does not begin with a company prefix"),
        "gcppos2" => (begins_with_prefix(text, 1), "holds no company prefix"),
        "yymmd0" | "yymmdd" | "yyyymmdd" => (is_date(text, rule == "yymmd0"), "is no date"),
        "hhmi" => (is_within(&text[..2], 23) && is_within(&text[2..], 59), "is no time of day"),
        "hh" => (is_within(text, 23), "is no hour"),
        "mi" | "ss" => (is_within(text, 59), "is no minute or second"),
        "iso4217" => (number(text).is_some_and(is_currency), "names no currency of ISO 4217"),
        "iso3166" => (number(text).is_some_and(is_country), "names no country of ISO 3166"),
        "iso3166999" => (text == "999" || number(text).is_some_and(is_country), "names no country of ISO 3166"),
        "iso3166alpha2" => (is_country_code(text), "names no country of ISO 3166"),
        _ => return keeps_form(rule, text),
    };
    if held { Ok(()) } else { Err(why) }
}

fn keeps_form(rule: &str, text: &str) -> Result<(), &'static str> {
    let (held, why) = match rule {
        "pcenc" => (percent_decoded(text).is_some(), "has a '%' without two hexadecimal digits"),
        "yesno" => (matches!(text, "0" | "1"), "must be 0 or 1"),
        "hyphen" => (text == "-", "may end with '-' only"),
        "zero" => (text.bytes().all(|b| b == b'0'), "must begin with 0"),
        "nonzero" => (text.bytes().any(|b| b != b'0'), "must not be 0"),
        "nozeroprefix" => (!text.starts_with('0'), "must not begin with 0"),
        "hasnondigit" => (text.bytes().any(|b| !b.is_ascii_digit()), "must not be digits alone"),
        "winding" => (matches!(text, "0" | "1" | "9"), "must wind 0, 1 or 9"),
        "iso5218" => (matches!(text, "0" | "1" | "2" | "9"), "must be 0, 1, 2 or 9"),
        "mediatype" => (is_media_type(text), "is no media type"),
        "importeridx" => {
            (text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)), "is no importer index")
        }
        "pieceoftotal" => (is_part_of(&text[..2], &text[2..]), "is no piece of a total"),
        "posinseqslash" => {
            (text.split_once('/').is_some_and(|(at, of)| is_part_of(at, of)), "is no place in a sequence")
        }
        "latitude" => (number(text).is_some_and(|n| n <= 1_800_000_000), "is no latitude"),
        "longitude" => (number(text).is_some_and(|n| n <= 3_600_000_000), "is no longitude"),
        "iban" => (iban_holds(text), "is no IBAN"),
        _ => (true, ""),
    };
    if held { Ok(()) } else { Err(why) }
}

fn number(digits: &str) -> Option<u64> {
    digits.parse().ok()
}

fn is_within(digits: &str, most: u64) -> bool {
    number(digits).is_some_and(|n| n <= most)
}

fn is_part_of(piece: &str, total: &str) -> bool {
    matches!((number(piece), number(total)), (Some(piece), Some(total)) if (1..=total).contains(&piece))
}

fn is_media_type(text: &str) -> bool {
    number(text).is_some_and(|n| (1..=10).contains(&n) || (80..=99).contains(&n))
}

fn is_currency(number: u64) -> bool {
    u16::try_from(number).is_ok_and(|number| Currency::from_numeric(number).is_some())
}

fn is_country(number: u64) -> bool {
    usize::try_from(number).is_ok_and(|number| Country::from_value(number).is_ok())
}

fn is_country_code(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_uppercase()) && Country::from_alpha2(text).is_ok()
}

fn begins_with_prefix(text: &str, at: usize) -> bool {
    let prefix = text.as_bytes().get(at..at + PREFIX_DIGITS);
    prefix.is_some_and(|prefix| prefix.iter().all(u8::is_ascii_digit))
}

/// Year, month and day; day 00, where it may be, means the end of the month. A year of two digits is of this century.
fn is_date(digits: &str, may_end_month: bool) -> bool {
    let (year, rest) = digits.split_at(digits.len().saturating_sub(4));
    let (Some(year), Some(month), Some(day)) = (number(year), number(&rest[..2]), number(&rest[2..])) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day) || (day == 0 && may_end_month)
}

/// The pair of check characters of a Global Model Number (GS1 General Specifications, 7.9.6).
fn check_characters_hold(text: &str) -> bool {
    let Some((body, pair)) = text.len().checked_sub(2).map(|at| text.split_at(at)) else { return false };
    if body.len() > PRIMES.len() {
        return false;
    }
    let value = |byte: u8| PRINTABLE.iter().position(|known| *known == byte).unwrap_or(0) as u32;
    let sum: u32 = body.bytes().rev().zip(PRIMES).map(|(byte, prime)| value(byte) * prime).sum::<u32>() % 1021;
    pair.as_bytes() == [CHECK_CHARACTERS[(sum >> 5) as usize], CHECK_CHARACTERS[(sum & 31) as usize]]
}

/// ISO 13616: the number that an IBAN spells, its first four characters moved to the end, leaves 1 when divided by 97.
fn iban_holds(text: &str) -> bool {
    let formed = text.len() > 4
        && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
        && text.bytes().take(2).all(|b| b.is_ascii_uppercase());
    let turned = text.bytes().cycle().skip(4).take(text.len());
    let remainder = turned.fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte.wrapping_sub(b'A')) + 10) % 97,
    });
    formed && remainder == 1
}

/// Percent decoding (RFC 3986, 2.1); `None` where a `%` is not followed by two hexadecimal digits, or no text comes of it.
pub fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digit = |at: usize| tail.get(at).and_then(|byte| (*byte as char).to_digit(16));
        bytes.push((digit(0)? * 16 + digit(1)?) as u8);
        rest = &tail[2..];
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        for good in ["5012345678900", "96385074", "036000291452", "00012345600012", "106141412345678908"] {
            assert!(check_digit_holds(good), "{good}");
        }
        assert!(!check_digit_holds("5012345678901"));
    }

    #[test]
    fn texts_that_keep_their_rules_and_texts_that_do_not() {
        for (rule, good, bad) in [
            ("yymmd0", "260200", "260230"),
            ("yymmdd", "280229", "270229"),
            ("yyyymmdd", "20000229", "19000229"),
            ("hhmi", "2359", "2400"),
            ("iso4217", "978", "000"),
            ("iso3166", "826", "000"),
            ("iso3166999", "999", "998"),
            ("iso3166alpha2", "GB", "gb"),
            ("csumalpha", "1987654Ad4X4bL5ttr2310c2K", "1987654Ad4X4bL5ttr2310c2X"),
            ("gcppos2", "106141412345678908", "1ABC"),
            ("pieceoftotal", "0102", "0302"),
            ("posinseqslash", "1/3", "3/1"),
            ("iban", "GB82WEST12345698765432", "GB82WEST12345698765431"),
            ("pcenc", "A%20B", "A%2"),
            ("latitude", "1800000000", "1800000001"),
            ("winding", "9", "2"),
        ] {
            assert_eq!(keeps(rule, good), Ok(()), "{rule} {good}");
            assert!(keeps(rule, bad).is_err(), "{rule} {bad}");
        }
    }
}
