//! Texts and lists with bounds, checked as they are read.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// 1 to `MAX` characters, none of them a control character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text<const MAX: usize>(pub Arc<str>);

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.is_empty() || text.chars().count() > MAX || text.chars().any(char::is_control) {
            return Err(D::Error::custom(format_args!("must be 1 to {MAX} characters without control characters")));
        }
        Ok(Self(text.into()))
    }
}

/// 1 to `MAX` items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines<T, const MAX: usize>(pub Vec<T>);

impl<'de, T: Deserialize<'de>, const MAX: usize> Deserialize<'de> for Lines<T, MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let lines = Vec::deserialize(from)?;
        if lines.is_empty() || lines.len() > MAX {
            return Err(D::Error::custom(format_args!("must have 1 to {MAX} entries")));
        }
        Ok(Self(lines))
    }
}

/// An optional text that is parsed into what it stands for.
pub fn parsed<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    let text: Option<String> = Option::deserialize(from)?;
    text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
}

/// A whole number from `LEAST` to `MOST`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number<const LEAST: u64, const MOST: u64>(pub u64);

impl<'de, const LEAST: u64, const MOST: u64> Deserialize<'de> for Number<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = u64::deserialize(from)?;
        if !(LEAST..=MOST).contains(&number) {
            return Err(D::Error::custom(format_args!("must be a whole number from {LEAST} to {MOST}")));
        }
        Ok(Self(number))
    }
}

/// Lines of one request, at most.
pub const LINES_MAX: usize = 1_000;
pub const REFERENCE_MAX: usize = 128;
pub const REASON_MAX: usize = 500;
