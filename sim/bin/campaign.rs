//! A campaign: kept seeds first, then a share of the seeds for each process (SQLite has one generator of chance a process).

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use holdfast_sim::plan::kept_seeds;
use holdfast_sim::sometimes::{NAMES, RESTORE_NAMES, Sometimes};

use super::{Args, child};

/// A search of fewer seeds need not reach everything.
const COMPLETE_SEEDS: u64 = 400;
const TOLD_EVERY: u64 = 25;

#[derive(Debug, Default)]
struct Sums {
    seeds: u64,
    warehouse_millis: u64,
    stranded: u64,
    available: u64,
    reached: Sometimes,
}

pub fn search(args: &Args) -> ExitCode {
    let began = Instant::now();
    let mut sums = Sums::default();
    // a campaign with restores keeps those that failed with them
    for (seed, options) in kept_seeds().filter(|(_, options)| options.restores == args.restores) {
        println!("kept seed {seed}{}", if options.restores { " --restores" } else { "" });
        if !child::try_one(options, seed, &mut sums.reached) {
            return ExitCode::FAILURE;
        }
    }
    let (lines, children) = match start(args) {
        Ok(started) => started,
        Err(error) => {
            println!("no process could be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut has_failed = false;
    for line in lines {
        has_failed |= take(args, &line, &mut sums, began);
    }
    for mut child in children {
        has_failed |= !child.wait().is_ok_and(|status| status.success());
    }
    conclude(args, &sums, began, has_failed)
}

fn start(args: &Args) -> std::io::Result<(mpsc::Receiver<String>, Vec<Child>)> {
    let (sender, lines) = mpsc::channel();
    let mut children = Vec::new();
    for process in 0..args.processes {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--from", &(args.from + process).to_string()]);
        command.args(["--seeds", &args.seeds.saturating_sub(process).to_string()]);
        command.args(["--stride", &args.processes.to_string()]);
        if let Some(minutes) = args.minutes {
            command.args(["--minutes", &minutes.to_string()]);
        }
        for (is, flag) in [(args.restores, "--restores"), (args.calm, "--calm")] {
            if is {
                command.arg(flag);
            }
        }
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        if let Some(output) = child.stdout.take() {
            let sender = sender.clone();
            thread::spawn(move || {
                BufReader::new(output).lines().map_while(Result::ok).for_each(|line| drop(sender.send(line)));
            });
        }
        children.push(child);
    }
    Ok((lines, children))
}

/// Takes in one line of a child; whether it tells of a failure.
fn take(args: &Args, line: &str, sums: &mut Sums, began: Instant) -> bool {
    if sums.reached.parse(line) {
        return false;
    }
    if let Some(ran) = line.strip_prefix("ran ") {
        let numbers: Vec<u64> = ran.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        if let [_, millis, stranded, available] = numbers[..] {
            sums.seeds += 1;
            sums.warehouse_millis += millis;
            sums.stranded += stranded;
            sums.available += available;
        }
        if sums.seeds.is_multiple_of(TOLD_EVERY) {
            println!("{}", progress(sums, began));
        }
        return false;
    }
    println!("{line}");
    let Some(failed) = line.strip_prefix("failed ") else { return false };
    let seed = failed.split_whitespace().next().unwrap_or_default();
    let restores = if args.restores { " --restores" } else { "" };
    println!("replay it with: cargo sim --seed {seed}{restores}");
    true
}

fn progress(sums: &Sums, began: Instant) -> String {
    let (hours, seconds) = (sums.warehouse_millis as f64 / 3_600_000.0, began.elapsed().as_secs_f64());
    format!(
        "{} seeds, {hours:.0} virtual warehouse-hours in {seconds:.0} s, {:.1} a second",
        sums.seeds,
        hours / seconds.max(0.001)
    )
}

fn conclude(args: &Args, sums: &Sums, began: Instant, has_failed: bool) -> ExitCode {
    println!("{}", progress(sums, began));
    println!("at sell-out {} of {} available units could not be promised by the hub", sums.stranded, sums.available);
    for name in NAMES.iter().chain(if args.restores { RESTORE_NAMES } else { &[] }) {
        println!("{:>8}  {name}", sums.reached.count(name));
    }
    let mut missing = sums.reached.missing(NAMES);
    if args.restores {
        missing.extend(sums.reached.missing(RESTORE_NAMES));
    }
    let is_complete = args.calm || sums.seeds < COMPLETE_SEEDS || missing.is_empty();
    if !is_complete {
        println!("never reached: {}", missing.join("; "));
    }
    if has_failed || !is_complete { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
