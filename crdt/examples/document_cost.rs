//! Microseconds and bytes of documents: a product made, read from its bytes, edited, and brought up to date elsewhere.

use std::hint::black_box;
use std::time::Instant;

use holdfast_crdt::{Author, DocId, Document, DocumentError, Heads, IdError, Sku};
use serde_json::{Map, Value, json};

const TIMES: u32 = 2_000;

fn main() -> Result<(), Failed> {
    let id = DocId::Product(Sku::new("HOUSE-ITEM-001")?);
    let product = object(json!({
        "name": "Tea cosy, knitted, red", "description": "Keeps a pot of six cups warm for an hour.", "category": "Kitchen",
        "price": { "amount": "12.50", "currency": "GBP" }, "barcodes": ["4006381333931"], "attributes": { "colour": "red" },
    }));
    let made = |author: u128| -> Result<(Document, Vec<u8>), DocumentError> {
        let mut document = Document::new(&id, Author(author));
        document.patch(&product)?;
        let saved = document.save().to_vec();
        Ok((document, saved))
    };
    let (mut document, saved) = made(1)?;
    println!("whole_bytes {}", saved.len());
    timed("make_micros", || made(2).map(|(_, saved)| drop(black_box(saved))))?;
    timed("load_micros", || Document::load(&id, Author(3), black_box(&saved)).map(drop))?;
    timed("edit_micros", || {
        let mut copy = Document::load(&id, Author(3), &saved)?;
        copy.patch(&object(json!({ "category": "Tea" })))?;
        black_box(copy.save());
        Ok(())
    })?;
    let before = document.heads();
    document.patch(&object(json!({ "barcodes": ["4006381333931", "5012345678900"] })))?;
    println!("change_bytes {}", document.changes_since(&before)?.len());
    for at in 0..1_000 {
        document.patch(&object(json!({ "category": format!("Category {at}") })))?;
    }
    println!("whole_bytes_after_1000_edits {}", document.changes_since(&Heads::default())?.len());
    let saved = document.save().to_vec();
    timed("load_micros_after_1000_edits", || Document::load(&id, Author(3), black_box(&saved)).map(drop))?;
    Ok(())
}

fn timed(name: &str, work: impl Fn() -> Result<(), DocumentError>) -> Result<(), DocumentError> {
    let started = Instant::now();
    (0..TIMES).try_for_each(|_| work())?;
    println!("{name} {:.0}", started.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES));
    Ok(())
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

#[derive(Debug)]
struct Failed(#[expect(dead_code, reason = "shown by whoever runs it")] String);

impl From<DocumentError> for Failed {
    fn from(error: DocumentError) -> Self {
        Self(error.to_string())
    }
}

impl From<IdError> for Failed {
    fn from(error: IdError) -> Self {
        Self(error.to_string())
    }
}
