//! Labels: one page a parcel in A6, and one a bin in A7.

use super::document::{Fonts, Page, Weight, render};
use super::{PaperError, barcode};

/// A parcel as its label tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelLabel {
    pub warehouse: String,
    /// Who, or which warehouse, gets it.
    pub recipient: String,
    /// The order or transfer.
    pub reference: String,
    /// Its SSCC, where it has one, or an id of our own.
    pub number: ParcelCode,
    pub weight_grams: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParcelCode {
    Sscc(String),
    Own(String),
}

/// A bin as its label tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BinLabel {
    pub warehouse: String,
    pub bin: String,
    pub zone: Option<String>,
}

const A6: (f32, f32) = (105.0, 148.0);
const A7_ACROSS: (f32, f32) = (105.0, 74.0);
const MARGIN: f32 = 8.0;
const WIDTH: f32 = A6.0 - 2.0 * MARGIN;
/// Modules of light before and after a linear code.
const QUIET: f32 = 10.0;
const BARS_HEIGHT: f32 = 32.0;

/// One page a parcel.
pub fn parcel_labels(labels: &[ParcelLabel]) -> Result<Vec<u8>, PaperError> {
    let mut fonts = Fonts::open()?;
    let mut pages = Vec::with_capacity(labels.len());
    for (at, label) in labels.iter().enumerate() {
        let turn = format!("Parcel {} of {}", at + 1, labels.len());
        pages.push(parcel_label(&mut fonts, label, &turn)?);
    }
    render("Parcel labels", pages, &fonts)
}

fn parcel_label(fonts: &mut Fonts, label: &ParcelLabel, turn: &str) -> Result<Page, PaperError> {
    let mut page = Page::new(A6.0, A6.1);
    let from = format!("From {}", label.warehouse);
    page.text(fonts, Weight::Regular, (MARGIN, 14.0), 11.0, WIDTH, &from);
    page.rule((MARGIN, 18.0), WIDTH);
    page.text(fonts, Weight::Regular, (MARGIN, 28.0), 9.0, WIDTH, "To");
    page.text_to_fit(fonts, (MARGIN, 38.0), 20.0, WIDTH, &label.recipient);
    page.rule((MARGIN, 48.0), WIDTH);
    page.text(fonts, Weight::Regular, (MARGIN, 56.0), 9.0, WIDTH, &label.reference);
    let (kilograms, grams) = (label.weight_grams / 1_000, label.weight_grams % 1_000);
    page.text(fonts, Weight::Regular, (MARGIN, 64.0), 11.0, WIDTH, &format!("{turn}, {kilograms}.{grams:03} kg"));
    let (modules, told) = match &label.number {
        ParcelCode::Sscc(digits) => (barcode::sscc(digits)?, format!("(00) {digits}")),
        ParcelCode::Own(id) => (barcode::plain(id)?, id.clone()),
    };
    let module = WIDTH / (modules.len() as f32 + 2.0 * QUIET);
    page.bars((MARGIN + QUIET * module, 84.0), BARS_HEIGHT, module, &modules);
    page.text(fonts, Weight::Regular, (MARGIN + QUIET * module, 84.0 + BARS_HEIGHT + 6.0), 10.0, WIDTH, &told);
    Ok(page)
}

/// One page.
pub fn bin_label(label: &BinLabel) -> Result<Vec<u8>, PaperError> {
    let mut fonts = Fonts::open()?;
    let mut page = Page::new(A7_ACROSS.0, A7_ACROSS.1);
    let code = barcode::qr(&format!("BIN:{}", label.bin))?;
    page.square((MARGIN, 20.0), 42.0, &code);
    page.text(&mut fonts, Weight::Regular, (MARGIN, 12.0), 10.0, WIDTH, &label.warehouse);
    let (beside, width) = (MARGIN + 46.0, WIDTH - 46.0);
    page.text_to_fit(&mut fonts, (beside, 40.0), 24.0, width, &label.bin);
    if let Some(zone) = &label.zone {
        page.text(&mut fonts, Weight::Regular, (beside, 52.0), 12.0, width, &format!("Zone {zone}"));
    }
    render(&label.bin, vec![page], &fonts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(pdf: &[u8], text: &str) -> bool {
        pdf.windows(text.len()).any(|window| window == text.as_bytes())
    }

    fn label(recipient: &str, number: ParcelCode) -> ParcelLabel {
        ParcelLabel {
            warehouse: "LEEDS".into(),
            recipient: recipient.into(),
            reference: "Order 7".into(),
            number,
            weight_grams: 1_250,
        }
    }

    #[test]
    fn a_page_for_each_parcel_and_the_same_bytes_each_time() {
        let labels = [
            label("A. Buyer", ParcelCode::Sscc("006141410000000012".into())),
            label("A. Buyer", ParcelCode::Own("01ARZ3NDEKTSV4RRFFQ69G5FAV".into())),
        ];
        let pdf = parcel_labels(&labels).unwrap();
        assert!(pdf.starts_with(b"%PDF-") && holds(&pdf, "/Count 2"));
        for text in ["From LEEDS", "A. Buyer", "Parcel 2 of 2, 1.250 kg", "(00) 006141410000000012"] {
            assert!(holds(&pdf, text), "{text}");
        }
        assert_eq!(pdf, parcel_labels(&labels).unwrap());
        assert!(pdf.len() < 100_000, "the font is embedded in parts, not whole: {} bytes", pdf.len());
    }

    #[test]
    fn names_in_any_script_can_be_printed() {
        for name in ["Ελένη Παπαδοπούλου", "Анна Ківі", "王小明", "🦀", &"W".repeat(400)]
        {
            let number = ParcelCode::Own("01ARZ3NDEKTSV4RRFFQ69G5FAV".into());
            assert!(parcel_labels(&[label(name, number)]).unwrap().starts_with(b"%PDF-"), "{name}");
        }
    }

    #[test]
    fn a_bin_label_bears_what_a_scan_of_it_reads() {
        let label = BinLabel { warehouse: "LEEDS".into(), bin: "A-01-3".into(), zone: Some("A".into()) };
        let pdf = bin_label(&label).unwrap();
        assert!(holds(&pdf, "A-01-3") && holds(&pdf, "Zone A") && holds(&pdf, "/Count 1"));
        let long = BinLabel { bin: "ß".repeat(64), ..label };
        assert!(bin_label(&long).unwrap().starts_with(b"%PDF-"));
    }
}
