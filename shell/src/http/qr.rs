//! QR codes as pictures that a page can show.

use qrcode::QrCode;
use qrcode::render::svg;

use super::problem::{Problem, Slug};

/// Side of a picture at least, pixels.
const PICTURE_PIXELS: u32 = 256;

/// An SVG document of the text's QR code. Fails only for a text that no QR code holds.
pub fn svg(text: &str) -> Result<String, Problem> {
    let code = QrCode::new(text).map_err(|error| Problem::new(Slug::InternalError, error.to_string()))?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(PICTURE_PIXELS, PICTURE_PIXELS).quiet_zone(true).build())
}
