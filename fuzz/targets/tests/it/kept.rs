//! What was found, and what it was: each stays in its corpus under the name given here.

use crate::{TARGETS, kept, survives};

#[track_caller]
fn holds(target: &str, file: &str) {
    let target = TARGETS.iter().find(|known| known.name == target).unwrap();
    let (_, input) = kept(target).into_iter().find(|(name, _)| name == file).unwrap();
    assert!(survives(target, &input));
}

/// A price was any finite number: 1e300 became a text of 304 characters, which no server takes.
#[test]
fn a_price_that_no_server_takes() {
    holds("csv", "line-9");
}

/// Minus zero kept its sign on the way to a text.
#[test]
fn a_price_of_minus_zero() {
    holds("csv", "line-10");
}
