//! Lists as tables (RFC 4180): nested objects in columns named with dots, lists as the JSON text they are.
//!
//! A text that a spreadsheet would take for a formula is written with an apostrophe before it, which [`unguarded`] takes
//! away again.

use std::borrow::Cow;

use csv::{QuoteStyle, Terminator, WriterBuilder};
use indexmap::{IndexMap, IndexSet};
use serde_json::value::RawValue;

/// What a spreadsheet calculates instead of showing it.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// One record of a list, flattened: columns and cells in the order of its fields.
pub type Record = Vec<(String, String)>;

/// Records with all columns that any of them has, in the order in which they were met first.
#[derive(Debug, Default)]
pub struct Table {
    columns: IndexSet<String>,
    records: Vec<Record>,
}

impl Table {
    pub fn add(&mut self, record: Record) {
        for (column, _) in &record {
            if !self.columns.contains(column) {
                self.columns.insert(column.clone());
            }
        }
        self.records.push(record);
    }

    /// The header, and a line for each record; nothing where no record is.
    pub fn written(&self) -> Vec<u8> {
        let mut to = writer(Vec::new());
        // writing to memory cannot fail
        if !self.columns.is_empty() {
            to.write_record(&self.columns).ok();
        }
        self.records.iter().for_each(|record| {
            to.write_record(cells(&self.columns, record)).ok();
        });
        to.into_inner().unwrap_or_default()
    }
}

/// Lines end as RFC 4180 says, and only what must be quoted is.
pub fn writer<W: std::io::Write>(to: W) -> csv::Writer<W> {
    WriterBuilder::new().terminator(Terminator::CRLF).quote_style(QuoteStyle::Necessary).flexible(false).from_writer(to)
}

/// The cells of one line below a header: an absent field leaves its cell empty.
pub fn cells<'a>(columns: &'a IndexSet<String>, record: &'a Record) -> impl Iterator<Item = &'a str> {
    let of = |column: &String| record.iter().find(|(name, _)| name == column).map_or("", |(_, cell)| cell.as_str());
    columns.iter().map(of)
}

/// The fields of an object; anything else is one field named `value`.
pub fn flattened(item: &RawValue) -> serde_json::Result<Record> {
    let mut record = Record::new();
    match item.get().starts_with('{') {
        true => flatten("", item, &mut record)?,
        false => record.push(("value".to_owned(), cell(item)?)),
    }
    Ok(record)
}

fn flatten(before: &str, object: &RawValue, into: &mut Record) -> serde_json::Result<()> {
    let fields: IndexMap<String, &RawValue> = serde_json::from_str(object.get())?;
    for (name, value) in fields {
        let column = if before.is_empty() { name } else { format!("{before}.{name}") };
        match value.get().starts_with('{') {
            true => flatten(&column, value, into)?,
            false => into.push((column, cell(value)?)),
        }
    }
    Ok(())
}

fn cell(value: &RawValue) -> serde_json::Result<String> {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'"') => Ok(guarded(serde_json::from_str::<Cow<'_, str>>(text)?.into_owned())),
        _ if text == "null" => Ok(String::new()),
        // numbers and lists are no text: nothing in them is taken for a formula
        _ => Ok(text.to_owned()),
    }
}

fn guarded(text: String) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text }
}

/// The text that was guarded.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| text.starts_with(FORMULA)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(items: &[&str]) -> String {
        let mut table = Table::default();
        for item in items {
            table.add(flattened(&RawValue::from_string((*item).to_owned()).unwrap()).unwrap());
        }
        String::from_utf8(table.written()).unwrap()
    }

    #[test]
    fn columns_are_the_union_in_the_order_of_fields() {
        let items =
            [r#"{"sku":"CUP","price":{"amount":"1.50"},"n":-3}"#, r#"{"sku":"PAN","codes":["a","b"],"n":null}"#];
        assert_eq!(table(&items), "sku,price.amount,n,codes\r\nCUP,1.50,-3,\r\nPAN,,,\"[\"\"a\"\",\"\"b\"\"]\"\r\n");
        assert_eq!(table(&[]), "");
    }

    #[test]
    fn texts_are_quoted_and_formulas_are_none() {
        let items = [r#"{"a":"=1+1","b":"-1","c":"x,\"y\"\nz","d":"@me","e":"a=b"}"#];
        assert_eq!(table(&items), "a,b,c,d,e\r\n'=1+1,'-1,\"x,\"\"y\"\"\nz\",'@me,a=b\r\n");
        assert_eq!((unguarded("'=1+1"), unguarded("'tis"), unguarded("-1")), ("=1+1", "'tis", "-1"));
    }
}
