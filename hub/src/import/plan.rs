//! From rows to what is sent, without IO: every line is judged as the API would judge its form, and what is doubtful about a
//! file as a whole (a SKU twice, an order in two places, a slipped zero) is refused before anything is sent.

use std::collections::{BTreeMap, BTreeSet};

use holdfast_crdt::WarehouseId;
use holdfast_shell::http::json::Reader;
use holdfast_shell::http::problem::Problem;
use holdfast_shell::stock;
use serde_json::{Map, Value};

use super::columns::{Columns, Kind, Mapping};
use super::orders;
use super::rows::{Row, Rows};
use crate::api;
use crate::money::CurrencyCode;

/// How a file is meant.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub kind: Kind,
    pub maps: Vec<Mapping>,
    /// Of lines that name none.
    pub warehouse: Option<WarehouseId>,
    /// Of lines that name none.
    pub currency: Option<CurrencyCode>,
    /// A quantity above this is taken for a slipped zero; `None` takes any.
    pub confirm_above: Option<u64>,
}

/// One thing to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// The rows it was made of, by their place.
    pub rows: Vec<usize>,
    /// Where the first of them begins: names the piece in its idempotency key.
    pub line: u64,
    pub path: String,
    pub body: String,
    /// Where and what to PATCH when the thing is there already.
    pub change: Option<(String, String)>,
}

/// What is to be sent, in order, and what is not.
#[derive(Debug, Default)]
pub struct Plan {
    pub pieces: Vec<Piece>,
    /// Rows by their place, with the reason.
    pub refused: Vec<(usize, String)>,
    /// Rows that a later row of the same product stands for.
    pub superseded: usize,
    /// Names of columns that fill nothing.
    pub unused: Vec<String>,
}

/// What the hub knows, for a trial that sends nothing.
#[derive(Debug, Default)]
pub struct Known {
    pub skus: BTreeSet<String>,
    pub warehouses: BTreeSet<String>,
}

/// Plans a file. An error where its columns do not make sense.
pub fn plan(file: &Rows, wanted: &Wanted) -> anyhow::Result<Plan> {
    let columns = Columns::of(wanted.kind, &file.header, &wanted.maps)?;
    let mut plan = match wanted.kind {
        Kind::Products => products(&file.rows, &columns, wanted),
        Kind::Stock => stock(&file.rows, &columns, wanted),
        Kind::Orders => orders::plan(&file.rows, &columns, wanted),
    };
    plan.unused = columns.unused;
    plan.refused.sort();
    Ok(plan)
}

impl Plan {
    /// Refuses what names a product or a warehouse that the hub does not know.
    pub fn check(&mut self, kind: Kind, known: &Known) {
        for piece in std::mem::take(&mut self.pieces) {
            match unknown(kind, &piece, known) {
                Some(why) => self.refused.extend(piece.rows.iter().map(|row| (*row, why.clone()))),
                None => self.pieces.push(piece),
            }
        }
        self.refused.sort();
    }
}

fn unknown(kind: Kind, piece: &Piece, known: &Known) -> Option<String> {
    let body: Value = serde_json::from_str(&piece.body).ok()?;
    let items = match kind {
        Kind::Products => return None,
        Kind::Stock => std::slice::from_ref(&body),
        Kind::Orders => body["items"].as_array()?.as_slice(),
    };
    let skus = items.iter().filter_map(|item| item["sku"].as_str());
    let stranger = skus.into_iter().find(|sku| !known.skus.contains(*sku));
    let elsewhere = piece.path.strip_prefix("/v1/warehouses/").and_then(|rest| rest.split('/').next());
    match (stranger, elsewhere.filter(|id| !known.warehouses.contains(*id))) {
        (Some(sku), _) => Some(format!("there is no product {sku}")),
        (_, Some(id)) => Some(format!("there is no warehouse {id}")),
        _ => None,
    }
}

fn products(rows: &[Row], columns: &Columns, wanted: &Wanted) -> Plan {
    let mut plan = Plan::default();
    let mut last: BTreeMap<String, usize> = BTreeMap::new();
    let mut good: Vec<Option<Piece>> = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        match columns.object(row).and_then(|object| product(at, row, object, wanted)) {
            Ok((sku, piece)) => {
                good.push(Some(piece));
                // the file's own order of time: what stands further down is newer
                if let Some(before) = last.insert(sku, at) {
                    good[before] = None;
                    plan.superseded += 1;
                }
            }
            Err(why) => {
                good.push(None);
                plan.refused.push((at, why));
            }
        }
    }
    plan.pieces = good.into_iter().flatten().collect();
    plan
}

fn product(at: usize, row: &Row, mut object: Map<String, Value>, wanted: &Wanted) -> Result<(String, Piece), String> {
    if let (Some(Value::Object(price)), Some(currency)) = (object.get_mut("price"), wanted.currency)
        && price.contains_key("amount")
    {
        price.entry("currency").or_insert_with(|| currency.code().into());
    }
    let sku = object.get("sku").and_then(Value::as_str).unwrap_or_default().to_owned();
    let body = judged("createProduct", object.clone())?;
    object.remove("sku");
    let change = (format!("/v1/products/{}", escaped(&sku)), Value::Object(object).to_string());
    let piece = Piece { rows: vec![at], line: row.line, path: "/v1/products".into(), body, change: Some(change) };
    Ok((sku, piece))
}

fn stock(rows: &[Row], columns: &Columns, wanted: &Wanted) -> Plan {
    let mut plan = Plan::default();
    let mut seen: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let piece = columns.object(row).and_then(|object| on_hand(at, row, object, wanted));
        match piece.and_then(|(place, piece)| once(&mut seen, place, row.line).map(|()| piece)) {
            Ok(piece) => plan.pieces.push(piece),
            Err(why) => plan.refused.push((at, why)),
        }
    }
    plan
}

/// Two counts of one thing are not added up, and neither is the right one.
fn once(seen: &mut BTreeMap<(String, String), u64>, place: (String, String), line: u64) -> Result<(), String> {
    match seen.get(&place) {
        Some(before) => Err(format!("line {before} has {} in {} already", place.1, place.0)),
        None => {
            seen.insert(place, line);
            Ok(())
        }
    }
}

fn on_hand(
    at: usize,
    row: &Row,
    mut object: Map<String, Value>,
    wanted: &Wanted,
) -> Result<((String, String), Piece), String> {
    let named = match object.remove("warehouseId") {
        Some(named) => {
            WarehouseId::new(named.as_str().unwrap_or_default()).map_err(|why| format!("warehouseId: {why}"))?
        }
        None => wanted.warehouse.clone().ok_or("warehouseId: is missing (see --warehouse)")?,
    };
    confirmed(&object, wanted)?;
    let sku = object.get("sku").and_then(Value::as_str).unwrap_or_default().to_owned();
    let body = judged("setInventory", object)?;
    let path = format!("/v1/warehouses/{named}/inventory");
    Ok(((named.to_string(), sku), Piece { rows: vec![at], line: row.line, path, body, change: None }))
}

/// Refuses a quantity that looks like one with a slipped zero.
pub(super) fn confirmed(object: &Map<String, Value>, wanted: &Wanted) -> Result<(), String> {
    let quantity = object.get("quantity").and_then(Value::as_u64).unwrap_or_default();
    match wanted.confirm_above {
        Some(most) if quantity > most => {
            Err(format!("quantity: {quantity} is above {most}: a slipped zero? --yes takes it as it is"))
        }
        _ => Ok(()),
    }
}

/// The body as text, if the operation would take its form.
pub(super) fn judged(operation: &str, object: Map<String, Value>) -> Result<String, String> {
    let body = Value::Object(object).to_string();
    let known = api::BODIES.iter().chain(stock::BODIES).find(|(name, _)| *name == operation);
    let reader: Option<Reader> = known.map(|(_, reader)| *reader);
    match reader.map(|read| read(body.as_bytes())) {
        Some(Err(problem)) => Err(reason(&problem)),
        _ => Ok(body),
    }
}

fn reason(problem: &Problem) -> String {
    let each = problem.errors.iter().map(|fault| match fault.pointer.trim_start_matches('/') {
        "" => fault.detail.clone(),
        place => format!("{}: {}", place.replace('/', "."), fault.detail),
    });
    let whole = each.collect::<Vec<_>>().join("; ");
    if whole.is_empty() { problem.detail.clone() } else { whole }
}

/// A SKU as a segment of a path (RFC 3986): it may hold anything printable.
fn escaped(segment: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    segment
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
