//! Every limit of the HTTP side (I-9), related to one another at compile time.

use std::time::Duration;

/// Largest body read unless a route asks for another size, bytes.
pub const BODY_BYTES_MAX: usize = 1 << 20;
/// How much of an oversized body is read and dropped so that its sender still sees the 413, bytes.
pub const BODY_BYTES_DRAINED_MAX: usize = 32 << 20;
/// How long a sender may take over one body.
pub const BODY_READ_TIME_MAX: Duration = Duration::from_secs(30);
/// Request line and headers together, bytes.
pub const HEAD_BYTES_MAX: usize = 64 << 10;
pub const HEADERS_MAX: usize = 100;
pub const HEAD_READ_TIME_MAX: Duration = Duration::from_secs(30);
/// How long a client may take over the handshake of TLS.
pub const HANDSHAKE_TIME_MAX: Duration = Duration::from_secs(10);
/// Connections open at once, on each listener; more wait in the listener's backlog.
pub const CONNECTIONS_MAX: usize = 16_384;
/// Connections that wait to be accepted. The system may allow fewer (net.core.somaxconn).
pub const BACKLOG: u32 = 4_096;
/// How long connections may finish what they have begun once the server ends.
pub const GRACE: Duration = Duration::from_secs(5);
/// Longest API key accepted, bytes.
pub const KEY_BYTES_MAX: usize = 512;
/// How long a key found is taken as good without asking the store again.
pub const KEY_TRUSTED_FOR: Duration = Duration::from_secs(1);
/// How often an open event stream looks whether a key was revoked, and after how many looks it asks the store.
pub const KEY_LOOK_EVERY: Duration = Duration::from_millis(200);
pub const KEY_LOOKS_A_READ: u32 = 4;
pub const KEYS_REMEMBERED_MAX: usize = 4_096;
/// Requests one key may make in a second unless the server is told otherwise.
pub const REQUESTS_PER_SECOND: u32 = 50_000;
/// Longest `Idempotency-Key`, `X-Request-Id` and `X-Device-Id`, characters.
pub const HEADER_TEXT_MAX: usize = 255;
/// Longest text of one problem's detail, bytes.
pub const DETAIL_BYTES_MAX: usize = 300;
/// How long a browser's session lasts.
pub const SESSION_LASTS: Duration = Duration::from_secs(12 * 60 * 60);
/// Sessions that one identity may have at once: one more ends the oldest.
pub const SESSIONS_MAX: usize = 32;
/// Sign-ins and claims of strangers in a second, whoever makes them: each is looked up in the store.
pub const STRANGERS_PER_SECOND: u32 = 5;
pub const PAGE_DEFAULT: usize = 50;
pub const PAGE_MAX: usize = 500;
/// Longest cursor, characters.
pub const CURSOR_CHARS_MAX: usize = 1_024;
/// Silence on an event stream after which a comment shows that it lives.
pub const KEEP_ALIVE: Duration = Duration::from_secs(10);

const _: () = {
    assert!(PAGE_DEFAULT <= PAGE_MAX);
    assert!(KEY_LOOK_EVERY.as_millis() * KEY_LOOKS_A_READ as u128 <= KEY_TRUSTED_FOR.as_millis());
    assert!(BODY_BYTES_MAX <= BODY_BYTES_DRAINED_MAX);
    assert!(KEY_BYTES_MAX + CURSOR_CHARS_MAX < HEAD_BYTES_MAX);
};
