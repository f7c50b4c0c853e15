//! The yardstick: the same request, parsed and answered in JSON by a server that does nothing else.

use anyhow::Result;
use axum::extract::Path;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::net::TcpListener;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    customer: Customer,
    currency: String,
    pub items: Vec<Item>,
    allow_backorder: bool,
    allow_split: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct Customer {
    name: String,
    email: String,
    address: Address,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    line1: String,
    city: String,
    postal_code: String,
    country: String,
    lat: f64,
    lon: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    pub sku: String,
    pub quantity: u64,
    unit_price: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Receipt {
    reference: String,
    lines: Vec<Line>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    sku: String,
    quantity: u64,
}

/// Serves until killed.
pub fn serve() -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("ready http={}", listener.local_addr()?);
        Ok(axum::serve(listener, routes()).await?)
    })
}

/// A cell as the hub shows one.
async fn cell(Path((warehouse, sku)): Path<(String, String)>) -> Json<serde_json::Value> {
    Json(json!({
        "warehouseId": warehouse, "sku": sku, "quantity": 1_000_000, "reservedQuantity": 0, "availableQuantity": 1_000_000,
        "promisableQuantity": 1_000_000, "damagedQuantity": 0, "qualityControlQuantity": 0, "incomingQuantity": 0, "version": 1,
    }))
}

/// The requests that the bench sends.
pub fn routes() -> Router {
    Router::new()
        .route("/v1/orders", post(async |Json(order): Json<Order>| Json(order)))
        .route("/v1/warehouses/{warehouse}/inventory/{sku}", get(cell))
        .route("/v1/receipts", post(async |Json(receipt): Json<Receipt>| Json(receipt)))
}
