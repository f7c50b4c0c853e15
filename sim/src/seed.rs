//! One number from which everything follows: a stream of chance for each purpose, so that taking something out of one leaves
//! the others as they were.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What chance is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    Swarm = 1,
    Workload,
    Network,
    Disk,
    Crash,
    Clock,
    Engines,
}

/// The stream of a purpose. ChaCha8 is specified: it draws the same numbers everywhere and always.
pub fn stream(seed: u64, purpose: Purpose) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(purpose as u64);
    rng
}

/// A stream for one thing that has a number of its own, whatever is drawn elsewhere.
pub fn stream_of(seed: u64, purpose: Purpose, number: u64) -> ChaCha8Rng {
    let mut rng = stream(seed, purpose);
    let mixed = rng.next_u64() ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ChaCha8Rng::seed_from_u64(mixed)
}

/// True once in so many.
pub fn one_in(rng: &mut impl Rng, times: u32) -> bool {
    rng.random_range(0..times) == 0
}

/// One of those.
pub fn pick<T: Copy>(rng: &mut impl Rng, among: &[T]) -> T {
    among[rng.random_range(0..among.len())]
}
