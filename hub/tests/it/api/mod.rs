//! The hub's REST API over its router, in process.

mod conflicts;
mod cursors;
mod dashboard;
mod documents;
mod follow;
mod goods;
mod inventory;
mod keys;
mod lists;
mod money;
mod nodes;
mod refusals;
mod resolver;
mod schema;
mod scopes;
mod sessions;
mod shapes;
mod stage;
