//! Bad input costs its sender only (I-9): an error, never a panic, never memory without bound.

use holdfast_crdt::{Buckets, Millis, Row, SiteId};
use holdfast_sync::message::{Ack, Control, Entries, LaneFrame, Letters, Products, Rows};
use holdfast_sync::{Close, Config, FRAME_BYTES_MAX, Lane, Session, wire};
use proptest::prelude::*;

use crate::pair::Pair;
use crate::store::{Store, sku};

/// A node's session that is up.
fn up() -> Session {
    let mut pair = Pair::new(1);
    pair.run(500);
    assert!(pair.node.session.is_up());
    pair.node.session
}

fn lane() -> impl Strategy<Value = Lane> {
    prop::sample::select(Lane::ALL.to_vec())
}

/// Frames that are right.
fn samples() -> Vec<(Lane, Vec<u8>)> {
    let mut pair = Pair::new(2);
    pair.run(500);
    for number in 0..20 {
        pair.hub.store.receive(number, 5);
        pair.hub.store.write(number);
        pair.hub.store.edit(number);
    }
    pair.hub.commit(pair.now);
    let (session, now) = (&mut pair.hub.session, Millis(pair.now + 1_000));
    session.handle_timeout(now);
    Lane::ALL
        .into_iter()
        .filter_map(|lane| Some((lane, session.poll_transmit(lane, &mut pair.hub.store, now).unwrap()?)))
        .collect()
}

fn refused(lane: Lane, frame: &[u8]) -> bool {
    let mut session = up();
    let result = session.handle_frame(lane, frame, Millis(600));
    session.is_closed() && matches!(result, Err(Close::Violation(_)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(lane in lane(), frame in prop::collection::vec(any::<u8>(), 0..200), early: bool) {
        let mut session = if early {
            Session::new(Config::new("test"), Store::new(1).standing(), SiteId::HUB, Millis(0))
        } else {
            up()
        };
        if let Err(why) = session.handle_frame(lane, &frame, Millis(600)) {
            let expected = matches!(why, Close::Violation(_) | Close::Version { .. } | Close::Fork | Close::PeerIsRewound);
            prop_assert!(expected);
            prop_assert!(session.is_closed());
        }
    }

    #[test]
    fn damaged_frames_never_panic(pick in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bits in 1_u8..) {
        let samples = samples();
        let (lane, mut frame) = samples[pick.index(samples.len())].clone();
        let at = at.index(frame.len());
        frame[at] ^= bits;
        let mut session = up();
        let _ = session.handle_frame(lane, &frame, Millis(600));
        while session.poll().is_some() {}
    }

    #[test]
    fn truncated_frames_are_violations(pick in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let samples = samples();
        let (lane, frame) = samples[pick.index(samples.len())].clone();
        prop_assert!(refused(lane, &frame[..at.index(frame.len())]));
    }
}

#[test]
fn there_is_a_sample_of_every_lane() {
    assert_eq!(samples().len(), Lane::ALL.len());
}

#[test]
fn frames_that_are_too_long_are_violations() {
    for lane in Lane::ALL {
        assert!(refused(lane, &vec![0; FRAME_BYTES_MAX + 1]));
    }
}

#[test]
fn bytes_left_over_are_violations() {
    for (lane, mut frame) in samples() {
        frame.push(0);
        assert!(refused(lane, &frame), "{lane:?}");
    }
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 19).unwrap();
    assert!(bomb.len() < FRAME_BYTES_MAX);
    let portion = Entries { number: 1, first: 1, before: None, packed: bomb };
    assert!(refused(Lane::History, &wire::encode(&LaneFrame::Portion(portion)).unwrap()));
}

fn rows(rows: Vec<(holdfast_crdt::Sku, Row)>, from: u64, through: u64, full: bool) -> Vec<u8> {
    wire::encode(&LaneFrame::Portion(Rows { number: 1, from, through, full, settled: true, rows })).unwrap()
}

#[test]
fn portions_that_cannot_be_are_violations() {
    let row = |version, minted, committed| {
        let buckets = Buckets { committed, ..Buckets::default() };
        (sku(version), Row { version, minted, buckets, ..Row::default() })
    };
    let frames = [
        (Lane::Cells, rows(vec![row(2, 1, 0), row(1, 1, 0)], 0, 2, false)),
        (Lane::Cells, rows(vec![row(3, 1, 0)], 0, 2, false)),
        (Lane::Cells, rows(vec![row(1, u64::MAX, 0)], 0, 1, false)),
        (Lane::Cells, rows(vec![row(1, 1, i64::MIN)], 0, 1, false)),
        (Lane::Cells, rows(vec![row(8, 1, 0)], 7, 8, false)),
        (Lane::Cells, rows(vec![row(1, 1, 0)], 0, 1, true)),
        (Lane::Mail, wire::encode(&LaneFrame::Portion(Letters { number: 1, letters: vec![] })).unwrap()),
        (Lane::Mail, wire::encode(&LaneFrame::<()>::Ack(Ack { number: 9, applied: 0, durable: 0 })).unwrap()),
        (Lane::Cells, wire::encode(&LaneFrame::<()>::Ack(Ack { number: 0, applied: 9, durable: 0 })).unwrap()),
        (
            Lane::Documents,
            wire::encode(&LaneFrame::Portion(Products { number: 2, from: 0, through: 1, records: vec![] })).unwrap(),
        ),
        (Lane::Control, wire::encode(&Control::Resend { owner: Store::new(0).replica() }).unwrap()),
    ];
    for (at, (lane, frame)) in frames.iter().enumerate() {
        assert!(refused(*lane, frame), "frame {at}");
    }
}

#[test]
fn frames_before_a_greeting_are_bounded() {
    let mut session = Session::new(Config::new("test"), Store::new(1).standing(), SiteId::HUB, Millis(0));
    let frames = (0..10_000).take_while(|_| session.handle_frame(Lane::Cells, &[0], Millis(1)).is_ok());
    assert!(frames.count() < 200);
}

#[test]
fn a_sender_that_ignores_the_window_is_cut_off() {
    let mut session = up();
    let letter = |seq| holdfast_sync::Letter {
        seq,
        after_clock: 1_000,
        body: holdfast_sync::LetterBody::ToNode(holdfast_sync::mail::ToNode::Cancel {
            task: holdfast_crdt::TaskId::from_parts(Millis(1), 1),
        }),
    };
    let frames = (1..1_000).take_while(|number| {
        let portion = Letters { number: *number, letters: vec![letter(*number)] };
        let frame = wire::encode(&LaneFrame::Portion(portion)).unwrap();
        session.handle_frame(Lane::Mail, &frame, Millis(600)).is_ok()
    });
    assert_eq!(frames.count(), holdfast_sync::limits::WINDOW_FRAMES_MAX);
}
