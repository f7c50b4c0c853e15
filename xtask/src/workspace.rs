//! Where the checkout is, where cargo builds, and how our own programs are built.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The root of the checkout that this xtask was built from.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Cargo, run at the root of the checkout.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).stdin(Stdio::null());
    // `cargo xtask` is a `cargo run`: what that tells of our own package would count as a change of the build
    // environment for crates that watch it (ring does), and all above them would be built again.
    for (name, _) in std::env::vars_os().filter(|(name, _)| tells_of_a_package(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command
}

fn tells_of_a_package(variable: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"]
        .iter()
        .any(|p| variable.starts_with(p))
}

/// What cargo knows of the workspace, without its dependencies.
pub fn metadata() -> Result<Value> {
    let told = cargo().args(["metadata", "--no-deps", "--format-version", "1", "--offline"]).output()?;
    if !told.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&told.stderr).trim());
    }
    Ok(serde_json::from_slice(&told.stdout)?)
}

/// The target directory, CARGO_TARGET_DIR heeded.
pub fn target() -> Result<PathBuf> {
    let metadata = metadata()?;
    Ok(metadata["target_directory"].as_str().context("no target_directory")?.into())
}

/// The two servers' release binaries.
#[derive(Debug, Clone)]
pub struct Programs {
    pub hub: PathBuf,
    pub node: PathBuf,
}

impl Programs {
    /// Builds them where they are stale; HOLDFAST_BIN names a folder that holds both instead.
    pub fn build() -> Result<Self> {
        let folder = match std::env::var_os("HOLDFAST_BIN") {
            Some(folder) => folder.into(),
            None => {
                build_release()?;
                target()?.join("release")
            }
        };
        Ok(Self { hub: folder.join("holdfast-hub"), node: folder.join("holdfast-node") })
    }
}

/// The front ends, which become part of the servers; then the whole workspace at once: with fewer packages the dependencies' features differ, and all is built twice.
fn build_release() -> Result<()> {
    crate::web::build()?;
    run(cargo().args(["build", "--release", "--workspace"]))
}

/// Runs a command with our own output; an error names it where it fails.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start {:?}", command.get_program()))?;
    if !status.success() {
        let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
        bail!("{} {} failed ({status})", command.get_program().to_string_lossy(), words.join(" "));
    }
    Ok(())
}

/// Runs the given xtask command in release mode in place of this debug build: figures of a debug build mean nothing.
/// Returns false where this is the release build already.
pub fn rerun_in_release(words: &[String]) -> Result<bool> {
    if !cfg!(debug_assertions) {
        return Ok(false);
    }
    match std::env::var_os("HOLDFAST_BIN") {
        Some(_) => run(cargo().args(["build", "--release", "-p", "xtask"]))?,
        None => build_release()?,
    }
    run(Command::new(target()?.join("release/xtask")).args(words))?;
    Ok(true)
}
