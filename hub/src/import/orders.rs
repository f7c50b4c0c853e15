//! Orders of a file: lines of one reference that follow one another.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::columns::Columns;
use super::plan::{Piece, Plan, Wanted, confirmed, judged};
use super::rows::Row;

/// What of a line belongs to its item; all else belongs to the order.
const OF_ITEM: [&str; 3] = ["sku", "quantity", "unitPrice"];

/// What a row says, or why it cannot be read.
type Said = Result<Map<String, Value>, String>;

/// Rows of one order, with what each of them says.
struct Group {
    reference: String,
    line: u64,
    rows: Vec<(usize, Said)>,
}

/// An order is sent whole or refused whole: with a part of it the customer is not served.
pub(super) fn plan(rows: &[Row], columns: &Columns, wanted: &Wanted) -> Plan {
    let mut plan = Plan::default();
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for group in groups(rows, columns, &mut plan) {
        let places: Vec<usize> = group.rows.iter().map(|(at, _)| *at).collect();
        let again = seen.get(&group.reference).copied();
        seen.entry(group.reference.clone()).or_insert(group.line);
        let line = group.line;
        let order = match again {
            Some(before) => Err(vec![format!("the order {} began in line {before} already", group.reference)]),
            None => whole(group, wanted),
        };
        match order {
            Ok(body) => {
                plan.pieces.push(Piece { rows: places, line, path: "/v1/orders".into(), body, change: None });
            }
            Err(reasons) => {
                let last = reasons.last().cloned().unwrap_or_default();
                let each = reasons.into_iter().chain(std::iter::repeat(last));
                plan.refused.extend(places.into_iter().zip(each));
            }
        }
    }
    plan
}

fn groups(rows: &[Row], columns: &Columns, plan: &mut Plan) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let mut object = columns.object(row);
        let told = match &mut object {
            Ok(object) => object.remove("reference"),
            // where it belongs can still be read
            Err(_) => columns.text(row, "reference").map(Value::from),
        };
        let Some(reference) = told.and_then(|told| told.as_str().map(str::to_owned)) else {
            plan.refused.push((at, object.err().unwrap_or_else(|| "reference: is missing".to_owned())));
            continue;
        };
        match groups.last_mut().filter(|group| group.reference == reference) {
            Some(group) => group.rows.push((at, object)),
            None => groups.push(Group { reference, line: row.line, rows: vec![(at, object)] }),
        }
    }
    groups
}

/// The order's body, or a reason for each of its rows.
fn whole(group: Group, wanted: &Wanted) -> Result<String, Vec<String>> {
    let faults: Vec<Option<String>> = group
        .rows
        .iter()
        .map(|(_, read)| match read {
            Ok(object) => confirmed(object, wanted).err(),
            Err(why) => Some(why.clone()),
        })
        .collect();
    if faults.iter().any(Option::is_some) {
        let otherwise = format!("another line of the order {} is refused", group.reference);
        return Err(faults.into_iter().map(|fault| fault.unwrap_or_else(|| otherwise.clone())).collect());
    }
    let mut order: Map<String, Value> = Map::new();
    let mut items = Vec::new();
    for (_, read) in group.rows {
        let mut rest = read.unwrap_or_default();
        let item: Map<String, Value> = OF_ITEM.iter().filter_map(|name| rest.remove_entry(*name)).collect();
        items.push(Value::Object(item));
        agree(&mut order, rest).map_err(|why| vec![why])?;
    }
    order.insert("items".into(), items.into());
    if let Some(currency) = wanted.currency {
        order.entry("currency").or_insert_with(|| currency.code().into());
    }
    judged("placeOrder", order).map_err(|why| vec![why])
}

/// Lines of one order say the same of it, or nothing.
fn agree(order: &mut Map<String, Value>, line: Map<String, Value>) -> Result<(), String> {
    for (name, value) in line {
        match order.get(&name) {
            None => {
                order.insert(name, value);
            }
            Some(known) if *known == value => {}
            Some(_) => return Err(format!("{name}: two lines of the order do not agree")),
        }
    }
    Ok(())
}
