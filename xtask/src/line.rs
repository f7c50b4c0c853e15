//! One line of the retailer's file: parsed once, or set aside with the reason.

use std::io::Read;

use anyhow::{Result, bail};
use jiff::civil::DateTime;

const COLUMNS: [&str; 8] =
    ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];
/// The servers' bound on one quantity.
const UNITS_MAX: i64 = 1_000_000_000;
/// And on one price.
const PRICE_MAX: f64 = 1e12;
/// Codes that are services and bookings.
const NO_GOODS: &[&str] = &["POST", "D", "M", "S", "B", "C2", "DOT", "CRUK", "PADS", "BANK CHARGES", "AMAZONFEE"];

/// A line that concerns goods. Quantities are negative for goods that come back or are written off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub invoice: String,
    pub sku: String,
    pub description: String,
    pub units: i64,
    /// With two decimals; "0.00" on write-offs.
    pub price: String,
    pub customer: String,
    pub country: String,
}

impl Line {
    /// The retailer marks cancellations and returns by the invoice's first letter.
    pub fn is_cancellation(&self) -> bool {
        self.invoice.starts_with('C')
    }
}

/// Reads at most `limit` lines; each is a line or the reason it is none.
pub fn read(file: impl Read, limit: usize) -> Result<Vec<Result<Line, &'static str>>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
    let header: Vec<_> = reader.headers()?.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
    if header != COLUMNS {
        bail!("the columns are {header:?}, wanted {COLUMNS:?}");
    }
    Ok(reader
        .into_records()
        .take(limit)
        .map(|record| record.map_err(|_| "broken record").and_then(|r| parse(&r)))
        .collect())
}

fn parse(record: &csv::StringRecord) -> Result<Line, &'static str> {
    let field = |at: usize| record.get(at).unwrap_or_default().trim().to_owned();
    if record.len() != COLUMNS.len() || field(0).is_empty() {
        return Err("broken record");
    }
    let sku = field(1);
    if is_no_goods(&sku) {
        return Err("no goods");
    }
    if sku.is_empty() || sku.chars().count() > 64 || sku.chars().any(char::is_control) {
        return Err("bad code");
    }
    let units = field(3).parse::<i64>().map_err(|_| "bad quantity")?;
    if units == 0 || units.abs() > UNITS_MAX {
        return Err("bad quantity");
    }
    field(4).parse::<DateTime>().map_err(|_| "bad date")?;
    let price = field(5).parse::<f64>().ok().filter(|price| (0.0..=PRICE_MAX).contains(price)).ok_or("bad price")?;
    let invoice = field(0);
    // Write-offs carry no price; whatever is sold or comes back must.
    if price < 0.005 && (units > 0 || invoice.starts_with('C')) {
        return Err("price not above 0");
    }
    if units > 0 && invoice.starts_with('C') {
        return Err("bad quantity");
    }
    let line = Line {
        invoice,
        sku,
        description: field(2),
        units,
        // minus zero is written with its sign
        price: format!("{:.2}", price.abs()),
        customer: field(6),
        country: field(7),
    };
    Ok(line)
}

fn is_no_goods(sku: &str) -> bool {
    let upper = sku.to_ascii_uppercase();
    NO_GOODS.contains(&upper.as_str()) || upper.starts_with("GIFT_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(line: &str) -> Result<Line, &'static str> {
        read(format!("{}\n{line}\n", COLUMNS.join(",")).as_bytes(), 10).unwrap().remove(0)
    }

    #[test]
    fn goods_are_read_as_they_came() {
        let line = one("536365,85123a,\"HEART, WHITE\",6,2010-12-01 08:26:00,2.5,17850.0,United Kingdom").unwrap();
        assert_eq!((line.sku.as_str(), line.units, line.price.as_str()), ("85123a", 6, "2.50"));
        assert_eq!(line.description, "HEART, WHITE");
        assert!(one("C536379,22,X,-1,2010-12-01 09:41:00,1.0,1,France").unwrap().is_cancellation());
        assert_eq!(one("536589,21777,,-10,2010-12-01 16:50:00,0.0,,United Kingdom").unwrap().units, -10);
    }

    #[test]
    fn what_cannot_be_used_says_why() {
        let table = [
            ("1,POST,P,1,2010-12-01 08:26:00,18.0,1,France", "no goods"),
            ("1,gift_0001_20,G,1,2010-12-01 08:26:00,18.0,1,France", "no goods"),
            ("1,22,X,many,2010-12-01 08:26:00,18.0,1,France", "bad quantity"),
            ("1,22,X,0,2010-12-01 08:26:00,18.0,1,France", "bad quantity"),
            ("1,22,X,2000000000,2010-12-01 08:26:00,18.0,1,France", "bad quantity"),
            ("C1,22,X,5,2010-12-01 08:26:00,18.0,1,France", "bad quantity"),
            ("1,22,X,1,last winter,18.0,1,France", "bad date"),
            ("1,22,X,1,2010-12-01 08:26:00,dear,1,France", "bad price"),
            ("1,22,X,1,2010-12-01 08:26:00,1e300,1,France", "bad price"),
            ("1,22,X,-1,2010-12-01 08:26:00,-0.01,1,France", "bad price"),
            ("1,22,X,1,2010-12-01 08:26:00,0.0,1,France", "price not above 0"),
            ("1,,X,1,2010-12-01 08:26:00,1.0,1,France", "bad code"),
            ("1,22,X", "broken record"),
        ];
        for (line, reason) in table {
            assert_eq!(one(line), Err(reason), "{line}");
        }
    }

    #[test]
    fn another_file_is_refused() {
        assert!(read("a,b\n1,2\n".as_bytes(), 1).is_err());
    }
}
