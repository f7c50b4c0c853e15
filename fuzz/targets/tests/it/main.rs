//! The smoke run of the fuzzer's targets: every input that is kept, and some that are near it. `cargo +nightly fuzz run`
//! searches on from the same corpus.

mod kept;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use holdfast_fuzz_targets::{TARGETS, Target};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Inputs near each kept one.
const NEAR: u64 = 150;
/// Files of one corpus: it is what a search starts from, not what it has seen.
const FILES_MAX: usize = 80;
const SEED: u64 = 20_261_124;

fn corpus(target: &Target) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus").join(target.name)
}

/// The kept inputs by name, in the order of their names.
fn kept(target: &Target) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(corpus(target)).unwrap().map(|entry| entry.unwrap().path());
    let mut inputs: Vec<_> = files
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    inputs.sort();
    inputs
}

fn survives(target: &Target, input: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| (target.run)(input))).is_ok()
}

/// Some bytes changed, left out, repeated or put in.
fn near(input: &[u8], rng: &mut ChaCha8Rng) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..rng.random_range(1..5) {
        let at = rng.random_range(0..=bytes.len());
        let end = (at + rng.random_range(1..9)).min(bytes.len());
        match rng.random_range(0..6) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, rng.random()),
            2 => drop(bytes.drain(at..end)),
            3 => bytes.extend_from_within(at..end),
            4 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = rng.random()),
            _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << rng.random_range(0..8)),
        }
    }
    bytes
}

fn smoke(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    for (number, (file, input)) in (0..).zip(kept(target)) {
        assert!(survives(target, &input), "{name}: the kept input {file}");
        let mut rng = ChaCha8Rng::seed_from_u64(SEED);
        rng.set_stream(number);
        for round in 0..NEAR {
            let input = near(&input, &mut rng);
            assert!(survives(target, &input), "{name}: round {round} near {file}: {input:?}");
        }
    }
}

#[test]
fn wire_bytes() {
    smoke("wire");
}

#[test]
fn two_sessions() {
    smoke("session");
}

#[test]
fn scanned_codes() {
    smoke("scan");
}

#[test]
fn a_retailers_file() {
    smoke("csv");
}

#[test]
fn bodies_of_requests() {
    smoke("json");
}

/// Every target is run, from a corpus that holds its seeds and stays small. `HOLDFAST_BLESS` writes the seeds.
#[test]
fn corpora_hold_the_seeds() {
    for target in TARGETS {
        let folder = corpus(target);
        let seeds = (target.seeds)();
        if std::env::var_os("HOLDFAST_BLESS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            seeds.iter().for_each(|(name, bytes)| fs::write(folder.join(name), bytes).unwrap());
        }
        let kept = kept(target);
        let missing: Vec<_> = seeds.iter().filter(|seed| !kept.contains(seed)).map(|(name, _)| name).collect();
        assert!(
            missing.is_empty(),
            "{}: not kept as they are now: {missing:?}\n    HOLDFAST_BLESS=1 cargo test -p holdfast-fuzz-targets corpora",
            target.name
        );
        assert!(kept.len() <= FILES_MAX, "{}: {} files", target.name, kept.len());
    }
}
