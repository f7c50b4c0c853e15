//! A retailer's file: whatever is read of it is what a server could take, and everything else is set aside.

use arbitrary::{Result, Unstructured};
use xtask::line::{self, Line};

pub const HEADER: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
const LINES_MAX: usize = 200;
/// What fields are made of: those of the file, and those that go wrong.
const FIELDS: [&str; 24] = [
    "536365",
    "C536379",
    "85123A",
    "POST",
    "gift_0001_20",
    "WHITE HEART",
    "\"HEART, \"\"WHITE\"\"\"",
    "6",
    "-12",
    "1000000000",
    "2010-12-01 08:26:00",
    "2010-13-01",
    "2.55",
    "0.0",
    "-0.001",
    "1e300",
    "nan",
    "inf",
    "17850.0",
    "United Kingdom",
    "",
    " ",
    "\"",
    "\u{feff}",
];

/// The first byte says whether the rest is a file, the lines of one, or how to put lines together.
pub fn run(input: &[u8]) {
    match crate::choice(input, 3) {
        Some((0, bytes)) => judge(bytes),
        Some((1, bytes)) => judge(&[HEADER.as_bytes(), bytes].concat()),
        Some((_, bytes)) => judge(built(&mut Unstructured::new(bytes)).unwrap_or_default().as_bytes()),
        None => {}
    }
}

fn built(bytes: &mut Unstructured<'_>) -> Result<String> {
    let mut file = HEADER.to_owned();
    while !bytes.is_empty() {
        match bytes.arbitrary::<u8>()? % 10 {
            0..6 => file.push_str(bytes.choose(&FIELDS)?),
            6 => file.push(bytes.arbitrary()?),
            7 => file.push('\n'),
            _ => file.push(','),
        }
    }
    Ok(file)
}

fn judge(file: &[u8]) {
    let Ok(lines) = line::read(file, LINES_MAX) else { return };
    assert!(lines.len() <= LINES_MAX);
    for line in lines {
        match line {
            Ok(line) => usable(&line),
            Err(why) => assert!(!why.is_empty()),
        }
    }
}

fn usable(line: &Line) {
    assert!(!line.invoice.is_empty(), "{line:?}");
    assert!((1..=64).contains(&line.sku.chars().count()) && line.sku.trim() == line.sku, "{line:?}");
    assert!(line.units != 0 && line.units.unsigned_abs() <= 1_000_000_000, "{line:?}");
    // two decimals of at most 10^12, as the servers take prices
    let (whole, cents) = line.price.split_once('.').expect("a price has a point");
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    assert!(digits(whole) && digits(cents) && cents.len() == 2, "{line:?}");
    assert!(whole.parse::<u64>().is_ok_and(|whole| whole <= 1_000_000_000_000), "{line:?}");
    if line.units > 0 {
        assert!(!line.is_cancellation() && line.price != "0.00", "{line:?}");
    }
}
