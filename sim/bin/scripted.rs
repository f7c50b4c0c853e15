//! `cargo sim --scripted`: the script whole, then cut at every disk operation, each process a share of the cuts.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Instant;

use holdfast_sim::disk::Statistics;
use holdfast_sim::run::Telling;
use holdfast_sim::script::{Cut, MACHINES, Played, cuts, play};

use super::Args;

/// Every so many cuts a run is repeated and must leave the same trace.
const TWICE_EVERY: usize = 200;
const TOLD_EVERY: u64 = 500;
/// Lines of a failing run that are shown.
const SHOWN_MAX: usize = 400;

/// Plays it whole, then lets processes cut it.
pub fn search(args: &Args) -> ExitCode {
    let began = Instant::now();
    let (whole, again) = (play(None, Telling::Keep), play(None, Telling::Nothing));
    if let Some(failure) = &whole.outcome.failure {
        show(&whole);
        println!("failed: the script by itself: {}: {}", failure.check, failure.detail);
        return ExitCode::FAILURE;
    }
    if whole.outcome.hash != again.outcome.hash {
        println!("failed: the script left {} and {}", whole.outcome.hash, again.outcome.hash);
        return ExitCode::FAILURE;
    }
    whole.done.iter().zip(MACHINES).for_each(|(done, name)| println!("{}", line(name, done)));
    let done = match spread(args) {
        Ok(done) => done,
        Err(error) => {
            println!("no process could be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    let operations: u64 = operations(&whole).iter().sum();
    let (tried, failed) = done;
    let seconds = began.elapsed().as_secs_f64();
    let every = if args.every > 1 { format!(", every {} of them", args.every) } else { String::new() };
    println!("{tried} cuts at {operations} disk operations{every}, {failed} failed, in {seconds:.0} s");
    if failed == 0 && tried > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One cut, told as it happens.
pub fn replay(cut: Cut) -> ExitCode {
    let played = play(Some(cut), Telling::Echo);
    println!("hash {}", played.outcome.hash);
    match played.outcome.failure {
        None => ExitCode::SUCCESS,
        Some(failure) => {
            println!("FAILED {}: {}", failure.check, failure.detail);
            ExitCode::FAILURE
        }
    }
}

/// A process's share of the cuts.
pub fn work(args: &Args, stride: u64) -> ExitCode {
    let whole = play(None, Telling::Nothing);
    let operations = operations(&whole);
    // a stride that shares no factor with the number of manners meets each of them
    let chosen = cuts(&operations).step_by(args.every.max(1)).skip(args.from as usize).step_by(stride.max(1) as usize);
    let mut failed = 0;
    for (number, cut) in chosen.enumerate() {
        println!("cut {cut}");
        let played = play(Some(cut), Telling::Nothing);
        if let Some(failure) = &played.outcome.failure {
            show(&play(Some(cut), Telling::Keep));
            println!("failed {cut} {}: {}", failure.check, failure.detail);
            println!("replay it with: cargo sim --scripted --cut {cut}");
            failed += 1;
        } else if number.is_multiple_of(TWICE_EVERY) {
            let again = play(Some(cut), Telling::Nothing).outcome.hash;
            if again != played.outcome.hash {
                println!("failed {cut} determinism: it left {} and {again}", played.outcome.hash);
                failed += 1;
            }
        }
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn operations(played: &Played) -> Vec<u64> {
    played.done.iter().map(Statistics::operations).collect()
}

fn line(name: &str, done: &Statistics) -> String {
    let Statistics { writes, syncs, truncations, creations, deletions, .. } = done;
    format!(
        "{name}: {} operations: {writes} writes, {syncs} syncs, {truncations} truncations, {creations} files made, \
         {deletions} deleted",
        done.operations()
    )
}

fn show(played: &Played) {
    let lines = &played.outcome.lines;
    lines[lines.len().saturating_sub(SHOWN_MAX)..].iter().for_each(|line| println!("| {line}"));
}

/// How many cuts were tried, and how many failed.
fn spread(args: &Args) -> std::io::Result<(u64, u64)> {
    let mut listeners = Vec::new();
    for process in 0..args.processes {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--scripted", "--from", &process.to_string(), "--stride", &args.processes.to_string()]);
        command.args(["--every", &args.every.to_string()]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let output = child.stdout.take();
        listeners.push(thread::spawn(move || {
            let (mut tried, mut failed) = (0, 0);
            for line in output.into_iter().flat_map(|output| BufReader::new(output).lines()).map_while(Result::ok) {
                match line.split_once(' ') {
                    Some(("cut", _)) => {
                        tried += 1;
                        if tried % TOLD_EVERY == 0 {
                            println!("{tried} cuts by process {process}");
                        }
                    }
                    told => {
                        failed += u64::from(matches!(told, Some(("failed", _))));
                        println!("{line}");
                    }
                }
            }
            let ended_well = child.wait().is_ok_and(|status| status.success());
            (tried, failed.max(u64::from(!ended_well)))
        }));
    }
    let told = listeners.into_iter().map(|listener| listener.join().unwrap_or((0, 1)));
    Ok(told.fold((0, 0), |(tried, failed), (t, f)| (tried + t, failed + f)))
}
