//! The link over real loopback sockets, with stores in memory.

mod identity;
mod intruders;
mod relay;
mod serving;
mod sessions;
mod store;
mod storms;
mod world;
