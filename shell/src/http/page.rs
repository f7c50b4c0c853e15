//! Lists: pages, opaque cursors, limits and sort orders.

use std::fmt::Write as _;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::limits::{CURSOR_CHARS_MAX, PAGE_DEFAULT, PAGE_MAX};
use super::problem::Problem;

/// One page of a list; `next_cursor` asks for the one after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A page of at most `limit` items from one more than that, if there are so many; `position` is the sort key of the last.
    pub fn of<C: Serialize>(mut items: Vec<T>, limit: usize, order: ListOrder, position: impl Fn(&T) -> C) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| more).map(|last| Cursor::encode(order, &position(last)));
        Self { items, next_cursor }
    }

    /// The same page with each item shown otherwise.
    pub fn map<U>(self, show: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(show).collect(), next_cursor: self.next_cursor }
    }
}

/// A list in one of its orders. A cursor belongs to one: in another its position would skip items, or repeat them, without a
/// word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListOrder([u8; 4]);

impl ListOrder {
    /// The list's name, and the fields it is sorted by with whether each is descending.
    pub fn of<'a>(list: &str, fields: impl IntoIterator<Item = (&'a str, bool)>) -> Self {
        let mut hash = Sha256::new_with_prefix(list);
        for (field, descending) in fields {
            hash.update(if descending { "\0-" } else { "\0+" });
            hash.update(field);
        }
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash.finalize());
        Self([a, b, c, d])
    }
}

/// The text of a cursor, opaque to clients: in hexadecimal, the list's order, then a position as postcard.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Cursor(pub String);

impl Cursor {
    pub fn encode(order: ListOrder, position: &impl Serialize) -> String {
        let position = postcard::to_stdvec(position).unwrap_or_default();
        hex(&order.0) + &hex(&position)
    }

    /// The position that [`Cursor::encode`] wrote; what it did not write, or wrote for another order, is 422
    /// `invalid-request` at `cursor`.
    pub fn decode<T: DeserializeOwned>(&self, order: ListOrder) -> Result<T, Problem> {
        Self::read(&self.0, order)
            .ok_or_else(|| Problem::invalid("cursor", "is none that this list gave in this order"))
    }

    fn read<T: DeserializeOwned>(text: &str, order: ListOrder) -> Option<T> {
        let bytes = unhex(text)?;
        let (position, rest) = postcard::take_from_bytes(bytes.strip_prefix(&order.0)?).ok()?;
        rest.is_empty().then_some(position)
    }
}

/// How many items a page may have: 1 to 500, 50 when not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
pub struct Limit(usize);

impl Limit {
    pub fn get(self) -> usize {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(PAGE_DEFAULT)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        match text.parse::<usize>() {
            Ok(limit) if (1..=PAGE_MAX).contains(&limit) => Ok(Self(limit)),
            _ => Err(D::Error::custom(format_args!("must be a whole number from 1 to {PAGE_MAX}"))),
        }
    }
}

/// The fields of `?sort=a,-b` with whether each is descending. Names not in `allowed`, or named twice, are refused.
pub fn parse_sort(text: &str, allowed: &[&str]) -> Result<Vec<(String, bool)>, Problem> {
    let mut fields: Vec<(String, bool)> = Vec::new();
    for part in text.split(',') {
        let (name, descending) = part.strip_prefix('-').map_or((part, false), |name| (name, true));
        if !allowed.contains(&name) {
            return Err(Problem::invalid(
                "sort",
                format!("may be of {}; '-' before a name reverses it", allowed.join(", ")),
            ));
        }
        if fields.iter().any(|(known, _)| known == name) {
            return Err(Problem::invalid("sort", format!("names {name} twice")));
        }
        fields.push((name.to_owned(), descending));
    }
    Ok(fields)
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if digits.is_empty() || digits.len() > CURSOR_CHARS_MAX || !digits.len().is_multiple_of(2) {
        return None;
    }
    let digit = |at: u8| (at as char).to_digit(16);
    digits.chunks_exact(2).map(|pair| Some((digit(pair[0])? * 16 + digit(pair[1])?) as u8)).collect()
}
