//! Who works, and with what: devices paired by a code, people signed in with badge or PIN.

use anyhow::{Result, ensure};
use serde_json::json;

use super::round::Round;
use crate::api::{Api, Ask, list, text};

/// A device of that role, paired by a one-time code as its QR code shows it.
pub async fn terminal(round: &Round<'_>, role: &str) -> Result<Api> {
    let device = json!({ "name": round.name(role), "role": role });
    let pairing = round.twice(round.node(), Ask::post("/v1/pairings", device)).await?;
    let claim = format!("/v1/pairings/{}/claim", text(&pairing, "code"));
    let claimed = round.node().must(Ask::post(claim, json!({}))).await?;
    round.node().with_key(text(&claimed, "key"))
}

/// A worker signs in at a paired device; what he does bears his name and the device's; then both are shut out.
pub async fn signed_in_and_out(round: &Round<'_>) -> Result<()> {
    let sku = round.product("brush").await?;
    let badge = round.name("badge");
    let operator = json!({ "name": round.name("Ada"), "role": "worker", "badge": badge, "pin": "4711" });
    let made = round.twice(round.node(), Ask::post("/v1/operators", operator)).await?;
    let id = text(&made, "operatorId").to_owned();
    ensure!(made.get("pin").is_none() && made.get("badge").is_none(), "secrets are shown: {made}");
    round.middle().await?;
    let device = terminal(round, "worker").await?;
    for wrong in [json!({ "badge": "nobody's" }), json!({ "operatorId": id, "pin": "1174" })] {
        let told = device.insist(&Ask::post("/v1/sessions", wrong)).await?;
        ensure!(told.status == 401, "signed in with a wrong word: {} {}", told.status, told.body);
    }
    for word in [json!({ "badge": badge }), json!({ "operatorId": id, "pin": "4711" })] {
        let session = device.must(Ask::post("/v1/sessions", word)).await?;
        let person = round.node().with_key(text(&session, "token"))?;
        let lines = json!([{ "sku": sku, "quantity": 2 }]);
        person.must(Ask::post("/v1/receipts", json!({ "reference": round.name("P"), "lines": lines }))).await?;
        let forbidden = person.insist(&Ask::post("/v1/operators", json!({ "name": "x", "role": "admin" }))).await?;
        ensure!(forbidden.status == 403, "a worker made an operator");
        person.must(Ask::delete("/v1/sessions/current")).await?;
        round.until("signed out", async || Ok(person.send(&Ask::get("/v1/tasks")).await?.status == 401)).await?;
    }
    let session = device.must(Ask::post("/v1/sessions", json!({ "badge": badge }))).await?;
    let person = round.node().with_key(text(&session, "token"))?;
    round.twice(round.node(), Ask::delete(format!("/v1/operators/{id}"))).await?;
    round
        .until("the operator is shut out", async || Ok(person.send(&Ask::get("/v1/tasks")).await?.status == 401))
        .await?;
    let devices = round.node().pages("/v1/devices", "").await?;
    let mine = devices.iter().find(|found| text(found, "name") == round.name("worker"));
    let path = format!("/v1/devices/{}", mine.map_or("", |found| text(found, "deviceId")));
    round.twice(round.node(), Ask::delete(path)).await?;
    round
        .until("the device is shut out", async || Ok(device.send(&Ask::get("/v1/tasks")).await?.status == 401))
        .await?;
    round.evening().await?;
    let audit = round.hub.get(&format!("/v1/audit?sku={}", crate::api::escaped(&sku))).await?;
    let receipts = list(&audit, "items").iter().filter(|entry| entry["reason"] == "receipt");
    let named = receipts
        .filter(|entry| text(entry, "actor") == round.name("Ada") && text(entry, "device") == round.name("worker"));
    ensure!(named.count() == 2, "who did it, and with which device: {audit}");
    Ok(())
}
