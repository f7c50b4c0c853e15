//! Money at the edge: decimal text with its ISO 4217 currency, never a float.

use std::str::FromStr;

use crate::http::shapes;
use crate::shape;
use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Digits behind the point, at most: some unit prices are fractions of a minor unit.
const SCALE_MAX: u32 = 6;
const AMOUNT_CHARS_MAX: usize = 24;

/// A price or sum ≥ 0, as a decimal string such as `"12.50"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount(Decimal);

shape!(
    impl Amount as "Amount",
    shapes::string()
        .max_length(Some(AMOUNT_CHARS_MAX))
        .pattern(Some(r"^0*([0-9]{1,12}(\.[0-9]{1,6})?|1000000000000(\.0{1,6})?)$"))
        .examples(["12.50"])
);

impl Amount {
    pub fn decimal(self) -> Decimal {
        self.0
    }
}

impl FromStr for Amount {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str =
            "must be a decimal string such as \"12.50\", at least 0, with at most 6 digits behind the point";
        let plain = text.len() <= AMOUNT_CHARS_MAX
            && text.starts_with(|first: char| first.is_ascii_digit())
            && text.ends_with(|last: char| last.is_ascii_digit())
            && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let amount = Decimal::from_str_exact(text).map_err(|_| SHAPE)?;
        if plain && amount.scale() <= SCALE_MAX && amount <= Decimal::from(1_000_000_000_000_u64) {
            Ok(Self(amount))
        } else {
            Err(SHAPE)
        }
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        holdfast_crdt::parse_text(from)
    }
}

/// An ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrencyCode(Currency);

shape!(impl CurrencyCode as "CurrencyCode", shapes::string().enum_values(Some(codes())).examples(["GBP"]));

/// Every code of three letters that is one.
fn codes() -> impl Iterator<Item = String> {
    let letters = || 'A'..='Z';
    let all = letters().flat_map(move |a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
    all.map(String::from_iter).filter(|code| Currency::from_code(code).is_some())
}

impl CurrencyCode {
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The sum of price × units, to the currency's minor units.
    pub fn total(self, lines: impl IntoIterator<Item = (Amount, u64)>) -> String {
        let sum: Decimal = lines.into_iter().map(|(price, units)| price.0 * Decimal::from(units)).sum();
        let digits = self.0.exponent().unwrap_or(2);
        let mut rounded = sum.round_dp(u32::from(digits));
        rounded.rescale(u32::from(digits));
        rounded.to_string()
    }
}

impl FromStr for CurrencyCode {
    type Err = &'static str;
    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Currency::from_code(code).map(Self).ok_or("is no ISO 4217 currency code, such as GBP")
    }
}

impl Serialize for CurrencyCode {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0.code())
    }
}

impl<'de> Deserialize<'de> for CurrencyCode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        holdfast_crdt::parse_text(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse::<Amount>().unwrap()
    }

    #[test]
    fn totals_have_the_currencys_minor_units() {
        let code = |text: &str| text.parse::<CurrencyCode>().unwrap();
        assert_eq!(code("GBP").total([(amount("12.50"), 3)]), "37.50");
        assert_eq!(code("JPY").total([(amount("100"), 2)]), "200");
        assert_eq!(code("GBP").total([(amount("0.001"), 5)]), "0.00");
        assert!("POUNDS".parse::<CurrencyCode>().is_err());
    }

    #[test]
    fn amounts_are_plain_decimals() {
        for bad in ["twelve", "-1.00", "", "1e3", "1.0000001", ".", ".5", "5.", "+1", "99999999999999999999"] {
            assert!(bad.parse::<Amount>().is_err(), "{bad}");
        }
    }
}
