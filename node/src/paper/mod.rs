//! What the floor prints: packing slips, parcel labels and bin labels, as PDF. The same input makes the same bytes.
//!
//! Texts are set in DejaVu Sans, of which the glyphs used are embedded: Latin, Greek, Cyrillic and many more. A script that it
//! lacks prints as empty boxes; the text itself stands in the document all the same, for search and for screen readers.

mod barcode;
mod document;
mod font;
mod label;
mod slip;

use thiserror::Error;

pub use label::{BinLabel, ParcelCode, ParcelLabel, bin_label, parcel_labels};
pub use slip::{Slip, SlipLine, SlipParcel, packing_slip};

/// Why nothing can be printed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PaperError {
    #[error("the font cannot be read: {0}")]
    Font(String),
    #[error("{text:?} cannot be a barcode: {why}")]
    Barcode { text: String, why: String },
}
