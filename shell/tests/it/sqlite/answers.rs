//! I-4: answers under their keys.

use holdfast_crdt::Millis;
use holdfast_shell::http::answer::{Answer, Outcome};
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::sqlite::{Remembered, prune_answers, recall, remember};
use serde_json::json;

use super::replica::{NOW, Replica, context};

const HOUR: u64 = 3_600_000;

fn done() -> Outcome {
    Ok(Answer::created("/v1/orders/1", &json!({ "orderId": "1" })).with_etag(3))
}

fn refused() -> Outcome {
    Err(Problem::new(Slug::InsufficientStock, "too few").with("lines", json!([{ "sku": "CUP" }])).field("/items", "no"))
}

#[test]
fn an_answer_is_given_again_word_for_word() {
    let store = Replica::new().connection;
    for (key, outcome) in [("done", done()), ("refused", refused())] {
        remember(&store, &context(1, key, 1), &outcome, NOW).unwrap();
        let found = recall(&store, &context(1, key, 1)).unwrap();
        assert!(matches!(found, Remembered::Replay(kept) if kept == outcome), "{key}");
    }
}

#[test]
fn a_key_belongs_to_one_client_and_one_request() {
    let store = Replica::new().connection;
    remember(&store, &context(1, "k", 1), &done(), NOW).unwrap();
    let cases = [
        (context(1, "k", 1), Some(None)),
        (context(1, "k", 2), Some(Some(Slug::IdempotencyKeyReused))),
        (context(2, "k", 1), None),
        (context(1, "K", 1), None),
        (context(1, "", 1), None),
    ];
    for (request, expected) in cases {
        let found = match recall(&store, &request).unwrap() {
            Remembered::New => None,
            Remembered::Replay(outcome) => Some(outcome.err().map(|problem| problem.slug)),
        };
        assert_eq!(found, expected, "{request:?}");
    }
}

#[test]
fn a_request_without_a_key_is_not_remembered() {
    let store = Replica::new().connection;
    remember(&store, &context(1, "", 1), &done(), NOW).unwrap();
    let kept: i64 = store.query_row("SELECT count(*) FROM answers", [], |record| record.get(0)).unwrap();
    assert_eq!(kept, 0);
}

#[test]
fn answers_are_forgotten_after_two_days_oldest_first_a_few_at_a_time() {
    let store = Replica::new().connection;
    for hour in 0..10 {
        let key = format!("k{hour}");
        remember(&store, &context(1, &key, 1), &done(), NOW.plus(hour * HOUR)).unwrap();
    }
    let is_known =
        |hour: u64| matches!(recall(&store, &context(1, &format!("k{hour}"), 1)).unwrap(), Remembered::Replay(_));
    let prune = |hours: u64, limit| prune_answers(&store, NOW.plus(hours * HOUR), limit).unwrap();
    assert_eq!(prune(24, 100), 0);
    assert_eq!(prune(48, 100), 0, "kept for two days");
    assert_eq!(prune(53, 3), 3);
    assert!((0..10).all(|hour| is_known(hour) == (hour >= 3)));
    assert_eq!(prune(53, 100), 2);
    assert!(!is_known(4) && is_known(5));
    assert_eq!(prune_answers(&store, Millis(0), 100).unwrap(), 0, "a clock set back forgets nothing");
}
