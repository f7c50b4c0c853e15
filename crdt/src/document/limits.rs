//! How large documents may get (I-9).

/// What an edit may bring a document to, in bytes as it is stored. Two sides that edited apart may come to twice that.
pub const EDITED_BYTES_MAX: usize = 96 * 1024;
/// The longest document that is taken in or sent, in bytes: it fits one frame.
pub const DOCUMENT_BYTES_MAX: usize = 224 * 1024;
/// Changes in one parcel.
pub const CHANGES_MAX: usize = 16 * 1024;
/// Levels of maps and lists within each other.
pub const DEPTH_MAX: usize = 130;
/// Lists are compared element by element while the product of their lengths is no more than this.
pub const COMPARED_MAX: usize = 64 * 1024;

const _: () = assert!(2 * EDITED_BYTES_MAX < DOCUMENT_BYTES_MAX);
