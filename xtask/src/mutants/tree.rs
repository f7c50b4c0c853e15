//! A copy of the checkout that faults are put into and built. The checkout itself is never touched.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::list::Mutant;
use crate::workspace::{cargo, root, target};

/// Lines of a failed build that are shown.
const SHOWN: usize = 40;

#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    target: PathBuf,
}

impl Tree {
    /// Brings the copy to what the checkout holds now. Files that are as they should be keep their times: nothing is built
    /// again for them.
    pub fn copy() -> Result<Self> {
        let folder = target()?.join("mutants");
        let tree = Self { root: folder.join("tree"), target: folder.join("target") };
        let files = files()?;
        for file in &files {
            let wanted = fs::read(root().join(file)).with_context(|| file.display().to_string())?;
            tree.put(file, &wanted)?;
        }
        tree.sweep(&tree.root, &files)?;
        Ok(tree)
    }

    fn put(&self, file: &Path, wanted: &[u8]) -> Result<()> {
        let path = self.root.join(file);
        if fs::read(&path).is_ok_and(|found| found == wanted) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, wanted).with_context(|| path.display().to_string())
    }

    /// Takes out what the checkout does not have any more.
    fn sweep(&self, folder: &Path, files: &BTreeSet<PathBuf>) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                self.sweep(&path, files)?;
            } else if !files.contains(path.strip_prefix(&self.root)?) {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }

    /// Puts a fault into the copy, for as long as what it returns lives.
    pub fn mutate(&self, mutant: &Mutant) -> Result<Mutated<'_>> {
        let mut mutated = Mutated { tree: self, before: Vec::new() };
        for edit in &mutant.edits {
            let path = self.root.join(&edit.file);
            let text = fs::read_to_string(&path).with_context(|| edit.file.clone())?;
            let wrong = edit.apply(&text)?;
            mutated.before.push((edit.file.clone().into(), text));
            fs::write(&path, wrong)?;
        }
        Ok(mutated)
    }

    /// Builds the simulator of the copy as it stands. `None` and what the compiler said where it does not compile.
    pub fn build(&self) -> Result<Result<PathBuf, String>> {
        let mut command = cargo();
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target).env("CARGO_TERM_COLOR", "never");
        let built = command.args(["build", "--quiet", "--profile", "sim", "--package", "holdfast-sim"]).output()?;
        if built.status.success() {
            return Ok(Ok(self.target.join("sim/holdfast-sim")));
        }
        let said = String::from_utf8_lossy(&built.stderr);
        let errors = said.lines().skip_while(|line| !line.starts_with("error")).take(SHOWN);
        Ok(Err(errors.collect::<Vec<_>>().join("\n")))
    }
}

/// A copy with a fault in it.
pub struct Mutated<'a> {
    tree: &'a Tree,
    /// In the order of change: undone from the last to the first.
    before: Vec<(PathBuf, String)>,
}

impl Drop for Mutated<'_> {
    fn drop(&mut self) {
        for (file, text) in self.before.drain(..).rev() {
            // what cannot be written now is put right by the next copy
            let _ = self.tree.put(&file, text.as_bytes());
        }
    }
}

/// Every file that git knows, or would take in.
fn files() -> Result<BTreeSet<PathBuf>> {
    let mut command = Command::new("git");
    command.current_dir(root()).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let told = command.output().context("git is needed to know which files are the project's")?;
    if !told.status.success() {
        bail!("git ls-files: {}", String::from_utf8_lossy(&told.stderr).trim());
    }
    let listed = String::from_utf8(told.stdout)?;
    let files: BTreeSet<PathBuf> = listed.split_terminator('\0').map(PathBuf::from).collect();
    let files: BTreeSet<PathBuf> = files.into_iter().filter(|file| root().join(file).is_file()).collect();
    ensure!(files.contains(Path::new("Cargo.toml")), "no Cargo.toml among the project's files");
    Ok(files)
}
