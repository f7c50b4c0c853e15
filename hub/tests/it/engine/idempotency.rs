//! I-4: one effect and one answer a key, within a batch, across batches, and across a restart.

use holdfast_hub::engine::{Command, Deed, Reply};
use holdfast_shell::http::problem::Slug;
use holdfast_shell::http::request::Context;

use super::stage::{Stage, answer, ask, context, order, outcome, refusal, set, stock};

/// How a reply stands to the first answer: fresh, the same again, or refused.
fn told(reply: &Reply, first: &Reply) -> &'static str {
    match outcome(reply) {
        (Err(problem), _) if problem.slug == Slug::IdempotencyKeyReused => "reused",
        (_, false) => "fresh",
        (found, true) if found == outcome(first).0 => "again",
        (found, true) => panic!("replayed {found:?}"),
    }
}

fn place(key: &str, body: u8) -> Command {
    ask(context(key, body), order(&[("CUP", 1)], false))
}

/// What a batch holds (key, body), and how each is answered.
type Case = (&'static [(&'static str, u8)], &'static [&'static str]);

#[test]
fn two_requests_under_one_key() {
    let cases: [Case; 5] = [
        (&[("k", 1), ("k", 1)], &["fresh", "again"]),
        (&[("k", 1), ("k", 2)], &["fresh", "reused"]),
        (&[("k", 1), ("k", 2), ("k", 1)], &["fresh", "reused", "again"]),
        (&[("k", 1), ("l", 1)], &["fresh", "fresh"]),
        (&[("", 1), ("", 1)], &["fresh", "fresh"]),
    ];
    for (batch, expected) in cases {
        let mut stage = Stage::stocked(&[("LEEDS", "CUP", 9)]);
        let replies = stage.run(batch.iter().map(|(key, body)| place(key, *body)).collect());
        let found: Vec<_> = replies.iter().map(|reply| told(reply, &replies[0])).collect();
        assert_eq!(found, expected);
        let effects = expected.iter().filter(|told| **told == "fresh").count() as u64;
        assert_eq!(stage.cell("LEEDS", "CUP").committed(), effects);
        stage.assert_sound();
    }
}

#[test]
fn a_key_known_from_before_is_answered_request_by_request() {
    for (batch, expected) in
        [([1, 2], ["again", "reused"]), ([2, 1], ["reused", "again"]), ([1, 1], ["again", "again"])]
    {
        let mut stage = Stage::stocked(&[("LEEDS", "CUP", 9)]);
        let first = stage.one(place("k", 1));
        let mut stage = stage.restarted();
        let replies = stage.run(batch.map(|body| place("k", body)).into());
        let found: Vec<_> = replies.iter().map(|reply| told(reply, &first)).collect();
        assert_eq!((found, stage.cell("LEEDS", "CUP").committed()), (expected.to_vec(), 1));
    }
}

#[test]
fn stock_and_orders_share_the_keys_of_a_principal_and_no_other() {
    let mut stage = Stage::stocked(&[("LEEDS", "CUP", 9)]);
    stage.one(stock(context("k", 1), "LEEDS", set("CUP", 5)));
    assert_eq!(refusal(&stage.one(place("k", 2))), Slug::IdempotencyKeyReused);
    let mut stranger = context("k", 2);
    stranger.principal.id = 2;
    assert_eq!(answer(&stage.one(ask(stranger, order(&[("CUP", 1)], false)))).status, 201);
    let again = stage.one(stock(context("k", 1), "LEEDS", set("CUP", 5)));
    assert_eq!((outcome(&again).1, stage.cell("LEEDS", "CUP").on_hand()), (true, 5));
}

#[test]
fn what_was_refused_stays_refused() {
    let mut stage = Stage::stocked(&[("LEEDS", "CUP", 1)]);
    let big = |body| ask(context("k", body), order(&[("CUP", 2)], false));
    assert_eq!(refusal(&stage.one(big(1))), Slug::InsufficientStock);
    stage.one(stock(context("", 0), "LEEDS", set("CUP", 9)));
    let mut stage = stage.restarted();
    let again = stage.one(big(1));
    assert_eq!((refusal(&again), outcome(&again).1), (Slug::InsufficientStock, true));
    assert_eq!(stage.count("orders"), 0);
}

#[test]
fn a_refused_neighbour_spoils_nothing() {
    let mut stage = Stage::stocked(&[("LEEDS", "CUP", 5)]);
    let wishes = [2, 9, 3, 1].map(|units| ask(context("", 0), order(&[("CUP", units)], false)));
    let replies = stage.run(wishes.into());
    let statuses: Vec<u16> = replies
        .iter()
        .map(|reply| match outcome(reply).0 {
            Ok(answer) => answer.status,
            Err(problem) => problem.status,
        })
        .collect();
    assert_eq!(statuses, [201, 409, 201, 409]);
    assert_eq!((stage.cell("LEEDS", "CUP").committed(), stage.count("orders")), (5, 2));
    let placed = stage.kinds().iter().filter(|kind| *kind == "OrderPlaced").count();
    assert_eq!(placed, 2);
    stage.assert_sound();
}

#[test]
fn if_match_guards_and_its_refusal_is_an_answer() {
    let mut stage = Stage::stocked(&[("LEEDS", "CUP", 5)]);
    let id = stage.place(&[("CUP", 1)], false);
    let cancel = |context: Context| ask(context, Deed::Cancel(id));
    let mut guarded = context("k", 1);
    guarded.if_match = Some("\"99\"".into());
    assert_eq!(refusal(&stage.one(cancel(guarded))), Slug::VersionMismatch);
    assert_eq!(refusal(&stage.one(cancel(context("k", 1)))), Slug::VersionMismatch);
    let mut current = context("l", 1);
    current.if_match = Some(format!("\"{}\"", stage.order(id).version).into());
    assert_eq!(answer(&stage.one(cancel(current))).status, 200);
    stage.assert_sound();
}
