//! What node and hub say to each other, and when: messages, wire bytes, and the session as a state machine.
//!
//! Purity contract: no socket, clock, random source, runtime or unordered map is named here. A session is driven by `handle_*`,
//! `poll_transmit`, `poll` and `poll_timeout`; what it needs to read it asks of a [`Source`].

mod cells;

pub mod catalogue;
pub mod delivery;
pub mod desk;
pub mod effect;
pub mod limits;
pub mod mail;
pub mod message;
pub mod pacer;
pub mod past;
pub mod session;
pub mod source;
pub mod statement;
pub mod wire;

pub use catalogue::{DocumentChanges, ProductRecord};
pub use effect::{Close, Effect, Heard, Inbound, Lane, Position, RightsAnswer, RightsRequest, Standing};
pub use limits::{FRAME_BYTES_MAX, Limits, SEND_WINDOW_BYTES};
pub use mail::{Letter, LetterBody};
pub use past::{Life, Past};
pub use session::{Config, Counters, Pending, Session};
pub use source::{Read, Source, SourceError};
