//! I-4: answers under their keys.

use holdfast_crdt::Millis;
use holdfast_shell::http::answer::{Answer, Outcome};
use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::http::request::Context;
use holdfast_shell::sqlite::{Answers, Remembered};
use rusqlite::Connection;
use serde_json::json;

use super::replica::{NOW, Replica, context};

const HOUR: u64 = 3_600_000;

fn done() -> Outcome {
    Ok(Answer::created("/v1/orders/1", &json!({ "orderId": "1" })).with_etag(3))
}

fn refused() -> Outcome {
    Err(Problem::new(Slug::InsufficientStock, "too few").with("lines", json!([{ "sku": "CUP" }])).field("/items", "no"))
}

/// Answers as a transaction keeps them.
struct Kept {
    store: Connection,
    answers: Answers,
}

impl Kept {
    fn new() -> Self {
        let store = Replica::new().connection;
        Self { answers: Answers::open(&store).unwrap(), store }
    }

    /// One transaction that answers all these.
    fn remember(&mut self, answered: Vec<(Context, Outcome)>, now: Millis) {
        let transaction = self.store.unchecked_transaction().unwrap();
        answered.into_iter().for_each(|(context, outcome)| self.answers.remember(context, outcome));
        self.answers.pack().unwrap();
        self.answers.save(&transaction, now).unwrap();
        transaction.commit().unwrap();
        self.answers.committed();
    }

    fn recall(&self, request: &Context) -> Remembered {
        self.answers.recall(&self.store, request).unwrap()
    }

    fn knows(&self, key: &str) -> bool {
        matches!(self.recall(&context(1, key, 1)), Remembered::Replay(outcome) if outcome == done())
    }

    fn reopen(&mut self) {
        self.answers = Answers::open(&self.store).unwrap();
    }
}

#[test]
fn an_answer_is_given_again_word_for_word() {
    let mut kept = Kept::new();
    for (key, outcome) in [("done", done()), ("refused", refused())] {
        kept.remember(vec![(context(1, key, 1), outcome.clone())], NOW);
        for _ in 0..2 {
            let found = kept.recall(&context(1, key, 1));
            assert!(matches!(found, Remembered::Replay(known) if known == outcome), "{key}");
            kept.reopen();
        }
    }
}

#[test]
fn a_key_belongs_to_one_client_and_one_request() {
    let mut kept = Kept::new();
    kept.remember(vec![(context(1, "k", 1), done())], NOW);
    let cases = [
        (context(1, "k", 1), Some(None)),
        (context(1, "k", 2), Some(Some(Slug::IdempotencyKeyReused))),
        (context(2, "k", 1), None),
        (context(1, "K", 1), None),
        (context(1, "", 1), None),
    ];
    for (request, expected) in cases {
        let found = match kept.recall(&request) {
            Remembered::New => None,
            Remembered::Replay(outcome) => Some(outcome.err().map(|problem| problem.slug)),
        };
        assert_eq!(found, expected, "{request:?}");
    }
}

#[test]
fn a_request_without_a_key_is_not_remembered() {
    let mut kept = Kept::new();
    kept.remember(vec![(context(1, "", 1), done())], NOW);
    let records: i64 = kept.store.query_row("SELECT count(*) FROM answers", [], |record| record.get(0)).unwrap();
    assert_eq!(records, 0);
}

#[test]
fn answers_are_forgotten_after_two_days_oldest_first_a_few_at_a_time() {
    let mut kept = Kept::new();
    for hour in 0..10 {
        kept.remember(vec![(context(1, &format!("k{hour}"), 1), done())], NOW.plus(hour * HOUR));
    }
    let mut prune = |hours: u64, limit| {
        let count = kept.answers.prune(&kept.store, NOW.plus(hours * HOUR), limit).unwrap();
        (count, (0..10).find(|hour| kept.knows(&format!("k{hour}"))))
    };
    assert_eq!(prune(24, 100), (0, Some(0)));
    assert_eq!(prune(48, 100), (0, Some(0)), "kept for two days");
    assert_eq!(prune(53, 3), (3, Some(3)));
    assert_eq!(prune(53, 100), (2, Some(5)));
    assert_eq!(kept.answers.prune(&kept.store, Millis(0), 100).unwrap(), 0, "a clock set back forgets nothing");
}
