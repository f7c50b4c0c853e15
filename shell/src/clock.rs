//! The one place that reads the machine's clock; everything below takes its reading as an argument.

use std::time::{SystemTime, UNIX_EPOCH};

use holdfast_crdt::Millis;

pub fn now() -> Millis {
    Millis(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64))
}

/// RFC 3339 in UTC, to the millisecond.
pub fn rfc3339(at: Millis) -> String {
    let stamp = jiff::Timestamp::from_millisecond(at.0 as i64).unwrap_or_default();
    format!("{stamp:.3}")
}

/// Milliseconds of an RFC 3339 text, 0 for times before 1970; `None` when it is none.
pub fn parse_rfc3339(text: &str) -> Option<Millis> {
    text.parse::<jiff::Timestamp>().ok().map(|stamp| Millis(stamp.as_millisecond().max(0) as u64))
}
