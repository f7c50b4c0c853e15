//! Prices, taxes and sums.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::round::Round;
use crate::api::{Ask, list, text};

/// Orders in two currencies, with taxes: carried through, added up to minor units, never mixed.
pub async fn per_currency(round: &Round<'_>) -> Result<()> {
    let sku = round.product("tray").await?;
    round.receive(&sku, 20).await?;
    round.middle().await?;
    let order = |currency: &str, price: &str, tax: &str| {
        let taxes = json!([{ "name": "VAT", "rate": "20", "amount": tax }]);
        Ask::post(
            "/v1/orders",
            json!({ "customer": { "name": "A. Buyer" }, "currency": currency, "allowBackorder": true,
            "items": [{ "sku": sku, "quantity": 3, "unitPrice": price, "taxes": taxes }] }),
        )
    };
    let before = totals(round).await?;
    let pounds = round.twice(&round.hub, order("GBP", "12.50", "7.50")).await?;
    let shown = ["goodsAmount", "taxAmount", "totalAmount"].map(|field| text(&pounds, field).to_owned());
    ensure!(shown == ["37.50", "7.50", "45.00"], "{pounds}");
    ensure!(pounds["items"][0]["taxes"][0]["name"] == "VAT", "{pounds}");
    let yen = round.twice(&round.hub, order("JPY", "100", "30")).await?;
    ensure!(text(&yen, "totalAmount") == "330", "{yen}");
    round.refused(&round.hub, order("JPY", "100", "30.5"), 422, "invalid-request").await?;
    round.refused(&round.hub, order("GBP", "12.50", "7.505"), 422, "invalid-request").await?;
    round.refused(&round.hub, order("XTS", "12.50", "7.50"), 422, "invalid-request").await?;
    let after = totals(round).await?;
    for (currency, more) in [("GBP", 45.0), ("JPY", 330.0)] {
        let grown = amount(&after, currency) - amount(&before, currency);
        ensure!((grown - more).abs() < 1e-6, "{currency} grew by {grown}: {after}");
    }
    Ok(())
}

async fn totals(round: &Round<'_>) -> Result<Value> {
    round.hub.get("/v1/orders/totals").await
}

fn amount(totals: &Value, currency: &str) -> f64 {
    let found = list(totals, "items").iter().find(|item| item["currency"] == currency);
    found.and_then(|item| text(item, "totalAmount").parse().ok()).unwrap_or(0.0)
}
