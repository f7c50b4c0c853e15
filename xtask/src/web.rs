//! The front ends: npm's packages, the files that become part of the servers, their checks and unit tests.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace::{root, run, target};

/// What Vite 8 runs on.
const NODE_AT_LEAST: (u32, u32) = (20, 19);
const FOLDERS: [&str; 2] = ["node/web", "hub/web"];
/// What the built files are made of, beside the folders' own sources.
const SHARED: [&str; 4] = ["shell/web", "package.json", "package-lock.json", ".npmrc"];

/// Builds both front ends where they are stale: cargo builds the servers anew when these files change.
pub fn build() -> Result<()> {
    packages()?;
    let stamp = target()?.join("web.stamp");
    let sources = digest()?;
    let is_fresh = FOLDERS.iter().all(|folder| root().join(folder).join("dist/index.html").is_file())
        && fs::read_to_string(&stamp).is_ok_and(|built| built == sources);
    if is_fresh {
        return Ok(());
    }
    println!("building the front ends");
    run(npm().args(["run", "--silent", "build"]).stdout(Stdio::null()))?;
    fs::create_dir_all(target()?)?;
    fs::write(stamp, sources).context("the front ends' stamp")
}

/// Formatting, lint, types and unit tests.
pub fn check() -> Result<()> {
    packages()?;
    run(npm().args(["run", "--silent", "check"]))?;
    run(npm().args(["run", "--silent", "test"]))
}

/// Node.js with npm's packages as the lock file names them, installed where they are not.
pub fn packages() -> Result<()> {
    node_is_there()?;
    let (wanted, installed) = (root().join("package-lock.json"), root().join("node_modules/.package-lock.json"));
    let modified = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    if modified(&installed) < modified(&wanted) || modified(&installed).is_none() {
        println!("installing npm packages");
        run(npm().args(["ci", "--no-progress"]).stdout(Stdio::null()))?;
    }
    Ok(())
}

fn node_is_there() -> Result<()> {
    let (major, minor) = NODE_AT_LEAST;
    let told = Command::new("node").arg("--version").output();
    let Ok(told) = told else { bail!("node is missing: install Node.js {major}.{minor} or newer, with npm") };
    let version = String::from_utf8_lossy(&told.stdout).trim().to_owned();
    if !is_enough(&version) {
        bail!("node is {version}: the front ends need Node.js {major}.{minor} or newer");
    }
    Ok(())
}

fn is_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map_while(|number| number.parse::<u32>().ok());
    numbers.next().zip(numbers.next()).is_some_and(|version| version >= NODE_AT_LEAST)
}

/// npm, run at the root of the checkout.
fn npm() -> Command {
    let mut command = Command::new("npm");
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// Of every file that the built ones are made of, with its name.
fn digest() -> Result<String> {
    let mut files = Vec::new();
    for part in SHARED.iter().chain(&FOLDERS) {
        collect(&root().join(part), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file)?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).with_context(|| path.display().to_string())? {
        let entry = entry?;
        let is_made = ["dist", "node_modules", "dev-dist"].iter().any(|made| entry.file_name() == *made);
        if !is_made {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::is_enough;

    #[test]
    fn versions_of_node() {
        assert!(is_enough("v20.19.0") && is_enough("v20.20.2") && is_enough("v22.1.0"));
        assert!(!is_enough("v20.18.9") && !is_enough("v18.20.4") && !is_enough("") && !is_enough("nonsense"));
    }
}
