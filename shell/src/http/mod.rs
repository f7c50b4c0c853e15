//! The HTTP kit of hub and node: problems, answers, keys and scopes, strict requests, lists, event streams, the gate
//! that every request passes, and the server loop. It knows no resource of either side.

pub mod answer;
pub(crate) mod call;
mod csv;
mod docs;
mod document;
mod gate;
pub mod json;
pub mod keyring;
pub mod kit;
pub mod limits;
pub mod links;
mod meter;
mod page;
pub mod params;
pub mod principal;
pub mod problem;
pub mod qr;
pub mod request;
pub mod schema;
pub mod scope;
pub mod serve;
pub mod session;
pub mod shapes;
pub mod sse;
pub mod strangers;
mod strict;
pub mod tls;
pub mod web;

#[cfg(test)]
mod tests;
