//! `import`: products, stock or orders of a CSV file.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use holdfast_shell::clock;
use holdfast_shell::progress::Progress;
use holdfast_shell::sqlite::DataDir;
use serde::Deserialize;

use crate::cli::ImportArgs;
use crate::client::{Access, Client};
use crate::import::{Kind, Known, Outcome, Piece, Plan, Rejects, Rows, Standing, Wanted, plan, send, send_in_order};

/// Pieces between two notes of how far it has come, and sent at once where their order says nothing: enough that the owner thread has batches to make.
const WINDOW: usize = 32;
/// Some rows were refused.
const SOME_REFUSED: u8 = 1;
/// Nothing could be done, or not to the end.
const FAILED: u8 = 2;

pub fn run(args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let runtime = super::runtime()?;
    Ok(match runtime.block_on(import(args)) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => SOME_REFUSED.into(),
        Err(error) => {
            eprintln!("holdfast-hub: {error:#}");
            FAILED.into()
        }
    })
}

/// How many rows were refused.
async fn import(args: &ImportArgs) -> anyhow::Result<u64> {
    let file = Rows::read(&args.file, args.delimiter)?;
    let wanted = Wanted {
        kind: args.kind,
        maps: args.map.clone(),
        warehouse: args.warehouse.clone(),
        currency: args.currency,
        confirm_above: (!args.yes).then_some(args.confirm_above),
    };
    let plan = plan(&file, &wanted)?;
    if !plan.unused.is_empty() {
        eprintln!("columns that are not used: {}", plan.unused.join(", "));
    }
    let data = super::with_store(&args.data.data)?;
    let mut access = Access::open(&args.data.data).await?;
    let rejects = args.rejects.clone().unwrap_or_else(|| beside(&args.file));
    let done = match args.dry_run {
        true => try_out(args, &file, plan, (&access.client, &rejects)).await,
        false => {
            let client = Arc::new(access.client);
            let done = bring_in(args, (&file, &wanted), plan, (&data, &client, &rejects)).await;
            // what was sent at once has ended by now
            access.client = Arc::into_inner(client).context("a request did not end")?;
            done
        }
    };
    access.close().await?;
    done
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".rejected.csv");
    name.into()
}

/// Says what would be refused, as far as that can be known, and changes nothing.
async fn try_out(
    args: &ImportArgs,
    file: &Rows,
    mut plan: Plan,
    (client, path): (&Client, &Path),
) -> anyhow::Result<u64> {
    plan.check(args.kind, &known(client).await?);
    let mut rejects = Rejects::new(file, path, false)?;
    for (row, reason) in &plan.refused {
        rejects.add(*row, reason)?;
    }
    rejects.flush()?;
    let rows: usize = plan.pieces.iter().map(|piece| piece.rows.len()).sum();
    tell(("would be taken", rows as u64), &rejects, rejects.count(), plan.superseded);
    Ok(rejects.count())
}

async fn bring_in(
    args: &ImportArgs,
    (file, wanted): (&Rows, &Wanted),
    plan: Plan,
    (data, client, path): (&DataDir, &Arc<Client>, &Path),
) -> anyhow::Result<u64> {
    let mut standing = Standing::begin(data, (&args.file, &file.digest), wanted, args.resume, clock::now())?;
    let mut rejects = Rejects::new(file, path, standing.done > 0)?;
    if standing.done == 0 {
        for (row, reason) in &plan.refused {
            rejects.add(*row, reason)?;
        }
        standing.refused = rejects.count();
    }
    standing.keep(data)?;
    let mut bar = Progress::start(&format!("import {}", args.kind.name()), plan.pieces.len() as u64);
    bar.set(standing.done as u64);
    let mut pieces = plan.pieces.into_iter().skip(standing.done);
    loop {
        let keyed = |piece: Piece| {
            let key = standing.key(piece.line);
            (piece, key)
        };
        let window: Vec<(Piece, String)> = pieces.by_ref().take(WINDOW).map(keyed).collect();
        if window.is_empty() {
            break;
        }
        let sent = match args.kind {
            Kind::Orders => send_in_order(client, window).await,
            Kind::Products | Kind::Stock => send(client, window).await,
        };
        note(sent.context("the import was cut off: go on with --resume")?, &mut standing, &mut rejects)?;
        standing.keep(data)?;
        bar.set(standing.done as u64);
    }
    rejects.flush()?;
    bar.finish("done");
    tell(("taken", standing.taken), &rejects, standing.refused, plan.superseded);
    Ok(standing.refused)
}

fn note(sent: Vec<(Piece, Outcome)>, standing: &mut Standing, rejects: &mut Rejects<'_>) -> anyhow::Result<()> {
    for (piece, outcome) in sent {
        let rows = piece.rows.len() as u64;
        match outcome {
            Outcome::Taken => standing.taken += rows,
            Outcome::Refused(reason) => {
                standing.refused += rows;
                piece.rows.iter().try_for_each(|row| rejects.add(*row, &reason))?;
            }
        }
        standing.done += 1;
    }
    rejects.flush()
}

fn tell((word, rows): (&str, u64), rejects: &Rejects<'_>, refused: u64, superseded: usize) {
    println!("rows {word}: {rows}");
    if superseded > 0 {
        println!("rows that a later one stands for: {superseded}");
    }
    if refused > 0 {
        println!("rows refused: {refused}, see {}", rejects.path().display());
    }
}

/// All SKUs and warehouses.
async fn known(client: &Client) -> anyhow::Result<Known> {
    let mut known = Known::default();
    each(client, "/v1/products", |product: Named| known.skus.extend(product.sku)).await?;
    each(client, "/v1/warehouses", |warehouse: Named| known.warehouses.extend(warehouse.id)).await?;
    Ok(known)
}

#[derive(Deserialize)]
struct Named {
    sku: Option<String>,
    id: Option<String>,
}

async fn each(client: &Client, list: &str, mut take: impl FnMut(Named)) -> anyhow::Result<()> {
    let mut pages = super::export::Pages::of(list);
    while let Some(items) = pages.next(client).await? {
        for item in items {
            take(serde_json::from_str(item.get())?);
        }
    }
    Ok(())
}
