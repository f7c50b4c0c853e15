//! Every limit of the link in one place (I-9). Frame and window limits of the session stand in `holdfast_sync::limits`.

use std::time::Duration;

use holdfast_sync::limits::{BULK_IN_FLIGHT_BYTES_MAX, FRAME_BYTES_MAX, SEND_WINDOW_BYTES};

/// Bytes the peer may send ahead on one lane.
pub const STREAM_WINDOW_BYTES: u32 = 1024 * 1024;
/// Bytes the peer may send ahead on all lanes together.
pub const RECEIVE_WINDOW_BYTES: u32 = 6 * 1024 * 1024;

/// The longest message of a join or renewal.
pub const JOIN_BYTES_MAX: usize = 16 * 1024;
/// Names that a node's certificate for HTTPS may bear; 32 of the longest fit a request.
pub const SERVING_NAMES_MAX: usize = 32;
/// One lane is one stream; joining takes one.
pub const STREAMS_MAX: u32 = 5;

/// A connection that is not even acknowledged for this long is dead.
pub const IDLE_MAX: Duration = Duration::from_secs(8);
/// Longer than heartbeats are apart: where those come, nothing else need keep a connection alive.
pub const KEEP_ALIVE: Duration = Duration::from_secs(2);
/// A node gives up an attempt to connect after this.
pub const CONNECT_MAX: Duration = Duration::from_secs(3);
/// A connection must have proved itself and opened its lanes within this.
pub const HANDSHAKE_MAX: Duration = Duration::from_secs(5);
/// A join or renewal is over within this.
pub const JOIN_MAX: Duration = Duration::from_secs(10);
/// How long the last word of a session may take to arrive.
pub const GOODBYE_MAX: Duration = Duration::from_millis(500);
/// How often a live session's right to be there is checked again.
pub const RECHECK: Duration = Duration::from_secs(1);
/// Commits closer together than this cost one look at the store.
pub const LOOK_EVERY: Duration = Duration::from_millis(5);

/// A session that has not read its store for this long gives up what it reads from.
pub const READING_KEPT: Duration = Duration::from_secs(4);

/// Handshakes under way at once at the hub; above half of it, callers must first prove their address.
pub const HANDSHAKES_MAX: usize = 256;
/// Joins and renewals under way at once at the hub; they must not take the room of sessions.
pub const JOINS_MAX: usize = 32;
/// Connections let in per second at the hub.
pub const CONNECTIONS_PER_SECOND: u32 = 200;

/// Applications under way at once, beyond which a session reads no more of its urgent lanes, and of its bulk lanes.
pub const APPLYING_MAX: usize = 16;
pub const APPLYING_BULK_MAX: usize = 2;

/// The first wait after a lost or refused connection, the longest, and the one after the hub itself has refused us.
pub const RETRY_FIRST: Duration = Duration::from_millis(100);
pub const RETRY_MAX: Duration = Duration::from_secs(2);
pub const RETRY_REFUSED: Duration = Duration::from_secs(5);
/// A session that lasted this long begins a new count of failures.
pub const HELD_MIN: Duration = Duration::from_secs(5);

const _: () = {
    assert!(BULK_IN_FLIGHT_BYTES_MAX * 4 <= SEND_WINDOW_BYTES, "urgent lanes must always find room beside bulk");
    assert!(STREAM_WINDOW_BYTES as usize >= 2 * FRAME_BYTES_MAX, "a lane must take a frame while one is being read");
    assert!(
        RECEIVE_WINDOW_BYTES > STREAM_WINDOW_BYTES * STREAMS_MAX,
        "no lane may starve another of the connection's window"
    );
    assert!(SERVING_NAMES_MAX * 256 + 1024 < JOIN_BYTES_MAX, "a request must have room for all names");
    assert!(APPLYING_BULK_MAX < APPLYING_MAX);
    assert!(KEEP_ALIVE.as_millis() * 4 <= IDLE_MAX.as_millis());
};
