//! What a peer of an older version cannot read waits for its upgrade, and so does all that was written after it.

use holdfast_crdt::{ExpectedReceiptId, Millis};
use holdfast_sync::mail::ToNode;
use holdfast_sync::{Letter, LetterBody};

use crate::pair::Pair;

fn write(pair: &mut Pair, body: ToNode) {
    let store = &mut pair.hub.store;
    let seq = store.letters.len() as u64 + 1;
    store.letters.push(Letter { seq, after_clock: store.stream.clock, body: LetterBody::ToNode(body) });
}

/// The node's next session speaks versions up to `version`.
fn speak(pair: &mut Pair, version: u16) {
    pair.node.config.versions.1 = version;
    pair.reconnect();
}

#[test]
fn letters_wait_behind_the_first_that_the_peer_cannot_read() {
    let mut pair = Pair::new(1);
    speak(&mut pair, 3);
    pair.hub.store.receive(1, 1);
    pair.hub.store.write(1);
    write(&mut pair, ToNode::ExpectationClosed { expected: ExpectedReceiptId::from_parts(Millis(1), 9) });
    pair.hub.store.write(1);
    pair.hub.commit(pair.now);
    pair.run(5_000);
    assert!(pair.hub.session.is_up() && pair.node.session.is_up());
    assert_eq!(pair.node.store.peer_letters.len(), 1);
    assert_eq!((pair.hub.session.pending().letters, pair.hub.session.counters().withheld), (2, 1));
    pair.hub.store.write(1);
    pair.hub.commit(pair.now);
    pair.run(2_000);
    assert_eq!((pair.hub.session.pending().letters, pair.hub.session.counters().withheld), (3, 1));

    speak(&mut pair, 4);
    pair.run(5_000);
    pair.assert_converged();
    assert_eq!(pair.node.store.peer_letters.len(), 4);
}
