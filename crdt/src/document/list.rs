//! From one list to another: the fewest elements taken out and put in, in order.

use serde_json::Value;

use super::limits::COMPARED_MAX;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The element that stands there by then.
    Remove { at: usize },
    /// That element of the wanted list goes in before whatever stands there by then.
    Insert { at: usize, item: usize },
}

/// Steps to be taken one after the other.
pub(super) fn steps(held: &[Value], wanted: &[Value]) -> Vec<Step> {
    let before = held.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    let (held_rest, wanted_rest) = (&held[before..], &wanted[before..]);
    let after = held_rest.iter().rev().zip(wanted_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (held, wanted) = (&held_rest[..held_rest.len() - after], &wanted_rest[..wanted_rest.len() - after]);
    let kept = if held.len() * wanted.len() <= COMPARED_MAX { longest(held, wanted) } else { Vec::new() };
    let (mut steps, mut at, mut from) = (Vec::new(), before, (0, 0));
    for (of_held, of_wanted) in kept.into_iter().chain([(held.len(), wanted.len())]) {
        steps.extend((from.0..of_held).map(|_| Step::Remove { at }));
        for item in from.1..of_wanted {
            steps.push(Step::Insert { at, item: before + item });
            at += 1;
        }
        at += 1;
        from = (of_held + 1, of_wanted + 1);
    }
    steps
}

/// The longest common subsequence, as pairs of places.
fn longest(held: &[Value], wanted: &[Value]) -> Vec<(usize, usize)> {
    let width = wanted.len() + 1;
    let mut lengths = vec![0_u32; (held.len() + 1) * width];
    for (i, a) in held.iter().enumerate().rev() {
        for (j, b) in wanted.iter().enumerate().rev() {
            lengths[i * width + j] = match a == b {
                true => lengths[(i + 1) * width + j + 1] + 1,
                false => lengths[(i + 1) * width + j].max(lengths[i * width + j + 1]),
            };
        }
    }
    let (mut pairs, mut i, mut j) = (Vec::new(), 0, 0);
    while i < held.len() && j < wanted.len() {
        if held[i] == wanted[j] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn walked(held: &[Value], wanted: &[Value]) -> (Vec<Value>, usize) {
        let mut list = held.to_vec();
        let steps = steps(held, wanted);
        for step in &steps {
            match *step {
                Step::Remove { at } => drop(list.remove(at)),
                Step::Insert { at, item } => list.insert(at, wanted[item].clone()),
            }
        }
        (list, steps.len())
    }

    #[test]
    fn one_more_is_one_step() {
        let held = [json!("a"), json!("b")];
        let wanted = [json!("a"), json!("b"), json!("c")];
        assert_eq!(walked(&held, &wanted), (wanted.to_vec(), 1));
        assert_eq!(walked(&wanted, &held), (held.to_vec(), 1));
    }

    proptest! {
        #[test]
        fn the_steps_lead_there(held in prop::collection::vec(0..6_u8, 0..12), wanted in prop::collection::vec(0..6_u8, 0..12)) {
            let values = |list: &[u8]| list.iter().map(|item| json!(item)).collect::<Vec<_>>();
            let (held, wanted) = (values(&held), values(&wanted));
            prop_assert_eq!(walked(&held, &wanted).0, wanted);
        }
    }
}
