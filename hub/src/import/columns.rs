//! Which column of a file is which field of the API.

use std::str::FromStr;

use anyhow::{bail, ensure};
use clap::ValueEnum;
use csv::StringRecord;
use holdfast_shell::csv::unguarded;
use serde_json::{Map, Value};

use super::rows::Row;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// One product a line: sku, name, description, category, price.amount, price.currency, barcodes (with | between),
    /// attributes.ANY. A product that is there is changed; of several lines of one SKU the last good one counts
    Products,
    /// What is on hand: sku, quantity, warehouseId. A SKU stands once a warehouse
    Stock,
    /// One line of an order a line: reference, sku, quantity, unitPrice, currency, customer.…, allowBackorder, allowSplit,
    /// priority. Lines of one reference that follow one another are one order
    Orders,
}

/// How a cell is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Whole,
    Flag,
    /// Texts with `|` between them, or a JSON list.
    Texts,
}

const PRODUCT: &[(&str, Form)] = &[
    ("sku", Form::Text),
    ("name", Form::Text),
    ("description", Form::Text),
    ("category", Form::Text),
    ("price.amount", Form::Text),
    ("price.currency", Form::Text),
    ("barcodes", Form::Texts),
];
const STOCK: &[(&str, Form)] = &[("sku", Form::Text), ("quantity", Form::Whole), ("warehouseId", Form::Text)];
const ORDER: &[(&str, Form)] = &[
    ("reference", Form::Text),
    ("sku", Form::Text),
    ("quantity", Form::Whole),
    ("unitPrice", Form::Text),
    ("currency", Form::Text),
    ("customer.name", Form::Text),
    ("customer.email", Form::Text),
    ("customer.phone", Form::Text),
    ("customer.address.line1", Form::Text),
    ("customer.address.line2", Form::Text),
    ("customer.address.city", Form::Text),
    ("customer.address.region", Form::Text),
    ("customer.address.postalCode", Form::Text),
    ("customer.address.country", Form::Text),
    ("allowBackorder", Form::Flag),
    ("allowSplit", Form::Flag),
    ("priority", Form::Whole),
];
/// Fields below this are texts under whatever name.
const ATTRIBUTES: &str = "attributes.";

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::Stock => "stock",
            Self::Orders => "orders",
        }
    }

    fn form(self, field: &str) -> Option<Form> {
        let fields = match self {
            Self::Products if field.strip_prefix(ATTRIBUTES).is_some_and(|name| !name.is_empty()) => {
                return Some(Form::Text);
            }
            Self::Products => PRODUCT,
            Self::Stock => STOCK,
            Self::Orders => ORDER,
        };
        fields.iter().find(|(name, _)| *name == field).map(|(_, form)| *form)
    }

    /// Without these no line says anything.
    const fn needed(self) -> &'static [&'static str] {
        match self {
            Self::Products => &["sku"],
            Self::Stock => &["sku", "quantity"],
            Self::Orders => &["reference", "sku", "quantity"],
        }
    }
}

/// `FIELD=COLUMN`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    pub field: String,
    pub column: String,
}

impl FromStr for Mapping {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('=') {
            Some((field, column)) if !field.is_empty() && !column.is_empty() => {
                Ok(Self { field: field.to_owned(), column: column.to_owned() })
            }
            _ => Err("must be FIELD=COLUMN, such as sku=StockCode"),
        }
    }
}

/// The fields of a file, each with its column.
#[derive(Debug)]
pub struct Columns {
    fields: Vec<(String, Form, usize)>,
    width: usize,
    /// Names of columns that fill nothing.
    pub unused: Vec<String>,
}

impl Columns {
    /// Columns named as fields are those fields, unless `maps` say otherwise.
    pub fn of(kind: Kind, header: &StringRecord, maps: &[Mapping]) -> anyhow::Result<Self> {
        let names: Vec<&str> = header.iter().map(str::trim).collect();
        let mut fields: Vec<(String, Form, usize)> = Vec::new();
        for Mapping { field, column } in maps {
            let Some(form) = kind.form(field) else { bail!("--map {field}=…: {} have no such field", kind.name()) };
            let Some(at) = names.iter().position(|name| name == column) else {
                bail!("--map {field}={column}: the file has no such column, but {}", names.join(", "));
            };
            ensure!(fields.iter().all(|(known, ..)| known != field), "--map names {field} twice");
            fields.push((field.clone(), form, at));
        }
        for (at, name) in names.iter().enumerate() {
            if let Some(form) = kind.form(name)
                && fields.iter().all(|(known, ..)| known != name)
            {
                fields.push(((*name).to_owned(), form, at));
            }
        }
        for needed in kind.needed() {
            ensure!(
                fields.iter().any(|(field, ..)| field == needed),
                "no column is {needed}: the file has {} (see --map)",
                names.join(", ")
            );
        }
        let is_used = |at: usize| fields.iter().any(|(.., used)| *used == at);
        let unused = names.iter().enumerate().filter(|(at, _)| !is_used(*at)).map(|(_, name)| (*name).to_owned());
        Ok(Self { unused: unused.collect(), width: header.len(), fields })
    }

    /// One cell as it stands, if the file has the field.
    pub fn text(&self, row: &Row, field: &str) -> Option<String> {
        let (.., at) = self.fields.iter().find(|(known, ..)| known == field)?;
        row.cells.get(*at).map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned)
    }

    /// The row as the API's object; empty cells are absent. The reason where a cell cannot be read.
    pub fn object(&self, row: &Row) -> Result<Map<String, Value>, String> {
        if row.cells.len() != self.width {
            return Err(format!("has {} cells, and the header {}", row.cells.len(), self.width));
        }
        let mut object = Map::new();
        for (field, form, at) in &self.fields {
            let cell = unguarded(row.cells.get(*at).unwrap_or_default().trim());
            if !cell.is_empty() {
                let value = read(cell, *form).map_err(|why| format!("{field}: {why}"))?;
                put(&mut object, field, value);
            }
        }
        Ok(object)
    }
}

fn read(cell: &str, form: Form) -> Result<Value, &'static str> {
    match form {
        Form::Text => Ok(cell.into()),
        Form::Whole => cell.parse::<i64>().map(Value::from).map_err(|_| "must be a whole number"),
        Form::Flag => match cell.to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Ok(true.into()),
            "false" | "no" | "0" => Ok(false.into()),
            _ => Err("must be true or false"),
        },
        Form::Texts if cell.starts_with('[') => serde_json::from_str(cell).map_err(|_| "is no list of JSON"),
        Form::Texts => Ok(cell.split('|').map(str::trim).filter(|text| !text.is_empty()).collect()),
    }
}

/// Sets a field whose name leads through objects; an attribute's name is one, whatever dots it has.
fn put(object: &mut Map<String, Value>, field: &str, value: Value) {
    match field.split_once('.') {
        Some((name, rest)) => {
            let inner = object.entry(name).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                if name == "attributes" {
                    inner.insert(rest.to_owned(), value);
                } else {
                    put(inner, rest, value);
                }
            }
        }
        None => {
            object.insert(field.to_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn columns(kind: Kind, header: &[&str], maps: &[&str]) -> anyhow::Result<Columns> {
        let maps: Vec<Mapping> = maps.iter().map(|map| map.parse().unwrap()).collect();
        Columns::of(kind, &StringRecord::from(header.to_vec()), &maps)
    }

    fn object(columns: &Columns, cells: &[&str]) -> Result<Value, String> {
        columns.object(&Row { line: 2, cells: StringRecord::from(cells.to_vec()) }).map(Value::Object)
    }

    #[test]
    fn cells_become_the_fields_their_columns_name() {
        let header = ["StockCode", "name", "price.amount", "barcodes", "attributes.in.colour", "Country"];
        let known = columns(Kind::Products, &header, &["sku=StockCode", "description=name"]).unwrap();
        assert_eq!(known.unused, ["Country"]);
        let read = object(&known, &[" CUP ", "'=A cup", "1.50", "a| b", "red", "UK"]).unwrap();
        let wanted = json!({ "sku": "CUP", "name": "=A cup", "description": "=A cup", "price": { "amount": "1.50" },
            "barcodes": ["a", "b"], "attributes": { "in.colour": "red" } });
        assert_eq!(read, wanted);
        let exported = object(&known, &["CUP", "", "", r#"["a|b"]"#, "", ""]).unwrap();
        assert_eq!(exported, json!({ "sku": "CUP", "barcodes": ["a|b"] }));
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_named() {
        let known = columns(Kind::Orders, &["reference", "sku", "quantity", "allowSplit"], &[]).unwrap();
        assert_eq!(object(&known, &["R", "CUP", "6.0", ""]).unwrap_err(), "quantity: must be a whole number");
        assert_eq!(object(&known, &["R", "CUP", "6", "maybe"]).unwrap_err(), "allowSplit: must be true or false");
        assert_eq!(object(&known, &["R", "CUP"]).unwrap_err(), "has 2 cells, and the header 4");
    }

    #[test]
    fn maps_that_lead_nowhere_are_refused() {
        for (header, maps, why) in [
            (&["Code"][..], &[][..], "no column is sku"),
            (&["Code"], &["sku=Nope"], "no such column"),
            (&["Code"], &["colour=Code"], "no such field"),
            (&["Code"], &["sku=Code", "sku=Code"], "twice"),
        ] {
            let told = columns(Kind::Products, header, maps).unwrap_err().to_string();
            assert!(told.contains(why), "{told}");
        }
        assert!("sku".parse::<Mapping>().is_err());
    }
}
