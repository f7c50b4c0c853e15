//! Every limit of the protocol in one place (I-9), related by compile-time asserts. [`Limits`] holds those that a session
//! may be given smaller; nothing raises them above what a peer of version 1 accepts.

/// The longest frame, in bytes, without its length prefix.
pub const FRAME_BYTES_MAX: usize = 256 * 1024;
/// What a sender fills a frame with at most, in bytes: the rest is for numbers and enum tags.
pub const PORTION_BYTES_MAX: usize = FRAME_BYTES_MAX - 1024;

pub const ROWS_MAX: usize = 512;
pub const LETTERS_MAX: usize = 64;
pub const PRODUCTS_MAX: usize = 128;
/// Documents in one portion. Few, because a portion that is on its way delays whatever urgent comes after it.
pub const DOCUMENTS_MAX: usize = 64;
/// The changes of one document in a portion, in bytes.
pub const DOCUMENT_CHANGES_BYTES_MAX: usize = holdfast_crdt::document::limits::DOCUMENT_BYTES_MAX + 16;
pub const ENTRIES_MAX: usize = 1024;
/// Bytes of log entries in one portion, before compression, as a sender cuts it.
pub const ENTRIES_BYTES_MAX: usize = 128 * 1024;
/// What a sender wants a portion of log entries to come to on the wire, in bytes. Small, because a portion that is on its
/// way delays whatever urgent comes after it; not smaller, because a window of them must fill a slow link.
pub const ENTRIES_PACKED_BYTES: usize = 12 * 1024;
/// A portion of rows of fewer bytes is not packed: one scan's row should not wait for that.
pub const PACKED_BYTES_MIN: usize = 512;
/// The longest log entry, in bytes.
pub const ENTRY_BYTES_MAX: usize = 64 * 1024;
/// What a receiver lets a portion of log entries grow to when it is decompressed, in bytes.
pub const DECOMPRESSED_BYTES_MAX: usize = 1024 * 1024;

/// Frames of one lane that may be on their way, unacknowledged; the receiver holds the sender to it.
pub const WINDOW_FRAMES_MAX: usize = 8;
/// What the connection may have in flight, in bytes: the link sets its send window to this.
pub const SEND_WINDOW_BYTES: usize = 4 * 1024 * 1024;
/// What the paced lanes together may have in flight, in bytes.
pub const BULK_IN_FLIGHT_BYTES_MAX: usize = SEND_WINDOW_BYTES / 4;
/// The same before the delivery rate is known, when the link may be a slow one.
pub const BULK_UNMEASURED_BYTES_MAX: usize = 64 * 1024;

/// Frames that came before the peer's Hello was read and checked: streams do not keep order among each other.
pub const EARLY_FRAMES_MAX: usize = 4 * WINDOW_FRAMES_MAX + CONTROL_QUEUE_MAX;

/// Control messages that wait to be sent, without those that are made when they are sent.
pub const CONTROL_QUEUE_MAX: usize = 64;
/// Rights requests of the peer that wait for our answer.
pub const RIGHTS_OPEN_MAX: usize = 64;
/// Cells in one rights request.
pub const WANTED_MAX: usize = 512;
/// Rights requests whose ids are remembered, to answer each once.
pub const RIGHTS_REMEMBERED_MAX: usize = 1024;

/// Former lives of one site in one warehouse that are told apart: a store is restored no more often than that.
pub const LIVES_MAX: usize = 64;
/// Cells in one letter that says where one side stands.
pub const STATED_MAX: usize = 512;
/// Lines in one letter about goods that are expected, came in, or were inspected.
pub const GOODS_LINES_MAX: usize = 500;

/// Bytes of a program's name and version, and of a reason to close.
pub const TEXT_BYTES_MAX: usize = 200;
/// Sites one row may name as receivers of rights.
pub const GRANTS_MAX: usize = 1024;
/// The largest clock, sequence or sum of units on the wire. Sums of several of them stay within 64 bits.
pub const NUMBER_MAX: u64 = 1 << 53;

/// The least the paced lanes may assume of the link, in bytes a second.
pub const RATE_BYTES_PER_SECOND_MIN: u64 = 64 * 1024;

/// What one session keeps to when it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Rows in one frame.
    pub rows: usize,
    /// Letters in one frame.
    pub letters: usize,
    /// Product records in one frame.
    pub products: usize,
    /// Documents in one frame.
    pub documents: usize,
    /// Log entries in one frame.
    pub entries: usize,
    /// Bytes of log entries in one frame, before compression.
    pub entries_bytes: usize,
    /// Unacknowledged frames on each lane.
    pub window_frames: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rows: ROWS_MAX,
            letters: LETTERS_MAX,
            products: PRODUCTS_MAX,
            documents: DOCUMENTS_MAX,
            entries: ENTRIES_MAX,
            entries_bytes: ENTRIES_BYTES_MAX,
            window_frames: WINDOW_FRAMES_MAX,
        }
    }
}

impl Limits {
    /// The same, brought within what the peer accepts and what makes progress.
    pub fn within_bounds(self) -> Self {
        Self {
            rows: self.rows.clamp(1, ROWS_MAX),
            letters: self.letters.clamp(1, LETTERS_MAX),
            products: self.products.clamp(1, PRODUCTS_MAX),
            documents: self.documents.clamp(1, DOCUMENTS_MAX),
            entries: self.entries.clamp(1, ENTRIES_MAX),
            entries_bytes: self.entries_bytes.clamp(1, ENTRIES_BYTES_MAX),
            window_frames: self.window_frames.clamp(1, WINDOW_FRAMES_MAX),
        }
    }
}

// One entry past the cut may complete a portion; compressed or not, it fits a frame.
const _: () = assert!(ENTRIES_BYTES_MAX + ENTRY_BYTES_MAX < PORTION_BYTES_MAX);
const _: () = assert!(ENTRIES_PACKED_BYTES <= ENTRIES_BYTES_MAX);
const _: () = assert!(ENTRIES_BYTES_MAX + ENTRY_BYTES_MAX + 4 * ENTRIES_MAX < DECOMPRESSED_BYTES_MAX);
// A document's id takes at most 33 characters of ASCII and a SKU of 64 characters of 4 bytes.
const _: () = assert!(DOCUMENT_CHANGES_BYTES_MAX + 512 < PORTION_BYTES_MAX);
// Bulk leaves three quarters of the window to what is urgent.
const _: () = assert!(BULK_IN_FLIGHT_BYTES_MAX * 4 <= SEND_WINDOW_BYTES);
const _: () = assert!(BULK_UNMEASURED_BYTES_MAX <= FRAME_BYTES_MAX);
const _: () = assert!(FRAME_BYTES_MAX <= BULK_IN_FLIGHT_BYTES_MAX);
// A SKU takes at most 64 characters of 4 bytes; 16 bytes hold its length and its number.
const _: () = assert!(WANTED_MAX * (64 * 4 + 16) < PORTION_BYTES_MAX);
const _: () = assert!(STATED_MAX * (64 * 4 + 32) < PORTION_BYTES_MAX);
const _: () = assert!(GOODS_LINES_MAX * (64 * 4 + 32) < PORTION_BYTES_MAX - 4096);
const _: () = assert!(RIGHTS_OPEN_MAX <= RIGHTS_REMEMBERED_MAX);
