//! The people on a warehouse's floor, as their terminals speak: receiving, picking, shipping, counting.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::api::{Ask, cell_path, escaped, int, list, text};
use crate::stage::{Shift, Stage};
use crate::world::Site;

/// How long a new product may take to reach a node.
const KNOWN_WITHIN: Duration = Duration::from_secs(60);

/// Goods of one receipt line. An empty condition is sellable stock.
#[derive(Debug, Clone)]
pub struct Goods {
    pub sku: String,
    pub units: i64,
    pub condition: &'static str,
}

impl Goods {
    pub fn sellable(sku: &str, units: i64) -> Self {
        Self { sku: sku.to_owned(), units, condition: "" }
    }
}

/// Books a receipt at a node. A product that the hub has just introduced may still be on its way.
pub async fn receive(stage: &Stage, site: &Site, reference: &str, goods: &[Goods]) -> Result<()> {
    let line = |g: &Goods| {
        let mut line = json!({ "sku": g.sku, "quantity": g.units });
        if !g.condition.is_empty() {
            line["condition"] = json!(g.condition);
        }
        line
    };
    let body = json!({ "reference": reference, "lines": goods.iter().map(line).collect::<Vec<_>>() });
    let end = Instant::now() + KNOWN_WITHIN;
    loop {
        // A refusal stays refused under its key: each try has its own.
        let ask = Ask::post("/v1/receipts", body.clone());
        let answer = site.node.insist(&ask).await?;
        if answer.slug() == "not-found" && Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        }
        answer.must(&ask)?;
        stage.tally.scans.add(goods.len() as u64);
        goods.iter().for_each(|g| stage.ghost.arrived(site.id(), &g.sku, g.units));
        return Ok(());
    }
}

/// Counts a cell and says what was found: `off` units more or less than the node shows.
pub async fn count(stage: &Stage, site: &Site, sku: &str, off: i64) -> Result<()> {
    let shown = int(&site.node.get(&cell_path(site.id(), sku)).await?, "quantity");
    let counted = (shown + off).max(0);
    let body = json!({ "lines": [{ "sku": sku, "counted": counted }] });
    let told = site.node.must(Ask::post("/v1/counts", body)).await?;
    for line in list(&told, "lines") {
        // Between look and count others worked on: the node's word on the difference is what was booked.
        stage.ghost.moved(site.id(), text(line, "sku"), int(line, "difference"));
    }
    stage.tally.scans.add(1);
    Ok(())
}

/// How a picker works.
#[derive(Debug, Clone, Copy)]
pub struct Habits {
    /// The chance that units are not there, per task.
    pub short: f64,
    /// Tasks in hand at the same time.
    pub hands: usize,
    /// Rest between two looks at the list.
    pub rest: Duration,
    /// Whether goods are scanned as they are picked.
    pub scans: bool,
}

/// Picks and ships what comes until the shift is over.
pub async fn pickers(stage: Arc<Stage>, mut shift: Shift, site: Site, seed: u64, habits: Habits) -> Result<()> {
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    while !shift.is_over() {
        let done = pass(&stage, &shift, &site, &mut chance, habits).await;
        if let Err(problem) = &done {
            stage.problem(format!("{}: {problem:#}", site.id()));
        }
        if !done.is_ok_and(|done| done > 0) {
            shift.rest(habits.rest).await;
        }
    }
    Ok(())
}

/// Works on a list of open tasks; how many there were.
async fn pass(
    stage: &Arc<Stage>,
    shift: &Shift,
    site: &Site,
    chance: &mut ChaCha8Rng,
    habits: Habits,
) -> Result<usize> {
    let tasks = open_tasks(site, 100).await?;
    let found = tasks.len();
    let mut hands = JoinSet::new();
    for task in tasks {
        if hands.len() >= habits.hands
            && let Some(done) = hands.join_next().await
        {
            done??;
        }
        if shift.is_over() {
            break;
        }
        let (stage, site) = (stage.clone(), site.clone());
        let mut own = ChaCha8Rng::seed_from_u64(chance.next_u64());
        hands.spawn(async move { work(&stage, &site, &task, &mut own, habits).await });
    }
    while let Some(done) = hands.join_next().await {
        done??;
    }
    Ok(found)
}

/// The first tasks that wait to be picked, or were picked and wait to be sent.
pub async fn open_tasks(site: &Site, at_most: usize) -> Result<Vec<Value>> {
    let mut found = Vec::new();
    for state in ["packed", "open"] {
        let mut page = site.node.get(&format!("/v1/tasks?state={state}&limit={at_most}")).await?;
        if let Value::Array(tasks) = page["items"].take() {
            found.extend(tasks.into_iter().filter(|task| task["kind"] == "order"));
        }
    }
    Ok(found)
}

async fn work(stage: &Stage, site: &Site, task: &Value, chance: &mut ChaCha8Rng, habits: Habits) -> Result<()> {
    let picked = match text(task, "state") {
        "packed" => sums(task, "picked"),
        _ => match pick(stage, site, task, chance, habits).await? {
            Some(picked) => picked,
            None => return Ok(()),
        },
    };
    if picked.values().sum::<i64>() > 0 {
        ship(stage, site, task, &picked).await?;
    }
    Ok(())
}

/// Units by SKU: a task may name one SKU on two lines.
fn sums(task: &Value, field: &str) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for line in list(task, "lines") {
        *sums.entry(text(line, "sku").to_owned()).or_default() += int(line, field);
    }
    sums
}

/// What was picked; None where the task was taken back meanwhile.
async fn pick(
    stage: &Stage,
    site: &Site,
    task: &Value,
    chance: &mut ChaCha8Rng,
    habits: Habits,
) -> Result<Option<BTreeMap<String, i64>>> {
    let mut wanted = sums(task, "quantity");
    if habits.scans
        && let Some(sku) = wanted.keys().next()
    {
        site.node.must(Ask::post("/v1/scans", json!({ "code": sku }))).await?;
        stage.tally.scans.add(1);
    }
    let short = missing(&wanted, chance, habits.short);
    let mut lines = Vec::new();
    for (sku, units) in &mut wanted {
        let mut line = json!({ "sku": sku });
        if let Some((_, gone)) = short.as_ref().filter(|(name, _)| name == sku) {
            *units -= gone;
            line["short"] = json!(gone);
            line["reason"] = json!("not in its bin");
        }
        line["quantity"] = json!(units);
        lines.push(line);
    }
    let ask = Ask::post(format!("/v1/tasks/{}/pick", escaped(text(task, "taskId"))), json!({ "lines": lines }));
    let answer = site.node.insist(&ask).await?;
    if answer.slug() == "wrong-state" {
        return Ok(None);
    }
    answer.must(&ask)?;
    stage.tally.scans.add(lines.len() as u64);
    if let Some((sku, gone)) = short {
        stage.ghost.lost(site.id(), &sku, gone);
        stage.tally.shorts.add(1);
    }
    Ok(Some(wanted))
}

/// Which SKU is short, and by how much.
fn missing(wanted: &BTreeMap<String, i64>, chance: &mut ChaCha8Rng, likely: f64) -> Option<(String, i64)> {
    if wanted.is_empty() || chance.random::<f64>() >= likely {
        return None;
    }
    let (sku, units) = wanted.iter().nth(chance.random_range(0..wanted.len()))?;
    (*units > 0).then(|| (sku.clone(), chance.random_range(1..=*units)))
}

async fn ship(stage: &Stage, site: &Site, task: &Value, picked: &BTreeMap<String, i64>) -> Result<()> {
    let number = text(task, "taskId");
    let body = json!({ "carrier": "Parcel Post", "trackingNumber": format!("PP-{number}") });
    let ask = Ask::post(format!("/v1/tasks/{}/ship", escaped(number)), body);
    let answer = site.node.insist(&ask).await?;
    if answer.slug() == "wrong-state" {
        return Ok(());
    }
    answer.must(&ask)?;
    stage.tally.scans.add(1);
    stage.tally.parcels.add(1);
    picked.iter().for_each(|(sku, units)| stage.ghost.shipped(site.id(), sku, *units));
    Ok(())
}

/// Waits until no floor has open tasks and nothing new has come for three looks; an error after `within`.
pub async fn until_idle(stage: &Stage, within: Duration) -> Result<()> {
    let end = Instant::now() + within;
    let mut quiet = 0;
    while quiet < 3 {
        let mut open = 0;
        for site in &stage.scene.sites {
            let link = site.node.get("/v1/link").await?;
            open +=
                open_tasks(site, 10).await?.len() as i64 + int(&link, "pendingCells") + int(&link, "pendingEntries");
        }
        quiet = if open == 0 { quiet + 1 } else { 0 };
        if Instant::now() > end {
            bail!("the floors are not idle after {} s", within.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lines_of_one_sku_are_picked_as_one() {
        let task = json!({ "lines": [{ "sku": "a", "quantity": 2 }, { "sku": "b", "quantity": 1 }, { "sku": "a", "quantity": 3 }] });
        assert_eq!(sums(&task, "quantity"), BTreeMap::from([("a".to_owned(), 5), ("b".to_owned(), 1)]));
    }

    #[test]
    fn what_is_short_is_at_least_one_and_at_most_all() {
        let wanted = BTreeMap::from([("a".to_owned(), 3)]);
        let mut chance = ChaCha8Rng::seed_from_u64(3);
        for _ in 0..100 {
            let (_, gone) = missing(&wanted, &mut chance, 1.0).expect("always short");
            assert!((1..=3).contains(&gone));
        }
        assert_eq!(missing(&wanted, &mut chance, 0.0), None);
    }
}
