//! Changes on their way to another copy.

use automerge::Change;
use serde::{Deserialize, Serialize};

use super::DocumentError;
use super::limits::{CHANGES_MAX, DOCUMENT_BYTES_MAX};

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Parcel {
    /// A document as it is saved.
    Whole(Vec<u8>),
    /// Changes, each after those it builds upon.
    Changes(Vec<Vec<u8>>),
}

/// A whole document as it is saved: nothing of it is read.
pub(super) fn whole(saved: &[u8]) -> Result<Vec<u8>, DocumentError> {
    close(&Parcel::Whole(saved.to_vec()))
}

pub(super) fn changes(changes: &[Change]) -> Result<Vec<u8>, DocumentError> {
    close(&Parcel::Changes(changes.iter().map(|change| change.raw_bytes().to_vec()).collect()))
}

fn close(parcel: &Parcel) -> Result<Vec<u8>, DocumentError> {
    let bytes = postcard::to_stdvec(parcel).map_err(|error| DocumentError::Unreadable(error.to_string()))?;
    // a few bytes of tags and lengths come on top of what it holds
    if bytes.len() > DOCUMENT_BYTES_MAX + 16 { Err(DocumentError::TooLarge(bytes.len())) } else { Ok(bytes) }
}

pub(super) fn open(bytes: &[u8]) -> Result<Parcel, DocumentError> {
    if bytes.len() > DOCUMENT_BYTES_MAX + 16 {
        return Err(DocumentError::TooLarge(bytes.len()));
    }
    let unreadable = |why: &str| DocumentError::Unreadable(why.to_owned());
    match postcard::take_from_bytes(bytes) {
        Ok((Parcel::Changes(changes), [])) if changes.len() > CHANGES_MAX => Err(unreadable("too many changes")),
        Ok((parcel, [])) => Ok(parcel),
        _ => Err(unreadable("no parcel of changes")),
    }
}

pub(super) fn read(changes: Vec<Vec<u8>>) -> Result<Vec<Change>, DocumentError> {
    changes.into_iter().map(read_one).collect()
}

/// A change begins with 4 bytes that mark it and the first 4 of its hash; reading it does not compare these.
fn read_one(bytes: Vec<u8>) -> Result<Change, DocumentError> {
    let checksum = bytes.get(4..8).map(<[u8]>::to_vec);
    let change = Change::from_bytes(bytes).map_err(|error| DocumentError::Unreadable(error.to_string()))?;
    if checksum.is_some_and(|checksum| change.hash().0.starts_with(&checksum)) {
        Ok(change)
    } else {
        Err(DocumentError::Unreadable("a change does not have the hash it says".to_owned()))
    }
}

/// Runs what reads the bytes of others. Automerge panics at some that are well formed and false; to their receiver they
/// are unreadable like any other.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, DocumentError>) -> Result<T, DocumentError> {
    // a document that a panic left half changed is dropped by whoever gets the error
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    read.unwrap_or_else(|_| Err(DocumentError::Unreadable("changes contradict each other".to_owned())))
}
