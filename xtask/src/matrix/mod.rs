//! `cargo xtask matrix`: every cell of the matrix in RELIABILITY.md, with the real hub and real nodes.
//!
//! {node, hub} × {restored before sync, after sync, twice, while the link is down, cloned and both running}: nothing that
//! both had acknowledged may be lost, what is lost is what nobody else was told, whoever has to stop is fenced, a person is
//! told, and after that person's step everything sells again, and nothing twice.

pub mod deeds;
mod hubs;
mod known;
mod nodes;
mod selling;
mod yard;

use std::pin::Pin;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use tokio::task::JoinSet;

use crate::workspace::Programs;

/// Cells under way at the same time: they mostly wait.
const AT_ONCE: usize = 3;

type Verdict = Pin<Box<dyn Future<Output = Result<String>> + Send>>;

/// A cell: its name, and what it does. Its verdict is a line for people.
struct Cell {
    name: &'static str,
    play: fn(Programs) -> Verdict,
}

const CELLS: &[Cell] = &[
    Cell { name: "node, restored before sync", play: |programs| Box::pin(nodes::before_sync(programs)) },
    Cell { name: "node, restored after sync", play: |programs| Box::pin(nodes::after_sync(programs)) },
    Cell { name: "node, restored twice", play: |programs| Box::pin(nodes::twice(programs)) },
    Cell { name: "node, restored while the link is down", play: |programs| Box::pin(nodes::link_down(programs)) },
    Cell { name: "node, cloned and both running", play: |programs| Box::pin(nodes::cloned(programs)) },
    Cell { name: "node, lost without a backup", play: |programs| Box::pin(nodes::no_backup(programs)) },
    Cell { name: "hub, restored before sync", play: |programs| Box::pin(hubs::before_sync(programs)) },
    Cell { name: "hub, restored after sync", play: |programs| Box::pin(hubs::after_sync(programs)) },
    Cell { name: "hub, restored twice", play: |programs| Box::pin(hubs::twice(programs)) },
    Cell { name: "hub, restored while the link is down", play: |programs| Box::pin(hubs::link_down(programs)) },
    Cell { name: "hub, cloned and both running", play: |programs| Box::pin(hubs::cloned(programs)) },
];

/// Plays every cell, or those alone whose name holds `only`; errors where one does not hold.
pub fn matrix(only: Option<&str>) -> Result<()> {
    crate::setup::setup()?;
    let programs = Programs::build()?;
    crate::ending::block_on(play(programs, only.unwrap_or_default().to_owned()))
}

async fn play(programs: Programs, only: String) -> Result<()> {
    let mut waiting = CELLS.iter().filter(|cell| cell.name.contains(&only));
    let started = Instant::now();
    let (mut playing, mut held, mut failed) = (JoinSet::new(), 0, 0);
    loop {
        while playing.len() < AT_ONCE
            && let Some(cell) = waiting.next()
        {
            let programs = programs.clone();
            playing.spawn(async move { (cell.name, Instant::now(), (cell.play)(programs).await) });
        }
        let Some(done) = playing.join_next().await else { break };
        let (name, since, verdict) = done.context("a cell ended in a panic")?;
        let seconds = since.elapsed().as_secs_f64();
        match &verdict {
            Ok(told) => println!("ok   {name} ({seconds:.1} s): {told}"),
            Err(problem) => println!("FAIL {name} ({seconds:.1} s): {problem:#}"),
        }
        (held, failed) = (held + usize::from(verdict.is_ok()), failed + usize::from(verdict.is_err()));
    }
    println!("{held} cells hold, {failed} do not ({:.0} s)", started.elapsed().as_secs_f64());
    if failed > 0 || held == 0 {
        bail!("{failed} of {} cells do not hold", failed + held);
    }
    Ok(())
}
