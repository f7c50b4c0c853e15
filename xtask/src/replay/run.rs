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
            Step::Cancel { number, lines } => match placed.get(&number).cloned() {
                Some(order) => asked.extend(cancel(stage, &mut plan.account, order, lines).await?),
                None => take_back(stage, &mut plan.account, None, 0, &lines).await?,
            },
            Step::Return { number, site, lines } => {
                let order = number.and_then(|number| placed.get(&number));
                take_back(stage, &mut plan.account, order.map(String::as_str), site, &lines).await?;
            }
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
        take_back(stage, account, Some(&order), 0, &lines).await?;
        return Ok(None);
    }
    answer.must(&ask)?;
    stage.tally.cancels.add(1);
    Ok(Some(Asked { order, lines }))
}

/// With everything at rest each cancel has its outcome.
pub async fn settle_cancels(stage: &Stage, account: &mut Account, asked: Vec<Asked>) -> Result<()> {
    for Asked { order, lines } in asked {
        let shown = stage.scene.hub.get(&format!("/v1/orders/{}", escaped(&order))).await?;
        match text(&shown, "status") {
            "canceled" => account.used("cancelled before they left", lines.len()),
            "cancelling" => {
                stage.problem(format!("order {order} is still cancelling with all links up"));
                account.unused("cancel without an end", lines.len());
            }
            _ => take_back(stage, account, Some(&order), 0, &lines).await?,
        }
    }
    Ok(())
}

/// Goods that come back, under an authorisation of the hub where it knows of an order they left with.
async fn take_back(
    stage: &Stage,
    account: &mut Account,
    order: Option<&str>,
    site: usize,
    lines: &[Line],
) -> Result<()> {
    let site = &stage.scene.sites[site];
    let authorised = match order {
        Some(order) => authorise(stage, order, lines).await?,
        None => None,
    };
    match authorised {
        Some(id) => {
            returned(stage, site, &id, lines).await?;
            account.used("returned, authorised and inspected", lines.len());
        }
        None => {
            let goods: Vec<_> =
                lines.iter().map(|line| Goods { condition: condition(line), ..goods_of(line) }).collect();
            deliver(stage, site, &format!("return:{}", lines[0].invoice), &goods).await?;
            account.used("returned without an order, as receipts", lines.len());
        }
    }
    Ok(())
}

fn goods_of(line: &Line) -> Goods {
    Goods::sellable(&line.sku, line.units.abs())
}

/// Some can be sold again, some are broken; what cannot be told at once waits in quality control.
fn condition(line: &Line) -> &'static str {
    ["", "", "quality_control", "damaged"][line.sku.len().wrapping_add(line.units.unsigned_abs() as usize) % 4]
}

/// The id of the return; `None` where not all of it has left with this order, or came back before. A late cancel that the
/// floor refused has its return already.
async fn authorise(stage: &Stage, order: &str, lines: &[Line]) -> Result<Option<String>> {
    let open = stage.scene.hub.pages("/v1/returns", &format!("&orderId={}", escaped(order))).await?;
    if let Some(waiting) = open.iter().find(|found| text(found, "status") == "authorised") {
        return Ok(Some(text(waiting, "returnId").to_owned()));
    }
    let mut units: BTreeMap<&str, i64> = BTreeMap::new();
    lines.iter().for_each(|line| *units.entry(line.sku.as_str()).or_default() += line.units.abs());
    let wanted =
        |(sku, units): (&&str, &i64)| json!({ "sku": sku, "quantity": units, "reason": "cancelled by the customer" });
    let wanted: Vec<Value> = units.iter().map(wanted).collect();
    let ask = Ask::post("/v1/returns", json!({ "orderId": order, "lines": wanted }));
    let answer = stage.scene.hub.insist(&ask).await?;
    match answer.status {
        400..500 => Ok(None),
        _ => Ok(Some(text(&answer.must(&ask)?.body, "returnId").to_owned())),
    }
}

/// The parcel is received and looked at. Its floor may not have heard of it yet: the link may be down.
async fn returned(stage: &Stage, site: &Site, id: &str, lines: &[Line]) -> Result<()> {
    let received = |line: &Line| json!({ "sku": line.sku, "quantity": line.units.abs() });
    let received: Vec<Value> = lines.iter().map(received).collect();
    let body = json!({ "lines": received, "confirm": true });
    site.node.must(Ask::post(format!("/v1/returns/{}/receipts", escaped(id)), body)).await?;
    lines.iter().for_each(|line| stage.ghost.arrived(site.id(), &line.sku, line.units.abs()));
    stage.tally.scans.add(lines.len() as u64);
    let verdict = |line: &Line| {
        let to = if condition(line) == "damaged" { "damaged" } else { "available" };
        json!({ "sku": line.sku, "to": to, "quantity": line.units.abs() })
    };
    let verdicts: Vec<Value> = lines.iter().map(verdict).collect();
    site.node.must(Ask::post("/v1/inspections", json!({ "returnId": id, "lines": verdicts }))).await.map(drop)
}

/// Stock that broke or vanished is damage, at the first warehouse that can spare it.
async fn write_off(stage: &Stage, account: &mut Account, line: &Line) -> Result<()> {
    let body = json!({ "damaged": line.units.abs() });
    let mut why = String::new();
    for site in &stage.scene.sites {
        let answer = spare(site, &line.sku, &body).await?;
        if answer.ok() {
            account.used("written off as damage", 1);
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
