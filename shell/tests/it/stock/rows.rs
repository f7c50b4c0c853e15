//! Many rows in one request: each is decided for itself.

use holdfast_shell::http::problem::{Problem, Slug};
use holdfast_shell::stock::{BatchBody, Change, Deal, PatchBody, StockOp};
use serde_json::{Value, json};

use super::bench::{Bench, count, deal, json, sku};

fn set(name: &str, units: u64) -> Result<Deal, Problem> {
    Ok(deal(name, Change::SetOnHand { quantity: count(units) }))
}

fn adjust(name: &str, by: i64) -> Result<Deal, Problem> {
    Ok(deal(name, Change::Adjust { by }))
}

/// (index, status) of every row, and the slug of what was refused.
fn outcomes(body: &Value) -> Vec<(u64, u64, String)> {
    let rows = body["items"].as_array().unwrap().iter();
    rows.map(|row| {
        let slug = row["problem"]["type"].as_str().and_then(|kind| kind.rsplit('/').next()).unwrap_or_default();
        (row["index"].as_u64().unwrap(), row["status"].as_u64().unwrap(), slug.to_owned())
    })
    .collect()
}

#[test]
fn a_refused_row_spoils_no_other() {
    let mut bench = Bench::new();
    let wrong = Err(Problem::new(Slug::InvalidRequest, "no").field("/adjust", "no"));
    let rows = vec![
        set("CUP", 12),
        adjust("CUP", -9),
        set("MUG", 1),
        wrong,
        adjust("PAN", -1),
        set("PAN", 7),
        adjust("CUP", -8),
    ];
    let body = json(&bench.run(StockOp::Batch(rows)).unwrap());
    let expected = [
        (200, ""),
        (409, "held-by-warehouse"),
        (404, "not-found"),
        (422, "invalid-request"),
        (409, "insufficient-stock"),
        (200, ""),
        (200, ""),
    ];
    let expected: Vec<_> =
        (0..).zip(expected).map(|(index, (status, slug))| (index, status, slug.to_owned())).collect();
    assert_eq!(outcomes(&body), expected);
    // a later row stands on what earlier ones made
    assert_eq!((bench.cups(), body["items"][6]["inventory"]["quantity"].clone()), ((4, 4, 0, 0, 0), json!(4)));
    assert_eq!(bench.kinds(), ["StockUpdated"; 3]);
}

#[test]
fn a_batch_for_no_warehouse_is_refused_whole() {
    let mut bench = Bench::new();
    let told = bench.decide("YORK", StockOp::Batch(vec![set("CUP", 1)]), true).outcome().unwrap();
    assert_eq!(told.unwrap_err().slug, Slug::NotFound);
}

#[test]
fn rows_are_read_one_by_one_and_their_number_is_bounded() {
    let body = |items: Vec<Value>| BatchBody { items }.check();
    let good = json!({ "sku": "CUP", "quantity": 1 });
    let bad = [
        json!({ "sku": "CUP" }),
        json!({ "sku": "CUP", "quantity": 1, "adjust": 1 }),
        json!({ "sku": "CUP", "adjust": 0 }),
        json!({ "sku": "CUP", "quantity": -1 }),
        json!({ "sku": "CUP", "quantity": 1_000_000_001 }),
        json!({ "sku": "", "quantity": 1 }),
        json!({ "sku": "CUP", "quantity": 1, "colour": "red" }),
        json!({ "sku": "CUP", "quantity": "1" }),
        json!({ "sku": "CUP", "quantity": 1, "reason": "x".repeat(501) }),
        json!("CUP"),
    ];
    let StockOp::Batch(rows) = body(bad.iter().cloned().chain([good.clone()]).collect()).unwrap() else { panic!() };
    let read: Vec<bool> = rows.iter().map(Result::is_ok).collect();
    assert_eq!(read, [vec![false; bad.len()], vec![true]].concat());
    assert!(body(vec![]).is_err());
    assert!(body(vec![good.clone(); 1_000]).is_ok());
    assert!(body(vec![good; 1_001]).is_err());
}

#[test]
fn units_are_moved_within_bounds_either_way() {
    let most = 1_000_000_000;
    for (by, fits) in [
        (1, true),
        (-1, true),
        (most, true),
        (-most, true),
        (0, false),
        (most + 1, false),
        (-most - 1, false),
        (i64::MAX, false),
        (i64::MIN, false),
    ] {
        for field in ["adjust", "damaged"] {
            let body: PatchBody = serde_json::from_value(json!({ field: by })).unwrap();
            let told = body.check(sku("CUP")).map_err(|problem| (problem.status, problem.errors[0].pointer.clone()));
            assert_eq!(told.map(drop), if fits { Ok(()) } else { Err((422, format!("/{field}"))) }, "{field} {by}");
        }
        let StockOp::Batch(rows) = BatchBody { items: vec![json!({ "sku": "CUP", "adjust": by })] }.check().unwrap()
        else {
            panic!()
        };
        assert_eq!(rows[0].is_ok(), fits, "{by}");
    }
}
