//! `cargo xtask day`: what a warehouse does from morning to night, through the public APIs of running servers: with the link
//! up, with the link cut in the middle, every change sent twice, and with the slips of tired people.

mod bins;
mod counts;
mod documents;
mod files;
mod money;
mod people;
mod picking;
mod receiving;
mod reorder;
mod returns;
mod round;
mod scanning;
mod transfers;

use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::agreement::rest;
use crate::workspace::Programs;
use crate::world::World;

use round::{Link, REST_WITHIN, Round};

const WAREHOUSES: usize = 2;

/// Walks through every part of the day, or through those whose name holds `only`; errors unless each went as it should and
/// every store verifies at the end.
pub fn day(only: Option<&str>) -> Result<()> {
    crate::setup::setup()?;
    let programs = Programs::build()?;
    crate::ending::block_on(walk(&programs, only))
}

async fn walk(programs: &Programs, only: Option<&str>) -> Result<()> {
    let mut world = World::start(programs, WAREHOUSES).await?;
    let mut book = Book { world: &world, only, parts: 0 };
    book.part("documents", documents::edited_on_both_sides).await?;
    book.part("scanning", scanning::codes).await?;
    book.part("an unknown barcode", scanning::bound_on_the_floor).await?;
    book.part("bins", bins::put_away_and_moved).await?;
    book.part("counts", counts::blind_and_approved).await?;
    book.part("receiving", receiving::purchase_order).await?;
    book.part("quality control", receiving::inspected).await?;
    book.part("picking", picking::wave_to_parcels).await?;
    book.part("a partial shipment", picking::in_two_parcels).await?;
    book.part("transfers", transfers::with_a_difference).await?;
    book.part("a transfer called off", transfers::called_off).await?;
    book.part("returns", returns::back_on_the_shelf).await?;
    book.part("reorder points", reorder::low_and_proposed).await?;
    book.part("people and devices", people::signed_in_and_out).await?;
    book.part("money", money::per_currency).await?;
    book.part("lists as CSV", files::exported).await?;
    let parts = book.parts;
    if parts == 0 {
        bail!("no part of the day has {:?} in its name", only.unwrap_or_default());
    }
    if only.is_none() {
        files::imported(&world).await.context("import")?;
        println!("ok   import, served and not");
    }
    let findings = world.stop_and_verify();
    if !findings.is_empty() {
        bail!("{}", findings.join("; "));
    }
    println!(
        "{parts} parts of the day, each with the link up and with the link cut in the middle; every store verifies"
    );
    Ok(())
}

/// The parts walked so far.
struct Book<'a> {
    world: &'a World,
    only: Option<&'a str>,
    parts: usize,
}

impl Book<'_> {
    /// One part, with the link up and with the link cut in its middle, each with goods of its own.
    async fn part(&mut self, name: &str, walk: impl AsyncFn(&Round) -> Result<()>) -> Result<()> {
        if self.only.is_some_and(|only| !name.contains(only)) {
            return Ok(());
        }
        self.parts += 1;
        for link in [Link::Up, Link::Cut] {
            let started = Instant::now();
            let round = Round::open(self.world, self.parts, link)?;
            let walked = walk(&round).await;
            self.world.scene.heal();
            walked.with_context(|| format!("{name}, {link}"))?;
            rest(&self.world.scene, REST_WITHIN).await.with_context(|| format!("after {name}, {link}"))?;
            println!("ok   {name}, {link} ({:.1} s)", started.elapsed().as_secs_f64());
        }
        Ok(())
    }
}
