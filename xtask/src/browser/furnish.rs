//! What the warehouses hold before a browser is opened: products with barcodes, described bins, goods on the shelves.

use anyhow::Result;
use serde_json::json;

use crate::api::Ask;
use crate::catalogue::{ITEMS, product_body, sku};
use crate::floor::{Goods, receive};
use crate::stage::Stage;
use crate::world::World;

const UNITS: u64 = 60;
/// Of these goods, each in a bin of its own.
const IN_BINS: usize = 12;

pub async fn furnish(world: &World) -> Result<()> {
    let hub = &world.scene.hub;
    for n in 0..ITEMS.len() {
        let mut body = product_body(n);
        body["barcodes"] = json!([gtin(n)]);
        hub.must(Ask::post("/v1/products", body)).await?;
    }
    let bins: serde_json::Map<_, _> =
        (0..IN_BINS + 4).map(|n| (bin(n), json!({ "zone": "A", "sequence": (n + 1) * 10, "capacity": 400 }))).collect();
    let described = json!({ "zones": { "A": { "name": "Aisle A", "kind": "picking" } }, "bins": bins });
    let stage = Stage::new(world.scene.clone());
    for site in &world.scene.sites {
        site.node.must(Ask::patch(format!("/v1/warehouses/{}", site.id()), described.clone())).await?;
        let goods: Vec<_> = (0..ITEMS.len()).map(|n| Goods::sellable(&sku(n), UNITS as i64)).collect();
        receive(&stage, site, "opening stock", &goods).await?;
        let moves: Vec<_> =
            (0..IN_BINS).map(|n| json!({ "sku": sku(n), "quantity": UNITS / 2, "to": bin(n) })).collect();
        site.node.must(Ask::post("/v1/moves", json!({ "lines": moves }))).await?;
    }
    Ok(())
}

pub fn bin(n: usize) -> String {
    format!("A-{:02}", n + 1)
}

/// A GTIN-13 of the range for use within a company, with its check digit (GS1 General Specifications, 7.9).
fn gtin(n: usize) -> String {
    let digits = format!("20{n:010}");
    let weigh = |(at, digit): (usize, char)| digit.to_digit(10).unwrap_or_default() * if at % 2 == 0 { 1 } else { 3 };
    let sum: u32 = digits.chars().enumerate().map(weigh).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::gtin;

    #[test]
    fn a_gtin_ends_in_its_check_digit() {
        assert_eq!(gtin(0), "2000000000008");
        assert_eq!(gtin(31), "2000000000312");
    }
}
