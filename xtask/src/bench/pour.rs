//! Filling a hub through its API and reading it out again: many requests, several at once, with little cost of our own.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, ensure};
use serde::Deserialize;
use tokio::task::JoinSet;

use super::load::Line;
use crate::api::{escaped, fresh_key};
use crate::show::Board;

/// Requests in flight.
const AT_ONCE: usize = 32;

/// Posts all requests (path and body) to a server; each must be answered well. `of` them in all, called `what`.
pub async fn pour(
    (http, key): (&str, &str),
    what: &str,
    of: usize,
    requests: impl Iterator<Item = (String, Vec<u8>)> + Send + 'static,
) -> Result<()> {
    let requests = Arc::new(Mutex::new(requests));
    let board = Arc::new(Mutex::new((Board::new(false, Some(of as u64)), 0u64)));
    let mut work = JoinSet::new();
    for _ in 0..AT_ONCE.min(of) {
        let (requests, board, key, what) = (requests.clone(), board.clone(), key.to_owned(), what.to_owned());
        let mut line = Line::open(http).await?;
        work.spawn(async move {
            loop {
                let next = requests.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((path, body)) = next else { return Ok(()) };
                let (status, answer) = line.post(&path, &key, &fresh_key(), &body).await?;
                let told = String::from_utf8_lossy(answer);
                ensure!((200..300).contains(&status), "{path} was answered {status} {told:.300}");
                let mut board = board.lock().unwrap_or_else(PoisonError::into_inner);
                board.1 += 1;
                let done = board.1;
                board.0.status(done, || format!("filling: {done} of {of} {what}"));
            }
        });
    }
    while let Some(done) = work.join_next().await {
        done??;
    }
    board.lock().unwrap_or_else(PoisonError::into_inner).0.finish();
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    items: Vec<Cell>,
    next_cursor: Option<String>,
}

/// What counts of a cell.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cell {
    sku: String,
    quantity: u64,
    reserved_quantity: u64,
}

/// Units reserved in all cells of a warehouse.
pub async fn reserved(http: String, key: String, warehouse: String) -> Result<u64> {
    let mut line = Line::open(&http).await?;
    let (mut sum, mut cursor) = (0, String::new());
    loop {
        let path = format!("/v1/warehouses/{warehouse}/inventory?limit=500{cursor}");
        let (status, answer) = line.get(&path, &key).await?;
        ensure!(status == 200, "{path} was answered {status}");
        let page: Page = serde_json::from_slice(answer)?;
        for cell in page.items {
            ensure!(cell.reserved_quantity <= cell.quantity, "{warehouse}: {} is oversold", cell.sku);
            sum += cell.reserved_quantity;
        }
        let Some(next) = page.next_cursor else { return Ok(sum) };
        cursor = format!("&cursor={}", escaped(&next));
    }
}
