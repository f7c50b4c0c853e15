//! A slipped zero: a quantity beyond what is usual here is done only when a person says so once more.

use thiserror::Error;

/// Lines whose quantity must be confirmed, by place, and the bound they exceed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("more than {above} units at once: send it with \"confirm\": true if that is so")]
pub struct Unconfirmed {
    pub lines: Vec<(usize, u64)>,
    pub above: u64,
}

/// Whether lines (place in the request, units) may be done. `above` is a bound of units that needs no confirmation.
pub fn confirm(lines: impl Iterator<Item = (usize, u64)>, above: u64, confirmed: bool) -> Result<(), Unconfirmed> {
    let lines: Vec<_> = lines.filter(|(_, units)| *units > above && !confirmed).collect();
    if lines.is_empty() { Ok(()) } else { Err(Unconfirmed { lines, above }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exceeds_the_bound_is_named_unless_it_is_confirmed() {
        let lines = [10, 1_001, 1_000, 5_000];
        let ask = |confirmed| confirm(lines.into_iter().enumerate(), 1_000, confirmed);
        assert_eq!(ask(false), Err(Unconfirmed { lines: vec![(1, 1_001), (3, 5_000)], above: 1_000 }));
        assert_eq!(ask(true), Ok(()));
    }
}
