//! The file beside the file: rows that were refused, with their lines and the reasons, to be put right and brought in again.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use anyhow::Context;
use holdfast_shell::csv::writer;

use super::rows::Rows;

/// Made with the first row that is refused.
pub struct Rejects<'a> {
    file: &'a Rows,
    path: PathBuf,
    /// An import that goes on adds to what it has refused before.
    resumed: bool,
    to: Option<csv::Writer<File>>,
    count: u64,
}

impl<'a> Rejects<'a> {
    pub fn new(file: &'a Rows, path: &Path, resumed: bool) -> anyhow::Result<Self> {
        if !resumed && path.exists() {
            // of an import before this one
            std::fs::remove_file(path).with_context(|| path.display().to_string())?;
        }
        Ok(Self { file, path: path.to_owned(), resumed, to: None, count: 0 })
    }

    pub fn add(&mut self, row: usize, reason: &str) -> anyhow::Result<()> {
        let Some(row) = self.file.rows.get(row) else { return Ok(()) };
        let to = match &mut self.to {
            Some(to) => to,
            none => none.insert(begin(&self.path, self.resumed, self.file)?),
        };
        let line = row.line.to_string();
        // a row with too many or too few cells is shown with those it has
        let width = self.file.header.len();
        let cells = (0..width).map(|at| row.cells.get(at).unwrap_or_default());
        to.write_record([line.as_str(), reason].into_iter().chain(cells))?;
        self.count += 1;
        Ok(())
    }

    /// Written as far as it goes.
    pub fn flush(&mut self) -> anyhow::Result<()> {
        self.to.as_mut().map_or(Ok(()), csv::Writer::flush).with_context(|| self.path.display().to_string())
    }

    /// Rows refused by this run.
    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn begin(path: &Path, resumed: bool, file: &Rows) -> anyhow::Result<csv::Writer<File>> {
    let goes_on = resumed && path.exists();
    let made = OpenOptions::new().create(true).write(true).append(goes_on).truncate(!goes_on).open(path);
    let mut to = writer(made.with_context(|| path.display().to_string())?);
    if !goes_on {
        to.write_record(["line", "reason"].into_iter().chain(&file.header))?;
    }
    Ok(to)
}
