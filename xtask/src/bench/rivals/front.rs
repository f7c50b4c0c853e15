//! The same HTTP front before PostgreSQL: the bench's order parsed, placed through a pool of connections, and answered.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use rand::RngExt;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Semaphore};

use super::place::{Till, WAREHOUSES, Way, Wish};
use crate::bench::echo::Order;

struct Front {
    way: Way,
    free: Mutex<Vec<Till>>,
    /// As many as there are tills.
    turns: Semaphore,
}

/// Serves until killed.
pub fn serve(socket: PathBuf, connections: usize, is_interactive: bool) -> Result<()> {
    let way = if is_interactive { Way::Interactive } else { Way::OneTrip };
    tokio::runtime::Runtime::new()?.block_on(async {
        let mut free = Vec::new();
        for _ in 0..connections {
            free.push(Till::open(&socket).await?);
        }
        let front = Arc::new(Front { way, free: Mutex::new(free), turns: Semaphore::new(connections) });
        let routes = Router::new().route("/v1/orders", post(place)).with_state(front);
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("ready http={}", listener.local_addr()?);
        Ok(axum::serve(listener, routes).await?)
    })
}

async fn place(
    State(front): State<Arc<Front>>,
    headers: HeaderMap,
    Json(order): Json<Order>,
) -> Result<(StatusCode, Json<Order>), StatusCode> {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default().to_owned();
    match front.place(&order, key).await {
        Ok(true) => Ok((StatusCode::CREATED, Json(order))),
        Ok(false) => Err(StatusCode::CONFLICT),
        Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

impl Front {
    async fn place(&self, order: &Order, key: String) -> Result<bool> {
        let mut lines: Vec<(String, i64)> =
            order.items.iter().map(|item| (item.sku.clone(), item.quantity as i64)).collect();
        lines.sort();
        lines.dedup_by(|next, kept| {
            next.0 == kept.0 && {
                kept.1 += next.1;
                true
            }
        });
        let (skus, units) = lines.into_iter().unzip();
        let (id, warehouse): (u128, i32) = (rand::rng().random(), rand::rng().random_range(1..=WAREHOUSES));
        let wish = Wish { id: format!("{id:032x}"), key, body: serde_json::to_string(order)?, warehouse, skus, units };
        let _turn = self.turns.acquire().await?;
        let mut till = self.free.lock().await.pop().context("a turn without a till")?;
        let placed = till.place(self.way, &wish).await;
        self.free.lock().await.push(till);
        placed
    }
}
