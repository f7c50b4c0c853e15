//! The node as a whole, without sockets: its API over its store, and a hub played by the tests.

mod access;
mod bins;
mod counts;
mod documents;
mod floor;
mod goods;
mod https;
mod link;
mod machine;
mod openapi;
mod packing;
mod parts;
mod policy;
mod program;
mod refusals;
mod restart;
mod scopes;
mod shapes;
mod stage;
mod stock;
mod terminals;
mod waves;
