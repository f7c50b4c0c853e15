//! What cargo's own tools say.

use anyhow::Result;

use super::Tree;
use crate::workspace::cargo;

/// The places that `cargo fmt` would change.
pub fn fmt(_: &Tree) -> Result<Vec<String>> {
    let lines = said(&["fmt", "--all", "--check", "--", "--color", "never"])?;
    let places: Vec<_> = lines.iter().filter(|line| line.starts_with("Diff in ")).cloned().collect();
    // Where it fails for another reason, its own words tell it.
    Ok(if places.is_empty() { lines } else { places })
}

pub fn clippy(_: &Tree) -> Result<Vec<String>> {
    said(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

/// What it prints where it fails, nothing where it does not.
fn said(words: &[&str]) -> Result<Vec<String>> {
    let told = cargo().args(words).env("CARGO_TERM_COLOR", "never").output()?;
    if told.status.success() {
        return Ok(Vec::new());
    }
    let said = [told.stdout, told.stderr].concat();
    Ok(String::from_utf8_lossy(&said).lines().map(str::to_owned).collect())
}
