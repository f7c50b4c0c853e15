//! A plan, carried out step by step through the public APIs.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use xtask::line::Line;

use super::account::Account;
use super::buyers::customer;
use super::plan::{Opening, Plan, Step};
use crate::api::{Answer, Ask, cell_path, escaped, int, list, text};
use crate::floor::{Goods, receive};
use crate::show::Board;
use crate::stage::Stage;
use crate::world::Site;

const RECEIPT_LINES: usize = 100;
const BATCH_ROWS: usize = 500;
const PRODUCTS_AT_ONCE: usize = 16;
/// How often a floor asks for rights that the hub holds before a write-off is given up.
const WRITE_OFF_TRIES: usize = 3;

/// A cancel that was taken in, though what came of it shows later.
#[derive(Debug)]
pub struct Asked {
    order: String,
    lines: Vec<Line>,
}

/// Introduces the products and stocks the warehouses.
pub async fn open(stage: &Stage, plan: &Plan) -> Result<()> {
    let mut asks = JoinSet::new();
    for (sku, (description, price)) in &plan.products {
        if asks.len() >= PRODUCTS_AT_ONCE
            && let Some(done) = asks.join_next().await
        {
            let _: Value = done??;
        }
        let name = if description.is_empty() { sku } else { description };
        let body = json!({
            "sku": sku, "name": name, "category": "gifts", "price": { "amount": price, "currency": "GBP" },
        });
        let hub = stage.scene.hub.clone();
        asks.spawn(async move { hub.must(Ask::post("/v1/products", body)).await });
    }
    while let Some(done) = asks.join_next().await {
        done??;
    }
    for (at, site) in stage.scene.sites.iter().enumerate() {
        let (set, received): (Vec<_>, Vec<_>) = plan.opening.iter().filter(|o| o.site == at).partition(|o| o.at_hub);
        for rows in set.chunks(BATCH_ROWS) {
            set_at_hub(stage, site, rows).await?;
        }
        let goods: Vec<_> = received.iter().map(|o| Goods::sellable(&o.sku, o.units)).collect();
        deliver(stage, site, "opening", &goods).await?;
    }
    Ok(())
}

async fn set_at_hub(stage: &Stage, site: &Site, rows: &[&Opening]) -> Result<()> {
    let items: Vec<_> = rows.iter().map(|row| json!({ "sku": row.sku, "quantity": row.units })).collect();
    let ask = Ask::post(format!("/v1/warehouses/{}/inventory/batch", site.id()), json!({ "items": items }));
    let told = stage.scene.hub.must(ask).await?;
    for refused in list(&told, "items").iter().filter(|row| int(row, "status") >= 400) {
        stage.problem(format!("a row of opening stock was refused: {refused}"));
    }
    rows.iter().for_each(|row| stage.ghost.arrived(site.id(), &row.sku, row.units));
    Ok(())
}

async fn deliver(stage: &Stage, site: &Site, reference: &str, goods: &[Goods]) -> Result<()> {
    for goods in goods.chunks(RECEIPT_LINES) {
        receive(stage, site, reference, goods).await?;
    }
    Ok(())
}

/// Carries out every step; the cancels whose outcome is still open.
pub async fn run(stage: &Stage, plan: &mut Plan) -> Result<Vec<Asked>> {
    let mut asked = Vec::new();
    let mut placed: BTreeMap<usize, String> = BTreeMap::new();
    let steps = std::mem::take(&mut plan.steps);
    let all = steps.len();
    let mut board = Board::new(false, Some(all as u64));
    for (done, step) in steps.into_iter().enumerate() {
        board.status(done as u64, || status(stage, done, all));
        match step {
            Step::Order { number, lines } => {
                if let Some(order) = place(stage, &mut plan.account, &lines).await? {
                    placed.insert(number, order);
                }
            }
            Step::Cancel { number, lines } => match placed.remove(&number) {
                Some(order) => asked.extend(cancel(stage, &mut plan.account, order, lines).await?),
                None => take_back(stage, &mut plan.account, 0, &lines).await?,
            },
            Step::Return { site, lines } => take_back(stage, &mut plan.account, site, &lines).await?,
            Step::WriteOff(line) => write_off(stage, &mut plan.account, &line).await?,
            Step::Delivery { site, goods } => {
                deliver(stage, &stage.scene.sites[site], &format!("delivery-{done}"), &goods).await?;
            }
        }
    }
    board.finish();
    Ok(asked)
}

fn status(stage: &Stage, done: usize, all: usize) -> String {
    let t = &stage.tally;
    format!(
        "{done}/{all} steps: {} orders, {} waited, {} parcels, {} short picks, {} link cuts",
        t.placed.get(),
        t.backordered.get(),
        t.parcels.get(),
        t.shorts.get(),
        t.cuts.get()
    )
}

/// The order's id; None where the hub refused it.
async fn place(stage: &Stage, account: &mut Account, lines: &[Line]) -> Result<Option<String>> {
    let item = |line: &Line| json!({ "sku": line.sku, "quantity": line.units, "unitPrice": line.price });
    let body = json!({
        "customer": customer(&lines[0]), "currency": "GBP", "allowBackorder": true, "allowSplit": true,
        "items": lines.iter().map(item).collect::<Vec<_>>(),
    });
    let ask = Ask::post("/v1/orders", body);
    let answer = stage.scene.hub.insist(&ask).await?;
    if !answer.ok() {
        stage.tally.refused.add(1);
        stage.problem(format!("an order with backorders allowed was answered {} {}", answer.status, answer.body));
        account.unused(&format!("order refused: {}", answer.slug()), lines.len());
        return Ok(None);
    }
    stage.tally.placed.add(1);
    if list(&answer.body, "items").iter().any(|line| int(line, "backorderedQuantity") > 0) {
        stage.tally.backordered.add(1);
    }
    account.used("ordered", lines.len());
    Ok(Some(text(&answer.body, "orderId").to_owned()))
}

/// Asks for the cancel. What has left already comes back as goods.
async fn cancel(stage: &Stage, account: &mut Account, order: String, lines: Vec<Line>) -> Result<Option<Asked>> {
    let ask = Ask::post(format!("/v1/orders/{}/cancel", escaped(&order)), json!({}));
    let answer = stage.scene.hub.insist(&ask).await?;
    if answer.slug() == "wrong-state" {
        take_back(stage, account, 0, &lines).await?;
        return Ok(None);
    }
    answer.must(&ask)?;
    stage.tally.cancels.add(1);
    Ok(Some(Asked { order, lines }))
}

/// With everything at rest each cancel has its outcome.
pub async fn settle_cancels(stage: &Stage, account: &mut Account, asked: Vec<Asked>) -> Result<()> {
    for Asked { order, lines } in asked {
        let now = stage.scene.hub.get(&format!("/v1/orders/{}", escaped(&order))).await?;
        match text(&now, "status") {
            "canceled" => account.used("cancelled with their order", lines.len()),
            "cancelling" => {
                stage.problem(format!("order {order} is still cancelling with all links up"));
                account.unused("cancel without an end", lines.len());
            }
            _ => take_back(stage, account, 0, &lines).await?,
        }
    }
    Ok(())
}

/// Goods that come back: some can be sold again, some must be looked at, some are broken.
async fn take_back(stage: &Stage, account: &mut Account, site: usize, lines: &[Line]) -> Result<()> {
    let condition = |line: &Line| {
        ["", "", "quality_control", "damaged"][line.sku.len().wrapping_add(line.units.unsigned_abs() as usize) % 4]
    };
    let goods: Vec<_> =
        lines.iter().map(|l| Goods { sku: l.sku.clone(), units: l.units.abs(), condition: condition(l) }).collect();
    deliver(stage, &stage.scene.sites[site], &format!("return:{}", lines[0].invoice), &goods).await?;
    account.used("returned as receipts", lines.len());
    Ok(())
}

/// Stock that broke or vanished, at the first warehouse that can spare it.
async fn write_off(stage: &Stage, account: &mut Account, line: &Line) -> Result<()> {
    let units = line.units.abs();
    let is_damage = line.description.to_lowercase().contains("damage");
    let reason = if line.description.is_empty() { "write-off" } else { &line.description };
    let body = if is_damage { json!({ "damaged": units }) } else { json!({ "adjust": -units, "reason": reason }) };
    let mut why = String::new();
    for site in &stage.scene.sites {
        let answer = spare(site, &line.sku, &body).await?;
        if answer.ok() {
            if !is_damage {
                stage.ghost.lost(site.id(), &line.sku, units);
            }
            account.used("written off", 1);
            return Ok(());
        }
        why = answer.slug().to_owned();
    }
    account.unused(&format!("write-off refused: {why}"), 1);
    Ok(())
}

async fn spare(site: &Site, sku: &str, body: &Value) -> Result<Answer> {
    for _ in 1..WRITE_OFF_TRIES {
        let answer = site.node.insist(&Ask::patch(cell_path(site.id(), sku), body.clone())).await?;
        if answer.slug() != "held-by-hub" {
            return Ok(answer);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    site.node.insist(&Ask::patch(cell_path(site.id(), sku), body.clone())).await
}
