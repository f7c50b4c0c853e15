//! Barcodes as rows of dark and light modules.

use barcoders::sym::code128::Code128;
use qrcode::{Color, EcLevel, QrCode};

use super::PaperError;

/// How barcoders spells the start of character sets A and C, and FNC1.
const SET_A: char = 'À';
const SET_C: char = 'Ć';
const FNC1: char = 'Ź';

/// A square code: `width` modules a side, row by row, dark where true.
pub struct Square {
    pub width: usize,
    pub modules: Vec<bool>,
}

/// GS1-128 of an SSCC: FNC1, then (00) and 18 digits, two by two.
pub fn sscc(digits: &str) -> Result<Vec<bool>, PaperError> {
    code128(&format!("{SET_C}{FNC1}00{digits}"))
}

/// Code 128 of capital letters and digits.
pub fn plain(text: &str) -> Result<Vec<bool>, PaperError> {
    code128(&format!("{SET_A}{text}"))
}

fn code128(spelled: &str) -> Result<Vec<bool>, PaperError> {
    let broken = |error| PaperError::Barcode { text: spelled.to_owned(), why: format!("{error:?}") };
    Ok(Code128::new(spelled).map_err(broken)?.encode().into_iter().map(|module| module == 1).collect())
}

/// A QR code of any text.
pub fn qr(text: &str) -> Result<Square, PaperError> {
    let broken = |error| PaperError::Barcode { text: text.to_owned(), why: format!("{error:?}") };
    let code = QrCode::with_error_correction_level(text.as_bytes(), EcLevel::M).map_err(broken)?;
    Ok(Square {
        width: code.width(),
        modules: code.to_colors().into_iter().map(|color| color == Color::Dark).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_length_of_their_symbology() {
        // start, FNC1, ten pairs and the check character of 11 modules each, and a stop of 13
        assert_eq!(sscc("006141410000000012").unwrap().len(), 13 * 11 + 13);
        assert_eq!(plain("01ARZ3NDEKTSV4RRFFQ69G5FAV").unwrap().len(), 28 * 11 + 13);
        assert!(plain("ß").is_err());
        let square = qr("BIN:Ячейка 1").unwrap();
        assert_eq!(square.modules.len(), square.width * square.width);
    }
}
