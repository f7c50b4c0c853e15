//! Lets a stopped hub's log grow: `grow DIR MOVEMENTS` appends movements to the store in DIR until it holds so many.
//! `cargo xtask bench --only growth` runs it, because as many would take hours through the API.
//!
//! Everything is as the hub itself would have written it: deeds checked and chained by the desk, saved by the hub's store
//! in its transactions. Units come in from a supplier and are lost again, one of each in turn, so that what is in stock
//! stays what it was.

use std::path::Path;

use anyhow::{Context, bail};
use holdfast_crdt::{Account, Cause, Deed, Quantity, Sku, WarehouseId};
use holdfast_hub::core::world::World;
use holdfast_hub::store::{Extra, HubStore, STORE_FILE, SqliteStore};
use holdfast_hub::world::open_at;
use holdfast_shell::clock;
use holdfast_shell::progress::Progress;
use holdfast_shell::sqlite::DataDir;
use rand::seq::IndexedRandom;

/// Pairs of movements in one transaction: some megabytes of the write-ahead log.
const PAIRS_AT_ONCE: u64 = 10_000;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let mut words = std::env::args().skip(1);
    let (Some(dir), Some(wanted)) = (words.next(), words.next()) else {
        bail!("what to grow is missing: grow DIR MOVEMENTS");
    };
    let wanted: u64 = wanted.parse().with_context(|| format!("{wanted:?} is no number of movements"))?;
    let data = DataDir::existing(Path::new(&dir))?.lock().context("stop the hub first")?;
    let mut store = SqliteStore::new(open_at(&data.file(STORE_FILE))?)?;
    let mut world = World::new(rand::make_rng());
    store.open_world(&mut world, usize::MAX)?;
    let cells: Vec<(WarehouseId, Sku)> = places(&world);
    if cells.is_empty() {
        bail!("{dir}: nothing was ever stocked here; fill the hub first");
    }
    let held: u64 = world.desk.books().map(|book| book.stream.clock + book.heard.entries).sum();
    let mut bar = Progress::start("grow", wanted.saturating_sub(held));
    let mut grown = 0;
    while held + grown < wanted {
        let pairs = (wanted - held - grown).div_ceil(2).min(PAIRS_AT_ONCE);
        world.now = clock::now();
        store.begin()?;
        for _ in 0..pairs {
            // what is taken back is one movement
            let _ = world.desk.mark();
            in_and_out(&mut world, &cells)?;
        }
        store.save(&mut world, &mut Extra::default())?;
        store.commit()?;
        grown += 2 * pairs;
        bar.set(grown);
    }
    store.rest()?;
    bar.finish("grown");
    Ok(())
}

fn places(world: &World) -> Vec<(WarehouseId, Sku)> {
    let warehouses = world.desk.books().map(|book| &book.stream.warehouse);
    let cells = |warehouse: &WarehouseId| {
        let skus: Vec<Sku> = world.desk.cells_of(warehouse).map(|(sku, _)| sku.clone()).collect();
        let warehouse = warehouse.clone();
        skus.into_iter().map(move |sku| (warehouse.clone(), sku))
    };
    warehouses.flat_map(cells).collect()
}

/// A unit that comes and a unit that goes, under a reference of their own as an order's two lines are.
fn in_and_out(world: &mut World, cells: &[(WarehouseId, Sku)]) -> anyhow::Result<()> {
    let (warehouse, sku) = cells.choose(&mut world.rng).context("no cell")?;
    let reference = ulid::Ulid::from_parts(world.now.0, world.chance());
    let cause = Cause::new("growth", "bench").about(reference.to_string());
    let one = Quantity::capped(1).context("one is a quantity")?;
    for (from, to) in [(Account::Supplier, Account::Available), (Account::Available, Account::Loss)] {
        world.desk.post(warehouse, sku, Deed::Move { from, to }, one, &cause, world.now)?;
    }
    Ok(())
}
