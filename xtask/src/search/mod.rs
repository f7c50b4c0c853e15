//! Processes of the simulator over a span of seeds: what they tell, line by line, up to the first seed that fails.

mod told;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

pub use told::{Found, Tally};

use crate::workspace::{cargo, run, target};

/// One a core; SQLite has one generator of chance a process, so one process runs one seed at a time.
const PROCESSES: u64 = 2;
/// A run that tells nothing for so long does not end.
const SILENCE_MAX: Duration = Duration::from_secs(240);

/// Seeds one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub from: u64,
    pub seeds: u64,
    /// Stores are put back to older copies, too.
    pub restores: bool,
}

/// Builds the simulator with the assertions of debug builds.
pub fn build() -> Result<PathBuf> {
    run(cargo().args(["build", "--profile", "sim", "--package", "holdfast-sim"]))?;
    Ok(target()?.join("sim/holdfast-sim"))
}

/// Runs the seeds of a span until all are done, or all up to the first one that fails: what is found does not depend on how
/// fast the processes are. Kept seeds are not among them. `show` sees each line's effect.
pub fn search(simulator: &Path, span: Span, mut show: impl FnMut(&Tally)) -> Result<Tally> {
    let (tell, lines) = mpsc::channel();
    let shares = PROCESSES.min(span.seeds);
    let mut processes = Vec::new();
    for number in 0..shares {
        processes.push(Process::start(simulator, span, number, tell.clone())?);
    }
    drop(tell);
    let mut tally = Tally::default();
    loop {
        match lines.recv_timeout(SILENCE_MAX) {
            Ok((number, line)) => {
                let seed = tally.take(&line);
                show(&tally);
                let first = tally.found.as_ref().map(|found| found.seed);
                if seed.zip(first).is_some_and(|(seed, first)| seed >= first) {
                    processes[number as usize].end();
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => bail!("a run does not end: nothing for {} s", SILENCE_MAX.as_secs()),
        }
    }
    for process in &mut processes {
        let status = process.child.wait()?;
        if !process.ended && !status.success() {
            bail!("the simulator died without a verdict ({status})");
        }
    }
    if let Some(found) = &tally.found {
        tally.seeds = found.seed - span.from + 1;
    }
    Ok(tally)
}

/// One process with its share of the seeds, killed when dropped.
struct Process {
    child: Child,
    ended: bool,
}

impl Process {
    fn start(simulator: &Path, span: Span, number: u64, tell: Sender<(u64, String)>) -> Result<Self> {
        let mut command = Command::new(simulator);
        command.args(["--from", &(span.from + number).to_string()]);
        command.args(["--seeds", &(span.seeds - number).to_string()]);
        command.args(["--stride", &PROCESSES.min(span.seeds).to_string()]);
        command.args(span.restores.then_some("--restores"));
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let output = child.stdout.take().context("no stdout")?;
        thread::spawn(move || {
            // nobody listens any more once the first failure is known
            BufReader::new(output).lines().map_while(Result::ok).for_each(|line| drop(tell.send((number, line))));
        });
        Ok(Self { child, ended: false })
    }

    fn end(&mut self) {
        self.ended = true;
        // it may have ended by itself
        let _ = self.child.kill();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
