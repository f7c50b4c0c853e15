//! Durable orders a second beside a bare echo: uniform, on one SKU, and at half the rate.

use anyhow::Result;

use crate::bench::Bench;
use crate::bench::load::{self, Load};
use crate::bench::report::{Report, Series, Wanted};
use crate::bench::stand::{Cost, HubStand};

const GROUP: &str = "durable two-line orders";
const PER_SECOND: f64 = 12_000.0;
const TO_ECHO: f64 = 0.35;
const HOT_TO_UNIFORM: f64 = 0.95;
const P99_MILLIS: f64 = 15.0;
/// Of what the echo answers, reads should come to.
const READS_TO_ECHO: f64 = 0.60;

pub async fn orders(bench: &Bench, report: &mut Report) -> Result<()> {
    let mut hub = HubStand::open(&bench.programs, bench.extent.skus).await?;
    let uniform = bench.load(&hub.http(), &hub.key()?, "/v1/orders", load::order);
    let (mut echo, mut ours, mut hot) = (Series::default(), Series::default(), Series::default());
    for round in 1..=bench.extent.rounds as u64 {
        let seeds = round * 8;
        let theirs = Load { address: bench.echo.clone(), seed: seeds, ..uniform.clone() };
        let one_sku = Load { seed: seeds + 2, body: load::hot_order, ..uniform.clone() };
        echo.add(bench.quietly(&theirs).await?.all_taken()?.per_second());
        ours.add(bench.quietly(&Load { seed: seeds + 1, ..uniform.clone() }).await?.all_taken()?.per_second());
        hot.add(bench.quietly(&one_sku).await?.all_taken()?.per_second());
    }
    let (rate, hot_rate) = (ours.median(), hot.median());
    report.add(GROUP, "bare echo", "/s", echo.clone());
    report.judge(GROUP, "Holdfast, uniform", "/s", ours, Wanted::AtLeast(PER_SECOND));
    report.judge(GROUP, "Holdfast, uniform, to the echo", "x", rate / echo.median(), Wanted::AtLeast(TO_ECHO));
    report.add(GROUP, "Holdfast, every order wants one SKU", "/s", hot);
    report.judge(GROUP, "one SKU, to uniform", "x", hot_rate / rate, Wanted::AtLeast(HOT_TO_UNIFORM));

    calm(bench, &hub, &uniform, rate, report).await?;
    hub.check(bench.answered(&hub.http())).await?;
    hub.stop()
}

/// At half the rate: latency from the scheduled start, reads beside it, and what an order costs.
async fn calm(bench: &Bench, hub: &HubStand, uniform: &Load, rate: f64, report: &mut Report) -> Result<()> {
    let half = Load { pace: Some(rate / 2.0), ..uniform.clone() };
    let (mut median, mut slow) = (Series::default(), Series::default());
    let (mut micros, mut bytes) = (Series::default(), Series::default());
    for round in 0..bench.extent.rounds as u64 {
        let before = hub.cost()?;
        // a round that is repeated counts towards the cost as well
        let answered = bench.answered(&hub.http());
        let measured = bench.quietly(&Load { seed: 1_000 + round, ..half.clone() }).await?;
        let Cost { cpu_seconds, written } = hub.cost()?.since(&before);
        let per_order = |amount: f64| amount / (bench.answered(&hub.http()) - answered).max(1) as f64;
        median.add(measured.latency_ms(0.5));
        slow.add(measured.latency_ms(0.99));
        micros.add(per_order(cpu_seconds * 1e6));
        bytes.add(per_order(written as f64));
    }
    report.add(GROUP, "at half the rate: p50", "ms", median);
    report.judge(GROUP, "at half the rate: p99", "ms", slow, Wanted::AtMost(P99_MILLIS));
    report.add(GROUP, "an order: processor time of the hub", "us", micros);
    report.add(GROUP, "an order: bytes written by the hub", "B", bytes);

    let mut reads = (Series::default(), Series::default());
    for round in 0..bench.extent.rounds as u64 {
        let mine = Load { get: Some(load::cell), connections: 64, seed: 2_000 + round, ..uniform.clone() };
        let theirs = Load { address: bench.echo.clone(), ..mine.clone() };
        // the echo meets the same company
        for (turn, reading, rates) in [(0, theirs, &mut reads.0), (1, mine, &mut reads.1)] {
            // a key that was used before would be answered and order nothing
            let writing = Load { seed: 3_000 + 2 * round + turn, ..half.clone() };
            let (read, wrote) = tokio::try_join!(bench.run(&reading), bench.run(&writing))?;
            wrote.all_taken()?;
            rates.add(read.all_taken()?.per_second());
        }
    }
    let ratio = reads.1.median() / reads.0.median();
    report.add(GROUP, "reads of one cell while orders run at half speed: echo", "/s", reads.0);
    report.add(GROUP, "reads of one cell while orders run at half speed", "/s", reads.1);
    report.judge(GROUP, "reads, to the echo", "x", ratio, Wanted::AtLeast(READS_TO_ECHO));
    Ok(())
}
