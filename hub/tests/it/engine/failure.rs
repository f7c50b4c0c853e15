//! A batch that cannot be kept leaves nothing behind, in the store or in memory.

use holdfast_hub::engine::Command;
use holdfast_shell::owner::Engine;
use holdfast_shell::sqlite::StoreError;

use super::stage::{Stage, answer, ask, context, order, outcome, set, stock};

/// From now on the store refuses events: a batch fails after it was decided.
fn poison(stage: &Stage) {
    let trigger = "CREATE TRIGGER poison BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'no'); END";
    stage.store().execute_batch(trigger).unwrap();
}

fn heal(stage: &Stage) {
    stage.store().execute_batch("DROP TRIGGER poison").unwrap();
}

#[test]
fn nothing_of_a_failed_batch_is_kept_and_its_requests_may_be_repeated() {
    let mut stage = Stage::stocked(&[("LEEDS", "CUP", 5)]);
    let batch =
        || vec![stock(context("a", 1), "LEEDS", set("PAN", 7)), ask(context("b", 1), order(&[("CUP", 4)], false))];
    poison(&stage);
    for _ in 0..2 {
        assert!(stage.try_run(batch()).is_err());
        stage.engine.recover().unwrap();
        assert_eq!((stage.cell("LEEDS", "CUP").committed(), stage.cell("LEEDS", "PAN").on_hand()), (0, 0));
        assert_eq!((stage.count("orders"), stage.count("answers")), (0, 0));
    }
    heal(&stage);
    for replayed in [false, true] {
        let replies = stage.run(batch());
        assert!(replies.iter().all(|reply| outcome(reply).1 == replayed));
    }
    assert_eq!((stage.cell("LEEDS", "CUP").committed(), stage.cell("LEEDS", "PAN").on_hand()), (4, 7));
    stage.assert_sound();
}

#[test]
fn memory_starts_again_from_the_store() {
    let mut stage = Stage::stocked(&[("LEEDS", "CUP", 5)]);
    poison(&stage);
    let batch =
        vec![ask(context("", 0), order(&[("CUP", 3)], false)), ask(context("", 0), super::stage::warehouse("YORK"))];
    assert!(stage.try_run(batch).is_err());
    stage.engine.recover().unwrap();
    heal(&stage);
    // five are there still: neither three too few nor three too many
    stage.place(&[("CUP", 5)], false);
    let full = stage.one(ask(context("", 0), order(&[("CUP", 1)], false)));
    assert!(outcome(&full).0.is_err());
    assert_eq!(answer(&stage.one(ask(context("", 0), super::stage::warehouse("YORK")))).status, 201);
    stage.assert_sound();
}

#[test]
fn a_full_disk_is_told_and_survived() {
    let stage = Stage::stocked(&[("LEEDS", "CUP", 5_000)]);
    stage
        .store()
        .execute_batch("CREATE TABLE ballast (bytes BLOB); INSERT INTO ballast VALUES (zeroblob(4000000))")
        .unwrap();
    let mut stage = stage.confined(40);
    let mut placed = 0;
    let full = loop {
        match stage.try_run(vec![ask(context(&format!("k{placed}"), 1), order(&[("CUP", 1)], false))]) {
            Ok(replies) => assert_eq!(answer(&replies[0]).status, 201),
            Err(error) => break error,
        }
        placed += 1;
        assert!(placed < 5_000, "forty pages never fill");
    };
    assert!(matches!(full, StoreError::DiskFull), "{full:?}");
    stage.engine.recover().unwrap();
    assert_eq!((stage.cell("LEEDS", "CUP").committed(), stage.count("orders")), (placed, placed as i64));
    assert!(matches!(
        stage.try_run(vec![ask(context("big", 1), order(&[("CUP", 1)], false))]),
        Err(StoreError::DiskFull)
    ));
    stage.engine.recover().unwrap();
    stage.assert_sound();
    stage.store().execute_batch("DROP TABLE ballast").unwrap();
    // the very request that failed, under its own key
    let replies =
        stage.run(vec![ask(context(&format!("k{placed}"), 1), order(&[("CUP", 1)], false)), Command::Tick(Vec::new())]);
    assert_eq!((answer(&replies[0]).status, outcome(&replies[0]).1), (201, false));
    assert_eq!(stage.cell("LEEDS", "CUP").committed(), placed + 1);
    stage.assert_sound();
}
