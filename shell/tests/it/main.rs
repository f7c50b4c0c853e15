//! The shell from outside: one binary, one module per part.

mod link;
