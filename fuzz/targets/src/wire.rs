//! Wire bytes of every lane: whatever is read is read alike when it is written again, and what is refused is refused with
//! a word about the peer.

use std::fmt::Debug;

use holdfast_crdt::Entry;
use holdfast_sync::limits::{DECOMPRESSED_BYTES_MAX, TEXT_BYTES_MAX};
use holdfast_sync::message::{
    Control, Documents, Entries, Hello, LaneFrame, Letters, Plausible, Products, Rows, plausible_entries,
};
use holdfast_sync::{Close, FRAME_BYTES_MAX, wire};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What the bytes after the first one are; the places in the list are part of the corpus.
pub const KINDS: [&str; 9] =
    ["control", "hello", "rows", "letters", "products", "entries", "packed", "log", "documents"];

pub fn run(input: &[u8]) {
    let Some((kind, bytes)) = crate::choice(input, KINDS.len()) else { return };
    match KINDS[kind] {
        "control" => control(bytes),
        "hello" => drop(prefix::<Hello>(bytes)),
        "rows" => drop(frame::<LaneFrame<Rows>>(bytes)),
        "letters" => drop(frame::<LaneFrame<Letters>>(bytes)),
        "products" => drop(frame::<LaneFrame<Products>>(bytes)),
        "documents" => drop(frame::<LaneFrame<Documents>>(bytes)),
        "entries" => entries(bytes),
        "packed" => unpacked(bytes),
        _ => log(bytes),
    }
}

fn frame<T: Serialize + DeserializeOwned + Plausible + PartialEq + Debug>(bytes: &[u8]) -> Option<T> {
    let message = refused_rightly(wire::decode::<T>(bytes))?;
    let again = wire::encode(&message).expect("what came in a frame fits into one");
    assert!(again.len() <= bytes.len(), "the shortest form is the one we write");
    assert_eq!(wire::decode::<T>(&again).as_ref(), Ok(&message));
    Some(message)
}

fn prefix<T: Serialize + DeserializeOwned + Plausible + PartialEq + Debug + Clone>(bytes: &[u8]) -> Option<T> {
    let (message, _) = refused_rightly(wire::decode_prefix::<T>(bytes))?;
    let mut longer = wire::encode(&message).expect("a greeting fits into a frame");
    let more = b"what a later version says besides";
    longer.extend_from_slice(more);
    assert_eq!(wire::decode_prefix::<T>(&longer), Ok((message.clone(), more.as_slice())));
    Some(message)
}

fn control(bytes: &[u8]) {
    match frame::<Control>(bytes) {
        Some(Control::Hello { body, .. }) => drop(prefix::<Hello>(&body)),
        Some(Control::Bye { why }) => assert!(why.to_string().len() <= TEXT_BYTES_MAX + 100),
        _ => {}
    }
}

fn entries(bytes: &[u8]) {
    if let Some(LaneFrame::Portion(portion)) = frame::<LaneFrame<Entries>>(bytes) {
        judged(portion.first, &portion.packed);
    }
}

fn unpacked(bytes: &[u8]) {
    if let Some(entries) = judged(1, bytes) {
        let packed = wire::pack(&entries).expect("what was unpacked can be packed");
        assert_eq!(wire::unpack(&packed).as_ref(), Ok(&entries));
    }
}

/// The bytes as log entries, each with its length before it, packed as a sender would: past the compression's checksums.
fn log(mut bytes: &[u8]) {
    let mut entries = Vec::new();
    while let Some((length, rest)) = bytes.split_first() {
        let (entry, rest) = rest.split_at(rest.len().min(usize::from(*length)));
        entries.push(entry.to_vec());
        bytes = rest;
    }
    let packed = wire::pack(&entries).expect("entries that fit into memory can be packed");
    let read = judged(1, &packed).expect("what was packed is read");
    assert_eq!(read, entries);
    if packed.len() < FRAME_BYTES_MAX - 100 {
        let portion = Entries { number: 1, first: 1, before: Some([7; 32]), packed };
        let bytes = wire::encode(&LaneFrame::Portion(portion)).expect("a small portion fits into a frame");
        assert!(frame::<LaneFrame<Entries>>(&bytes).is_some());
    }
}

/// Unpacks and judges entries as a session does.
fn judged(first: u64, packed: &[u8]) -> Option<Vec<Vec<u8>>> {
    let entries = refused_rightly(wire::unpack(packed))?;
    assert!(entries.iter().map(Vec::len).sum::<usize>() <= DECOMPRESSED_BYTES_MAX);
    if plausible_entries(first, &entries).is_ok() {
        for (seq, bytes) in (first..).zip(&entries) {
            let entry = Entry::from_bytes(bytes).expect("a plausible entry can be read");
            assert_eq!(entry.seq, seq);
            assert_eq!(Entry::from_bytes(&entry.to_bytes()), Some(entry));
        }
    }
    Some(entries)
}

fn refused_rightly<T>(read: Result<T, Close>) -> Option<T> {
    match read {
        Ok(message) => Some(message),
        Err(Close::Violation(why)) if !why.is_empty() && why.len() <= TEXT_BYTES_MAX => None,
        Err(other) => panic!("bytes of a peer end a session with {other:?}"),
    }
}
