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

/// An ISO 4217 code. What is stored may name one that is money no more; what is asked for must pass [`CurrencyCode::is_money`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrencyCode(Currency);

shape!(impl CurrencyCode as "CurrencyCode", shapes::string().enum_values(Some(codes())).examples(["GBP"]));

/// Every code of three letters that is money.
fn codes() -> impl Iterator<Item = String> {
    let letters = || 'A'..='Z';
    let all = letters().flat_map(move |a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
    all.map(String::from_iter).filter(|code| code.parse().is_ok_and(CurrencyCode::is_money))
}

impl CurrencyCode {
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Digits of its minor units behind the point: 2 for GBP, 0 for JPY, 3 for KWD.
    pub fn digits(self) -> u32 {
        u32::from(self.0.exponent().unwrap_or(2))
    }

    /// Whether prices can be in it. Funds, metals, units of account and codes for tests are no money, nor is what another
    /// currency has followed. ISO lists the bolívar under two codes.
    pub fn is_money(self) -> bool {
        let followed = self.0.is_superseded().is_some() && self.0 != Currency::VES;
        self.0.exponent().is_some() && !self.0.is_fund() && !self.0.is_special() && !followed
    }

    /// The sum of price × units, to the currency's minor units.
    pub fn total(self, lines: impl IntoIterator<Item = (Amount, u64)>) -> String {
        self.written(sum_of(lines))
    }

    /// A sum as it is written: with the digits of the minor units, all of them.
    pub fn written(self, sum: Decimal) -> String {
        written(sum, self.digits())
    }

    /// The amount in minor units, rounded to whole ones.
    pub fn minor_units(self, amount: Amount) -> u64 {
        let mut scaled = amount.0.round_dp(self.digits());
        scaled.rescale(self.digits());
        u64::try_from(scaled.mantissa()).unwrap_or(u64::MAX)
    }

    /// Whether the amount is whole minor units: one that is paid, as a tax is, cannot be less.
    pub fn has_minor_units_of(self, amount: Amount) -> bool {
        amount.0.normalize().scale() <= self.digits()
    }
}

/// Percent, 0 to 1,000, as a decimal string such as `"20"` or `"5.5"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(Amount);

shape!(
    impl Rate as "Rate",
    shapes::string()
        .max_length(Some(AMOUNT_CHARS_MAX))
        .pattern(Some(r"^0*([0-9]{1,3}(\.[0-9]{1,6})?|1000(\.0{1,6})?)$"))
        .examples(["20"])
);

impl Rate {
    pub fn decimal(self) -> Decimal {
        self.0.0
    }
}

impl FromStr for Rate {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rate = text.parse().map(Self)?;
        if rate.decimal() <= Decimal::ONE_THOUSAND { Ok(rate) } else { Err("must be at most 1000 percent") }
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        holdfast_crdt::parse_text(from)
    }
}

/// A sum of many amounts of one currency, in minor units: exact however many there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MinorUnits(u128);

impl MinorUnits {
    /// Adds an amount as [`CurrencyCode::written`] writes it; one that is none adds nothing.
    pub fn add(&mut self, amount: &str, digits: u32) {
        let Ok(mut amount) = Decimal::from_str_exact(amount) else { return };
        amount.rescale(digits);
        self.0 = self.0.saturating_add(amount.mantissa().unsigned_abs());
    }

    pub fn written(self, digits: u32) -> String {
        let unit = 10_u128.pow(digits);
        let (whole, part) = (self.0 / unit, self.0 % unit);
        if digits == 0 { whole.to_string() } else { format!("{whole}.{part:0width$}", width = digits as usize) }
    }
}

/// The sum of price × units as texts have them, to the currency's minor units. What is no price counts as nothing; where
/// nobody knows the currency any more, the sum has two digits behind the point.
pub fn sum_in<'a>(currency: &str, lines: impl IntoIterator<Item = (&'a str, u64)>) -> String {
    let priced = lines.into_iter().filter_map(|(price, units)| Some((price.parse::<Amount>().ok()?, units)));
    written(sum_of(priced), currency.parse().map_or(2, CurrencyCode::digits))
}

fn sum_of(lines: impl IntoIterator<Item = (Amount, u64)>) -> Decimal {
    lines.into_iter().map(|(price, units)| price.0 * Decimal::from(units)).sum()
}

fn written(sum: Decimal, digits: u32) -> String {
    let mut rounded = sum.round_dp(digits);
    rounded.rescale(digits);
    rounded.to_string()
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
        let units = |text: &str, price| code(text).minor_units(amount(price));
        assert_eq!([units("GBP", "12.5"), units("JPY", "100"), units("KWD", "1.2346")], [1_250, 100, 1_235]);
    }

    /// Against the list that ISO publishes, which stands beside the project and not in it.
    #[test]
    fn minor_units_are_those_of_iso_4217() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/iso4217.csv");
        let list = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path} is needed: {error}"));
        let mut money = Vec::new();
        for line in list.lines().skip(1) {
            let fields: Vec<&str> = line.splitn(4, ',').collect();
            let known: CurrencyCode = fields[0].parse().unwrap_or_else(|error| panic!("{}: {error}", fields[0]));
            match fields[2].parse::<u32>() {
                Ok(digits) if known.0.exponent().is_some() => assert_eq!(known.digits(), digits, "{line}"),
                Ok(_) => panic!("{line}: no minor units"),
                Err(_) => assert!(!known.is_money(), "{line}"),
            }
            if known.is_money() {
                money.push(fields[0].to_owned());
            }
        }
        assert_eq!(codes().collect::<Vec<_>>(), money, "nothing is money that the list does not name");
        for none in ["X\u{58}X", "XTS", "XAU", "XDR", "CHE", "USN", "HRK"] {
            assert!(!money.iter().any(|code| code == none), "{none}");
        }
        assert!(money.len() > 140, "{}", money.len());
    }

    #[test]
    fn sums_in_minor_units_are_exact() {
        let mut sum = MinorUnits::default();
        (0..3).for_each(|_| sum.add("999999999999999999999.99", 2));
        assert_eq!(sum.written(2), "2999999999999999999999.97");
        let mut sum = MinorUnits::default();
        sum.add("0.050", 3);
        assert_eq!((sum.written(3), MinorUnits(7).written(0)), ("0.050".into(), "7".into()));
    }

    #[test]
    fn taxes_are_whole_minor_units_and_rates_are_percent() {
        let code = |text: &str| text.parse::<CurrencyCode>().unwrap();
        for (currency, sum, fits) in [
            ("GBP", "1.50", true),
            ("GBP", "1.500", true),
            ("GBP", "1.505", false),
            ("JPY", "1.5", false),
            ("KWD", "1.505", true),
        ] {
            assert_eq!(code(currency).has_minor_units_of(amount(sum)), fits, "{currency} {sum}");
        }
        assert!("20".parse::<Rate>().is_ok() && "1000.0".parse::<Rate>().is_ok() && "1000.1".parse::<Rate>().is_err());
    }

    #[test]
    fn amounts_are_plain_decimals() {
        for bad in ["twelve", "-1.00", "", "1e3", "1.0000001", ".", ".5", "5.", "+1", "99999999999999999999"] {
            assert!(bad.parse::<Amount>().is_err(), "{bad}");
        }
    }
}
