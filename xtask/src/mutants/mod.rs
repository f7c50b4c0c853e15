//! `cargo xtask mutants`: shows that the simulator bites. Faults are put into a copy of the code one at a time, and a search
//! of seeds must find each.

pub mod list;
mod tree;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, anyhow, bail, ensure};

use crate::search::{Span, Tally, search};
use crate::show::Board;
use crate::workspace::root;
use list::Mutant;
use tree::Tree;

/// What came of one mutant.
enum Verdict {
    /// The check, and the seeds it took, that one included.
    Found {
        check: String,
        seeds: u64,
        seed: u64,
    },
    Survived,
    /// It shows nothing: it does not compile, or dies of something that is no check.
    Broken(String),
}

/// Builds and searches each mutant of the list, or those named; errors where one survives.
pub fn mutants(only: &[String], seeds: u64) -> Result<()> {
    let all = list::read(&fs::read_to_string(root().join(list::PATH))?)?;
    for name in only {
        ensure!(all.iter().any(|mutant| mutant.name == *name), "{} has no mutant {name}", list::PATH);
    }
    let chosen: Vec<&Mutant> = all.iter().filter(|mutant| only.is_empty() || only.contains(&mutant.name)).collect();
    let tree = Tree::copy()?;
    show_that_it_holds(&tree, &chosen, seeds)?;
    let (mut rows, mut left) = (Vec::new(), 0);
    for (number, mutant) in chosen.iter().enumerate() {
        let place = format!("{}/{} {}", number + 1, chosen.len(), mutant.name);
        let began = Instant::now();
        let verdict = try_one(&tree, mutant, seeds, &place)?;
        let row = told(mutant, &verdict, seeds)?;
        println!("{place}: {} ({:.0} s)", row.join(", "), began.elapsed().as_secs_f64());
        if let Verdict::Broken(why) = &verdict {
            println!("{why}");
        }
        left += usize::from(!matches!(verdict, Verdict::Found { .. }));
        rows.push(format!("| {} | {} |", mutant.name, row.join(" | ")));
    }
    println!("\n| mutant | found by | seeds it took | first at |\n|---|---|---|---|\n{}", rows.join("\n"));
    if left > 0 {
        bail!("{left} of {} mutants were not found", chosen.len());
    }
    println!("all {} found", chosen.len());
    Ok(())
}

/// The tree without a fault, in the same seeds: what is found in mutants is theirs.
fn show_that_it_holds(tree: &Tree, chosen: &[&Mutant], seeds: u64) -> Result<()> {
    println!("building the simulator without a fault");
    let simulator = tree.build()?.map_err(|said| anyhow!("the tree does not compile:\n{said}"))?;
    let spans = chosen.iter().map(|mutant| mutant.span(seeds)).collect::<Result<BTreeSet<Span>>>()?;
    for span in spans {
        let tally = watched(&simulator, span, "without a fault")?;
        if let Some(found) = tally.found {
            bail!("without any fault seed {} fails: {}: {}", found.seed, found.check, found.detail);
        }
        let kind = if span.restores { "with" } else { "without" };
        println!("without a fault: {} seeds from {} {kind} restores hold", tally.seeds, span.from);
    }
    Ok(())
}

fn try_one(tree: &Tree, mutant: &Mutant, seeds: u64, place: &str) -> Result<Verdict> {
    let span = mutant.span(seeds)?;
    let _mutated = tree.mutate(mutant)?;
    let simulator = match tree.build()? {
        Ok(simulator) => simulator,
        Err(said) => return Ok(Verdict::Broken(format!("it does not compile:\n{said}"))),
    };
    let tally = match watched(&simulator, span, place) {
        Ok(tally) => tally,
        Err(died) => return Ok(Verdict::Broken(died.to_string())),
    };
    let Some(found) = tally.found else { return Ok(Verdict::Survived) };
    Ok(match found.check() {
        Some(check) => Verdict::Found { check, seeds: tally.seeds, seed: found.seed },
        None => Verdict::Broken(format!("seed {} panics, and not by an assertion: {}", found.seed, found.detail)),
    })
}

fn watched(simulator: &Path, span: Span, place: &str) -> Result<Tally> {
    let mut board = Board::new(false, Some(span.seeds));
    let tally = search(simulator, span, |tally| {
        board.status(tally.seeds, || format!("{place}: {} of {} seeds", tally.seeds, span.seeds));
    });
    board.finish();
    tally
}

/// Check, seeds, and where it was found, as the table has them.
fn told(mutant: &Mutant, verdict: &Verdict, seeds: u64) -> Result<Vec<String>> {
    let span = mutant.span(seeds)?;
    let with = if span.restores { " with restores" } else { "" };
    Ok(match verdict {
        Verdict::Found { check, seeds, seed } => {
            vec![check.clone(), seeds.to_string(), format!("seed {seed}{with}")]
        }
        Verdict::Survived => vec!["SURVIVES".to_owned(), format!("{} and more", span.seeds), format!("no seed{with}")],
        Verdict::Broken(_) => vec!["BROKEN".to_owned(), "none".to_owned(), "nothing shown".to_owned()],
    })
}
