//! Properties of the escrow counters and the ledger: the merge laws, I-1, I-2, I-10.

mod facts;
mod laws;
mod world;
