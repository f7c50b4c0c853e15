//! What a warehouse decides for itself, set when its node starts.

use std::str::FromStr;

use thiserror::Error;

use super::count::Difference;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct House {
    /// Lines of more units than this are asked to be confirmed.
    pub confirm_above: u64,
    pub count_threshold: CountThreshold,
    /// Without one, parcels have ids of our own.
    pub company_prefix: Option<CompanyPrefix>,
}

impl Default for House {
    fn default() -> Self {
        Self { confirm_above: 100_000, count_threshold: CountThreshold::default(), company_prefix: None }
    }
}

/// A difference beyond both bounds waits for a supervisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountThreshold {
    pub units: u64,
    /// Of what was expected.
    pub percent: u64,
}

impl Default for CountThreshold {
    fn default() -> Self {
        Self { units: 50, percent: 20 }
    }
}

impl CountThreshold {
    pub fn is_exceeded(self, difference: &Difference) -> bool {
        let found = difference.difference.unsigned_abs();
        found > self.units && u128::from(found) * 100 > u128::from(difference.expected) * u128::from(self.percent)
    }
}

/// A GS1 company prefix, 6 to 12 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompanyPrefix {
    number: u64,
    digits: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a GS1 company prefix has 6 to 12 digits")]
pub struct PrefixError;

/// Digits of an SSCC that are neither the prefix's nor the check digit: the extension digit among them.
const SSCC_BODY: u32 = 17;

impl CompanyPrefix {
    /// How many parcels can have numbers before one is used again.
    pub fn serials(self) -> u64 {
        10_u64.pow(SSCC_BODY - self.digits)
    }

    /// The SSCC of a serial (GS1 General Specifications, 2.2.1): its first digit extends the prefix. Serials beyond
    /// [`Self::serials`] begin anew.
    pub fn sscc(self, serial: u64) -> String {
        let serial = serial % self.serials();
        let rest = 10_u64.pow(SSCC_BODY - 1 - self.digits);
        let (prefix, serial_digits) = (self.digits as usize, (SSCC_BODY - 1 - self.digits) as usize);
        let body = format!("{}{:0prefix$}{:0serial_digits$}", serial / rest, self.number, serial % rest);
        let check = ('0'..='9').find(|digit| super::gs1::check_digit_holds(&format!("{body}{digit}")));
        body + &check.map(String::from).unwrap_or_default()
    }
}

impl FromStr for CompanyPrefix {
    type Err = PrefixError;

    fn from_str(text: &str) -> Result<Self, PrefixError> {
        let is_prefix = (6..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        let number = text.parse().ok().filter(|_| is_prefix).ok_or(PrefixError)?;
        Ok(Self { number, digits: text.len() as u32 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::gs1::check_digit_holds;

    #[test]
    fn serials_become_sscc_of_the_prefix() {
        let prefix: CompanyPrefix = "0614141".parse().unwrap();
        assert_eq!(prefix.sscc(1), "006141410000000012");
        for serial in [0, 1, 999_999_999, 1_000_000_000, 9_999_999_999, 10_000_000_000] {
            let sscc = prefix.sscc(serial);
            assert!(sscc.len() == 18 && check_digit_holds(&sscc) && &sscc[1..8] == "0614141", "{sscc}");
        }
        assert_eq!(prefix.sscc(1_000_000_000), prefix.sscc(11_000_000_000));
        let longest: CompanyPrefix = "061414100001".parse().unwrap();
        assert_eq!(longest.sscc(4).len(), 18);
    }

    #[test]
    fn other_texts_are_no_prefix() {
        for bad in ["", "06141", "0614141000012", "06141A1", "+614141"] {
            assert!(bad.parse::<CompanyPrefix>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_threshold_is_exceeded_in_units_and_in_percent() {
        let threshold = CountThreshold { units: 50, percent: 20 };
        let found = |expected: u64, difference: i64| {
            let counted = expected.saturating_add_signed(difference);
            threshold.is_exceeded(&Difference { expected, counted, difference, ..Difference::none("CUP") })
        };
        assert!(!found(10, -10) && !found(1_000, -100) && !found(50, 50));
        assert!(found(100, -60) && found(0, 51) && found(1_000, 201));
    }
}
