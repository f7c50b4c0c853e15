//! Numbers of units. A [`Quantity`] is what a command moves (never zero); a [`Count`] is what a shelf may hold.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum QuantityError {
    #[error("must be at least 1")]
    Zero,
    #[error("must be at most 1000000000")]
    TooLarge,
}

/// Units to move, 1 to 1,000,000,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Quantity(u32);

/// Units somewhere, 0 to 1,000,000,000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct Count(u32);

/// The most units any quantity may name (API contract).
pub const MOST: u32 = 1_000_000_000;

impl Quantity {
    pub const ONE: Quantity = Quantity(1);
    pub const MAX: Quantity = Quantity(MOST);

    /// Refuses 0 and more than 1,000,000,000.
    pub fn new(units: u64) -> Result<Self, QuantityError> {
        match units {
            0 => Err(QuantityError::Zero),
            units if units > u64::from(MOST) => Err(QuantityError::TooLarge),
            units => Ok(Self(units as u32)),
        }
    }

    /// `None` for 0; the caller knows that `units` is within bounds or wants it cut to them.
    pub fn capped(units: u64) -> Option<Self> {
        Self::new(units.min(u64::from(MOST))).ok()
    }

    pub fn get(self) -> u64 {
        u64::from(self.0)
    }
}

impl Count {
    pub const ZERO: Count = Count(0);

    /// Refuses more than 1,000,000,000.
    pub fn new(units: u64) -> Result<Self, QuantityError> {
        if units > u64::from(MOST) { Err(QuantityError::TooLarge) } else { Ok(Self(units as u32)) }
    }

    pub fn get(self) -> u64 {
        u64::from(self.0)
    }
}

impl From<Quantity> for Count {
    fn from(quantity: Quantity) -> Self {
        Self(quantity.0)
    }
}

macro_rules! as_u64 {
    ($($name:ident),*) => {$(
        impl TryFrom<u64> for $name {
            type Error = QuantityError;
            fn try_from(units: u64) -> Result<Self, QuantityError> {
                Self::new(units)
            }
        }

        impl From<$name> for u64 {
            fn from(units: $name) -> u64 {
                units.get()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

as_u64!(Quantity, Count);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds() {
        assert_eq!(Quantity::new(0), Err(QuantityError::Zero));
        assert_eq!(Quantity::new(1_000_000_000).map(Quantity::get), Ok(1_000_000_000));
        assert_eq!(Quantity::new(1_000_000_001), Err(QuantityError::TooLarge));
        assert_eq!(Count::new(0).map(Count::get), Ok(0));
        assert_eq!(Count::new(10_u64.pow(18)), Err(QuantityError::TooLarge));
    }
}
