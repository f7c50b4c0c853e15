//! Files: every list as CSV, and products, stock and orders from CSV.

use std::fs;

use anyhow::{Result, ensure};

use super::round::Round;
use crate::api::{cell_path, int, text};
use crate::world::World;

const LISTS: &[&str] = &[
    "/v1/products",
    "/v1/warehouses",
    "/v1/orders",
    "/v1/transfers",
    "/v1/nodes",
    "/v1/audit",
    "/v1/suppliers",
    "/v1/purchase-orders",
    "/v1/returns",
    "/v1/replenishments",
    "/v1/orders/totals",
];
const FLOOR_LISTS: &[&str] = &[
    "/v1/tasks",
    "/v1/products",
    "/v1/bins",
    "/v1/counts",
    "/v1/count-lists",
    "/v1/waves",
    "/v1/expected-receipts",
    "/v1/devices",
    "/v1/operators",
];

/// Every list can be had as CSV, on both sides.
pub async fn exported(round: &Round<'_>) -> Result<()> {
    let sku = round.product("rack").await?;
    round.receive(&sku, 3).await?;
    round.middle().await?;
    for (api, lists) in [(&round.hub, LISTS), (round.node(), FLOOR_LISTS)] {
        for path in lists {
            let csv = api.text(path, "text/csv").await?;
            let header = csv.lines().next().unwrap_or_default();
            ensure!(!header.starts_with('{'), "{path} as CSV: {header}");
        }
    }
    let stock = format!("/v1/warehouses/{}/inventory?sku={sku}", round.here.id());
    let csv = round.node().text(&stock, "text/csv").await?;
    ensure!(csv.contains(&sku) && csv.contains("availableQuantity"), "{csv}");
    Ok(())
}

/// Products and stock from files, while the hub serves: a dry run changes nothing, bad rows are named with their lines, and
/// the same file again has no second effect.
pub async fn imported(world: &World) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("holdfast-import-").tempdir()?;
    let site = &world.scene.sites[0];
    let products = folder.path().join("products.csv");
    fs::write(&products, "StockCode,Description,Price\nIMP-1,\"A jar, blue\",2.50\nIMP-2,,1.00\nIMP-3,A lid,0.75\n")?;
    let words = ["products", products.to_str().unwrap_or_default()];
    let map =
        ["--map", "sku=StockCode", "--map", "name=Description", "--map", "price.amount=Price", "--currency", "GBP"];
    let dry: Vec<&str> = words.iter().chain(&map).copied().chain(["--dry-run"]).collect();
    let told = world.hub.run(&["import"], &dry);
    ensure!(told.is_err(), "a row without a name was taken");
    let hub = &world.scene.hub;
    ensure!(
        hub.insist(&crate::api::Ask::get("/v1/products/IMP-1")).await?.status == 404,
        "a dry run changed something"
    );
    let all: Vec<&str> = words.iter().chain(&map).copied().collect();
    ensure!(world.hub.run(&["import"], &all).is_err(), "refused rows are told by the exit status");
    ensure!(text(&hub.get("/v1/products/IMP-1").await?, "name") == "A jar, blue", "not imported");
    let rejected = fs::read_to_string(folder.path().join("products.csv.rejected.csv"))?;
    ensure!(rejected.contains("IMP-2") && rejected.lines().any(|line| line.starts_with("3,")), "{rejected}");

    let stock = folder.path().join("stock.csv");
    fs::write(&stock, "sku,quantity\nIMP-1,12\nIMP-3,7\n")?;
    let words = ["stock", stock.to_str().unwrap_or_default(), "--warehouse", site.id()];
    for _ in 0..2 {
        world.hub.run(&["import"], &words)?;
        let cell = hub.get(&cell_path(site.id(), "IMP-1")).await?;
        ensure!(int(&cell, "quantity") == 12, "{cell}");
    }
    Ok(())
}
