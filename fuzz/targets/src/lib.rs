//! What the fuzzer runs, as plain functions over bytes: each panics where the code it drives breaks a promise. An input is
//! a choice of what to do followed by the bytes to do it with, since from nothing a fuzzer passes neither a magic number
//! nor a checksum.

pub mod csv;
pub mod json;
pub mod scan;
pub mod seeds;
pub mod session;
pub mod wire;

/// One thing to throw bytes at.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// As in `cargo +nightly fuzz run NAME`, and the folder of its corpus.
    pub name: &'static str,
    pub run: fn(&[u8]),
    pub seeds: fn() -> Vec<Seed>,
}

/// An input worth starting from: its name, and its bytes.
pub type Seed = (String, Vec<u8>);

pub const TARGETS: &[Target] = &[
    Target { name: "wire", run: wire::run, seeds: seeds::wire },
    Target { name: "session", run: session::run, seeds: seeds::session },
    Target { name: "scan", run: scan::run, seeds: seeds::scan },
    Target { name: "csv", run: csv::run, seeds: seeds::csv },
    Target { name: "json", run: json::run, seeds: seeds::json },
];

/// The choice an input begins with, out of `many`, and what is left of it.
fn choice(input: &[u8], many: usize) -> Option<(usize, &[u8])> {
    let (first, rest) = input.split_first()?;
    Some((usize::from(*first) % many, rest))
}
