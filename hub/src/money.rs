//! Money at the edge: decimal text with its ISO 4217 currency, never a float.

use iso_currency::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Digits behind the point, at most: some unit prices are fractions of a minor unit.
const SCALE_MAX: u32 = 6;

/// A price or sum ≥ 0, as a decimal string such as `"12.50"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct Amount(Decimal);

impl Amount {
    pub fn decimal(self) -> Decimal {
        self.0
    }
}

impl TryFrom<String> for Amount {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        const SHAPE: &str =
            "must be a decimal string such as \"12.50\", at least 0, with at most 6 digits behind the point";
        let plain =
            !text.is_empty() && text.len() <= 24 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let amount = Decimal::from_str_exact(&text).map_err(|_| SHAPE)?;
        if plain && amount.scale() <= SCALE_MAX && amount <= Decimal::from(1_000_000_000_000_u64) {
            Ok(Self(amount))
        } else {
            Err(SHAPE)
        }
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> String {
        amount.0.to_string()
    }
}

/// An ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct CurrencyCode(Currency);

impl CurrencyCode {
    /// The sum of price × units, to the currency's minor units.
    pub fn total(self, lines: impl IntoIterator<Item = (Amount, u64)>) -> String {
        let sum: Decimal = lines.into_iter().map(|(price, units)| price.0 * Decimal::from(units)).sum();
        let digits = self.0.exponent().unwrap_or(2);
        let mut rounded = sum.round_dp(u32::from(digits));
        rounded.rescale(u32::from(digits));
        rounded.to_string()
    }
}

impl TryFrom<String> for CurrencyCode {
    type Error = &'static str;
    fn try_from(code: String) -> Result<Self, Self::Error> {
        Currency::from_code(&code).map(Self).ok_or("is no ISO 4217 currency code, such as GBP")
    }
}

impl From<CurrencyCode> for String {
    fn from(code: CurrencyCode) -> String {
        code.0.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        Amount::try_from(text.to_owned()).unwrap()
    }

    #[test]
    fn totals_have_the_currencys_minor_units() {
        let code = |text: &str| CurrencyCode::try_from(text.to_owned()).unwrap();
        assert_eq!(code("GBP").total([(amount("12.50"), 3)]), "37.50");
        assert_eq!(code("JPY").total([(amount("100"), 2)]), "200");
        assert_eq!(code("GBP").total([(amount("0.001"), 5)]), "0.00");
        assert!(CurrencyCode::try_from("POUNDS".to_owned()).is_err());
    }

    #[test]
    fn amounts_are_plain_decimals() {
        for bad in ["twelve", "-1.00", "", "1e3", "1.0000001", ".", "99999999999999999999"] {
            assert!(Amount::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
