//! Bulk gives way: while a long history is paced, what is urgent goes out at once.

use holdfast_crdt::Millis;
use holdfast_sync::Lane;

use crate::pair::Pair;

#[test]
fn urgent_frames_go_out_while_history_is_paced() {
    let mut pair = Pair::new(11);
    // 100 KB a second: the log takes seconds, a row must not.
    pair.rate = Some(100);
    (0..60_000).for_each(|at| pair.node.store.receive(at % 50, 1));
    pair.node.commit(0);
    pair.run(3_000);
    assert!(pair.node.session.pending().entries > 0, "the log is still on its way");
    for number in 100..112 {
        pair.run(500);
        pair.node.store.receive(number, 1);
        pair.node.store.write(number);
        let now = pair.now;
        pair.node.commit(now);
        for lane in [Lane::Cells, Lane::Mail] {
            let frame = pair.node.session.poll_transmit(lane, &mut pair.node.store, Millis(now));
            assert!(matches!(frame, Ok(Some(_))), "{lane:?} waits behind history");
            pair.hub.session.handle_frame(lane, &frame.unwrap().unwrap(), Millis(now)).unwrap();
        }
    }
    assert!(pair.node.session.pending().entries > 0, "the log is still on its way");
    let paced = pair.node.sent[Lane::History as usize].iter().filter(|(at, _)| *at >= 3_000);
    let (sent, took) = (paced.map(|(_, bytes)| *bytes as u64).sum::<u64>(), pair.now - 3_000);
    assert!(sent < 100 * took * 9 / 10, "{sent} bytes in {took} ms leave no room for others");
    pair.run(60_000);
    pair.assert_converged();
}

#[test]
fn the_timeout_says_when_a_paced_lane_may_go_on() {
    let mut pair = Pair::new(12);
    pair.rate = Some(100);
    (0..30_000).for_each(|at| pair.node.store.receive(at % 50, 1));
    pair.node.commit(0);
    pair.run(3_000);
    let waits = (0..200).filter(|_| {
        pair.step();
        let soon = Millis(pair.now + 500);
        pair.node.session.poll_timeout().is_some_and(|due| due > Millis(pair.now) && due < soon)
    });
    assert!(waits.count() > 0);
}
