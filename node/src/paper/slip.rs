//! Packing slips in A4: what is in the parcels of one task, for whoever opens them.

use super::document::{Fonts, Page, Weight, render};
use super::{PaperError, barcode};

/// A task as its packing slip tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    pub warehouse: String,
    pub recipient: String,
    /// The order or transfer.
    pub reference: String,
    pub task: String,
    pub lines: Vec<SlipLine>,
    pub parcels: Vec<SlipParcel>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipLine {
    pub sku: String,
    pub name: String,
    /// Units in the parcels.
    pub packed: u64,
    /// Units that follow, or were not there.
    pub missing: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipParcel {
    pub number: String,
    pub weight_grams: u32,
}

const A4: (f32, f32) = (210.0, 297.0);
const MARGIN: f32 = 18.0;
const WIDTH: f32 = A4.0 - 2.0 * MARGIN;
const ROW: f32 = 6.5;
/// Rows of a page below its head.
const ROWS: usize = 30;
const HEAD: f32 = 72.0;
const SIZE: f32 = 10.0;

/// A row of the table: four texts.
type Row = [String; 4];

/// Columns: where each begins, and its width.
const COLUMNS: [(f32, f32); 4] = [(0.0, 46.0), (48.0, 84.0), (134.0, 18.0), (154.0, 20.0)];

/// As many pages as it takes.
pub fn packing_slip(slip: &Slip) -> Result<Vec<u8>, PaperError> {
    let mut fonts = Fonts::open()?;
    let rows = rows(slip);
    let code = barcode::qr(&slip.task)?;
    let chunks: Vec<&[Row]> = if rows.is_empty() { vec![&[]] } else { rows.chunks(ROWS).collect() };
    let mut pages = Vec::with_capacity(chunks.len());
    for (at, chunk) in chunks.iter().enumerate() {
        let mut page = Page::new(A4.0, A4.1);
        head(&mut page, &mut fonts, slip, &format!("Page {} of {}", at + 1, chunks.len()));
        page.square((A4.0 - MARGIN - 28.0, 18.0), 28.0, &code);
        for (row, texts) in chunk.iter().enumerate() {
            let y = HEAD + (row + 1) as f32 * ROW;
            put(&mut page, &mut fonts, Weight::Regular, y, texts);
        }
        pages.push(page);
    }
    render("Packing slip", pages, &fonts)
}

fn rows(slip: &Slip) -> Vec<Row> {
    let line = |line: &SlipLine| {
        let missing = if line.missing > 0 { line.missing.to_string() } else { String::new() };
        [line.sku.clone(), line.name.clone(), line.packed.to_string(), missing]
    };
    let parcel = |(at, parcel): (usize, &SlipParcel)| {
        let weight = format!("{}.{:03} kg", parcel.weight_grams / 1_000, parcel.weight_grams % 1_000);
        [format!("Parcel {}", at + 1), parcel.number.clone(), weight, String::new()]
    };
    slip.lines.iter().map(line).chain(slip.parcels.iter().enumerate().map(parcel)).collect()
}

fn head(page: &mut Page, fonts: &mut Fonts, slip: &Slip, turn: &str) {
    let beside_code = WIDTH - 32.0;
    page.text(fonts, Weight::Bold, (MARGIN, 26.0), 20.0, beside_code, "Packing slip");
    page.text(fonts, Weight::Bold, (MARGIN, 38.0), 13.0, beside_code, &slip.recipient);
    page.text(fonts, Weight::Regular, (MARGIN, 46.0), SIZE, beside_code, &slip.reference);
    let from = format!("From {}, task {}", slip.warehouse, slip.task);
    page.text(fonts, Weight::Regular, (MARGIN, 53.0), SIZE, WIDTH, &from);
    page.text(fonts, Weight::Regular, (MARGIN, 60.0), SIZE, WIDTH, turn);
    put(page, fonts, Weight::Bold, HEAD, &["SKU", "Item", "Units", "Missing"].map(str::to_owned));
    page.rule((MARGIN, HEAD + 2.0), WIDTH);
}

fn put(page: &mut Page, fonts: &mut Fonts, weight: Weight, y: f32, texts: &Row) {
    for ((x, width), text) in COLUMNS.into_iter().zip(texts) {
        if !text.is_empty() {
            page.text(fonts, weight, (MARGIN + x, y), SIZE, width, text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(pdf: &[u8], text: &str) -> bool {
        pdf.windows(text.len()).any(|window| window == text.as_bytes())
    }

    fn slip(lines: usize) -> Slip {
        let line = |n: usize| SlipLine {
            sku: format!("SKU-{n}"),
            name: "Household item".into(),
            packed: 3,
            missing: u64::from(n == 0),
        };
        Slip {
            warehouse: "LEEDS".into(),
            recipient: "A. Buyer".into(),
            reference: "Order 7".into(),
            task: "01ARZ3NDEKTSV4RRFFQ69G5FAV".into(),
            lines: (0..lines).map(line).collect(),
            parcels: vec![SlipParcel { number: "006141410000000012".into(), weight_grams: 750 }],
        }
    }

    #[test]
    fn everything_of_a_task_stands_on_it() {
        let pdf = packing_slip(&slip(2)).unwrap();
        assert!(pdf.starts_with(b"%PDF-") && holds(&pdf, "/Count 1"));
        for text in ["Packing slip", "A. Buyer", "SKU-1", "Household item", "006141410000000012", "0.750 kg"] {
            assert!(holds(&pdf, text), "{text}");
        }
        assert_eq!(pdf, packing_slip(&slip(2)).unwrap());
    }

    #[test]
    fn long_tasks_take_more_pages() {
        assert!(holds(&packing_slip(&slip(75)).unwrap(), "/Count 3"));
        assert!(holds(&packing_slip(&slip(1_000)).unwrap(), "/Count 34"));
    }
}
