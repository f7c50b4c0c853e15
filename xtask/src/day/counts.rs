//! Cycle counts: lists, blind counts, and differences that wait for a supervisor.

use anyhow::{Result, ensure};
use serde_json::json;

use super::people::terminal;
use super::round::Round;
use crate::api::{Ask, int, list, text};

/// A blind list is counted; a small difference counts at once, a large one of a worker waits for a supervisor.
pub async fn blind_and_approved(round: &Round<'_>) -> Result<()> {
    let (sku, other) = (round.product("plate").await?, round.product("saucer").await?);
    round.receive(&sku, 500).await?;
    round.receive(&other, 30).await?;
    let worker = terminal(round, "worker").await?;
    round.middle().await?;
    let listed = round.twice(&worker, Ask::post("/v1/count-lists", json!({ "size": 500, "by": "age" }))).await?;
    let lines = list(&listed, "lines");
    ensure!(lines.iter().any(|line| line["sku"] == sku), "{sku} was never counted and is not listed: {listed}");
    ensure!(lines.iter().all(|line| line.get("expected").is_none()), "a blind list tells what is expected: {listed}");
    let id = text(&listed, "listId").to_owned();
    round.node().get(&format!("/v1/count-lists/{id}")).await?;

    let counted = |sku: &str, units: i64| {
        Ask::post("/v1/counts", json!({ "listId": id, "lines": [{ "sku": sku, "counted": units }] }))
    };
    let small = round.twice(&worker, counted(&other, 29)).await?;
    ensure!(list(&small, "lines").iter().any(|line| int(line, "difference") == -1), "{small}");
    let on_hand = round.stock(&sku).await?[0];
    let waits = round.twice(&worker, counted(&sku, 300)).await?;
    ensure!(waits["state"] == "awaiting_approval", "{waits}");
    ensure!(round.stock(&sku).await?[0] == on_hand, "a count that waits has changed the books");
    let count = format!("/v1/counts/{}", text(&waits, "countId"));
    let approve = || Ask::post(format!("{count}/approve"), json!({}));
    round.refused(&worker, approve(), 403, "forbidden").await?;
    let approved = round.twice(round.node(), approve()).await?;
    ensure!(list(&approved, "lines").iter().any(|line| int(line, "difference") == -200), "{approved}");
    round.refused(round.node(), Ask::post(format!("{count}/reject"), json!({})), 409, "wrong-state").await?;
    let again = round.twice(&worker, counted(&sku, 3)).await?;
    let reject = Ask::post(format!("/v1/counts/{}/reject", text(&again, "countId")), json!({}));
    round.twice(round.node(), reject).await?;

    let slip = json!({ "lines": [{ "sku": sku, "counted": 3_000_000 }] });
    round.refused(round.node(), Ask::post("/v1/counts", slip), 409, "confirmation-required").await?;
    let wrong = json!({ "lines": [{ "sku": "no such thing", "counted": 3 }] });
    ensure!(round.node().insist(&Ask::post("/v1/counts", wrong)).await?.status >= 400, "an unknown SKU was counted");
    round.evening().await?;
    // what the floor had no rights to was claimed, and the hub has paid
    round.until("both show what was counted", async || Ok(round.stock(&sku).await?[0] == 300)).await
}
