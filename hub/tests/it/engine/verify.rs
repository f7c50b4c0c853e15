//! `verify` finds what was altered, and nothing where nothing was.

use holdfast_shell::owner::Engine;

use super::stage::{Stage, ask, context, order, set, stock};

fn worked() -> Stage {
    let mut stage = Stage::stocked(&[("LEEDS", "CUP", 5), ("LYON", "CUP", 2)]);
    stage.place(&[("CUP", 6)], false);
    let waits = vec![
        ask(context("k", 1), order(&[("CUP", 3), ("PAN", 2)], true)),
        stock(context("l", 1), "LYON", set("PAN", 1)),
    ];
    stage.run(waits);
    stage.assert_sound();
    stage.engine.rest().unwrap();
    stage.assert_sound();
    stage
}

#[test]
fn every_alteration_is_found() {
    let cases = [
        ("I-7", "UPDATE orders SET body = json_set(body, '$.lines[0].backordered', 9) WHERE status = 'pending'"),
        ("I-7", "UPDATE orders SET body = json_set(body, '$.lines[0].quantity', 2)"),
        ("I-7", "UPDATE orders SET status = 'shipped' WHERE status = 'processing'"),
        ("I-7", "UPDATE orders SET priority = 7"),
        ("I-7", "UPDATE orders SET placed_at = placed_at + 1"),
        ("I-7", "UPDATE orders SET body = 'nonsense'"),
        ("I-7", "DELETE FROM backorders"),
        ("I-10", "UPDATE movements SET reference = 'other' WHERE id = 1"),
        ("I-10", "DELETE FROM movements WHERE id = 1"),
        ("I-10", "UPDATE movements SET hash = zeroblob(32) WHERE id = 2"),
        ("I-2", "DELETE FROM cell_rows WHERE sku = 'CUP' AND warehouse = 'LEEDS'"),
    ];
    for (invariant, tampering) in cases {
        let stage = worked();
        assert!(stage.store().execute(tampering, []).unwrap() > 0, "{tampering}");
        let found = stage.findings();
        assert!(found.iter().any(|finding| finding.invariant == invariant), "{tampering}: {found:?}");
    }
}
