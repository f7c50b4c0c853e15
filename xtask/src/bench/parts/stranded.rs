//! Units that are on the shelf and cannot be promised, because the other side holds the right to: what a split stock costs
//! where a central database, as long as it can be reached, has none. Each side in turn sells until it is refused, under the
//! default policy (`docs/decisions/2026-11-22-rights-policy.md`).

use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use serde_json::{Value, json};

use crate::api::{Answer, Ask, cell_path, int};
use crate::bench::Bench;
use crate::bench::report::{Report, Series};
use crate::world::{Site, World};

const GROUP: &str = "units stranded when a sale is refused";
const SETTLED_WITHIN: Duration = Duration::from_secs(20);
/// As long as the policy's rounds need to move what the floor does not want: a few of its quarters of a second.
const QUIET: Duration = Duration::from_secs(2);

/// Who sells until it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seller {
    Hub,
    Floor,
}

/// How the stock came to stand where it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// Received, then a quiet while.
    Quiet,
    /// The floor has just sold a tenth of it, and expects to sell more.
    FloorSells,
    /// Received while the link was cut.
    ReceivedCut,
}

#[derive(Debug, Clone, Copy)]
struct Case {
    name: &'static str,
    before: Before,
    seller: Seller,
    /// Refusals in a row after which the seller gives up.
    refusals: usize,
}

const fn case(name: &'static str, before: Before, seller: Seller) -> Case {
    Case { name, before, seller, refusals: 1 }
}

const UP: [Case; 3] = [
    case("link up, the hub sells", Before::Quiet, Seller::Hub),
    case("link up, the floor sells", Before::Quiet, Seller::Floor),
    Case { refusals: 3, ..case("link up, the floor sells and asks thrice", Before::Quiet, Seller::Floor) },
];
const CUT: [Case; 6] = [
    case("cut after a quiet while, the hub sells", Before::Quiet, Seller::Hub),
    case("cut after a quiet while, the floor sells", Before::Quiet, Seller::Floor),
    case("cut after the floor sold a tenth, the hub sells", Before::FloorSells, Seller::Hub),
    case("cut after the floor sold a tenth, the floor sells", Before::FloorSells, Seller::Floor),
    case("received during the cut, the hub sells", Before::ReceivedCut, Seller::Hub),
    case("received during the cut, the floor sells", Before::ReceivedCut, Seller::Floor),
];

pub async fn stranded(bench: &Bench, report: &mut Report) -> Result<()> {
    let (units, rounds) = if bench.extent.judged { (40, 3) } else { (10, 1) };
    let mut world = World::start(&bench.programs, 1).await?;
    for (cases, is_cut) in [(&UP[..], false), (&CUT[..], true)] {
        for (case, left) in measure(&world, cases, is_cut, (units, rounds)).await? {
            let shares = Series(left.0.iter().map(|left| 100.0 * left / units as f64).collect());
            report.add(GROUP, format!("{}: of {units}", case.name), "units", left);
            report.add(GROUP, format!("{}: share of on hand", case.name), "%", shares);
        }
    }
    let findings = world.stop_and_verify();
    ensure!(findings.is_empty(), "{}", findings.join("\n"));
    Ok(())
}

/// Units that nobody has sold when the seller is refused, for each case and `rounds` SKUs of it. One cut serves all cases.
async fn measure(
    world: &World,
    cases: &[Case],
    is_cut: bool,
    (units, rounds): (i64, usize),
) -> Result<Vec<(Case, Series)>> {
    let site = &world.scene.sites[0];
    let link = if is_cut { "CUT" } else { "UP" };
    let skus_of = |number: usize| -> Vec<String> { (0..rounds).map(|n| format!("{link}-{number}-{n}")).collect() };
    let lots: Vec<(Case, Vec<String>)> = cases.iter().enumerate().map(|(at, case)| (*case, skus_of(at))).collect();
    let of = |before: Before| -> Vec<String> {
        lots.iter().filter(|(case, _)| case.before == before).flat_map(|(_, skus)| skus.clone()).collect()
    };
    introduce(world, lots.iter().flat_map(|(_, skus)| skus)).await?;
    receive(site, &[of(Before::Quiet), of(Before::FloorSells)].concat(), units).await?;
    tokio::time::sleep(QUIET).await;
    sell_a_tenth(world, &of(Before::FloorSells), units).await?;
    if is_cut {
        cut(site).await?;
        receive(site, &of(Before::ReceivedCut), units).await?;
    }
    let mut found = Vec::new();
    for (case, skus) in &lots {
        let before = if case.before == Before::FloorSells { units / 10 } else { 0 };
        let mut left = Series::default();
        for sku in skus {
            left.add((units - before - sell_out(world, *case, sku, units).await?) as f64);
        }
        found.push((*case, left));
    }
    site.relay.heal();
    for ((_, skus), (_, left)) in lots.iter().zip(&found) {
        for (sku, left) in skus.iter().zip(&left.0) {
            settle(world, sku, units, *left as i64).await?;
        }
    }
    Ok(found)
}

async fn introduce(world: &World, skus: impl Iterator<Item = &String>) -> Result<()> {
    for sku in skus {
        let product = json!({ "sku": sku, "name": sku, "price": { "amount": "1.00", "currency": "GBP" } });
        world.scene.hub.must(Ask::post("/v1/products", product)).await?;
        await_floor(&world.scene.sites[0], sku).await?;
    }
    Ok(())
}

/// At the floor, which asks the hub for what it lacks; again where it is refused.
async fn sell_a_tenth(world: &World, skus: &[String], units: i64) -> Result<()> {
    let end = Instant::now() + SETTLED_WITHIN;
    for sku in skus {
        let mut sold = 0;
        while sold < units / 10 {
            let answer = sell(world, Seller::Floor, sku).await?;
            sold += i64::from(answer.ok());
            ensure!(Instant::now() < end, "the floor cannot sell {sku}: {}", answer.body);
        }
    }
    Ok(())
}

/// The floor knows a product once it has arrived there.
async fn await_floor(site: &Site, sku: &str) -> Result<()> {
    let end = Instant::now() + SETTLED_WITHIN;
    while !site.node.send(&Ask::get(cell_path(site.id(), sku))).await?.ok() || !site.online().await? {
        ensure!(Instant::now() < end, "{sku} is not known at the floor, or the link is down");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Cuts the link and waits until the floor has noticed: from then on it asks nobody.
async fn cut(site: &Site) -> Result<()> {
    site.relay.cut();
    let end = Instant::now() + SETTLED_WITHIN;
    while site.online().await? {
        ensure!(Instant::now() < end, "the floor does not notice that its link is cut");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

async fn receive(site: &Site, skus: &[String], units: i64) -> Result<()> {
    let lines: Vec<_> = skus.iter().map(|sku| json!({ "sku": sku, "quantity": units })).collect();
    let receipt = json!({ "reference": "stranded", "lines": lines });
    site.node.must(Ask::post("/v1/receipts", receipt)).await?;
    Ok(())
}

/// One unit, by an order at the hub or a reservation at the floor.
async fn sell(world: &World, seller: Seller, sku: &str) -> Result<Answer> {
    let site = &world.scene.sites[0];
    let order = || {
        json!({
            "customer": { "name": "A. Buyer" }, "currency": "GBP", "allowBackorder": false,
            "items": [{ "sku": sku, "quantity": 1, "unitPrice": "1.00" }],
        })
    };
    match seller {
        Seller::Hub => world.scene.hub.insist(&Ask::post("/v1/orders", order())).await,
        Seller::Floor => {
            let path = format!("{}/reserve", cell_path(site.id(), sku));
            site.node.insist(&Ask::post(path, json!({ "quantity": 1 }))).await
        }
    }
}

/// Unit after unit until it is refused for good; how many were sold.
async fn sell_out(world: &World, case: Case, sku: &str, units: i64) -> Result<i64> {
    let (mut sold, mut refused) = (0, 0);
    while refused < case.refusals {
        let answer = sell(world, case.seller, sku).await?;
        match (answer.status, answer.slug()) {
            (201, _) => (sold, refused) = (sold + 1, 0),
            (409, "insufficient-stock" | "held-by-hub" | "held-by-warehouse") => refused += 1,
            (status, slug) => bail!("{:?} sells {sku}: answered {status} {slug} {}", case.seller, answer.body),
        }
        ensure!(sold <= units, "{:?} sold more than the {units} units of {sku}", case.seller);
    }
    Ok(sold)
}

/// Both sides come to say the same, and what is left is what nobody sold.
async fn settle(world: &World, sku: &str, units: i64, left: i64) -> Result<()> {
    let site = &world.scene.sites[0];
    let path = cell_path(site.id(), sku);
    let end = Instant::now() + SETTLED_WITHIN;
    loop {
        let said: [Value; 2] = [world.scene.hub.get(&path).await?, site.node.get(&path).await?];
        let agreed = |cell: &Value| int(cell, "quantity") == units && int(cell, "availableQuantity") == left;
        if said.iter().all(agreed) {
            return Ok(());
        }
        ensure!(Instant::now() < end, "{sku}: {units} on hand and {left} of them left, the sides say {said:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
